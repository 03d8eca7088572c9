import type { RunFacts } from '../sequence/behavior-sequence.ts';

/** How alike the runs are that are compared with each other, most alike first. */
export const STRATUM_KINDS = ['task and model', 'task', 'group and model'] as const;
/** One of {@link STRATUM_KINDS}. */
export type StratumKind = (typeof STRATUM_KINDS)[number];

/** Which runs are compared with which. */
export interface OutcomeStrata {
  /** Per run, its stratum; −1 for those of unknown outcome. */
  readonly strata: Int32Array;
  /** Per run, its task. */
  readonly tasks: Int32Array;
  /** Per stratum. */
  readonly kinds: readonly StratumKind[];
}

/**
 * In which stratum each run is compared: with runs of its task by the same model, where there are others; else with what is left of its
 * task; else, where a task was tried only once, with the other such runs of its format, project and model.
 */
export function outcomeStrata(runs: readonly RunFacts[]): OutcomeStrata {
  const strata = new Int32Array(runs.length).fill(-1);
  const kinds: StratumKind[] = [];
  let open = [...runs.keys()].filter((run) => runs[run]!.success !== undefined);
  for (const kind of STRATUM_KINDS) {
    const sharing = Map.groupBy(open, (run) => keyOf(runs[run]!, kind));
    open = [];
    for (const list of sharing.values()) {
      // What cannot be compared with anything else stays alone in the end.
      if (list.length === 1 && kind !== 'group and model') {
        open.push(list[0]!);
        continue;
      }
      for (const run of list) strata[run] = kinds.length;
      kinds.push(kind);
    }
  }
  const taskOf = new Map<string, number>();
  const tasks = Int32Array.from(runs, ({ task }) => {
    const known = taskOf.get(task) ?? taskOf.size;
    taskOf.set(task, known);
    return known;
  });
  return { strata, tasks, kinds };
}

function keyOf({ task, model = '', format, project = '' }: RunFacts, kind: StratumKind): string {
  if (kind === 'task') return task;
  return kind === 'task and model' ? `${task}\0${model}` : `${format}\0${project}\0${model}`;
}
