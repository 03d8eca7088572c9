import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatUsd, plural } from '../core/format-number.ts';
import { workItems, type WorkedItems } from '../core/work-items.ts';
import { mistakesOf, proposalsOf, type FoundMistake, type ReadProposals } from '../mine/reflect/proposals-of.ts';
import { keepReflection, keptReflections, type Reflection } from '../mine/reflect/reflection.ts';
import { isReflectable, REFLECT_VERSION, reflectOnRun, reflectRequest } from '../mine/reflect/reflect-on-run.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { Store } from '../store/store.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { collect } from './collect.ts';
import { textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { MODEL_OPTIONS, modelFlags, modelOf, tallyText } from './model-of.ts';
import { nextLine } from './next-line.ts';
import { noTrajectory } from './no-trajectory.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';
import { trajectoryFilter } from './show.ts';
import { withStore } from './with-store.ts';
import { writePrograms } from './write-programs.ts';

const SHOWN = 20;

/** A run that was reflected on, as `--json` has it. */
interface ReflectedRun {
  readonly id: string;
  /** Whether this command asked; of others the answer was kept. */
  readonly isNew: boolean;
  readonly verdict: Reflection['answer']['correctness']['verdict'];
  readonly mistakes: readonly FoundMistake[];
  readonly behaviors: ReadProposals['proposals'];
  /** Behaviors and mistakes whose quote is not in the run, by name or sort. */
  readonly unsupported: ReadProposals['unsupported'];
  readonly refused: ReadProposals['refused'];
}

/** `ethogram reflect`: has a model look back at runs. */
export const reflect: Command = {
  name: 'reflect',
  summary: 'have a model look back at runs',
  description:
    'Asks a model of each run: is it correct, and where not; which behaviors were missing, and how they would have saved or shortened it; which are worth repeating. ' +
    'Every point quotes the run, and what is not found again there does not count. Of the outcome only success or failure is told. Runs that were reflected on are not asked about again until they grow, and listed with what was found; ethogram mine --model makes behaviors of what was found. ' +
    '--programs DIR asks instead, of demonstrations of one kind of task (some failed or roundabout), for one program: sub-goals, steps with what they depend on and change, which values matter. Programs are YAML files; what a person corrects there stays, and becomes the behavior. ' +
    '--json: { model, reflected, already, failed: [{ id, code, message }], left, stopped?, costUsd?, runs: [{ id, isNew, verdict, mistakes, behaviors, unsupported, refused }] }; with --programs { model?, written: [{ group, demonstrations, file?, became?, unsupported, refused }], programs: [{ file, name, isPersons, behavior?, refused? }], behaviors, bad: [{ file, code, message }], failed, left, stopped?, costUsd? }.',
  arguments: [{ name: '[ID...]', description: 'ids of trajectories; default: all' }],
  options: [
    { flags: '--outcome <which>', description: 'only success or failure' },
    { flags: '--format <name>', description: 'only runs read from this format' },
    { flags: '--project <name>', description: 'only those of this project' },
    { flags: '--since <time>', description: 'started then or later: a date, or an age such as 30d' },
    { flags: '--limit <n>', description: 'at most so many runs' },
    {
      flags: '--programs <dir>',
      description:
        'make a program of the demonstrations of each kind of task, as a file to correct, and workflows of all programs there',
    },
    ...MODEL_OPTIONS,
  ],
  example: 'ethogram reflect --model ollama:qwen3:8b --limit 20 --dry-run',
  run: async (context) =>
    withStore(context, async (store) => {
      const filter = await askedRuns(store, context);
      const folder = textOption(context.options, 'programs');
      if (folder !== undefined) return writePrograms(context, store, { folder, filter });
      const model = await modelOf(context, store, 'ethogram mine finds behaviors without one');
      const { ids, earlier } = await idsToDo(store, model.name, filter);
      if (context.options['dryRun'] === true) return dryRunResult(model, requests(store, ids));
      const runs: ReflectedRun[] = [];
      const worked = await workItems(
        ids,
        async (id) => {
          const run = (await store.get(id))!;
          if (!isReflectable(run)) return;
          const reflection = await reflectOnRun(model, run);
          await keepReflection(store, id, reflection);
          runs.push(reflectedRun(run, reflection, true));
        },
        {
          concurrency: model.concurrency,
          signal: context.untilInterrupted(),
          onProgress: ({ done, failed, of }) => context.progress(`${done + failed} of ${of} runs, ${costText(model)}`),
        },
      );
      context.progress('');
      for (const { trajectoryId, reflection } of earlier.size > 0 ? await collect(keptReflections(store)) : []) {
        if (reflection.model !== model.name || !earlier.has(trajectoryId)) continue;
        const run = await store.get(trajectoryId);
        if (run !== undefined) runs.push(reflectedRun(run, reflection, false));
      }
      runs.sort((a, b) => Number(b.isNew) - Number(a.isNew) || (a.id < b.id ? -1 : 1));
      return reflectResult(context, { model, runs, worked });
    }),
};

/** Which runs are asked for: by id, and by what must hold of them. */
async function askedRuns(store: Store, { args, options, now }: CommandContext): Promise<TrajectoryFilter> {
  const ids = new Set<string>();
  for (const id of args) {
    const run = await store.get(id);
    if (run === undefined) throw noTrajectory(id);
    ids.add(run.id);
  }
  return { ...trajectoryFilter(options, now()), ...(ids.size > 0 && { ids: [...ids] }) };
}

/** Which runs are to be reflected on: those asked for, without copies and those this model looked at as they are now. */
async function idsToDo(
  store: Store,
  model: string,
  filter: TrajectoryFilter,
): Promise<{ readonly ids: readonly string[]; readonly earlier: ReadonlySet<string> }> {
  const done = new Map<string, number>();
  for await (const { trajectoryId, reflection } of keptReflections(store)) {
    if (reflection.model === model && reflection.prompt === REFLECT_VERSION) done.set(trajectoryId, reflection.revision);
  }
  const ids: string[] = [];
  const earlier = new Set<string>();
  for await (const { id, revision } of store.list(filter)) {
    if (done.get(id) === revision) earlier.add(id);
    else ids.push(id);
  }
  return { ids, earlier };
} // prettier-ignore

async function* requests(store: Store, ids: readonly string[]): AsyncGenerator<ReturnType<typeof reflectRequest>> {
  for (const id of ids) {
    const run = (await store.get(id))!;
    if (isReflectable(run)) yield reflectRequest(run);
  }
}

function reflectedRun(run: Trajectory, { answer }: Reflection, isNew: boolean): ReflectedRun {
  const { verdict, mistakes: said } = answer.correctness;
  const mistakes = mistakesOf(run, answer);
  const { proposals, unsupported, refused } = proposalsOf(run, answer);
  const lost = Array.from({ length: said.length - mistakes.length }, () => 'mistake');
  const refuted = [...unsupported, ...lost];
  return { id: run.id, isNew, verdict, mistakes, behaviors: proposals, unsupported: refuted, refused };
}

function reflectResult(
  context: CommandContext,
  found: {
    readonly model: OpenModel;
    readonly runs: readonly ReflectedRun[];
    readonly worked: WorkedItems<string>;
  },
): CommandResult {
  const { model, runs, worked } = found;
  const reflected = runs.filter(({ isNew }) => isNew).length;
  const already = runs.length - reflected;
  const silent = worked.done - reflected;
  const { costUsd } = model.tally;
  const failed = worked.failed.map(({ item, error: { code, message } }) => ({ id: item, code, message }));
  const { stopped } = worked;
  const json = {
    model: model.name,
    reflected,
    already,
    failed,
    left: worked.left,
    ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
    ...(costUsd !== undefined && { costUsd }),
    runs,
  };
  const behaviors = runs.flatMap((run) => run.behaviors);
  const lines = [
    ...runs.slice(0, SHOWN).flatMap(runLines),
    ...(runs.length > SHOWN ? [`… and ${formatCount(runs.length - SHOWN)} more; --json lists all`] : []),
    `${plural(reflected, 'run')} reflected on${already > 0 ? `, ${formatCount(already)} before` : ''}${verdictsText(runs)}.`,
    `${plural(behaviors.length, 'behavior')} proposed. Left out: ${formatCount(count(runs, 'unsupported'))} whose quote is not in the run, ${formatCount(count(runs, 'refused'))} refused.`,
    ...(silent > 0 ? [`${plural(silent, 'run')} passed over: copies, or nothing that the agent said or did is to be seen.`] : []),
    ...failed.slice(0, SHOWN).map(({ id, message }) => `failed: ${id}: ${message}`),
    ...stoppedLines(worked, 'run'),
    tallyText(model),
    ...(behaviors.length > 0 ? [nextLine(context.options, [`mine ${modelFlags(context)}`])] : []),
  ];
  return { json, rows: runs, text: lines.join('\n'), exitCode: endCode(worked, { done: reflected, failed: failed.length }) };
} // prettier-ignore

function runLines({ id, verdict, mistakes, behaviors }: ReflectedRun): string[] {
  const wrong = mistakes.map(
    ({ evidence, explanation }) => `   mistake at step ${evidence.at.step}: ${shorten(explanation, 140)}`,
  );
  const words = behaviors.map(
    ({ how, name, instruction, effect }) =>
      `   ${how}${effect === undefined ? '' : `, ${effect} the run`}: ${name}: ${shorten(instruction, 140)}`,
  );
  return [`${id}  ${verdict}`, ...wrong, ...words];
}

function verdictsText(runs: readonly ReflectedRun[]): string {
  const verdicts = [...Map.groupBy(runs, ({ verdict }) => verdict)].map(([verdict, of]) => `${formatCount(of.length)} ${verdict}`);
  return verdicts.length === 0 ? '' : `: ${verdicts.sort().join(', ')}`;
} // prettier-ignore

function count(runs: readonly ReflectedRun[], field: 'unsupported' | 'refused'): number {
  return runs.reduce((sum, run) => sum + run[field].length, 0);
}

/** What a model cost so far. */
export function costText({ tally: { costUsd } }: OpenModel): string {
  return costUsd === undefined ? 'cost unknown' : `${formatUsd(costUsd)} so far`;
}
