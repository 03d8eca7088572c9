import { isSingle, type SequenceMoments } from './sequence-moments.ts';

/**
 * Adds the pairs "i, and j `lag` moments later" of a run to a table, `size × size`, row by row. Moments in which several behaviors
 * begin give a pair for each two of them.
 *
 * @param order - which moment stands at each place; default: as they came
 * @returns how many pairs there are
 */
export function addPairs(
  table: Float64Array | Int32Array,
  moments: SequenceMoments,
  { size, lag, order, from = 0 }: PairOptions & { readonly order?: Int32Array; readonly from?: number },
): number {
  const { codes, starts } = moments;
  const count = starts.length - 1;
  let pairs = 0;
  for (let place = 0; place + lag < count; place++) {
    const first = order === undefined ? place : order[place]!;
    const then = order === undefined ? place + lag : order[place + lag]!;
    for (let a = starts[first]!; a < starts[first + 1]!; a++) {
      const row = from + codes[a]! * size;
      for (let b = starts[then]!; b < starts[then + 1]!; b++) table[row + codes[b]!]!++;
    }
    pairs += (starts[first + 1]! - starts[first]!) * (starts[then + 1]! - starts[then]!);
  }
  return pairs;
}

/** Which pairs are counted. */
export interface PairOptions {
  /** Number of states. */
  readonly size: number;
  /** Moments between the two, at least 1. */
  readonly lag: number;
}

/**
 * How often each pair would come `lag` moments apart if the moments of the run came in any order, all orders being equally likely:
 * each two different moments are that far apart in (M − lag) of M (M − 1) orders. Adds it to the table.
 */
export function addExpectedPairs(table: Float64Array, moments: SequenceMoments, { size, lag }: PairOptions): void {
  const { codes, starts } = moments;
  const count = starts.length - 1;
  if (count <= lag) return;
  const share = (count - lag) / (count * (count - 1));
  const times = new Map<number, number>();
  for (const code of codes) times.set(code, (times.get(code) ?? 0) + 1);
  for (const [i, n] of times) for (const [j, m] of times) table[i * size + j]! += share * n * m;
  if (isSingle(moments)) {
    for (const [i, n] of times) table[i * size + i]! -= share * n;
    return;
  }
  for (let moment = 0; moment < count; moment++) {
    for (let a = starts[moment]!; a < starts[moment + 1]!; a++) {
      for (let b = starts[moment]!; b < starts[moment + 1]!; b++) table[codes[a]! * size + codes[b]!]! -= share;
    }
  }
}
