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
 * In which stratum each run is compared: with runs of its task and tags by the same model (or from the same file,
 * where the model is unknown), where there are others; else with what is left of its
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

// More agents than this in one set are runs that say nothing about theirs.
const MOST_AGENTS = 20;

/**
 * Columns that say which agent a run is of, where runs of different agents are compared with each other: its model, or the file it was read
 * from where the model is unknown. None when the strata keep agents apart, or when nearly every run has a file of its own.
 */
export function agentControls(runs: readonly RunFacts[], strata: Int32Array): Float64Array[] {
  const agents = runs.map(agentOf);
  const levels = [...new Set(agents)].sort();
  const first = new Map<number, string>();
  const isMixed = agents.some((agent, run) => {
    const stratum = strata[run]!;
    const known = first.get(stratum) ?? agent;
    first.set(stratum, known);
    return stratum >= 0 && known !== agent;
  });
  if (!isMixed || levels.length > MOST_AGENTS) return [];
  return levels.slice(1).map((level) => Float64Array.from(agents, (agent) => (agent === level ? 1 : 0)));
}

/** How many runs are in strata of each kind. */
export function comparedKinds(strata: Int32Array, kinds: readonly StratumKind[]): Partial<Record<StratumKind, number>> {
  const compared: Partial<Record<StratumKind, number>> = {};
  for (const stratum of strata) if (stratum >= 0) compared[kinds[stratum]!] = (compared[kinds[stratum]!] ?? 0) + 1;
  return compared;
}

/** Whose run it is, as far as it is known. */
function agentOf({ model, source = '', version = '' }: RunFacts): string {
  return `${model ?? source}\0${version}`;
}

function keyOf(run: RunFacts, kind: StratumKind): string {
  if (kind === 'task') return run.task;
  // Tags tell situations of one task apart, as an attack.
  if (kind === 'task and model') return [run.task, agentOf(run), ...run.tags].join('\0');
  return [run.format, run.project, run.model].join('\0');
}
