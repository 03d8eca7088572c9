import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { CodedRun } from '../predict/context-model.ts';
import { meanPerEvent } from '../predict/next-scores.ts';
import { shareDifference, type SidedCounts } from '../regime/share-difference.ts';
import type { HiddenMarkov } from './hidden-markov.ts';

/** One hidden state of runs. */
export interface RunState {
  /** What it emits more than others do: `reading · searching`. */
  readonly name: string;
  /** Behaviors by probability, likeliest first, down to 1%. */
  readonly emits: readonly { readonly behavior: string; readonly probability: number }[];
  /** Probability that a run begins in it. */
  readonly start: number;
  /** Probabilities of the next state, in the order of states. */
  readonly next: readonly number[];
  /** Mean length of its bouts, in events. */
  readonly stay: number;
  /** Share of all events, 0–1, with 95% interval over tasks. */
  readonly share: number;
  readonly interval: Interval;
  /** The same within runs that succeeded and within those that failed; null where there are none. */
  readonly shareInSuccess: number | null;
  readonly shareInFailure: number | null;
  /** Share in failures less share in successes, with 95% interval over tasks; null where there are not both. */
  readonly failureDifference: {
    readonly difference: number;
    readonly interval: Interval;
    readonly p: number;
    readonly q: number;
  } | null;
}

const NAMED = 0.2;

/**
 * The states of a model with names, and how much of runs they are by the likeliest states of their events.
 *
 * @param paths - per run the states of its events
 */
export function describeStates(
  { start, move, emit }: HiddenMarkov,
  {
    behaviors,
    runs,
    paths,
  }: {
    readonly behaviors: readonly string[];
    readonly runs: readonly CodedRun[];
    readonly paths: readonly Uint8Array[];
  },
): RunState[] {
  const marginal = new Float64Array(behaviors.length);
  let events = 0;
  for (const { codes } of runs) {
    events += codes.length;
    for (const code of codes) marginal[code]!++;
  }
  const shares = marginal.map((count) => count / events);
  const names = unique(emit.map((row) => nameOf(row, shares, behaviors)));
  const ends = emit.map((_, state) => shareDifference(endings(runs, paths, state)));
  const q = falseDiscovery(ends.map((end) => end?.p ?? 1));
  return emit.map((row, state) => {
    const byTask: { n: number; hits: number }[] = [];
    for (const [i, { codes, task }] of runs.entries()) {
      const sum = (byTask[task] ??= { n: 0, hits: 0 });
      sum.n += codes.length;
      sum.hits += countOf(paths[i]!, state);
    }
    const { mean, interval } = meanPerEvent(byTask, ({ hits }) => hits);
    const end = ends[state];
    return {
      name: names[state]!,
      emits: [...row.entries()]
        .toSorted(([a, x], [b, y]) => y - x || a - b)
        .filter(([, probability]) => probability >= 0.01)
        .map(([code, probability]) => ({ behavior: behaviors[code]!, probability })),
      start: start[state]!,
      next: [...move[state]!],
      stay: boutLength(paths, state),
      share: mean,
      interval: [Math.max(0, interval[0]), Math.min(1, interval[1])] as const,
      shareInSuccess: end?.before ?? null,
      shareInFailure: end?.after ?? null,
      failureDifference:
        end === undefined ? null : { difference: end.difference, interval: end.interval, p: end.p, q: q[state]! },
    };
  });
}

/** Per task, events of runs that succeeded (first side) and failed, and those of them in a state. */
function endings(runs: readonly CodedRun[], paths: readonly Uint8Array[], state: number): SidedCounts[] {
  const tasks = new Map<number, { n1: number; x1: number; n2: number; x2: number }>();
  for (const [i, { codes, task, sequence }] of runs.entries()) {
    if (sequence.success === undefined) continue;
    const sides = tasks.get(task) ?? { n1: 0, x1: 0, n2: 0, x2: 0 };
    tasks.set(task, sides);
    const hits = countOf(paths[i]!, state);
    if (sequence.success) {
      sides.n1 += codes.length;
      sides.x1 += hits;
    } else {
      sides.n2 += codes.length;
      sides.x2 += hits;
    }
  }
  return [...tasks.values()];
}

function countOf(path: Uint8Array, state: number): number {
  let count = 0;
  for (const other of path) if (other === state) count++;
  return count;
}

function boutLength(paths: readonly Uint8Array[], state: number): number {
  let events = 0;
  let bouts = 0;
  for (const path of paths) {
    for (let at = 0; at < path.length; at++) {
      if (path[at] !== state) continue;
      events++;
      if (at === 0 || path[at - 1] !== state) bouts++;
    }
  }
  return bouts === 0 ? 0 : events / bouts;
}

/** The one or two behaviors of which a state emits most beyond their frequency. */
function nameOf(row: Float64Array, marginal: Float64Array, behaviors: readonly string[]): string {
  const excess = (code: number): number => row[code]! * Math.log(row[code]! / Math.max(1e-9, marginal[code]!));
  const order = [...row.keys()].toSorted((a, b) => excess(b) - excess(a) || a - b);
  const named = order.filter((code) => row[code]! >= NAMED && excess(code) > 0).slice(0, 2);
  const chosen = named.length > 0 ? named : [row.indexOf(Math.max(...row))];
  return chosen.map((code) => behaviors[code]!.replace(/^label:/, '').replace(/^[a-z0-9-]+\/(?=[^/]+$)/, '')).join(' · '); // prettier-ignore
}

function unique(names: readonly string[]): string[] {
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}
