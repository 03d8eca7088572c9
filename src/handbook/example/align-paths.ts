import type { PathItem } from './run-path.ts';

/** The part of a path that follows another path best. */
export interface Alignment {
  /** Sum of what the matched items are worth, less what was skipped. */
  readonly score: number;
  /** Indexes in the example and in the path, in order. */
  readonly matched: readonly (readonly [example: number, path: number])[];
}

// What it costs to leave something out, as a share of what an item is worth on average: agents do other things in between.
const SKIPPED = 0.15;
// The same act with other arguments.
const OTHER_SHAPE = 0.7;

/**
 * Aligns an example with a part of a path: same acts in the same order, with other acts in between on both sides.
 *
 * @param worth - what an act of the example is worth, ≥ 0
 * @see Smith & Waterman 1981
 */
export function alignPaths(
  example: readonly PathItem[],
  path: readonly PathItem[],
  worth: readonly number[],
): Alignment {
  const gap = (SKIPPED * worth.reduce((sum, value) => sum + value, 0)) / Math.max(1, worth.length);
  const width = path.length + 1;
  const scores = new Float64Array((example.length + 1) * width);
  let best = 0;
  for (let i = 1; i <= example.length; i++) {
    for (let j = 1; j < width; j++) {
      const at = i * width + j;
      const same = sameness(example[i - 1]!, path[j - 1]!);
      const along = same === 0 ? 0 : scores[at - width - 1]! + same * worth[i - 1]!;
      scores[at] = Math.max(0, along, scores[at - 1]! - gap, scores[at - width]! - gap);
      if (scores[at] > scores[best]!) best = at;
    }
  }
  const matched: [number, number][] = [];
  for (let at = best; scores[at]! > 0;) {
    const [i, j] = [Math.floor(at / width), at % width];
    const same = sameness(example[i - 1]!, path[j - 1]!);
    if (same > 0 && scores[at] === scores[at - width - 1]! + same * worth[i - 1]!) {
      matched.push([i - 1, j - 1]);
      at -= width + 1;
    } else at -= scores[at] === scores[at - 1]! - gap ? 1 : width;
  }
  return { score: scores[best]!, matched: matched.reverse() };
}

function sameness(a: PathItem, b: PathItem): number {
  if (a.symbol !== b.symbol) return 0;
  return a.shape === b.shape ? 1 : OTHER_SHAPE;
}
