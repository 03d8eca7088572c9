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
  [/[_\s-]+/g, ''],
  [/(.)\1+/gu, '$1'],
];

/** What a name looks like at a glance: names that are read alike (`c1ose_ledger`, `close__ledger`) have one skeleton. */
export function nameSkeleton(name: string): string {
  const { text } = foldWords(name);
  return ALIKE.reduce((looks, [pattern, letter]) => looks.replace(pattern, letter), text.toLowerCase());
}
