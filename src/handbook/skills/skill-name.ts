import { sha256 } from '../../core/content-key.ts';

const LONGEST = 64;

/**
 * The name of a skill, which is that of its folder: `learned-` and the topic in small letters of ASCII, digits and single hyphens, at most 64
 * characters. A topic of other letters is named by its hash.
 */
export function skillName(topic: string): string {
  if (topic === '') return 'learned-ways-of-working';
  const words = topic
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = `learned-${words === '' ? sha256(topic, 8) : words}`;
  return name.slice(0, LONGEST).replace(/-+$/, '');
}
