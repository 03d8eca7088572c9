import { clusterTally } from '../../core/cluster-tally.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';

/** A share of runs. */
export interface ShareOfRuns {
  readonly runs: number;
  readonly of: number;
  readonly share: number;
  /** 95%, between tasks. */
  readonly interval: Interval;
}

/** What a behavior would have been worth as a sign of what came later in the run. */
export interface EarlySign {
  readonly behavior: string;
  /** Of the runs in which it came to that end, those that had shown the behavior in an earlier step. */
  readonly recall: ShareOfRuns;
  /** Of the runs that showed the behavior (before the end, where there was one), those in which it came to that end. */
  readonly precision: ShareOfRuns;
  /** Of the runs in which the behavior could be observed, those that came to that end: a sign is one where precision is higher. */
  readonly base: ShareOfRuns;
  /** Mean number of steps from the behavior's first occurrence to the end; null where no run had shown it before. */
  readonly stepsBefore: number | null;
}

/**
 * How early and how surely each behavior tells that a run will fail: for runs that were cut where the harm was done (`endingAt`). Runs in which the
 * behavior could not be observed, or of unknown end, do not count.
 *
 * @returns `base`: how many runs fail at all; `signs` by recall times precision, best first
 */
export function earlySigns({ alphabet, sequences }: SequenceSet): { readonly base: ShareOfRuns; readonly signs: readonly EarlySign[] } {
  const known = sequences.filter(({ success }) => success !== undefined);
  const all = counter();
  for (const { task, success } of known) all.add(task, success === false);
  const signs = alphabet.flatMap((behavior, code): EarlySign[] => {
    const [recall, precision, own] = [counter(), counter(), counter()];
    let steps = 0;
    for (const { task, success, codes, first, steps: length, observed } of known) {
      const at = codes.indexOf(code);
      if (at < 0 && observed?.[code] === 0) continue;
      own.add(task, success === false);
      if (success === false) recall.add(task, at >= 0);
      if (at >= 0) precision.add(task, success === false);
      if (success === false && at >= 0) steps += length - 1 - first[at]!;
    }
    if (precision.share().of === 0) return [];
    const before = recall.share();
    return [{ behavior, recall: before, precision: precision.share(), base: own.share(), stepsBefore: before.runs === 0 ? null : steps / before.runs }];
  });
  const worth = ({ recall, precision }: EarlySign): number => recall.share * precision.share;
  return {
    base: all.share(),
    signs: signs.sort((a, b) => worth(b) - worth(a) || (a.behavior < b.behavior ? -1 : 1)),
  };
} // prettier-ignore

function counter(): { add(task: string, counts: boolean): void; share(): ShareOfRuns } {
  const tally = clusterTally();
  let of = 0;
  return {
    add(task, counts) {
      tally.add(task, counts ? 1 : 0, 1);
      of++;
    },
    share() {
      const { share, interval } = tally.share();
      return { runs: tally.part, of, share, interval };
    },
  };
}
