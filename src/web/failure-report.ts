import type { Move } from '../analysis/run-moves.ts';
import type { SequenceSet } from '../analysis/sequence/behavior-sequence.ts';
import { findSlices } from '../analysis/slices/find-slices.ts';
import { runFeatures, type FeatureKind, type RunExtras } from '../analysis/slices/run-features.ts';
import { taskKey } from '../analysis/task-key.ts';
import { addToShare, clusteredShare, NO_SHARE, type ShareSums } from '../core/clustered-share.ts';
import type { Interval } from '../core/rate-interval.ts';
import type { TrajectorySummary } from '../trajectory/trajectory-store.ts';

/** A task with how often it was tried and solved. */
export interface TaskCount {
  /** The task as the source names it. */
  readonly task: string;
  readonly runs: number;
  readonly successes: number;
}

/** A tool whose calls fail. */
export interface FailingTool {
  readonly tool: string;
  readonly calls: number;
  readonly failed: number;
  /** 95%, of the share that fails, between runs. */
  readonly interval: Interval;
  /** Runs that use it. */
  readonly runs: number;
}

/** Runs that have something in common and succeed more or less often than all others, told on the half that did not find them. */
export interface SliceReport {
  /** As the end of a sentence that begins with “runs”. */
  readonly words: string;
  readonly inside: number;
  readonly outside: number;
  readonly difference: number;
  readonly interval: Interval;
  /** Runs of the slice in that half. */
  readonly n: number;
}

/** Where runs fail: tasks, calls, and kinds of runs. */
export interface FailureReport {
  /** Tasks of two or more runs of known outcome: all of their runs succeed, some do, none does. */
  readonly tasks: {
    readonly always: number;
    readonly sometimes: number;
    readonly never: number;
    readonly runs: number;
  };
  /** Tasks that never succeed, those tried most often first. */
  readonly unsolved: readonly TaskCount[];
  /** Most failed calls first. */
  readonly tools: readonly FailingTool[];
  readonly slices: readonly SliceReport[];
  /** How many kinds of runs were looked at. */
  readonly tried: number;
}

/** What is being collected of where runs fail; see {@link startFailureReport}. */
export interface FailureCollection {
  announce(summary: TrajectorySummary): void;
  add(run: { readonly id: string }, moves: readonly Move[]): void;
  /** @param set - facts of the runs, as sequences of any behavior */
  result(set: SequenceSet): FailureReport;
}

const UNSOLVED = 5;
const TOOLS = 5;
const SLICES = 3;
/** Of fewer calls, or fewer that fail, a tool does not stand out. */
const FEWEST_CALLS = 10;
const FEWEST_FAILED = 3;
const FAILING_SHARE = 0.05;
/** Of fewer runs no halves are searched. */
const FEWEST_RUNS = 40;
// What shows in the sections on tasks, models and behaviors is not told again; runs of other formats are mostly of other tasks, and
// many end as soon as they succeed, so that short ones do.
const KINDS: ReadonlySet<FeatureKind> = new Set<FeatureKind>(['project', 'tag', 'first error']);

/** Collects where runs fail: first `announce` every run, then `add` each with its moves. */
export function startFailureReport(): FailureCollection {
  const tasks = new Map<string, TaskCount>();
  const tools = new Map<string, { calls: ShareSums }>();
  const extras = new Map<string, RunExtras>();
  return {
    announce({ format, task, project, outcome: { success } }) {
      const key = taskKey(format, { task, ...(project !== undefined && { project }) });
      if (key === undefined || success === undefined) return;
      const known = tasks.get(key) ?? { task: task.id!, runs: 0, successes: 0 };
      tasks.set(key, { ...known, runs: known.runs + 1, successes: known.successes + (success ? 1 : 0) });
    },
    add({ id }, moves) {
      const own = new Map<string, { calls: number; failed: number }>();
      let firstError: string | undefined;
      for (const { tool, activity } of moves) {
        if (tool === undefined || activity === 'user') continue;
        const count = own.get(tool) ?? { calls: 0, failed: 0 };
        own.set(tool, count);
        count.calls++;
        if (activity !== 'failed') continue;
        count.failed++;
        firstError ??= tool;
      }
      if (own.size === 0) return;
      for (const [tool, { calls, failed }] of own) {
        const sums = tools.get(tool)?.calls ?? NO_SHARE;
        tools.set(tool, { calls: addToShare(sums, failed, calls) });
      }
      // One string for all runs, not one of each.
      extras.set(id, { tools: NOTHING, ...(firstError !== undefined && { firstError }) });
    },
    result: (set) => ({ ...taskOutcomes([...tasks.values()]), tools: failingTools(tools), ...slicesIn(set, extras) }),
  };
}

const NOTHING: readonly string[] = [];

function taskOutcomes(tasks: readonly TaskCount[]): Pick<FailureReport, 'tasks' | 'unsolved'> {
  const tried = tasks.filter(({ runs }) => runs > 1);
  const never = tried.filter(({ successes }) => successes === 0);
  const always = tried.filter(({ runs, successes }) => successes === runs);
  return {
    tasks: {
      always: always.length,
      sometimes: tried.length - always.length - never.length,
      never: never.length,
      runs: tried.reduce((sum, { runs }) => sum + runs, 0),
    },
    unsolved: never.toSorted((a, b) => b.runs - a.runs || (a.task < b.task ? -1 : 1)).slice(0, UNSOLVED),
  };
}

function failingTools(tools: ReadonlyMap<string, { readonly calls: ShareSums }>): FailingTool[] {
  return [...tools]
    .map(([tool, { calls }]) => ({
      tool,
      calls: calls.whole,
      failed: calls.part,
      interval: clusteredShare(calls).interval,
      runs: calls.runs,
    }))
    .filter(({ calls, failed }) => calls >= FEWEST_CALLS && failed >= FEWEST_FAILED && failed / calls >= FAILING_SHARE)
    .sort((a, b) => b.failed - a.failed || (a.tool < b.tool ? -1 : 1))
    .slice(0, TOOLS);
}

function slicesIn(set: SequenceSet, extras: ReadonlyMap<string, RunExtras>): Pick<FailureReport, 'slices' | 'tried'> {
  const values = Float64Array.from(set.sequences, ({ success }) => (success === undefined ? NaN : Number(success)));
  const known = values.filter((value) => !Number.isNaN(value));
  const successes = known.reduce((sum, value) => sum + value, 0);
  if (known.length < FEWEST_RUNS || successes === 0 || successes === known.length) return { slices: [], tried: 0 };
  const places = new Map<string, number>();
  const clusters = Int32Array.from(set.sequences, ({ task }) => {
    const place = places.get(task) ?? places.size;
    places.set(task, place);
    return place;
  });
  // As `analyse slices` has it: of fewer than 2% of the runs, or ten, a slice is a curiosity.
  const fewest = Math.max(10, Math.round(known.length * 0.02));
  const features = runFeatures(set, extras, { fewest }).filter(({ kind }) => KINDS.has(kind));
  const { slices, tested } = findSlices(
    features,
    { values, clusters, isShare: true },
    { fewest: Math.ceil(fewest / 2) },
  );
  const held = slices.filter(({ holds }) => holds).slice(0, SLICES);
  return {
    tried: tested,
    slices: held.map(({ features: own, inside, outside, difference, interval, runs: [n] }) => ({
      words: own.map(({ words }) => words).join(' and '),
      inside,
      outside,
      difference,
      interval,
      n,
    })),
  };
}
