/** What a run has done so far. */
export interface RunMemory {
  /** Another run begins. */
  start(): void;
  /** That this came next. */
  see(code: number): void;
  /** The probabilities of all behaviors by what came after the last one in this run, by what came in it at all, and by `base`; into `into`. */
  distribution(base: Float64Array, into: Float64Array): void;
}

/**
 * Counts of one run on top of what other runs say: interpolated Witten–Bell of order 1 over the run's own past, with their distribution where it
 * backs off. What a run keeps doing is its own (its files, its tools), however little other tasks know of it.
 *
 * @param size - behaviors in the alphabet
 * @see Witten & Bell 1991; Kuhn & De Mori 1990 for the memory of a text
 */
export function runMemory(size: number): RunMemory {
  const times = new Float64Array(size);
  const after = new Map<number, { total: number; readonly times: Map<number, number> }>();
  let total = 0;
  let distinct = 0;
  let last: number | undefined;
  return {
    start() {
      times.fill(0);
      after.clear();
      total = 0;
      distinct = 0;
      last = undefined;
    },
    see(code) {
      if (times[code] === 0) distinct++;
      times[code]!++;
      total++;
      if (last !== undefined) {
        const followers = after.get(last) ?? { total: 0, times: new Map<number, number>() };
        after.set(last, followers);
        followers.total++;
        followers.times.set(code, (followers.times.get(code) ?? 0) + 1);
      }
      last = code;
    },
    distribution(base, into) {
      into.set(base);
      if (last === undefined) return;
      for (let code = 0; code < size; code++) into[code] = (times[code]! + distinct * into[code]!) / (total + distinct);
      const followers = after.get(last);
      if (followers === undefined) return;
      const all = followers.total + followers.times.size;
      const left = followers.times.size / all;
      for (let code = 0; code < size; code++) into[code]! *= left;
      for (const [code, count] of followers.times) into[code]! += count / all;
    },
  };
}
