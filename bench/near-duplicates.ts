import { seededRandom, type Random } from '../src/core/random.ts';
import { groupNearDuplicates } from '../src/mine/strategy/group-near-duplicates.ts';
import { classicNearDuplicates } from './classic-near-duplicates.ts';
import { timeMs } from './median.ts';

const TEXTS = 20_000;
const VOCABULARY = 5000;
/** Words per text: a remark, a message, a page. */
const LENGTHS = [
  { name: 'sentences of 12–30 words', least: 12, most: 30 },
  { name: 'messages of 60–120 words', least: 60, most: 120 },
  { name: 'pages of 300–500 words', least: 300, most: 500 },
] as const;
/** Of a text's words how many are others in its near-duplicate, at most: each takes two of its pairs of words away. */
const MOST_CHANGED = 0.15;
const LEAST_SIMILAR = 0.5;

/**
 * Grouping near-duplicates against a classic MinHash (128 permutations, 32 bands of 4) over the same texts: the ratio of their
 * speeds, and how many of the planted pairs (every tenth text has one, with a Jaccard similarity of word pairs of at least 0.5)
 * each finds.
 */
export async function nearDuplicates(): Promise<string[]> {
  const lines: string[] = [];
  for (const { name, least, most } of LENGTHS) {
    const count = Math.round((TEXTS * 20) / Math.max(20, least));
    const { texts, pairs } = plantedTexts(seededRandom(1), { count, least, most });
    const recall = (groups: readonly number[]): number =>
      pairs.filter(([a, b]) => groups[a] === groups[b]).length / pairs.length;
    const [own, classic] = [groupNearDuplicates(texts), classicNearDuplicates(texts)];
    const classicMs = await timeMs(() => classicNearDuplicates(texts));
    const ownMs = await timeMs(() => groupNearDuplicates(texts));
    const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
    lines.push(
      `near-duplicates, ${name}: ${(classicMs / ownMs).toFixed(1)} × a classic MinHash (${(megabytes / (ownMs / 1000)).toFixed(0)} MB/s), recall ${recall(own).toFixed(3)} against ${recall(classic).toFixed(3)} of ${pairs.length} pairs among ${texts.length} texts`,
    );
  }
  return lines;
}

function plantedTexts(
  random: Random,
  { count, least, most }: { count: number; least: number; most: number },
): { texts: string[]; pairs: (readonly [number, number])[] } {
  const word = (): string => `w${random.below(1 + random.below(VOCABULARY)).toString(36)}`;
  const lists = Array.from({ length: count }, () =>
    Array.from({ length: least + random.below(most - least + 1) }, word),
  );
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < count; i += 10) {
    const copy = [...lists[i]!];
    const changes = 1 + random.below(Math.max(1, Math.floor(MOST_CHANGED * copy.length)));
    for (let k = 0; k < changes; k++) copy[random.below(copy.length)] = word();
    if (similarity(lists[i]!, copy) < LEAST_SIMILAR) continue;
    pairs.push([i, lists.length]);
    lists.push(copy);
  }
  return { texts: lists.map((list) => list.join(' ')), pairs };
}

function similarity(a: readonly string[], b: readonly string[]): number {
  const pairsOf = (list: readonly string[]): Set<string> =>
    new Set(list.slice(1).map((next, i) => `${list[i]} ${next}`));
  const [one, other] = [pairsOf(a), pairsOf(b)];
  const both = [...one].filter((pair) => other.has(pair)).length;
  return both / (one.size + other.size - both);
}
