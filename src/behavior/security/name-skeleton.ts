import { foldWords } from './fold-words.ts';

const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[0öò]/g, 'o'],
  [/[1iíìîïı|!]/g, 'l'],
  [/[3éèêë]/g, 'e'],
  [/[4@àáâä]/g, 'a'],
  [/[5$]/g, 's'],
  [/7/g, 't'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/(.)\1+/gu, '$1'],
];

/**
 * What a name looks like at a glance: names that are read alike (`c1ose_ledger`, `close__ledger`) have one skeleton. Numbers by
 * themselves stay: mining tells namesakes apart by them.
 */
export function nameSkeleton(name: string): string {
  return foldWords(name)
    .text.toLowerCase()
    .split(/[_\s-]+/)
    .map((word) => (/^\d+$/.test(word) ? `#${word}` : ALIKE.reduce((looks, [pattern, letter]) => looks.replace(pattern, letter), word)))
    .join('');
} // prettier-ignore
