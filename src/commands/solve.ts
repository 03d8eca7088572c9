import { EthogramError } from '../core/ethogram-error.ts';
import { formatCount, formatInterval, formatPercent, formatPoints, formatUsd, plural } from '../core/format-number.ts';
import type { ModelRequest } from '../core/model.ts';
import { textTable } from '../core/text-table.ts';
import { PROVIDERS } from '../model/model-name.ts';
import { loadHandbookIndex } from '../handbook/load-handbook-index.ts';
import { isServable } from '../handbook/may-be-served.ts';
import type { OpenModel } from '../model/open-model.ts';
import { firstRequest } from '../prove/attempt/attempt.ts';
import { behaviorsForTask, type HandbookOptions } from '../prove/attempt/behaviors-for-task.ts';
import { compareArms, type ArmResult } from '../prove/attempt/compare-arms.ts';
import { GENERATORS, generateTasks, generatorNamed } from '../prove/generators/generators.ts';
import { planAttempts, type AttemptPlan, type PlannedAttempt } from '../prove/attempt/plan-attempts.ts';
import { readTasks } from '../prove/task/read-tasks.ts';
import { loadStrategy, PLAIN, strategyNames, type Strategy } from '../prove/strategies/load-strategy.ts';
import type { TaskSpec } from '../prove/task/task-spec.ts';
import type { Store } from '../store/store.ts';
import { attemptTasks, storedAttempts, type Attempted } from './attempt-tasks.ts';
import { listOption, textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { MODEL_OPTIONS, modelFlags, modelOf, tallyText } from './model-of.ts';
import { nextLine } from './next-line.ts';
import { numberOption } from './number-option.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';
import { withStore } from './with-store.ts';

const LIST = 'list';
const GENERATED = 100;

/** `ethogram solve`: lets a model attempt tasks, checks the answers, and keeps the attempts as runs. */
export const solve: Command = {
  name: 'solve',
  summary: 'let a model attempt tasks that are checked',
  description:
    'Attempts every task of a file or a generator, several trials each, under one or more strategies, with or without behaviors of the handbook. Each attempt becomes a run of the store as it ends; those that are there already are not made again. Prints success, tokens and cost per arm. docs/tasks.md has the form of a file.',
  arguments: [{ name: '[FILE]', description: 'JSON Lines of tasks; - is stdin' }],
  options: [
    { flags: '--generate <name>', description: 'tasks of a generator instead; list says which there are' },
    { flags: '--seed <n>', description: 'which tasks it generates', default: 1 },
    { flags: '-n <n>', description: `so many tasks; default: ${GENERATED} of a generator, all of a file` },
    { flags: '--trials <k>', description: 'attempts per task and arm', default: 1 },
    {
      flags: '--strategy <name>',
      description: 'how to go about it, a prompt by name or file; repeatable: each is an arm; list says which there are',
      repeatable: true,
    },
    { flags: '--behaviors', description: 'give each task the behaviors of the handbook that fit it, never any known from it alone' },
    { flags: '--all', description: 'with --behaviors: candidates too' },
    { flags: '-k <n>', description: 'with --behaviors: at most so many per task (5 at most)', default: 3 },
    { flags: '--temperature <t>', description: "0 to 2; default: the model's own" },
    { flags: '--max-output-tokens <n>', description: 'of one answer; default: 4096' },
    { flags: '--max-turns <n>', description: 'of the agent, where a task has tools; default: 30' },
    { flags: '--judge <model>', description: 'grades answers whose check is a rubric; default: the model itself' },
    { flags: '--again', description: 'make attempts that are in the store again: their stored answers are checked anew' },
    ...MODEL_OPTIONS,
  ], // prettier-ignore
  example: 'ethogram solve --generate list',
  async run(context) {
    const { options } = context;
    if (options['generate'] === LIST) return listed('generators', GENERATORS.map(({ name, description }) => ({ name, description }))); // prettier-ignore
    const strategies = listOption(options, 'strategy');
    if (strategies.includes(LIST)) return listed('strategies', strategyNames().map(loadStrategy));
    const tasks = chosenTasks(context);
    const arms = chosenStrategies(strategies);
    return withStore(context, (store) => solveIn(store, context, { tasks, strategies: arms }), { create: true });
  },
};

function listed(
  field: string,
  items: readonly { readonly name: string; readonly description: string }[],
): CommandResult {
  const rows = items.map(({ name, description }) => [name, description]);
  return { json: { [field]: items }, rows: items, text: textTable([{ heading: 'name' }, { heading: 'what' }], rows) };
}

function chosenTasks({ args, options }: CommandContext): TaskSpec[] {
  const [file] = args;
  const generator = textOption(options, 'generate');
  const count = numberOption(options, 'n', { low: 1, whole: true });
  const seed = numberOption(options, 'seed', { whole: true })!;
  if ((file === undefined) === (generator === undefined)) {
    const found = file === undefined ? 'neither' : 'both';
    throw new EthogramError('bad-argument', `solve: found ${found} of FILE and --generate, expected one of them`, {
      hint: 'ethogram solve --generate arithmetic -n 20 --model ollama:qwen3:8b',
    });
  }
  if (generator !== undefined) return generateTasks(generatorNamed(generator), { seed, count: count ?? GENERATED });
  return readTasks(file!).slice(0, count);
}

function chosenStrategies(names: readonly string[]): Strategy[] {
  const strategies = (names.length === 0 ? [PLAIN] : [...new Set(names)]).map(loadStrategy);
  const twice = strategies.find(({ name }, i) => strategies.findIndex((other) => other.name === name) !== i);
  if (twice === undefined) return strategies;
  throw new EthogramError('bad-argument', `--strategy: found two called ${twice.name}, expected each once`);
}

async function solveIn(
  store: Store,
  context: CommandContext,
  { tasks, strategies }: Pick<AttemptPlan, 'tasks' | 'strategies'>,
): Promise<CommandResult> {
  const { options, now } = context;
  const conditioned = options['behaviors'] === true;
  const settings = settingsOf(context);
  const trials = numberOption(options, 'trials', { low: 1, whole: true })!;
  const handbook = conditioned ? await handbookOf(store, context) : undefined;
  const model = await modelOf(context, store, 'ethogram import takes in attempts made elsewhere');
  const judge = await judgeOf(context, store);
  const common = { tasks, strategies, trials, model, settings };
  const plan = planAttempts({
    ...common,
    ...(handbook !== undefined && {
      behaviorsFor: (task) => behaviorsForTask(task, { ...handbook, model: model.name }),
    }),
  });
  if (options['dryRun'] === true) return dryRun(store, model, plan);
  const attempted = await attemptTasks(store, model, plan, {
    again: options['again'] === true,
    signal: context.untilInterrupted(),
    now,
    onProgress: context.progress,
    ...(judge !== undefined && { judge }),
  });
  context.progress('');
  if (attempted.stopped?.code === 'model-unusable' && attempted.attempted === 0) throw attempted.stopped;
  const attempts = await storedAttempts(store, plan, model.price);
  // What the same tasks came to without behaviors, where that was attempted before.
  const before = conditioned ? await storedAttempts(store, planAttempts(common), model.price) : [];
  const arms = compareArms([...before, ...attempts].map(({ arm }) => arm), [...before, ...attempts]); // prettier-ignore
  const cutOff = attempts.filter((attempt) => attempt.cutOff).length;
  const given = plan.filter(({ options: { behaviors = [] } }) => behaviors.length > 0).length;
  const { stopped, failed, ...counts } = attempted;
  return {
    json: {
      model: model.name,
      tasks: tasks.length,
      trials,
      ...counts,
      failed: failed.map(({ item, error }) => ({ task: item.task.id, arm: item.arm, trial: item.options.trial, code: error.code, message: error.message })),
      ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
      ...(cutOff > 0 && { cutOff }),
      ...(conditioned && { conditioned: given }),
      arms,
      ...model.tally.costUsd !== undefined && { spentUsd: model.tally.costUsd + (judge?.tally.costUsd ?? 0) },
    }, // prettier-ignore
    rows: attempts,
    text: solvedText({
      arms,
      attempted,
      model,
      judge,
      cutOff,
      given: conditioned ? [given, plan.length] : undefined,
      context,
    }),
    exitCode: attempts.length === 0 ? 1 : endCode(attempted, { done: attempted.attempted, failed: failed.length }),
  };
}

function settingsOf({ options }: CommandContext): NonNullable<AttemptPlan['settings']> {
  const temperature = numberOption(options, 'temperature', { low: 0, high: 2 });
  const maxOutputTokens = numberOption(options, 'maxOutputTokens', { low: 1, whole: true });
  const maxTurns = numberOption(options, 'maxTurns', { low: 1, whole: true });
  return {
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(maxTurns !== undefined && { maxTurns }),
  };
}

async function handbookOf(store: Store, { options }: CommandContext): Promise<HandbookOptions> {
  const all = options['all'] === true;
  const behaviors = await store.behaviors();
  const served = behaviors.filter((behavior) => isServable(behavior, all));
  if (served.length === 0) {
    throw new EthogramError('not-found', `--behaviors: found none that are served among ${behaviors.length} in the handbook, expected some`, {
      hint: behaviors.length === 0 ? 'ethogram mine finds some' : 'ethogram handbook approve ID… serves them; --all takes candidates too',
    }); // prettier-ignore
  }
  const k = numberOption(options, 'k', { low: 1, high: 5, whole: true })!;
  return { index: await loadHandbookIndex(store, { all }), all, k };
}

/** The model that grades, where another than the solver was asked for. */
async function judgeOf(context: CommandContext, store: Store): Promise<OpenModel | undefined> {
  const judge = textOption(context.options, 'judge');
  if (judge === undefined) return undefined;
  // The address of the solver's server is not that of another service.
  const elsewhere = PROVIDERS.some((provider) => provider !== 'compatible' && judge.startsWith(`${provider}:`));
  const { baseUrl, ...options } = context.options;
  const here = elsewhere ? {} : { baseUrl };
  return modelOf({ ...context, options: { ...options, ...here, model: judge } }, store, 'checks other than judge');
}

async function dryRun(store: Store, model: OpenModel, plan: readonly PlannedAttempt[]): Promise<CommandResult> {
  const made = new Set<string>();
  for await (const { id } of store.list({ ids: plan.map(({ trajectoryId }) => trajectoryId) })) made.add(id);
  const todo = plan.filter(({ trajectoryId }) => !made.has(trajectoryId));
  function* requests(): Generator<ModelRequest> {
    for (const { task, options } of todo) yield firstRequest(task, model, options);
  }
  const turns = todo.filter(({ task, options }) => task.world !== undefined || options.chunks !== undefined).length;
  const graded = todo.filter(({ task }) => task.check.kind === 'judge').length;
  const more = [
    ...(turns > 0 ? [`Only the first turn of ${plural(turns, 'attempt')} is counted; how many follow shows when they are made.`] : []),
    ...(graded > 0 ? [`Grading ${plural(graded, 'answer')} by rubric comes on top.`] : []),
  ]; // prettier-ignore
  return dryRunResult(model, requests(), more.length === 0 ? undefined : more.join(' '));
}

interface Solved {
  readonly arms: readonly ArmResult[];
  readonly attempted: Attempted;
  readonly model: OpenModel;
  readonly judge: OpenModel | undefined;
  readonly cutOff: number;
  readonly given: readonly [attempts: number, of: number] | undefined;
  readonly context: CommandContext;
}

function solvedText({ arms, attempted, model, judge, cutOff, given, context }: Solved): string {
  const { skipped, failed } = attempted;
  return [
    ...(arms.length > 0 ? [armTable(arms)] : []),
    ...arms.flatMap(differenceText),
    ...(given !== undefined ? [`Behaviors fitted ${formatCount(given[0])} of ${plural(given[1], 'attempt')}.`] : []),
    ...(cutOff > 0
      ? [`${plural(cutOff, 'answer')} cut off at the limit of output tokens; --max-output-tokens raises it.`]
      : []),
    `${plural(attempted.attempted, 'attempt')} made${skipped > 0 ? `, ${formatCount(skipped)} there before` : ''}.`,
    ...(failed.length > 0 ? [failedText(failed)] : []),
    ...stoppedLines(attempted, 'attempt'),
    tallyText(model),
    ...(judge !== undefined ? [tallyText(judge)] : []),
    nextLine(context.options, ['show --limit 5', `reflect ${modelFlags(context)}`]),
  ].join('\n');
}

function armTable(arms: readonly ArmResult[]): string {
  const right = 'right' as const;
  return textTable(
    [
      { heading: 'arm' },
      { heading: 'n', align: right },
      { heading: 'tasks', align: right },
      { heading: 'success', align: right },
      { heading: '95% interval' },
      { heading: 'tokens in', align: right },
      { heading: 'tokens out', align: right },
      { heading: 'cost', align: right },
    ],
    arms.map(({ name, n, tasks, success, interval, inputTokens, outputTokens, costUsd }) => [
      name,
      formatCount(n),
      formatCount(tasks),
      formatPercent(success),
      formatInterval(interval),
      formatCount(inputTokens),
      formatCount(outputTokens),
      costUsd === undefined ? 'unknown' : formatUsd(costUsd),
    ]),
  );
}

function differenceText({ name, against }: ArmResult): string[] {
  if (against === undefined || against.tasks === 0) return [];
  const { success, outputTokens, tasks, arm } = against;
  const within = (interval: readonly [number, number] | undefined, format: (value: number) => string): string =>
    interval === undefined ? '' : ` (95% ${format(interval[0])} to ${format(interval[1])})`;
  const tokens = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${formatCount(Math.abs(value))}`;
  return [
    `${name} against ${arm}, ${plural(tasks, 'task')}: success ${formatPoints(success.difference)} points${within(success.interval, formatPoints)}, tokens out per attempt ${tokens(outputTokens.difference)}${within(outputTokens.interval, tokens)}`,
  ];
}

const LISTED_FAILURES = 5;

function failedText(failed: Attempted['failed']): string {
  const lines = failed
    .slice(0, LISTED_FAILURES)
    .map(({ item, error }) => `  ${item.task.id} (${item.arm}, trial ${item.options.trial}): ${error.message}`);
  const more = failed.length > LISTED_FAILURES ? [`  and ${formatCount(failed.length - LISTED_FAILURES)} more`] : [];
  return [`${plural(failed.length, 'attempt')} failed; the same command tries them again:`, ...lines, ...more].join(
    '\n',
  );
}
