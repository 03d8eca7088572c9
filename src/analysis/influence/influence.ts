import { pt, qt } from 'lib-r-math.js';
import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { AgentTurns } from './read-agent-turns.ts';

/** Whether seeing one behavior makes another likelier. */
export interface InfluenceRow {
  /** What another agent did. */
  readonly seen: string;
  /** What an agent then did itself. */
  readonly done: string;
  /** Turns compared. */
  readonly turns: number;
  /** Of them, those before which another agent did it since the agent's own last turn. */
  readonly exposed: number;
  /** Share of exposed and of other turns with what was done, as they are. */
  readonly after: number;
  readonly without: number;
  /** Difference in like situations, 0–1. */
  readonly before: number;
  /** The same with what another did only afterwards, which cannot have had an influence. */
  readonly placebo: number;
  /** `before − placebo`, with 95% interval over runs. */
  readonly influence: number;
  readonly interval: Interval;
  readonly p: number;
  /** Over all pairs compared. */
  readonly q: number;
}

/** Who makes whom do what. */
export interface Influence {
  readonly runs: number;
  readonly turns: number;
  readonly rows: readonly InfluenceRow[];
}

/** Turns on either side of a comparison, at least. */
const FEWEST = 10;
/** Runs that the comparison rests on, in effect, at least. */
const FEWEST_RUNS = 6;
const GROUPS = 50;

/** One turn as a comparison takes it. */
interface Case {
  readonly run: number;
  readonly turn: AgentTurns['turns'][number];
  /** Agent, third of the run. */
  readonly situation: string;
  readonly own: ReadonlySet<number>;
  readonly seenBefore: ReadonlySet<number>;
  readonly seenAfter: ReadonlySet<number>;
}

/**
 * Whether an agent that could see another do A does more B in its next turn than one in the same situation that could not: regression of
 * B on whether A was done by another since the agent's last turn, and on whether it was done by another only before its next one (the
 * placebo), within situations: agent, third of the run, whether it did B in its own last turn. The influence is the difference of the two
 * coefficients; what makes A and B both likely makes them likely in either order. Errors are by leaving out runs (jackknife), with as many
 * degrees of freedom as there are runs in effect, less one.
 *
 * @param runs - of several agents; what is said is seen by all that speak later
 * @param names - of behaviors
 * @see Cameron & Miller 2015, §VI for errors with few and unequal clusters
 */
export function influence(runs: readonly AgentTurns[], names: readonly string[]): Influence {
  const cases = runs.flatMap(casesOf);
  const columns = columnsOf(cases, names.length);
  const rows = names.flatMap((seen, i) =>
    names.flatMap((done, j) => {
      const row = comparePair(columns, i, j);
      return row === undefined ? [] : [{ ...row, seen, done }];
    }),
  );
  const q = falseDiscovery(rows.map(({ p }) => p));
  return {
    runs: runs.length,
    turns: runs.reduce((sum, { turns }) => sum + turns.length, 0),
    rows: rows
      .map((row, i) => ({ ...row, q: q[i]! }))
      .toSorted((a, b) => a.p - b.p || Math.abs(b.influence) - Math.abs(a.influence)),
  };
}

function casesOf({ turns }: AgentTurns, run: number): Case[] {
  return turns.flatMap((turn, at): Case[] => {
    const last = turns.findLastIndex(({ agent }, i) => i < at && agent === turn.agent);
    const found = turns.findIndex(({ agent }, i) => i > at && agent === turn.agent);
    // Of as many turns afterwards as before: more would be more chances to see something.
    const seen = at - last - 1;
    const ahead = (found === -1 ? turns.length : found) - at - 1;
    const width = Math.min(seen, ahead);
    if (last === -1 || width === 0) return [];
    const codes = (from: number, to: number): Set<number> => new Set(turns.slice(from, to).flatMap((other) => [...other.codes])); // prettier-ignore
    return [
      {
        run,
        turn,
        situation: `${Math.floor((3 * at) / turns.length)} ${turn.agent}`,
        own: turns[last]!.codes,
        seenBefore: codes(at - width, at),
        seenAfter: codes(at + 1, at + 1 + width),
      },
    ];
  });
}

/** What cases have in common over all pairs, made once; of behaviors that too few or too many show, nothing. */
interface Columns {
  readonly count: number;
  readonly run: Int32Array;
  readonly group: Int32Array;
  /** By what was seen. */
  readonly before: readonly (Uint8Array | undefined)[];
  readonly after: readonly (Uint8Array | undefined)[];
  /** By what was done: whether it was, and the place of the situation. */
  readonly done: readonly (Uint8Array | undefined)[];
  readonly strata: readonly ({ readonly of: Int32Array; readonly size: number } | undefined)[];
}

function columnsOf(cases: readonly Case[], size: number): Columns {
  const shown = (of: (one: Case) => ReadonlySet<number>): (Uint8Array | undefined)[] => {
    const totals = new Int32Array(size);
    for (const one of cases) for (const code of of(one)) totals[code]!++;
    const columns = Array.from(totals, (n) =>
      Math.min(n, cases.length - n) < FEWEST ? undefined : new Uint8Array(cases.length),
    );
    for (const [i, one] of cases.entries()) {
      for (const code of of(one)) {
        const column = columns[code];
        if (column !== undefined) column[i] = 1;
      }
    }
    return columns;
  };
  const done = shown(({ turn }) => turn.codes);
  return {
    count: cases.length,
    run: Int32Array.from(cases, ({ run }) => run),
    group: Int32Array.from(cases, ({ run }) => run % GROUPS),
    before: shown(({ seenBefore }) => seenBefore),
    after: shown(({ seenAfter }) => seenAfter),
    done,
    strata: done.map((column, code) => {
      if (column === undefined) return undefined;
      const places = new Map<string, number>();
      const of = Int32Array.from(cases, ({ own, situation }) => {
        const name = `${own.has(code) ? 1 : 0} ${situation}`;
        const place = places.get(name) ?? places.size;
        places.set(name, place);
        return place;
      });
      return { of, size: places.size };
    }),
  };
}

function comparePair(
  { count: n, run, group, ...columns }: Columns,
  seen: number,
  done: number,
): Omit<InfluenceRow, 'seen' | 'done' | 'q'> | undefined {
  const [e, f, y, strata] = [columns.before[seen], columns.after[seen], columns.done[done], columns.strata[done]];
  if (e === undefined || f === undefined || y === undefined || strata === undefined) return undefined;
  const total = (column: Uint8Array): number => column.reduce((sum, one) => sum + one, 0);
  const exposed = total(e);
  const did = total(y);
  const didExposed = y.reduce((sum, one, i) => sum + one * e[i]!, 0);
  const fitted = difference({ run, group, stratum: strata.of, strata: strata.size, e, f, y });
  if (fitted === undefined || fitted.runs < FEWEST_RUNS || fitted.error === 0) return undefined;
  const { before, placebo, error, runs } = fitted;
  const value = before - placebo;
  const half = qt(0.975, runs - 1) * error;
  return {
    turns: n,
    exposed,
    after: didExposed / exposed,
    without: (did - didExposed) / (n - exposed),
    before,
    placebo,
    influence: value,
    interval: [value - half, value + half],
    p: 2 * pt(-Math.abs(value) / error, runs - 1),
  };
}

/** Turns in numbers, one entry each: the place of the situation, `e` seen before, `f` only afterwards, `y` done. */
interface Observations {
  readonly run: Int32Array;
  readonly group: Int32Array;
  readonly stratum: Int32Array;
  readonly strata: number;
  readonly e: Uint8Array;
  readonly f: Uint8Array;
  readonly y: Uint8Array;
}

/** The coefficients and the error of their difference by leaving out runs, a fiftieth of them at a time where there are many. */
function difference(
  values: Observations,
): { before: number; placebo: number; error: number; runs: number } | undefined {
  const groups = groupSums(values);
  const all = new Float64Array(groups[0]!.length);
  for (const sums of groups) for (let at = 0; at < all.length; at++) all[at]! += sums[at]!;
  const whole = coefficients(all);
  if (whole === undefined) return undefined;
  const { before, placebo, ofE, ofF, means } = whole;
  // Runs count as far as they have turns to compare: one long run is not many.
  const weights = new Map<number, number>();
  for (const [i, run] of values.run.entries()) {
    const at = 4 * values.stratum[i]!;
    const weight = (ofE * (values.e[i]! - means[at + 1]!) + ofF * (values.f[i]! - means[at + 2]!)) ** 2;
    weights.set(run, (weights.get(run) ?? 0) + weight);
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  const runs = sum ** 2 / [...weights.values()].reduce((total, weight) => total + weight * weight, 0);
  let squares = 0;
  const others = new Float64Array(all.length);
  for (const sums of groups) {
    for (let at = 0; at < all.length; at++) others[at] = all[at]! - sums[at]!;
    const left = coefficients(others);
    if (left === undefined) return undefined;
    squares += (left.before - left.placebo - (before - placebo)) ** 2;
  }
  const variance = ((groups.length - 1) / groups.length) * squares;
  return variance <= 1e-12 ? undefined : { before, placebo, error: Math.sqrt(variance), runs };
}

/** Per group of runs: the sums of products of e with e, e with f, f with f, e with y and f with y; then per stratum n and the sums of e, f and y. */
function groupSums({ group, stratum, strata, e, f, y }: Observations): Float64Array[] {
  const sums = new Map<number, Float64Array>();
  for (let i = 0; i < y.length; i++) {
    let own = sums.get(group[i]!);
    if (own === undefined) sums.set(group[i]!, (own = new Float64Array(PRODUCTS + 4 * strata)));
    own[0]! += e[i]!;
    own[1]! += e[i]! * f[i]!;
    own[2]! += f[i]!;
    own[3]! += e[i]! * y[i]!;
    own[4]! += f[i]! * y[i]!;
    const at = PRODUCTS + 4 * stratum[i]!;
    own[at]!++;
    own[at + 1]! += e[i]!;
    own[at + 2]! += f[i]!;
    own[at + 3]! += y[i]!;
  }
  return [...sums.values()];
}

const PRODUCTS = 5;

/** Least squares of y on e and f within strata from {@link groupSums}, and the row (1, −1) of the inverse: what a turn's y changes their difference by. */
function coefficients(
  sums: Float64Array,
): { before: number; placebo: number; ofE: number; ofF: number; means: Float64Array } | undefined {
  let [ee, ef, ff, ey, fy] = [sums[0]!, sums[1]!, sums[2]!, sums[3]!, sums[4]!];
  const means = sums.slice(PRODUCTS);
  for (let at = 0; at < means.length; at += 4) {
    const n = means[at]!;
    if (n === 0) continue;
    for (const k of [1, 2, 3]) means[at + k]! /= n;
    const [meanE, meanF, meanY] = [means[at + 1]!, means[at + 2]!, means[at + 3]!];
    ee -= n * meanE * meanE;
    ef -= n * meanE * meanF;
    ff -= n * meanF * meanF;
    ey -= n * meanE * meanY;
    fy -= n * meanF * meanY;
  }
  const determinant = ee * ff - ef * ef;
  if (determinant <= 1e-9 * Math.max(1, ee * ff)) return undefined;
  const before = (ff * ey - ef * fy) / determinant;
  const placebo = (ee * fy - ef * ey) / determinant;
  return { before, placebo, ofE: (ff + ef) / determinant, ofF: (-ef - ee) / determinant, means };
}
