import { seededRandom } from '../../core/random.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { frequentStates } from '../transition/frequent-states.ts';
import type { CodedRun } from './context-model.ts';

/** Runs in parts that share no task. */
export interface TaskFolds {
  /** Names, the rarest as one. */
  readonly states: readonly string[];
  /** Runs in which anything happened. */
  readonly folds: readonly (readonly CodedRun[])[];
  readonly tasks: number;
}

/**
 * Divides runs into parts of about as many events each, so that trials of one task are in one part; where there are fewer tasks than
 * parts, each run counts as a task of its own.
 *
 * @param options.parts - fewer when there are fewer runs
 * @param options.most - behaviors beyond the most frequent so many are one
 */
export function taskFolds(
  set: SequenceSet,
  { parts, most, seed }: { readonly parts: number; readonly most: number; readonly seed: number },
): TaskFolds {
  const { states, stateOf } = frequentStates(set, most);
  const used = set.sequences.filter(({ codes }) => codes.length > 0);
  const byTask = Map.groupBy(used, ({ task }) => task);
  const groups: BehaviorSequence[][] =
    byTask.size >= parts ? [...byTask.keys()].sort().map((task) => byTask.get(task)!) : used.map((run) => [run]);
  const folds = Array.from({ length: Math.min(parts, groups.length) }, () => ({ runs: [] as CodedRun[], events: 0 }));
  for (const [task, runs] of seededRandom(seed).shuffle(groups).entries()) {
    const fold = folds.reduce((least, other) => (other.events < least.events ? other : least));
    for (const sequence of runs) {
      fold.runs.push({ sequence, codes: sequence.codes.map((code) => stateOf[code]!), task });
      fold.events += sequence.codes.length;
    }
  }
  return { states, folds: folds.map(({ runs }) => runs), tasks: groups.length };
}
