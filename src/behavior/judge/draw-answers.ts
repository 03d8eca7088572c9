import type { Model, ModelAnswer, ModelRequest } from '../../core/model.ts';
import type { JudgeGroup } from './judge-groups.ts';
import { decideRequest } from './judge-requests.ts';
import type { JudgedCode } from './judged-shape.ts';

/** Answers of all draws of a question, and what they cost together; undefined when that is not known. US dollars. */
export interface Draws {
  readonly answers: readonly ModelAnswer<Record<string, JudgedCode>>[];
  readonly costUsd: number | undefined;
}

/** Who is asked, and how often. */
export interface DrawOptions {
  readonly model: Model;
  readonly samples: number;
}

/** Asks one question as often as wanted. */
export async function drawAnswers(
  { model, samples }: DrawOptions,
  request: ModelRequest<Record<string, JudgedCode>>,
): Promise<Draws> {
  const answers = await firstThenOthers(samples, async (one) => model.generate({ ...request, ...one }));
  return { answers, costUsd: sumUsd(answers.map(({ costUsd }) => costUsd)) };
}

/** Asks in two turns: what speaks for and against, and then, with that before its eyes, for the verdicts. */
export async function drawInTurns(
  { model, samples }: DrawOptions,
  group: JudgeGroup,
  first: ModelRequest,
): Promise<Draws> {
  const turns = await firstThenOthers(samples, async (one) => {
    const weighed = await model.generate({ ...first, ...one });
    const answer = await model.generate(decideRequest(group, { ...first, ...one }, weighed.text));
    return { answer, costUsd: sumUsd([weighed.costUsd, answer.costUsd]) };
  });
  return { answers: turns.map(({ answer }) => answer), costUsd: sumUsd(turns.map(({ costUsd }) => costUsd)) };
}

/** One draw, and when it is there all others at once: providers charge less for a prompt that they have just read. */
async function firstThenOthers<T>(
  samples: number,
  draw: (one: Pick<ModelRequest, 'sample' | 'temperature'>) => Promise<T>,
): Promise<T[]> {
  const [first, ...others] = drawsOf(samples) as [Pick<ModelRequest, 'sample' | 'temperature'>];
  const answer = await draw(first);
  return [answer, ...(await settled(others.map(draw)))];
}

/**
 * Waits for all, then throws what the first to fail has thrown: a question that is out is paid for, and its answer must be
 * kept even though another failed.
 */
export async function settled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** The sum, unless some are not known. */
export function sumUsd(costs: readonly (number | undefined)[]): number | undefined {
  return costs.reduce<number | undefined>(
    (total, cost) => (total === undefined || cost === undefined ? undefined : total + cost),
    0,
  );
}

/** What makes each draw another one; a single draw is to be the likeliest answer. */
function drawsOf(samples: number): readonly Pick<ModelRequest, 'sample' | 'temperature'>[] {
  return samples === 1 ? [{ temperature: 0 }] : Array.from({ length: samples }, (_, sample) => ({ sample }));
}
