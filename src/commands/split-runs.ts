import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { partsBy, type EvidenceRun, type SplitPart } from '../handbook/split-behavior.ts';
import { projectName } from '../mine/digest/run-head.ts';
import { taskOf } from '../mine/reflect/proposals-of.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';
import { textOption, type CommandOptions } from './command.ts';

/** What splitting needs to know of a run: also its tags, and the tools of each step. */
export interface SplitRun extends EvidenceRun {
  readonly tags: readonly string[];
  readonly tools: ReadonlyMap<number, readonly string[]>;
}

type Splitting = (behavior: MinedBehavior, runs: ReadonlyMap<string, SplitRun>) => SplitPart[];

const BY = ['project', 'tool', 'task'] as const;

/**
 * How a behavior is to be split, as the options say.
 *
 * @throws EthogramError `bad-argument`; what it gives back throws it too, for evidence that is not there
 */
export function readSplit(options: CommandOptions): Splitting {
  const [by, numbers] = [textOption(options, 'by'), textOption(options, 'exemplars')];
  if ((by === undefined) === (numbers === undefined)) {
    const found = by === undefined ? 'neither' : 'both';
    throw new EthogramError('bad-argument', `handbook split: found ${found}, expected --by project, tool or task, or --exemplars 1,3`);
  }
  if (numbers !== undefined) return ({ provenance }) => apart(provenance, numbers);
  switch (by) {
    case 'project':
      return ({ provenance }, runs) =>
        partsBy(provenance, ({ trajectoryId }) => known(runs.get(trajectoryId)?.project), (project) => ({ projects: [project] }));
    case 'task':
      return ({ provenance }, runs) =>
        partsBy(provenance, ({ trajectoryId }) => taskLabels(runs.get(trajectoryId)), (task) => ({ tasks: [task] }));
    case 'tool':
      return ({ provenance }, runs) =>
        partsBy(provenance, (exemplar) => toolsOf(exemplar, runs.get(exemplar.trajectoryId)), (tool) => ({ tools: [tool] }));
    default:
      throw new EthogramError('bad-argument', `--by: found "${by}", expected one of ${BY.join(', ')}`);
  }
} // prettier-ignore

/** The runs that a behavior's evidence names, by id. */
export async function splitRuns(store: TrajectoryStore, { provenance }: MinedBehavior): Promise<Map<string, SplitRun>> {
  const ids = [...new Set(provenance.map(({ trajectoryId }) => trajectoryId))];
  const runs = new Map<string, SplitRun>();
  if (ids.length === 0) return runs;
  for await (const run of store.read({ ids })) {
    const project = projectName(run);
    runs.set(run.id, {
      task: taskOf(run),
      tags: run.task.tags,
      tools: new Map(run.steps.map(({ index, parts }) => [index, parts.flatMap((part) => (part.kind === 'tool-call' ? [part.name] : []))])),
      ...(project !== undefined && { project }),
    });
  }
  return runs;
} // prettier-ignore

function known(label: string | undefined): string[] {
  return label === undefined ? [] : [label];
}

/** A run's kind of task is what its source tags it with; without tags each task is a kind of its own. */
function taskLabels(run: SplitRun | undefined): readonly string[] {
  if (run === undefined) return [];
  const [tag] = run.tags.toSorted();
  return [tag ?? run.task];
}

function toolsOf({ steps, at }: Exemplar, run: SplitRun | undefined): readonly string[] {
  return [...new Set([at.step, ...steps].flatMap((step) => run?.tools.get(step) ?? []))];
}

function apart(provenance: readonly Exemplar[], text: string): SplitPart[] {
  const chosen = numbersIn(text, provenance.length);
  const taken = provenance.filter((_, i) => chosen.has(i + 1));
  const left = provenance.filter((_, i) => !chosen.has(i + 1));
  return [
    ...(taken.length > 0 ? [{ label: 'apart', provenance: taken }] : []),
    ...(left.length > 0 ? [{ label: 'rest', provenance: left }] : []),
  ];
}

function numbersIn(text: string, last: number): Set<number> {
  const numbers = new Set<number>();
  for (const piece of text.split(',')) {
    const [, from, to = from] = /^\s*(\d{1,6})(?:-(\d{1,6}))?\s*$/.exec(piece) ?? [];
    if (from === undefined || Number(from) < 1 || Number(to) > last || Number(to) < Number(from)) {
      throw new EthogramError(
        'bad-argument',
        `--exemplars: found "${piece}", expected numbers from 1 to ${last}, such as 1,3-5`,
      );
    }
    for (let n = Number(from); n <= Number(to); n++) numbers.add(n);
  }
  return numbers;
}
