import { z } from 'zod';
import { runPieces } from '../../behavior/judge/run-pieces.ts';
import { contentKey } from '../../core/content-key.ts';
import type { Json } from '../../core/json.ts';
import type { Model, ModelRequest } from '../../core/model.ts';
import { outcomeOf, type Trajectory } from '../../trajectory/trajectory.ts';
import { REFLECT_PROMPT } from './reflect-prompt.ts';
import { reflectionSchema, type Reflection, type ReflectionAnswer } from './reflection.ts';
import { writeRun } from './write-run.ts';

/** What tells one way of reflecting from another: a reflection with another version is asked for anew. */
export const REFLECT_VERSION = contentKey([REFLECT_PROMPT, z.toJSONSchema(reflectionSchema) as Json]);

/**
 * The question that has a model look back at a run. Of the outcome only the verdict is told: no answer that was expected,
 * and no words of a checker, which may hold it.
 */
export function reflectRequest(run: Trajectory): ModelRequest<ReflectionAnswer> {
  const { tag, text } = writeRun(run);
  return {
    purpose: 'reflect',
    subjects: [run.id],
    instructions: REFLECT_PROMPT,
    messages: [{ role: 'user', text: `${verdictText(run)} The tag is ${tag}.\n\n${text}` }],
    shape: { name: 'reflection', schema: reflectionSchema },
  };
}

/**
 * Has a model look back at a run.
 *
 * @throws EthogramError as `Model.generate`
 */
export async function reflectOnRun(model: Model, run: Trajectory): Promise<Reflection> {
  const { value, promptHash, costUsd } = await model.generate(reflectRequest(run));
  return {
    model: model.name,
    prompt: REFLECT_VERSION,
    revision: run.revision,
    promptHash,
    ...(costUsd !== undefined && { costUsd }),
    answer: value,
  };
}

/** Whether there is anything to reflect on: the agent said or did something, and it is not the copy of another run. */
export function isReflectable({ steps, copyOf }: Pick<Trajectory, 'steps' | 'copyOf'>): boolean {
  return copyOf === undefined && runPieces({ steps }).some(({ actor, isHidden }) => actor === 'agent' && isHidden !== true);
} // prettier-ignore

/** What is known of a run's outcome, in one sentence. */
export function verdictText({ outcomes }: Pick<Trajectory, 'outcomes'>): string {
  const { success, by } = outcomeOf(outcomes);
  // What the agent or another model says of it is not known: that is what is to be found out.
  if (success === undefined || by === 'self' || by === 'model') return 'Whether the run succeeded is not known.';
  return success ? 'The run succeeded.' : 'The run failed.';
}
