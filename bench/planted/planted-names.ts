import { seededRandom, type Random } from '../../src/core/random.ts';

const SYLLABLES = ['vor', 'mep', 'zul', 'kri', 'dab', 'fen', 'gos', 'hyx', 'jat', 'lim', 'nop', 'qua', 'rud', 'siv', 'tem', 'wob', 'bex', 'cal'] as const; // prettier-ignore
// The shell is a shell in any vocabulary, and so is what it prints.
const KEPT: ReadonlySet<string> = new Set(['bash', 'shell', 'command', 'cmd', 'output']);

/** What tools and fields are called in one corpus. */
export interface PlantedNames {
  tool(name: string): string;
  field(name: string): string;
  /** Programs and their sub-commands, outside arguments of their own. */
  command(line: string): string;
}

/**
 * Names as they are, or for each word an invented one, the same throughout the corpus. A command keeps its options and
 * values; the words before them are invented too.
 */
export function plantedNames(vocabulary: 'plain' | 'nonsense', seed: number): PlantedNames {
  if (vocabulary === 'plain') return { tool: (name) => name, field: (name) => name, command: (line) => line };
  const random = seededRandom(seed * 31 + 7);
  const invented = new Map<string, string>();
  const taken = new Set<string>();
  const name = (plain: string): string => {
    if (KEPT.has(plain)) return plain;
    let word = invented.get(plain);
    while (word === undefined) {
      const parts = Array.from({ length: 2 + random.below(2) }, () => random.pick(SYLLABLES)).join('');
      if (taken.has(parts)) continue;
      taken.add(parts);
      invented.set(plain, (word = parts));
    }
    return word;
  };
  return {
    tool: name,
    field: name,
    command: (line) =>
      line.replace(/^[a-z]+(?: (?:build|diff|show|export)\b)?/, (words) => words.split(' ').map(name).join(' ')),
  };
}

/** Another name for a field, as another version of the same tool would have it. */
export function renamed(field: string, random: Random): string {
  const camel = field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return random.pick([camel === field ? `${field}Value` : camel, `${field}_ref`, `the_${field}`]);
}
