import { falseDiscovery } from '../../core/false-discovery.ts';
import { compareExposed, type ExposedComparison } from '../outcome/compare-exposed.ts';
import { comparedKinds, outcomeStrata, type StratumKind } from '../outcome/outcome-strata.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { hazardRatio, type HazardRatio } from './hazard-ratio.ts';
import { kaplanMeier, type CurvePoint } from './kaplan-meier.ts';

/** The ends of a run that can be waited for. */
export const RUN_ENDS = ['failure', 'success', 'any'] as const;
/** One of {@link RUN_ENDS}. */
export type RunEnd = (typeof RUN_ENDS)[number];

/** A behavior against the time to an end. */
export interface SurvivalRow {
  readonly behavior: string;
  /** Of runs that were still going at the landmark, those that had shown it against those that had not; its `successes` are ends. Null when none compare. */
  readonly landmark: (ExposedComparison & { readonly q: number }) | null;
  /** At every step, runs that have shown it before against runs that have not; null when none compare. */
  readonly hazard: (HazardRatio & { readonly q: number }) | null;
  /** What comparing runs that ever show it with runs that never do would say, which favours what takes long to show. Null when none compare. */
  readonly everAgainstNever: number | null;
}

/** How many have not ended so, from the landmark on. */
export interface SurvivalCurve {
  readonly behavior: string;
  readonly shown: boolean;
  /** Runs. */
  readonly n: number;
  readonly points: readonly CurvePoint[];
}

/** What {@link behaviorSurvival} found. */
export interface BehaviorSurvival {
  readonly end: RunEnd;
  /** Runs of known outcome, and those that ended so. */
  readonly runs: number;
  readonly ends: number;
  /** After so many steps; `stillGoing` are the runs that had more. */
  readonly landmark: number;
  readonly stillGoing: number;
  /** How many runs were compared with which. */
  readonly compared: Readonly<Partial<Record<StratumKind, number>>>;
  /** The longest of them, in steps. */
  readonly longest: number;
  /** Strongest evidence at the landmark first. */
  readonly rows: readonly SurvivalRow[];
  /** With and without one behavior: the first of the rows, or the one asked for. */
  readonly curves: readonly SurvivalCurve[];
}

/**
 * Behaviors against the time to an end, without the advantage that a behavior has when only long runs have the time for it (immortal time):
 * at a landmark, runs still going are compared by what they had shown until then; over time, by what they have shown before each step.
 * Both within tasks and between-task intervals. Runs that end in the other way never end in this one.
 *
 * @param landmark - steps; default: the quarter of the runs that ends first has ended
 * @param behavior - whose curves to draw; a name of the alphabet
 * @see Anderson, Cain & Gelber 1983 for landmarks
 */
export function behaviorSurvival(
  { alphabet, sequences }: SequenceSet,
  { end = 'failure', landmark, behavior }: { readonly end?: RunEnd; readonly landmark?: number; readonly behavior?: string } = {},
): BehaviorSurvival {
  const { strata, tasks, kinds } = outcomeStrata(sequences);
  const steps = Int32Array.from(sequences, (run) => run.steps);
  const happened = Uint8Array.from(sequences, ({ success }) => (success !== undefined && (end === 'any' || success === (end === 'success')) ? 1 : 0));
  const at = landmark ?? lowerQuartile(steps.filter((_, run) => strata[run]! >= 0));
  const stillGoing = strata.map((stratum, run) => (steps[run]! > at ? stratum : -1));
  const outcome = Float64Array.from(happened);
  const firstSteps = firstSeen(sequences, alphabet.length);
  const rows = alphabet.flatMap((name, code) => {
    const seen = firstSteps(code);
    const before = seen.map((step) => (Number.isNaN(step) ? NaN : step <= at ? 1 : 0));
    const ever = seen.map((step) => (Number.isNaN(step) ? NaN : step < Infinity ? 1 : 0));
    if (!ever.includes(1)) return [];
    return [
      {
        behavior: name,
        landmark: compareExposed({ strata: stillGoing, clusters: tasks, outcome }, before),
        hazard: hazardRatio({ strata, clusters: tasks, steps, happened }, seen),
        everAgainstNever: compareExposed({ strata, clusters: tasks, outcome }, ever)?.difference ?? null,
      },
    ];
  });
  const ordered = withQ(rows).sort(
    (a, b) => (a.landmark?.p ?? 2) - (b.landmark?.p ?? 2) || (a.hazard?.p ?? 2) - (b.hazard?.p ?? 2) || (a.behavior < b.behavior ? -1 : 1),
  );
  const drawn = behavior ?? ordered[0]?.behavior;
  const code = drawn === undefined ? -1 : alphabet.indexOf(drawn);
  return {
    end,
    runs: strata.reduce((sum, stratum) => sum + (stratum >= 0 ? 1 : 0), 0),
    ends: strata.reduce((sum, stratum, run) => sum + (stratum >= 0 ? happened[run]! : 0), 0),
    landmark: at,
    stillGoing: stillGoing.reduce((sum, stratum) => sum + (stratum >= 0 ? 1 : 0), 0),
    compared: comparedKinds(strata, kinds),
    longest: steps.reduce((most, count, run) => (strata[run]! >= 0 ? Math.max(most, count) : most), 0),
    rows: ordered,
    curves: code < 0 ? [] : curvesOf({ behavior: drawn!, seen: firstSteps(code), at }, { strata: stillGoing, steps, happened }),
  };
} // prettier-ignore

interface UntestedRow {
  readonly behavior: string;
  readonly landmark: ExposedComparison | undefined;
  readonly hazard: HazardRatio | undefined;
  readonly everAgainstNever: number | null;
}

function withQ(rows: readonly UntestedRow[]): SurvivalRow[] {
  const atLandmark = rows.filter(({ landmark }) => landmark !== undefined);
  const overTime = rows.filter(({ hazard }) => hazard !== undefined);
  const landmarkQs = falseDiscovery(atLandmark.map(({ landmark }) => landmark!.p));
  const hazardQs = falseDiscovery(overTime.map(({ hazard }) => hazard!.p));
  return rows.map((row) => ({
    ...row,
    landmark: row.landmark === undefined ? null : { ...row.landmark, q: landmarkQs[atLandmark.indexOf(row)]! },
    hazard: row.hazard === undefined ? null : { ...row.hazard, q: hazardQs[overTime.indexOf(row)]! },
  }));
}

/** Per code, the step of each run (from 1) in which it first occurs; Infinity for never, NaN where it could not be observed. */
function firstSeen(sequences: readonly BehaviorSequence[], codes: number): (code: number) => Float64Array {
  const runs: { readonly run: number; readonly step: number }[][] = Array.from({ length: codes }, () => []);
  for (const [run, { codes: own, first }] of sequences.entries()) {
    for (const [i, code] of own.entries()) if (runs[code]!.at(-1)?.run !== run) runs[code]!.push({ run, step: first[i]! + 1 });
  }
  return (code) => {
    const seen = Float64Array.from(sequences, ({ observed }) => (observed?.[code] === 0 ? NaN : Infinity));
    for (const { run, step } of runs[code]!) seen[run] = step;
    return seen;
  };
} // prettier-ignore

function curvesOf(
  { behavior, seen, at }: { readonly behavior: string; readonly seen: Float64Array; readonly at: number },
  { strata, steps, happened }: { readonly strata: Int32Array; readonly steps: Int32Array; readonly happened: Uint8Array },
): SurvivalCurve[] {
  return [true, false].map((shown) => {
    const runs = [...strata.keys()].filter(
      (run) => strata[run]! >= 0 && !Number.isNaN(seen[run]!) && seen[run]! <= at === shown,
    );
    // Who ended in the other way is still there, for good: the curve falls to the share that never ends so.
    const times = Float64Array.from(runs, (run) => (happened[run] === 1 ? steps[run]! : Infinity));
    return { behavior, shown, n: runs.length, points: kaplanMeier(times, Uint8Array.from(runs, (run) => happened[run]!)) };
  });
} // prettier-ignore

function lowerQuartile(steps: Int32Array): number {
  return steps.toSorted()[Math.floor(steps.length / 4)] ?? 0;
}
