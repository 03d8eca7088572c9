import { formatCount, plural } from '../core/format-number.ts';
import { allEnded } from '../core/all-ended.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { ModelRequest } from '../core/model.ts';
import { workItems, type WorkedItems } from '../core/work-items.ts';
import { costOf } from '../model/price-of.ts';
import type { OpenModel } from '../model/open-model.ts';
import { firstRequest, type AttemptOptions } from '../prove/attempt/attempt.ts';
import { generateTasks, generatorNamed } from '../prove/generators/generators.ts';
import { armName, improveTask, type ImproveOptions, type ImproveRound } from '../prove/improve/improve-task.ts';
import { readTasks } from '../prove/task/read-tasks.ts';
import { solveTask } from '../prove/attempt/solve-task.ts';
import { stopAdvice, summariseImprovement, type ImprovedTask } from '../prove/improve/summarise-improvement.ts';
import { meteredModel, type MeteredTokens } from '../prove/improve/metered-model.ts';
import type { TaskSpec } from '../prove/task/task-spec.ts';
import { transferBehaviors } from '../prove/improve/transfer-behaviors.ts';
import type { Store } from '../store/store.ts';
import { textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { MODEL_OPTIONS, modelFlags, modelOf, tallyText } from './model-of.ts';
import { nextLine } from './next-line.ts';
import { numberOption } from './number-option.ts';
import { improveText, transferText, type Transfer } from './improve-text.ts';
import { costText } from './reflect.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';
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
    'Against it, at as many output tokens (or at the same cost) per task and iteration, looking back included: revising each attempt (revise) and attempting anew (resample). Of each round: success, pass@k, the success of the majority answer, ' +
    'distinct answers (exploration; wrongDiffer: the chance that two wrong ones differ), how well agreement and the model’s own verdict tell right from wrong (selectivity, as area under the curve), tokens and cost; and a sentence on when to stop. ' +
    'Behaviors of a task condition that task alone, so a gain is no transfer; --transfer gives each task only what at least two others taught. Attempts become runs of the store (arms improve-…). ' +
    '--json: { model, tasks, samples, iterations, feedback, equal, rounds: [{ arm, iteration, tasks, attempts, success, interval, passAtK, majority, distinct, wrongDiffer?, selectivity, behaviors, inputTokens, outputTokens, costUsd?, against }], stop, transfer?, failed, left, stopped?, costUsd?, questions: [{ task, rounds: [{ arm, iteration, right, attempts, behaviors }] }] }.',
  arguments: [{ name: '[FILE]', description: 'JSON Lines of tasks, as for solve' }],
  options: [
    { flags: '--generate <name>', description: 'tasks of a generator instead; solve --generate list says which there are' },
    { flags: '--seed <n>', description: 'which tasks it generates', default: 1 },
    { flags: '-n <n>', description: `so many tasks; default: ${GENERATED} of a generator, all of a file` },
    { flags: '--iterations <n>', description: 'rounds after the first attempts', default: 3 },
    { flags: '--samples <k>', description: 'attempts per task in the first round and in each round of behaviors', default: 8 },
    { flags: '--feedback <who>', description: 'what looking back and revising is told: none, or verifier (right or wrong)', default: 'none' },
    { flags: '--equal <what>', description: 'what the arms get equally much of: output (tokens), or cost, where prices are known and input counts', default: 'output' },
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
  const model = await modelOf(context, store, 'ethogram mine finds behaviors of runs that are there');
  if (options['dryRun'] === true) return dryRun(model, tasks, settings);
  const measure = measureOf(context, model);
  const signal = context.untilInterrupted();
  const failed: FailedAttempt[] = [];
  const improved: ImprovedTask[] = [];
  let attempts = 0;
  const worked = await workItems(
    tasks,
    async (task) => {
      const rounds = await improveTask(model, task, {
        ...settings,
        ...(measure !== undefined && { measure }),
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
  return improveResult(context, { model, tasks, settings, measure, improved, worked, failed, transfer });
} // prettier-ignore

/** What the arms get equally much of; undefined for output tokens. */
function measureOf({ options }: CommandContext, { name, price }: OpenModel): ImproveOptions['measure'] {
  const equal = textOption(options, 'equal');
  if (equal === 'output') return undefined;
  if (equal !== 'cost') throw new EthogramError('bad-argument', `--equal: found "${equal}", expected output or cost`);
  if (price !== undefined && price.output > 0) return (tokens) => costOf(tokens, price);
  throw new EthogramError('bad-argument', `--equal cost: found no price of ${name}, expected one`, {
    hint: '--price 0.5,2 gives it: US dollars per million input and output tokens',
  });
}

/** What can be told before the first answers are there: the first round, and how much follows at most. */
function dryRun(model: OpenModel, tasks: readonly TaskSpec[], { samples, iterations, settings }: Settings): Promise<CommandResult> {
  function* requests(): Generator<ModelRequest> {
    for (const task of tasks) {
      for (let trial = 0; trial < samples; trial++) yield firstRequest(task, model, { ...settings, trial, arm: armName('start', 0) });
    }
  }
  const more = `This is the first round only. Each of the ${plural(iterations, 'iteration')} asks ${plural(2 * samples, 'question')} per task for behaviors (looking back, and attempts with them), then spends as many output tokens on each of the two other arms.`;
  return dryRunResult(model, requests(), more);
} // prettier-ignore

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
      const attempts = await allEnded(
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
  readonly measure: ImproveOptions['measure'];
  readonly improved: readonly ImprovedTask[];
  readonly worked: WorkedItems<TaskSpec>;
  readonly failed: readonly FailedAttempt[];
  readonly transfer: Transfer | undefined;
}

function improveResult(context: CommandContext, { model, tasks, settings, measure, improved, worked, failed, transfer }: Improved): CommandResult {
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
    equal: measure === undefined ? 'output' : 'cost',
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
    ...improveText(rounds, stop),
    'Each task is improved on by its own behaviors: this says nothing of other tasks.',
    ...(transfer === undefined ? [] : [transferText(transfer)]),
    ...gaveUp.slice(0, FAILED_SHOWN).map(({ task, arm, message }) => `failed: ${task} (${arm}): ${message}`),
    ...(gaveUp.length > FAILED_SHOWN ? [`… and ${formatCount(gaveUp.length - FAILED_SHOWN)} more`] : []),
    ...stoppedLines({ left, stopped }, 'task'),
    tallyText(model),
    nextLine(context.options, ['show --format ethogram-solve --limit 5', `reflect --format ethogram-solve ${modelFlags(context)}`]),
  ];
  return { json, rows: rounds, text: lines.join('\n'), exitCode: improved.length === 0 ? 1 : endCode({ left, stopped }, { done: improved.length, failed: gaveUp.length }) };
} // prettier-ignore

function questionRound({ arm, iteration, attempts, behaviors }: ImproveRound): object {
  const right = attempts.filter(({ attempt }) => attempt.checked.right).length;
  return { arm, iteration, right, attempts: attempts.length, behaviors: behaviors.map(({ name, instruction, support }) => ({ name, instruction, support })) };
} // prettier-ignore
