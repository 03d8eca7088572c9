import { addToShare, clusteredShare, NO_SHARE, type ShareSums } from '../../core/clustered-share.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { RunFacts } from '../sequence/behavior-sequence.ts';
import { shortPath } from './fold-path.ts';
import { strandPath, type FoldedRun } from './fold-run.ts';

/** What happens to many things alike. */
export interface StrandPath {
  /** Repeats written once; see `shortPath`. */
  readonly path: string;
  readonly strands: number;
  readonly runs: number;
  /** Of strands of runs whose outcome is known, those whose run succeeded, with its interval between tasks. */
  readonly success?: { readonly share: number; readonly interval: Interval; readonly strands: number };
  /** A run and a value of it. */
  readonly example: { readonly run: string; readonly value: string };
}

/** How far runs fold. */
export interface StrandPaths {
  readonly runs: number;
  readonly calls: number;
  /** Calls that are about something. */
  readonly keyed: number;
  readonly strands: number;
  /** Different paths. */
  readonly different: number;
  /** Most frequent first, at most the number asked for. */
  readonly paths: readonly StrandPath[];
  /** The run with most calls. */
  readonly longest?: { readonly id: string; readonly calls: number; readonly strands: number };
}

interface Known {
  strands: number;
  readonly runs: Set<string>;
  /** Per task: strands of runs that succeeded, and of runs with an outcome. */
  readonly tasks: Map<string, [number, number]>;
  readonly example: { readonly run: string; readonly value: string };
}

const MOST_KNOWN = 100_000;
// Of longer paths the middle does not count.
const LONGEST = 30;

/**
 * Collects what happens to things, run by run; of more than 100,000 different paths new ones are only counted.
 *
 * @param most - how many paths to name; default 12
 */
export function startStrandPaths({ most = 12 }: { readonly most?: number } = {}): {
  add(facts: RunFacts, folded: FoldedRun): void;
  result(): StrandPaths;
} {
  const known = new Map<string, Known>();
  const sums = { runs: 0, calls: 0, keyed: 0, strands: 0, unknown: 0 };
  let longest: StrandPaths['longest'];
  return {
    add({ id, task, success }, { strands, rest, calls }) {
      sums.runs++;
      sums.calls += calls;
      sums.keyed += calls - rest.length;
      sums.strands += strands.length;
      if (calls > (longest?.calls ?? 0)) longest = { id, calls, strands: strands.length };
      for (const { value, calls: own } of strands) {
        const path = shortPath(strandPath(own), LONGEST);
        let seen = known.get(path);
        if (seen === undefined) {
          if (known.size >= MOST_KNOWN) {
            sums.unknown++;
            continue;
          }
          known.set(path, (seen = { strands: 0, runs: new Set(), tasks: new Map(), example: { run: id, value } }));
        }
        seen.strands++;
        seen.runs.add(id);
        if (success === undefined) continue;
        const tally = seen.tasks.get(task) ?? [0, 0];
        seen.tasks.set(task, [tally[0] + Number(success), tally[1] + 1]);
      }
    },
    result: () => ({
      runs: sums.runs,
      calls: sums.calls,
      keyed: sums.keyed,
      strands: sums.strands,
      different: known.size + sums.unknown,
      paths: [...known]
        .sort(([a, x], [b, y]) => y.strands - x.strands || (a < b ? -1 : 1))
        .slice(0, most)
        .map(([path, seen]): StrandPath => {
          let share: ShareSums = NO_SHARE;
          for (const [won, all] of seen.tasks.values()) share = addToShare(share, won, all);
          const { share: value, interval } = clusteredShare(share);
          return {
            path,
            strands: seen.strands,
            runs: seen.runs.size,
            ...(share.whole > 0 && { success: { share: value, interval, strands: share.whole } }),
            example: seen.example,
          };
        }),
      ...(longest !== undefined && { longest }),
    }),
  };
}
