import { formatCount, formatInterval, formatPercent, formatPoints, formatUsd, plural } from '../core/format-number.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { ModelRequest } from '../core/model.ts';
import { textTable } from '../core/text-table.ts';
import { workItems, type WorkedItems } from '../core/work-items.ts';
import { costOf } from '../model/price-of.ts';
import type { OpenModel } from '../model/open-model.ts';
import { firstRequest, type AttemptOptions } from '../prove/attempt.ts';
import { generateTasks, generatorNamed } from '../prove/generators/generators.ts';
import { armName, improveTask, type ImproveOptions, type ImproveRound } from '../prove/improve-task.ts';
import { readTasks } from '../prove/read-tasks.ts';
import { solveTask } from '../prove/solve-task.ts';
import {
  stopAdvice,
  summariseImprovement,
  type ImprovedTask,
  type RoundSummary,
} from '../prove/summarise-improvement.ts';
import { meteredModel, type MeteredTokens } from '../prove/metered-model.ts';
import type { TaskSpec } from '../prove/task-spec.ts';
import { transferBehaviors } from '../prove/transfer-behaviors.ts';
import type { Store } from '../store/store.ts';
import { textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { MODEL_OPTIONS, modelOf, tallyText } from './model-of.ts';
import { numberOption } from './number-option.ts';
import { costText } from './reflect.ts';
import { withStore } from './with-store.ts';

const GENERATED = 20;
const FAILED_SHOWN = 5;
/** Where the numbers of draws of the carried-over attempts begin, beyond those of all rounds. */
const TRANSFER_DRAWS = 10_000_000;

/** `ethogram improve`: has a model learn from its own attempts, and shows what that gains at equal tokens. */
export const improve: Command = {
  name: 'improve',
  summary: 'have a model learn from its own attempts, at equal tokens',
  description:
    'Attempts every task several times; then, in each iteration, looks back at the attempts, reads behaviors out of them and attempts the task again with these (arm behaviors). ' +
    'Against it, at as many output tokens per task and iteration, looking back included: revising each attempt (revise) and attempting anew (resample). Of each round: success, pass@k, the success of the majority answer, ' +
    'distinct answers (exploration), how well agreement and the model’s own verdict tell right from wrong (selectivity, as area under the curve), tokens and cost; and a sentence on when to stop. ' +
    'Behaviors of a task condition that task alone, so a gain is no transfer; --transfer gives each task only what at least two others taught. Attempts become runs of the store (arms improve-…). ' +
    '--json: { model, tasks, samples, iterations, feedback, rounds: [{ arm, iteration, tasks, attempts, success, interval, passAtK, majority, distinct, selectivity, behaviors, inputTokens, outputTokens, costUsd?, against }], stop, transfer?, failed, left, stopped?, costUsd?, questions: [{ task, rounds: [{ arm, iteration, right, attempts, behaviors }] }] }.',
  arguments: [{ name: '[FILE]', description: 'JSON Lines of tasks, as for solve' }],
  options: [
    { flags: '--generate <name>', description: 'tasks of a generator instead; solve --generate list says which there are' },
    { flags: '--seed <n>', description: 'which tasks it generates', default: 1 },
    { flags: '-n <n>', description: `so many tasks; default: ${GENERATED} of a generator, all of a file` },
    { flags: '--iterations <n>', description: 'rounds after the first attempts', default: 3 },
    { flags: '--samples <k>', description: 'attempts per task in the first round and in each round of behaviors', default: 8 },
    { flags: '--feedback <who>', description: 'what looking back and revising is told: none, or verifier (right or wrong)', default: 'none' },
    { flags: '--transfer', description: 'afterwards attempt each task with what others taught' },
    { flags: '--temperature <t>', description: "0 to 2; default: the model's own" },
    { flags: '--max-output-tokens <n>', description: 'of one answer; default: 4096' },
    { flags: '--max-turns <n>', description: 'of the agent, where a task has tools; default: 30' },
    ...MODEL_OPTIONS,
  ],
  example: 'ethogram improve --generate arithmetic -n 5 --model ollama:qwen3:8b --dry-run',
  async run(context) {
    const tasks = chosenTasks(context);
    return withStore(context, (store) => improveIn(store, context, tasks), { create: true });
  },
}; // prettier-ignore

function chosenTasks({ args, options }: CommandContext): TaskSpec[] {
  const [file] = args;
  const generator = textOption(options, 'generate');
  const count = numberOption(options, 'n', { low: 1, whole: true });
  if ((file === undefined) === (generator === undefined)) {
    const found = file === undefined ? 'neither' : 'both';
    throw new EthogramError('bad-argument', `improve: found ${found} of FILE and --generate, expected one of them`, {
      hint: 'ethogram improve --generate arithmetic -n 20 --model ollama:qwen3:8b',
    });
  }
  if (file !== undefined) return readTasks(file).slice(0, count);
  const seed = numberOption(options, 'seed', { whole: true })!;
  return generateTasks(generatorNamed(generator!), { seed, count: count ?? GENERATED });
}

type Settings = Pick<ImproveOptions, 'iterations' | 'samples' | 'told' | 'settings'>;

function settingsOf({ options }: CommandContext): Settings {
  const temperature = numberOption(options, 'temperature', { low: 0, high: 2 });
  const maxOutputTokens = numberOption(options, 'maxOutputTokens', { low: 1, whole: true });
  const maxTurns = numberOption(options, 'maxTurns', { low: 1, whole: true });
  const feedback = textOption(options, 'feedback');
  if (feedback !== 'none' && feedback !== 'verifier') {
    throw new EthogramError('bad-argument', `--feedback: found "${feedback}", expected none or verifier`);
  }
  return {
    iterations: numberOption(options, 'iterations', { low: 1, high: 20, whole: true })!,
    samples: numberOption(options, 'samples', { low: 1, high: 64, whole: true })!,
    told: feedback === 'verifier',
    settings: {
      ...(temperature !== undefined && { temperature }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(maxTurns !== undefined && { maxTurns }),
    },
  };
}

interface FailedAttempt {
  readonly task: string;
  readonly arm: string;
  readonly code: string;
  readonly message: string;
}

async function improveIn(store: Store, context: CommandContext, tasks: readonly TaskSpec[]): Promise<CommandResult> {
  const { now, options } = context;
  const settings = settingsOf(context);
  const model = await modelOf(context, store, 'ethogram mine --kinds workflow,repair');
  if (options['dryRun'] === true) return dryRun(model, tasks, settings);
  const signal = context.untilInterrupted();
  const failed: FailedAttempt[] = [];
  const improved: ImprovedTask[] = [];
  let attempts = 0;
  const worked = await workItems(
    tasks,
    async (task) => {
      const rounds = await improveTask(model, task, {
        ...settings,
        signal,
        now,
        keep: async ({ trajectory }) => {
          await store.put([{ trajectory }]);
          attempts++;
          context.progress(`${improved.length} of ${plural(tasks.length, 'task')}, ${plural(attempts, 'attempt')}, ${costText(model)}`);
        },
        onFailed: ({ arm, iteration, error: { code, message } }) =>
          failed.push({ task: task.id, arm: armName(arm, iteration), code, message }),
      });
      if (rounds !== undefined) improved.push({ task, rounds });
    },
    { concurrency: model.concurrency, signal },
  );
  const place = new Map(tasks.map(({ id }, i) => [id, i]));
  improved.sort((a, b) => place.get(a.task.id)! - place.get(b.task.id)!);
  const isWhole = worked.stopped === undefined && !signal.aborted;
  const transfer = options['transfer'] === true && isWhole ? await transferred(store, context, { model, tasks, improved, settings, failed, signal }) : undefined;
  context.progress('');
  if (worked.stopped?.code === 'model-unusable' && improved.length === 0) throw worked.stopped;
  return improveResult({ model, tasks, settings, improved, worked, failed, transfer });
} // prettier-ignore

/** What can be told before the first answers are there: the first round, and how much follows at most. */
function dryRun(model: OpenModel, tasks: readonly TaskSpec[], { samples, iterations, settings }: Settings): Promise<CommandResult> {
  function* requests(): Generator<ModelRequest> {
    for (const task of tasks) {
      for (let trial = 0; trial < samples; trial++) yield firstRequest(task, model.name, { ...settings, trial, arm: armName('start', 0) });
    }
  }
  const more = `This is the first round only. Each of the ${plural(iterations, 'iteration')} asks ${plural(2 * samples, 'question')} per task for behaviors (looking back, and attempts with them), then spends as many output tokens on each of the two other arms.`;
  return dryRunResult(model, requests(), more);
} // prettier-ignore

/** What attempts with behaviors of other tasks came to, beside the first attempts. */
interface Transfer {
  /** Tasks that others had taught something for. */
  readonly tasks: number;
  readonly summary: RoundSummary | undefined;
  readonly outputTokens: { readonly start: number; readonly transfer: number };
}

interface TransferInput {
  readonly model: OpenModel;
  readonly tasks: readonly TaskSpec[];
  readonly improved: readonly ImprovedTask[];
  readonly settings: Settings;
  readonly failed: FailedAttempt[];
  readonly signal: AbortSignal;
}

async function transferred(store: Store, { now }: CommandContext, { model, tasks, improved, settings, failed, signal }: TransferInput): Promise<Transfer> {
  const learned = improved.map(({ task, rounds }) => ({ task: task.id, behaviors: rounds.findLast(({ arm }) => arm === 'behaviors')?.behaviors ?? [] }));
  const given = transferBehaviors(learned);
  const made: ImprovedTask[] = [];
  const todo = tasks.filter(({ id }) => (given.get(id)?.length ?? 0) > 0);
  await workItems(
    todo,
    async (task) => {
      const meter = meteredModel(model);
      const behaviors = given.get(task.id)!.map(({ id, name, instruction }) => ({ id, name, instruction }));
      const attempts = await Promise.all(
        Array.from({ length: settings.samples }, async (_, i) => {
          const options: AttemptOptions = { ...settings.settings, trial: TRANSFER_DRAWS + i, arm: 'improve-transfer', behaviors, now };
          try {
            const attempt = await solveTask(meter, task, options);
            await store.put([{ trajectory: attempt.trajectory }]);
            return [{ attempt }];
          } catch (error) {
            if (!(error instanceof EthogramError) || error.code !== 'model-failed') throw error;
            failed.push({ task: task.id, arm: 'improve-transfer', code: error.code, message: error.message });
            return [];
          }
        }),
      );
      const start = improved.find((one) => one.task.id === task.id)!.rounds[0]!;
      const round: ImproveRound = { arm: 'behaviors', iteration: 1, attempts: attempts.flat(), behaviors: behaviors.map((behavior) => ({ ...behavior, support: 0 })), tokens: meter.spent };
      made.push({ task, rounds: [start, round] });
    },
    { concurrency: model.concurrency, signal },
  );
  made.sort((a, b) => (a.task.id < b.task.id ? -1 : 1));
  const [start, summary] = summariseImprovement(made, { k: settings.samples });
  return { tasks: made.length, summary, outputTokens: { start: start?.outputTokens ?? 0, transfer: summary?.outputTokens ?? 0 } };
} // prettier-ignore

interface Improved {
  readonly model: OpenModel;
  readonly tasks: readonly TaskSpec[];
  readonly settings: Settings;
  readonly improved: readonly ImprovedTask[];
  readonly worked: WorkedItems<TaskSpec>;
  readonly failed: readonly FailedAttempt[];
  readonly transfer: Transfer | undefined;
}

function improveResult({ model, tasks, settings, improved, worked, failed, transfer }: Improved): CommandResult {
  const { price } = model;
  const { samples, iterations, told } = settings;
  const priced = price === undefined ? {} : { costOf: (tokens: MeteredTokens) => costOf(tokens, price) };
  const rounds = summariseImprovement(improved, { k: samples, ...priced });
  const stop = stopAdvice(rounds);
  const left = tasks.length - improved.length - worked.failed.length;
  const gaveUp = [...failed, ...worked.failed.map(({ item, error: { code, message } }) => ({ task: item.id, arm: 'all', code, message }))];
  const { stopped } = worked;
  const { costUsd } = model.tally;
  const questions = improved.map(({ task, rounds: own }) => ({ task: task.id, rounds: own.map(questionRound) }));
  const json = {
    model: model.name,
    tasks: tasks.length,
    samples,
    iterations,
    feedback: told ? 'verifier' : 'none',
    rounds,
    stop,
    ...(transfer !== undefined && { transfer: { tasks: transfer.tasks, ...transfer.summary, arm: 'transfer', against: transfer.summary?.against.start, outputTokens: transfer.outputTokens } }),
    failed: gaveUp,
    left,
    ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
    ...(costUsd !== undefined && { costUsd }),
    questions,
  };
  const lines = [
    ...(rounds.length > 0 ? [roundTable(rounds), '', ...rounds.flatMap(comparedText), stop] : []),
    'Each task is improved on by its own behaviors: this says nothing of other tasks.',
    ...(transfer === undefined ? [] : [transferText(transfer)]),
    ...gaveUp.slice(0, FAILED_SHOWN).map(({ task, arm, message }) => `failed: ${task} (${arm}): ${message}`),
    ...(gaveUp.length > FAILED_SHOWN ? [`… and ${formatCount(gaveUp.length - FAILED_SHOWN)} more`] : []),
    ...(left > 0 ? [`${plural(left, 'task')} left${stopped === undefined ? '' : `: ${stopped.message}`}; the same command goes on.`] : []),
    tallyText(model),
  ];
  return { json, rows: rounds, text: lines.join('\n'), exitCode: improved.length === 0 ? 1 : 0 };
} // prettier-ignore

function questionRound({ arm, iteration, attempts, behaviors }: ImproveRound): object {
  const right = attempts.filter(({ attempt }) => attempt.checked.right).length;
  return { arm, iteration, right, attempts: attempts.length, behaviors: behaviors.map(({ name, instruction, support }) => ({ name, instruction, support })) };
} // prettier-ignore

function roundTable(rounds: readonly RoundSummary[]): string {
  const right = 'right' as const;
  return textTable(
    [
      { heading: 'iteration', align: right },
      { heading: 'arm' },
      { heading: 'attempts', align: right },
      { heading: 'success', align: right },
      { heading: '95% interval' },
      { heading: `pass@${rounds[0]!.passAtK.k}`, align: right },
      { heading: 'majority', align: right },
      { heading: 'distinct', align: right },
      { heading: 'agreement', align: right },
      { heading: 'own verdict', align: right },
      { heading: 'behaviors', align: right },
      { heading: 'tokens in', align: right },
      { heading: 'tokens out', align: right },
      { heading: 'cost', align: right },
    ],
    rounds.map((round) => [
      String(round.iteration),
      round.arm,
      formatCount(round.attempts),
      formatPercent(round.success),
      formatInterval(round.interval),
      formatPercent(round.passAtK.rate),
      formatPercent(round.majority.rate),
      round.distinct.toFixed(1),
      round.selectivity.majority?.auc.toFixed(2) ?? '–',
      round.selectivity.self?.auc.toFixed(2) ?? '–',
      round.behaviors.toFixed(1),
      formatCount(round.inputTokens),
      formatCount(round.outputTokens),
      round.costUsd === undefined ? 'unknown' : formatUsd(round.costUsd),
    ]),
  );
}

/** The arm of behaviors against the others of its iteration, where it has one. */
function comparedText({ arm, iteration, against }: RoundSummary): string[] {
  if (arm !== 'behaviors') return [];
  const words = (['start', 'revise', 'resample'] as const).flatMap((other) => {
    const found = against[other];
    if (found === undefined) return [];
    const within = found.interval === undefined ? '' : ` (95% ${formatPoints(found.interval[0])} to ${formatPoints(found.interval[1])})`;
    return [`${formatPoints(found.difference)} points against ${other === 'start' ? 'the first attempts' : other}${within}`];
  });
  return [`Iteration ${iteration}, behaviors: ${words.join(', ')}.`];
} // prettier-ignore

function transferText({ tasks, summary, outputTokens }: Transfer): string {
  const found = summary?.against.start;
  if (summary === undefined || found === undefined) return 'No behavior was taught by two other tasks: nothing to carry over.';
  const within = found.interval === undefined ? '' : ` (95% ${formatPoints(found.interval[0])} to ${formatPoints(found.interval[1])})`;
  return `With behaviors of other tasks alone, ${plural(tasks, 'task')}: success ${formatPercent(summary.success)}, ${formatPoints(found.difference)} points against the first attempts${within}, tokens out per task ${formatCount(outputTokens.transfer)} against ${formatCount(outputTokens.start)}.`;
} // prettier-ignore
