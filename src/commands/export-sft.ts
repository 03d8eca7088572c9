import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { taskKey } from '../analysis/task-key.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { addCount } from '../core/add-count.ts';
import { plural } from '../core/format-number.ts';
import { sha256 } from '../core/content-key.ts';
import { readTasks } from '../prove/task/read-tasks.ts';
import type { Store } from '../store/store.ts';
import { sftSet } from '../teach/sft-set.ts';
import { notChosen, shownCode, type ShownCode } from '../teach/shown-code.ts';
import { splitTasks, type TaskSplit } from '../teach/split-tasks.ts';
import { REASONING_PLACES, type ReasoningPlace } from '../teach/student-example.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter, TrajectorySummary } from '../trajectory/trajectory-store.ts';
import { cannotWrite } from './cannot-write.ts';
import { listOption, textOption, type CommandContext, type CommandResult } from './command.ts';
import { numberOption } from './number-option.ts';
import { openExampleFiles } from './open-example-files.ts';
import { sftManifest, sftText, type ManifestEntry, type SftAsked } from './sft-manifest.ts';
import { trajectoryFilter } from './show.ts';
import { withStore } from './with-store.ts';

const RUNS_AT_ONCE = 16;

/**
 * `export sft`: runs as chat JSONL to train on, with the behaviors that were put before the agent taken out of its prompt;
 * `train.jsonl`, `test.jsonl` and `manifest.json` in a folder.
 *
 * @throws EthogramError `bad-argument`, `not-found` (a behavior that no run was coded for), `cannot-write`
 */
export async function exportSft(context: CommandContext): Promise<CommandResult> {
  const asked = sftAsked(context);
  const out = textOption(context.options, 'out');
  if (out === undefined) {
    throw new EthogramError('bad-argument', '--out: found none, expected a folder for train.jsonl, test.jsonl and manifest.json', {
      hint: 'ethogram export sft --out sft',
    });
  }
  const filter = trajectoryFilter(context.options, context.now());
  return withStore(context, (store) => writeSet(context, store, { asked, out, filter }));
} // prettier-ignore

function sftAsked(context: CommandContext): SftAsked {
  const { options, cwd } = context;
  const having = listOption(options, 'having').flatMap(names);
  const without = listOption(options, 'without').flatMap(names);
  const wanted = (['right', 'wrong', 'all'] as const).filter((which) => options[which] === true);
  if (wanted.length > 1) {
    throw new EthogramError('bad-argument', `--${wanted.join(' --')}: found ${wanted.length}, expected one of them`);
  }
  const reasoning = textOption(options, 'reasoning') ?? 'think';
  if (!(REASONING_PLACES as readonly string[]).includes(reasoning)) {
    throw new EthogramError('bad-argument', `--reasoning: found "${reasoning}", expected ${REASONING_PLACES.join(', ')}`);
  }
  const given = textOption(options, 'behaviors') ?? 'any';
  if (given !== 'given' && given !== 'none' && given !== 'any') {
    throw new EthogramError('bad-argument', `--behaviors: found "${given}", expected given, none, any`);
  }
  const longest = numberOption(options, 'longest', { low: 1, whole: true });
  const heldOut = textOption(options, 'heldOut');
  return {
    // Primed sets teach how to go about something: whether it came out right is another question.
    outcome: wanted[0] ?? (having.length + without.length > 0 ? 'all' : 'right'),
    given,
    having,
    without,
    reasoning: reasoning as ReasoningPlace,
    uncited: options['uncited'] === true,
    testShare: numberOption(options, 'test', { low: 0, high: 1 }) ?? 0.1,
    seed: numberOption(options, 'seed', { whole: true }) ?? 1,
    ...(longest !== undefined && { longest }),
    ...(heldOut !== undefined && { heldOut: resolve(cwd, heldOut) }),
  };
} // prettier-ignore

function names(list: string): string[] {
  return list.split(',').map((name) => name.trim()).filter((name) => name !== '');
} // prettier-ignore

async function writeSet(
  context: CommandContext,
  store: Store,
  { asked, out, filter }: { readonly asked: SftAsked; readonly out: string; readonly filter: TrajectoryFilter },
): Promise<CommandResult> {
  const leftOut = new Map<string, number>();
  const { ids, keys, split, testTexts } = await chosenRuns(store, { asked, filter, leftOut });
  const folder = resolve(context.cwd, out);
  const files = openExampleFiles(folder, out);
  const entries: ManifestEntry[] = [];
  const runs = conditioned(readRuns(store, ids), asked.given, leftOut);
  const items = sftSet(runs, {
    taskOf: ({ id }) => ({ key: keys.get(id)!, side: split.sides.get(keys.get(id)!)! }),
    testTexts,
    reasoning: asked.reasoning,
    uncited: asked.uncited,
    ...(asked.longest !== undefined && { longest: asked.longest }),
  });
  for await (const item of items) {
    if ('leftOut' in item) addCount(leftOut, item.leftOut);
    else {
      const { file, line } = await files.write(item.side, item.line);
      entries.push({ file, line, ...item.entry });
      context.progress(`${plural(entries.length, 'example')} of ${plural(ids.length, 'run')}`);
    }
  }
  const written = await files.close();
  const manifest = await sftManifest(context, store, { asked, filter, leftOut, split, entries, written });
  const text = `${JSON.stringify({ ...manifest, entries }, null, 1)}\n`;
  await writeFile(join(folder, 'manifest.json'), text).catch((cause: unknown) => {
    throw cannotWrite(join(out, 'manifest.json'), cause);
  });
  return { json: { folder: out, ...manifest }, text: sftText(out, manifest), exitCode: entries.length > 0 ? 0 : 1 };
}

interface ChosenRuns {
  readonly ids: readonly string[];
  /** Key of the task of each run. */
  readonly keys: ReadonlyMap<string, string>;
  readonly split: TaskSplit;
  readonly testTexts: readonly string[];
}

async function chosenRuns(
  store: Store,
  { asked, filter, leftOut }: { readonly asked: SftAsked; readonly filter: TrajectoryFilter; readonly leftOut: Map<string, number> },
): Promise<ChosenRuns> {
  const codes = async (slugs: readonly string[]): Promise<ShownCode[]> =>
    Promise.all(slugs.map(async (slug) => codedSomewhere(await shownCode(store, slug))));
  const behaviors = { having: await codes(asked.having), without: await codes(asked.without) };
  const summaries: TrajectorySummary[] = [];
  for await (const summary of store.list(filter)) {
    const { success } = summary.outcome;
    const why =
      asked.outcome !== 'all' && success === undefined
        ? 'outcome-unknown'
        : asked.outcome !== 'all' && success !== (asked.outcome === 'right')
          ? 'other-outcome'
          : notChosen(summary.id, behaviors);
    if (why === undefined) summaries.push(summary);
    else addCount(leftOut, why);
  }
  const keys = await taskKeys(store, summaries);
  const texts = new Map<string, Set<string>>();
  for (const { id, task, parentId } of summaries) {
    const own = texts.get(keys.get(id)!) ?? new Set();
    texts.set(keys.get(id)!, own);
    // What a sub-agent is asked is a piece of its parent's task.
    if (task.text !== undefined && parentId === undefined) own.add(task.text);
  }
  const heldOut = asked.heldOut === undefined ? [] : readTasks(asked.heldOut);
  const tasks = [...texts].map(([key, own]) => ({ key, texts: [...own] }));
  const held = heldOut.map(({ id, text }) => ({ key: `held out ${id}`, texts: [text] }));
  const ids = new Set(heldOut.map(({ id }) => id));
  const heldKeys = summaries.filter(({ task }) => task.id !== undefined && ids.has(task.id)).map(({ id }) => keys.get(id)!);
  const { sides, ...split } = splitTasks([...held, ...tasks], { ...asked, heldOut: new Set([...heldKeys, ...held.map(({ key }) => key)]) });
  const testTexts = [...held, ...tasks].filter(({ key }) => sides.get(key) === 'test').flatMap((task) => task.texts);
  return { ids: summaries.map(({ id }) => id), keys, split: { ...split, sides: new Map(tasks.map(({ key }) => [key, sides.get(key)!])) }, testTexts };
} // prettier-ignore

function codedSomewhere(code: ShownCode): ShownCode {
  if (code.examined.size + code.shown.size > 0) return code;
  throw new EthogramError('not-found', `${code.name}: found no run coded for it, expected some`, {
    hint: 'ethogram detect codes the runs; ethogram codebook list names the codebooks',
  });
}

/** A sub-agent works on the task of the run that started it. */
async function taskKeys(store: Store, summaries: readonly TrajectorySummary[]): Promise<Map<string, string>> {
  const known = new Map(summaries.map((summary) => [summary.id, summary]));
  for (;;) {
    const missing = [...known.values()].flatMap(({ parentId }) =>
      parentId === undefined || known.has(parentId) ? [] : [parentId],
    );
    if (missing.length === 0) break;
    const before = known.size;
    for await (const summary of store.list({ ids: missing })) known.set(summary.id, summary);
    if (known.size === before) break;
  }
  const keyOf = (summary: TrajectorySummary, depth = 0): string => {
    const { id, format, task, project, parentId } = summary;
    const parent = parentId === undefined ? undefined : known.get(parentId);
    if (parent !== undefined && depth < 50) return keyOf(parent, depth + 1);
    const key = taskKey(format, { task, ...(project !== undefined && { project }) });
    if (key !== undefined) return key;
    return task.text === undefined ? `run ${parentId ?? id}` : `text ${sha256(task.text, 16)}`;
  };
  return new Map(summaries.map((summary) => [summary.id, keyOf(summary)]));
}

async function* readRuns(store: Store, ids: readonly string[]): AsyncGenerator<Trajectory> {
  for (let i = 0; i < ids.length; i += RUNS_AT_ONCE) yield* store.read({ ids: ids.slice(i, i + RUNS_AT_ONCE) });
}

async function* conditioned(
  runs: AsyncIterable<Trajectory>,
  given: SftAsked['given'],
  leftOut: Map<string, number>,
): AsyncGenerator<Trajectory> {
  for await (const run of runs) {
    const parts = run.steps.flatMap((step) => step.parts);
    const isGiven = parts.some((part) => part.kind === 'text' && (part.injected?.length ?? 0) > 0);
    if (given === 'any' || isGiven === (given === 'given')) yield run;
    else addCount(leftOut, isGiven ? 'behaviors-given' : 'no-behaviors-given');
  }
}
