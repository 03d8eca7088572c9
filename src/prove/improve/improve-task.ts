import { allEnded } from '../../core/all-ended.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Model, ModelMessage } from '../../core/model.ts';
import { partText } from '../../trajectory/trajectory.ts';
import type { Attempt, AttemptOptions } from '../attempt/attempt.ts';
import { learnBehaviors, type LearnedBehavior } from './learn-behaviors.ts';
import { meteredModel, type MeteredTokens } from './metered-model.ts';
import { solveTask } from '../attempt/solve-task.ts';
import type { TaskSpec } from '../task/task-spec.ts';

/** Ways of spending tokens after the first attempts: on behaviors read out of them, on revising each, or on more of the same. */
export const IMPROVE_ARMS = ['behaviors', 'revise', 'resample'] as const;
/** One of {@link IMPROVE_ARMS}; `start` is the first attempts, which all share. */
export type ImproveArm = 'start' | (typeof IMPROVE_ARMS)[number];

/** An attempt of a round, with the model's own verdict where it was asked. */
export interface RoundAttempt {
  readonly attempt: Attempt;
  readonly self?: number;
}

/** What was done for one task in one arm and iteration. */
export interface ImproveRound {
  readonly arm: ImproveArm;
  /** 0 for `start`. */
  readonly iteration: number;
  readonly attempts: readonly RoundAttempt[];
  /** What conditioned the attempts. */
  readonly behaviors: readonly LearnedBehavior[];
  /** All tokens of the round, looking back included. */
  readonly tokens: MeteredTokens;
}

/** How a task is improved on. */
export interface ImproveOptions {
  readonly iterations: number;
  /** Attempts of the first round, and of each round of `behaviors`. */
  readonly samples: number;
  /** Whether looking back and revising is told what the checker found. */
  readonly told: boolean;
  /** What the arms get equally much of: output tokens, by default, or anything else that tokens come to. */
  readonly measure?: (tokens: MeteredTokens) => number;
  readonly settings: Pick<AttemptOptions, 'temperature' | 'maxOutputTokens' | 'maxTurns' | 'judge'>;
  readonly now: () => Date;
  /** Called with every attempt as it ends, before it counts. */
  readonly keep: (attempt: Attempt) => Promise<void>;
  /** Called with what failed for good; the rest goes on. */
  readonly onFailed: (failed: { readonly arm: ImproveArm; readonly iteration: number; readonly error: EthogramError }) => void;
  readonly signal?: AbortSignal;
} // prettier-ignore

/** Behaviors that a task's attempts are given: with more, models do worse. */
const MOST_BEHAVIORS = 8;
/** A round that must spend a budget makes at most so many times the first round's attempts. */
const MOST_TIMES = 4;
/** Where the numbers of draws of the other arms begin: beyond those of `behaviors`. */
const DRAWS_ELSEWHERE = 100_000;

const REVISE =
  'Above is an earlier answer of yours. Go through it critically: find what is wrong, unfounded or left out in it, then write the whole answer anew, mended where needed.';
const REVISE_WORLD =
  'Above is a record of an earlier attempt of yours. Everything is again as it was before it: nothing in it has been done. Go through it critically: find what was wrong, unfounded or left out, then do the task anew, and better where needed.';
const REVISE_TOLD = {
  right: 'A checker found the earlier answer right.',
  wrong: 'A checker found the earlier answer wrong.',
} as const;

/**
 * Lets a model attempt a task, and then improve on it in several ways, side by side, at equal tokens: in every iteration the
 * arm `behaviors` looks back at its last attempts, reads behaviors out of them, and attempts the task again with these; every
 * other arm then makes attempts until it has spent as many output tokens (or as much of another `measure`) on this task as that
 * took, looking back included: it begins no attempt that would, at the mean size of those it has made in the round, go over, but makes one at least.
 *
 * @returns rounds in order; undefined when `signal` aborted before all were done
 * @throws EthogramError as `Model.generate`, but not `model-failed`
 */
export async function improveTask(
  model: Model,
  task: TaskSpec,
  options: ImproveOptions,
): Promise<readonly ImproveRound[] | undefined> {
  const { samples, iterations, told } = options;
  const isAborted = (): boolean => options.signal?.aborted === true;
  const rounds: ImproveRound[] = [];
  const lastOf = (arm: ImproveArm): ImproveRound => rounds.findLast((round) => round.arm === arm) ?? rounds[0]!;
  rounds.push(await makeRound(model, task, options, { arm: 'start', iteration: 0, plans: planned(0, samples) }));
  // Every draw of a question has a number of its own, whoever asks it.
  let draw = DRAWS_ELSEWHERE;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    if (isAborted()) return undefined;
    const learning = meteredModel(model);
    const before = lastOf('behaviors');
    const { behaviors: found, verdicts } = await learnBehaviors(learning, before.attempts.map(({ attempt }) => attempt), { told, onFailed: (error) => options.onFailed({ arm: 'behaviors', iteration, error }) });
    rounds[rounds.indexOf(before)] = withVerdicts(before, verdicts);
    const behaviors = kept(before.behaviors, found);
    const conditioned = await makeRound(model, task, options, { arm: 'behaviors', iteration, plans: planned(iteration * samples, samples, behaviors), behaviors, already: learning.spent });
    rounds.push(conditioned);
    for (const arm of ['revise', 'resample'] as const) {
      if (isAborted()) return undefined;
      const plans = arm === 'revise' ? revisions(task, lastOf(arm), { told, from: draw }) : more(draw);
      const made = await makeRound(model, task, options, { arm, iteration, plans, budget: measureOf(options)(conditioned.tokens) });
      draw += samples * MOST_TIMES;
      rounds.push(made);
    }
  }
  return rounds;
} // prettier-ignore

type Plan = Pick<AttemptOptions, 'trial' | 'before' | 'after' | 'behaviors'>;

interface RoundPlan {
  readonly arm: ImproveArm;
  readonly iteration: number;
  /** Attempts in the order in which they are made, perhaps without end. */
  readonly plans: Iterable<Plan>;
  readonly behaviors?: readonly LearnedBehavior[];
  /** What may be spent, by the measure; default: all plans are carried out. */
  readonly budget?: number;
  /** Spent before the attempts. */
  readonly already?: MeteredTokens;
}

async function makeRound(
  model: Model,
  task: TaskSpec,
  options: ImproveOptions,
  { arm, iteration, plans, behaviors = [], budget, already }: RoundPlan,
): Promise<ImproveRound> {
  const meter = meteredModel(model);
  const made = async (plan: Plan): Promise<RoundAttempt[]> => {
    try {
      const { settings, now } = options;
      const attempt = await solveTask(meter, task, { ...settings, ...plan, arm: armName(arm, iteration), now });
      await options.keep(attempt);
      return [{ attempt }];
    } catch (error) {
      if (!(error instanceof EthogramError) || error.code !== 'model-failed') throw error;
      options.onFailed({ arm, iteration, error });
      return [];
    }
  };
  let attempts: RoundAttempt[] = [];
  if (budget === undefined) attempts = (await allEnded([...plans].map(made))).flat();
  else {
    let tried = 0;
    for (const plan of plans) {
      // One after the other: whether there is room for the next is known only then.
      const spent = measureOf(options)(meter.spent);
      if (tried > 0 && (spent + spent / tried > budget || tried >= options.samples * MOST_TIMES)) break;
      attempts.push(...(await made(plan)));
      tried++;
    }
  }
  const { spent } = meter;
  const tokens = {
    inputTokens: spent.inputTokens + (already?.inputTokens ?? 0),
    cachedInputTokens: spent.cachedInputTokens + (already?.cachedInputTokens ?? 0),
    outputTokens: spent.outputTokens + (already?.outputTokens ?? 0),
  };
  return { arm, iteration, attempts, behaviors, tokens };
}

function measureOf({ measure = ({ outputTokens }) => outputTokens }: ImproveOptions): NonNullable<ImproveOptions['measure']> {
  return measure;
} // prettier-ignore

/** The arm's name in the runs it makes. */
export function armName(arm: ImproveArm, iteration: number): string {
  return iteration === 0 ? `improve-${arm}` : `improve-${arm}-${iteration}`;
}

function planned(from: number, samples: number, behaviors: readonly LearnedBehavior[] = []): Plan[] {
  const given = behaviors.map(({ id, name, instruction }) => ({ id, name, instruction }));
  return Array.from({ length: samples }, (_, i) => ({
    trial: from + i,
    ...(given.length > 0 && { behaviors: given }),
  }));
}

function* more(from: number): Generator<Plan> {
  for (let trial = from; ; trial++) yield { trial };
}

/** Each of the last attempts revised once, then each once more in another draw, and so on. */
function* revisions(
  task: TaskSpec,
  { attempts }: ImproveRound,
  { told, from }: { readonly told: boolean; readonly from: number },
): Generator<Plan> {
  let trial = from;
  while (attempts.length > 0) {
    for (const { attempt } of attempts) {
      const before: ModelMessage[] = [
        { role: 'user', text: task.text },
        { role: 'assistant', text: saidIn(attempt) },
      ];
      const verdict = told ? `${REVISE_TOLD[attempt.checked.right ? 'right' : 'wrong']} ` : '';
      yield { trial: trial++, before, after: `${verdict}${task.world === undefined ? REVISE : REVISE_WORLD}` };
    }
  }
}

/** What the agent did in an attempt, in words: turns with calls and results one below the other. */
function saidIn({ trajectory: { steps } }: Attempt): string {
  const own = steps.slice(steps.findIndex(({ actor, copied }) => actor === 'agent' && copied !== true));
  const lines = own.flatMap(({ actor, parts }) =>
    parts.flatMap((part) => {
      if (part.kind === 'reasoning' || part.kind === 'feedback' || (part.kind === 'text' && part.injected !== undefined)) return [];
      if (part.kind === 'tool-call') return [`[call ${part.name}] ${part.argumentsText}`];
      const text = partText(part);
      return text.trim() === '' ? [] : [actor === 'agent' ? text : `[${actor}] ${text}`];
    }),
  );
  return lines.join('\n\n') || '…';
} // prettier-ignore

function withVerdicts(before: ImproveRound, verdicts: readonly (number | undefined)[]): ImproveRound {
  const attempts = before.attempts.map((one, i) => ({ ...one, ...(verdicts[i] !== undefined && { self: verdicts[i] }) })); // prettier-ignore
  return { ...before, attempts };
}

/** What conditioned before stays, since nobody says again what stands before them; new behaviors fill up what is left. */
function kept(before: readonly LearnedBehavior[], found: readonly LearnedBehavior[]): LearnedBehavior[] {
  const names = new Set(before.map(({ name }) => name));
  return [...before, ...found.filter(({ name }) => !names.has(name))].slice(0, MOST_BEHAVIORS);
}
