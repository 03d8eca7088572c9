import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { chooseExemplars } from '../handbook/example/choose-exemplars.ts';
import { cleanQuery } from '../handbook/clean-query.ts';
import type { HandbookIndex } from '../handbook/handbook-index.ts';
import { loadHandbookIndex } from '../handbook/load-handbook-index.ts';
import { isServable } from '../handbook/may-be-served.ts';
import type { LeftOut, RetrievedBehavior, RetrieveOptions } from '../handbook/retrieval/retrieval.ts';
import { runSoFar } from '../handbook/retrieval/run-so-far.ts';
import { modelName } from '../model/model-name.ts';
import type { Store } from '../store/store.ts';
import { requestOf, type Trajectory } from '../trajectory/trajectory.ts';
import { listOption, textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { findTrajectory } from './find-trajectory.ts';
import { numberOption } from './number-option.ts';
import { retrieveAlike } from './retrieve-alike.ts';
import { withStore } from './with-store.ts';

const MOST_ALIKE = 20;

/** `ethogram retrieve`: what would be served for a task, and why; or runs that do what examples do. */
export const retrieve: Command = {
  name: 'retrieve',
  summary: 'what would be served for a task, and why; runs like given ones',
  description:
    'Active and pinned behaviors that fit the request, best first: those that runs showed which were asked the like, those whose own words fit, then those learned from tasks of its topics; none when nothing fits well enough. ' +
    'With --trajectory: what would be served in that run, at that step. With --exemplars: successful runs that were asked the like, as steps to follow. With --like: runs, and the steps of them, that do what the given ones do.',
  arguments: [{ name: '[TEXT...]', description: 'the request; with --like: more runs' }],
  options: [
    { flags: '-k <n>', description: 'at most so many; default: 3 (5 at most), with --exemplars 1, with --like 20' },
    { flags: '--tokens <n>', description: 'what stating them may cost', default: 400 },
    { flags: '--task <id>', description: 'leave out what is known from this task alone' },
    { flags: '--topic <tag>', description: 'a tag of the task; repeatable', repeatable: true },
    { flags: '--project <name>', description: 'where the agent runs' },
    { flags: '--tool <name>', description: 'a tool that the agent has; repeatable', repeatable: true },
    { flags: '--all', description: 'candidates too' },
    { flags: '--why', description: 'say, too, what came near and was left out' },
    { flags: '--trajectory <id>', description: 'in this run' },
    { flags: '--step <n>', description: 'before this step of it; default: after the last' },
    {
      flags: '--embed <model>',
      description: 'compare meanings by vectors of this model, too: PROVIDER:NAME, as --model of other commands',
    },
    { flags: '--base-url <url>', description: 'with --embed: address of an OpenAI-compatible server' },
    { flags: '--exemplars', description: 'successful runs that were asked the like, in place of behaviors' },
    { flags: '--like <id>', description: 'runs that do what this one does; repeatable', repeatable: true },
    { flags: '--steps <a-b>', description: 'with --like: only these steps of it count' },
  ],
  example: 'ethogram retrieve "cancel my reservation" --all',
  async run(context) {
    const { args, options } = context;
    const like = listOption(options, 'like');
    if (like.length > 0) {
      const k = numberOption(options, 'k', { low: 1, whole: true }) ?? MOST_ALIKE;
      const steps = stepsOption(textOption(options, 'steps'));
      return withStore(context, (store) =>
        retrieveAlike(store, context, { ids: [...like, ...args], k, ...(steps !== undefined && { steps }) }),
      );
    }
    if (textOption(options, 'steps') !== undefined)
      throw needs('--steps', '--like ID', 'retrieve --like ID --steps 3-9');
    const id = textOption(options, 'trajectory');
    if (id === undefined && textOption(options, 'step') !== undefined)
      throw needs('--step', '--trajectory ID', 'retrieve --trajectory ID --step 4');
    if (id === undefined && args.length === 0) {
      throw new EthogramError('bad-argument', 'retrieve: found nothing to retrieve for, expected a request, --trajectory ID or --like ID', {
        hint: 'ethogram retrieve "cancel my reservation"',
      }); // prettier-ignore
    }
    return withStore(context, async (store) => {
      const run = id === undefined ? undefined : await findTrajectory(store, id);
      const text = args.length === 0 && run !== undefined ? requestOf(run) : args.join(' ');
      const asked = { ...(await taskOptions(store, context)), ...(run !== undefined && runOptions(run, context)) };
      return options['exemplars'] === true
        ? exemplars(store, context, { text, task: asked.task })
        : behaviors(store, context, { text, asked });
    });
  },
};

/** What the options say of the task. A task that the store knows brings its tags, as `solve --behaviors` has them. */
async function taskOptions(store: Store, { options }: CommandContext): Promise<RetrieveOptions> {
  const task = textOption(options, 'task');
  const project = textOption(options, 'project');
  const tools = listOption(options, 'tool');
  const topics = [...listOption(options, 'topic')];
  if (task !== undefined && topics.length === 0) {
    for await (const run of store.list()) {
      if (run.task.id !== task) continue;
      topics.push(...run.task.tags);
      break;
    }
  }
  return {
    topics,
    ...(task !== undefined && { task }),
    ...(project !== undefined && { project }),
    ...(tools.length > 0 && { tools }),
  };
}

/** What a run says of its task, and what it has come to. */
function runOptions(run: Trajectory, { options }: CommandContext): RetrieveOptions {
  const { task, project, agent, steps } = run;
  const before = numberOption(options, 'step', { whole: true }) ?? steps.length;
  const own = textOption(options, 'task') ?? task.id;
  const place = textOption(options, 'project') ?? project;
  const topics = listOption(options, 'topic');
  return {
    run: runSoFar(steps, before),
    topics: topics.length > 0 ? topics : task.tags,
    ...(own !== undefined && { task: own }),
    ...(place !== undefined && { project: place }),
    ...(agent.model !== undefined && { model: agent.model }),
  };
}

async function behaviors(
  store: Store,
  context: CommandContext,
  { text, asked }: { readonly text: string; readonly asked: RetrieveOptions },
): Promise<CommandResult> {
  const { options } = context;
  const all = options['all'] === true;
  const explain = options['why'] === true;
  const k = numberOption(options, 'k', { low: 1, whole: true }) ?? 3;
  const tokens = numberOption(options, 'tokens', { low: 1, whole: true })!;
  const { index, vector } = await indexOf(store, context, { all, text });
  const found = index.retrieve(text, { ...asked, k, tokens, all, explain, ...(vector !== undefined && { vector }) });
  const lines = [...found.behaviors.map(behaviorText), ...(found.leftOut ?? []).map(leftOutText)];
  if (found.behaviors.length === 0) {
    const known = await store.behaviors();
    const looked = known.filter((behavior) => isServable(behavior, all)).length;
    lines.unshift(
      `Nothing fits. ${all ? plural(looked, 'behavior') : `${looked} active of ${plural(known.length, 'behavior')}`} ${looked === 1 && all ? 'was' : 'were'} looked at${all ? '' : '; --all looks at candidates too'}.`,
    );
  }
  return { json: found, rows: found.behaviors, text: lines.join('\n') };
}

/** The handbook's index, with vectors of a model where one is asked for and answers: else words decide, and it is said. */
async function indexOf(
  store: Store,
  { options, env, cwd, now, talk }: CommandContext,
  { all, text }: { readonly all: boolean; readonly text: string },
): Promise<{ readonly index: HandbookIndex; readonly vector?: Float32Array }> {
  const asked = textOption(options, 'embed');
  if (asked === undefined) return { index: await loadHandbookIndex(store, { all }) };
  const { openEmbedder } = await import('../model/open-embedder.ts');
  const embedder = await openEmbedder(modelName(asked, textOption(options, 'baseUrl')), { store, env, cwd, now });
  try {
    const index = await loadHandbookIndex(store, { all, embed: (texts) => embedder.embed(texts) });
    const query = cleanQuery(text);
    const vector = query === '' ? undefined : (await embedder.embed([query], { timeoutMs: 5000 })).get(query);
    return { index, ...(vector !== undefined && { vector }) };
  } catch (error) {
    if (!(error instanceof EthogramError) || error.code !== 'model-failed') throw error;
    talk(`--embed: ${error.message}; words alone decide`);
    return { index: await loadHandbookIndex(store, { all }) };
  }
}

async function exemplars(
  store: Store,
  { options }: CommandContext,
  { text, task }: { readonly text: string; readonly task: string | undefined },
): Promise<CommandResult> {
  const k = numberOption(options, 'k', { low: 1, whole: true }) ?? 1;
  const tokens = numberOption(options, 'tokens', { low: 1, whole: true })!;
  const found = await chooseExemplars(store, text, { k, tokens, task });
  return {
    json: { query: text, tokens: found.reduce((sum, { tokens: cost }) => sum + cost, 0), exemplars: found },
    rows: found,
    text:
      found.length === 0
        ? 'No successful run was asked the like, or none fits into the token budget; --tokens raises it.'
        : found
            .map(({ id, text: steps, tokens: cost, why }) => `${id}\n${steps}\n  ${why} (${cost} tokens)`)
            .join('\n\n'),
  };
}

function behaviorText({ name, instruction, score, why, tokens }: RetrievedBehavior): string {
  return `${name}\n  ${instruction}\n  ${why} (score ${score.toFixed(2)}, ${tokens} tokens)`;
}

function leftOutText({ name, score, reason }: LeftOut): string {
  return `left out: ${name} (score ${score.toFixed(2)}): ${reason}`;
}

function stepsOption(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (first === undefined || Number(last) < Number(first)) {
    throw new EthogramError('bad-argument', `--steps: found "${text}", expected first and last step: 3-9`);
  }
  return [Number(first), Number(last)];
}

function needs(option: string, other: string, hint: string): EthogramError {
  return new EthogramError('bad-argument', `${option}: found no ${other.split(' ')[0]}, expected ${other} with it`, {
    hint: `ethogram ${hint}`,
  });
}
