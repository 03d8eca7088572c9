import { addCount } from '../../core/add-count.ts';
import { mostCommon } from '../../core/most-common.ts';

/** What a run was told, and when. */
export interface Told {
  readonly run: number;
  readonly task: number;
  /** ISO 8601. */
  readonly at?: string;
  readonly value: string;
}

/** A value that has not changed for a while. */
export interface StableValue {
  readonly value: string;
  /** Runs that were told so, since it is so. */
  readonly runs: number;
  /** Tasks of those runs. */
  readonly tasks: number;
  /** First and last time, where known; ISO 8601. */
  readonly since?: string;
  readonly lastSeen?: string;
  /** It was another before. */
  readonly changed: boolean;
}

const MIN_RUNS = 3;
const MIN_TASKS = 2;
const MIN_STABLE = 0.9;
// A value that lives shorter than this many runs is a state, not a fact.
const MIN_LIFE = 3;
// That so many runs in a row agree must not be chance, whatever start is chosen.
const MAX_CHANCE = 0.002;

/**
 * The newest value that has been told at least nine times in ten since it was first told, to at least three runs of two tasks.
 * What is known to have changed counts from its last change, which must not be chance (judged by how often the value was
 * told before); without times the value must hold throughout.
 *
 * @param told - at most one of each run counts, the last; in any order
 */
export function stableValue(told: readonly Told[]): StableValue | undefined {
  const timed = told.every(({ at }) => at !== undefined);
  const byRun = [...new Map(told.map((one) => [one.run, one])).values()].sort(
    (a, b) => compare(a.at ?? '', b.at ?? '') || a.run - b.run,
  );
  const n = byRun.length;
  if (n < MIN_RUNS) return undefined;
  const newest = mostFrequent(timed ? byRun.slice(-MIN_RUNS) : byRun);
  // The earliest start from which on the value holds nine times in ten; it must be told there.
  let start = n;
  let agreeing = 0;
  for (let i = n - 1; i >= 0; i--) {
    if (byRun[i]!.value !== newest) continue;
    agreeing++;
    if (agreeing >= MIN_STABLE * (n - i)) start = i;
  }
  if (!timed && agreeing < MIN_STABLE * n) return undefined;
  if (!timed || agreeing >= MIN_STABLE * n) start = 0;
  const since = byRun.slice(start).filter(({ value }) => value === newest);
  const tasks = new Set(since.map(({ task }) => task)).size;
  if (since.length < MIN_RUNS || tasks < MIN_TASKS) return undefined;
  const before = byRun.slice(0, start);
  const known = before.filter(({ value }) => value === newest).length;
  const lives = new Set(before.map(({ value }) => value)).size;
  if (before.length > 0) {
    const chance = ((known + 1) / (before.length + 2)) ** since.length;
    if (chance > MAX_CHANCE || lives * MIN_LIFE > before.length) return undefined;
  }
  const [first, last] = [since[0]!.at, since.at(-1)!.at];
  return {
    value: newest,
    runs: since.length,
    tasks,
    ...(timed && first !== undefined && { since: first }),
    ...(timed && last !== undefined && { lastSeen: last }),
    changed: before.length > 0,
  };
}

function mostFrequent(told: readonly Told[]): string {
  const counts = new Map<string, number>();
  for (const { value } of told) addCount(counts, value);
  return mostCommon(counts)![0];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
