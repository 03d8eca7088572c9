import { pbinom } from 'lib-r-math.js';
import type { Corpus } from '../digest/corpus.ts';
import type { ActRun } from './act-runs.ts';
import { callValues } from './call-values.ts';
import { surely } from './surely.ts';

// A way that fewer of the calls at both of its ends go is a by-way.
const MIN_SHARE = 0.2;
// A value that more sorts of calls of a run share belongs to the run, not to two of them.
const MAX_SHARING = 16;

/**
 * Ways that values take from call to call: two sorts of calls that are given the same value, one nearly always first.
 * Calls about the same thing in no order have nothing to do with each other.
 *
 * @param size - acts are numbered below it
 * @returns `first * size + second` of ways with q ≤ 0.01 that a fifth of the calls at one of their ends go
 */
export function sharedFlows(corpus: Corpus, runs: readonly ActRun[], size: number): Set<number> {
  const pairs = new Map<
    number,
    { readonly first: number; readonly second: number; forth: number; n: number; chance: number }
  >();
  const uses = new Map<number, number>();
  const note = (first: Given, second: Given, forth: boolean): void => {
    const key = first.act * size + second.act;
    let pair = pairs.get(key);
    if (pair === undefined)
      pairs.set(key, (pair = { first: first.act, second: second.act, forth: 0, n: 0, chance: 0 }));
    pair.n++;
    if (forth) pair.forth++;
    // In no order each comes first as often as the other, or as much more often as it is given the value more often.
    pair.chance += Math.max(0.5, first.n / (first.n + second.n));
  };
  for (const run of runs) {
    for (const given of givenTo(corpus, run).values()) {
      for (const { act } of given) uses.set(act, (uses.get(act) ?? 0) + 1);
      if (given.length > MAX_SHARING) continue;
      for (const [k, first] of given.entries()) {
        for (const later of given.slice(k + 1)) {
          note(first, later, true);
          note(later, first, false);
        }
      }
    }
  }
  const ways = [...pairs].sort(([a], [b]) => a - b).map(([, pair]) => pair);
  const sure = surely(
    ways.map(({ forth, n, chance }) => pbinom(forth - 1, n, chance / n, false)),
    ways.length,
  );
  const usual = ways.filter(
    ({ first, second, forth }, k) => sure[k]! && forth >= MIN_SHARE * Math.min(uses.get(first)!, uses.get(second)!),
  );
  return new Set(usual.map(({ first, second }) => first * size + second));
}

interface Given {
  readonly act: number;
  n: number;
}

/** The acts that are given each value, in order of the first time (whether it failed or not), and how often each. */
function givenTo({ fragments }: Corpus, { run, acts, calls, failedActs, failedCalls }: ActRun): Map<number, Given[]> {
  const given = new Map<number, Given[]>();
  const tried = [
    ...Array.from(calls, (call, i) => ({ call, act: acts[i]! })).filter(({ call }) => call >= 0),
    ...Array.from(failedCalls, (call, i) => ({ call, act: failedActs[i]! })),
  ].sort((a, b) => a.call - b.call);
  for (const { call, act } of tried) {
    for (const value of new Set(callValues(fragments[run]!.calls[call]!).map((each) => each.value))) {
      const known = given.get(value);
      const own = known?.find((each) => each.act === act);
      if (own !== undefined) own.n++;
      else if (known === undefined) given.set(value, [{ act, n: 1 }]);
      else known.push({ act, n: 1 });
    }
  }
  return given;
}
