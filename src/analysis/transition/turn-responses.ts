import { qt } from 'lib-r-math.js';
import { exactStratifiedTest } from '../../core/exact-stratified-test.ts';
import { falseDiscovery } from '../../core/false-discovery.ts';
import { rateDifference, type Interval } from '../../core/rate-interval.ts';
import type { Stratum } from '../../core/stratified-test.ts';

/** What one actor did in a turn, and the other in the turn that came next. */
export interface TurnPair {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** What comes after a behavior of the other actor, with it and without it. Rates are 0–1 of turns. */
export interface ResponseRow {
  readonly from: string;
  readonly to: string;
  readonly with: { readonly count: number; readonly n: number; readonly rate: number };
  readonly without: { readonly count: number; readonly n: number; readonly rate: number };
  /** `with.rate − without.rate`, with its 95% interval between tasks; null where it cannot be said. */
  readonly difference: number;
  readonly interval: Interval | null;
  /** Mantel–Haenszel difference within runs. */
  readonly withinRuns: number;
  /** Exact test within runs, two-sided. */
  readonly p: number;
  /** Benjamini–Hochberg over all pairs told. */
  readonly q: number;
}

/** Fewer turns with and without are not compared. */
const FEWEST = 5;

/**
 * What one actor does in its turn after the other did something, against its turns after the other did not: for each pair of
 * behaviors the two rates. Runs differ in how often both come, so the test is within runs: which of a run's turns are followed by the
 * behavior is as good as drawn when the one has nothing to do with the other.
 *
 * @param runs - per run its task and its pairs of turns, in order
 * @returns rows by q, then by how far apart the rates are
 * @see Mantel & Haenszel 1959; Bakeman & Quera 2011, §11 for one speaker after another
 */
export function turnResponses(
  runs: Iterable<{ readonly task: string; readonly pairs: readonly TurnPair[] }>,
): ResponseRow[] {
  const strata = new Map<string, { readonly from: string; readonly to: string; readonly tables: Table[] }>();
  const all = [...runs];
  const [before, after] = [namesOf(all, 'before'), namesOf(all, 'after')];
  for (const { task, pairs } of all) {
    for (const from of before) {
      const given = pairs.filter((pair) => pair.before.has(from)).length;
      for (const to of after) {
        const count = pairs.filter((pair) => pair.after.has(to)).length;
        const both = pairs.filter((pair) => pair.before.has(from) && pair.after.has(to)).length;
        const key = `${from}\n${to}`;
        const found = strata.get(key) ?? { from, to, tables: [] };
        strata.set(key, found);
        found.tables.push({ task, both, given, other: count - both, n: pairs.length });
      }
    }
  }
  const rows = [...strata.values()].flatMap(({ from, to, tables }) => responseOf(from, to, tables) ?? []);
  const q = falseDiscovery(rows.map(({ p }) => p));
  return rows
    .map((row, place) => ({ ...row, q: q[place]! }))
    .sort((a, b) => a.q - b.q || Math.abs(b.difference) - Math.abs(a.difference));
}

/** Of one run: turns before with the behavior, of these and of the others those answered by it, all turns. */
interface Table {
  readonly task: string;
  readonly given: number;
  readonly both: number;
  readonly other: number;
  readonly n: number;
}

function responseOf(from: string, to: string, tables: readonly Table[]): Omit<ResponseRow, 'q'> | undefined {
  const sum = (of: (table: Table) => number): number => tables.reduce((total, table) => total + of(table), 0);
  const [both, given] = [sum((table) => table.both), sum((table) => table.given)];
  const [other, rest] = [sum((table) => table.other), sum((table) => table.n - table.given)];
  if (given < FEWEST || rest < FEWEST || both + other === 0) return undefined;
  const rates = { with: both / given, without: other / rest };
  const { difference: withinRuns, p } = exactStratifiedTest(
    tables.map((table): Stratum => ({
      withSuccess: table.both,
      withFailure: table.given - table.both,
      withoutSuccess: table.other,
      withoutFailure: table.n - table.given - table.other,
    })),
  );
  const difference = rates.with - rates.without;
  const tasks = [...Map.groupBy(tables, ({ task }) => task).values()];
  // What each task adds to the difference, to first order.
  const added = tasks.map((members) =>
    members.reduce(
      (total, table) =>
        total +
        (table.both - rates.with * table.given) / given -
        (table.other - rates.without * (table.n - table.given)) / rest,
      0,
    ),
  );
  const spread = added.reduce((total, value) => total + value * value, 0);
  const half =
    tasks.length < 2
      ? undefined
      : qt(0.975, tasks.length - 1) * Math.sqrt((spread * tasks.length) / (tasks.length - 1));
  // Never narrower than for turns that have nothing to do with each other: rates of 0 and 1 do not vary between tasks.
  const { interval: alone } = rateDifference({ successes: both, trials: given }, { successes: other, trials: rest });
  return {
    from,
    to,
    with: { count: both, n: given, rate: rates.with },
    without: { count: other, n: rest, rate: rates.without },
    difference,
    interval:
      half === undefined
        ? null
        : [Math.max(-1, Math.min(alone[0], difference - half)), Math.min(1, Math.max(alone[1], difference + half))],
    withinRuns,
    p,
  };
}

function namesOf(runs: readonly { readonly pairs: readonly TurnPair[] }[], side: 'before' | 'after'): string[] {
  return [...new Set(runs.flatMap(({ pairs }) => pairs.flatMap((pair) => [...pair[side]])))].sort();
}
