import { compareCohorts } from '../analysis/compare/compare-cohorts.ts';
import type { ComparedMeasure } from '../analysis/compare/compared-measure.ts';
import type { BehaviorSequence, SequenceSet } from '../analysis/sequence/behavior-sequence.ts';

/** Two models on the tasks that both tried; differences are `b` less `a`. */
export interface ModelPair {
  readonly a: string;
  readonly b: string;
  readonly sharedTasks: number;
  readonly success?: ComparedMeasure;
  /** Tokens of a run. */
  readonly tokens?: ComparedMeasure;
  /** Shares of runs that show a behavior, where found to differ; largest difference first. */
  readonly behaviors: readonly ComparedMeasure[];
  /** Behaviors that were compared. */
  readonly compared: number;
}

/** How models differ: the one with most runs against others. */
export interface ModelReport {
  /** Models with runs enough to be compared. */
  readonly models: number;
  readonly pairs: readonly ModelPair[];
}

const PAIRS = 3;
const BEHAVIORS = 6;
/** Of fewer runs, or fewer tasks in common, models are not compared. */
const FEWEST_RUNS = 20;
const FEWEST_TASKS = 10;
const FOUND = 0.05;

/**
 * Compares the model that has most runs with each of the next, on the tasks that both tried; where they tried different tasks, what differs may
 * be the tasks, and nothing is said.
 *
 * @param isTold - whether a behavior may be told of
 */
export function modelReport(
  { alphabet, sequences }: SequenceSet,
  isTold: (behavior: string) => boolean = () => true,
): ModelReport {
  const named = sequences.filter(({ model }) => model !== undefined);
  const models = [...Map.groupBy(named, ({ model }) => model!)]
    .filter(([, runs]) => runs.length >= FEWEST_RUNS)
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  const [first, ...others] = models;
  const pairs: ModelPair[] = [];
  for (const other of others) if (pairs.length < PAIRS) pairs.push(...pairOf(first!, other, { alphabet, isTold }));
  return { models: models.length, pairs };
}

function pairOf(
  [a, runsA]: readonly [string, readonly BehaviorSequence[]],
  [b, runsB]: readonly [string, readonly BehaviorSequence[]],
  { alphabet, isTold }: { readonly alphabet: readonly string[]; readonly isTold: (behavior: string) => boolean },
): ModelPair[] {
  const found = compareCohorts({ alphabet, sequences: runsA }, { alphabet, sequences: runsB }, { most: 0 });
  if (!found.paired || found.sharedTasks < FEWEST_TASKS) return [];
  const outcome = (name: string): ComparedMeasure | undefined => found.rows.find(({ measure }) => measure === name);
  const [success, tokens] = [outcome('success'), outcome('tokens')];
  const shares = found.rows.filter(
    ({ kind, unit, measure }) => kind === 'behavior' && unit === 'share' && isTold(measure),
  );
  return [
    {
      a,
      b,
      sharedTasks: found.sharedTasks,
      ...(success !== undefined && { success }),
      ...(tokens !== undefined && { tokens }),
      behaviors: shares
        .filter(({ q }) => q <= FOUND)
        .sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference) || (x.measure < y.measure ? -1 : 1))
        .slice(0, BEHAVIORS),
      compared: shares.length,
    },
  ];
}
