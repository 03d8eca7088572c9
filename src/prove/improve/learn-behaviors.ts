import { allEnded } from '../../core/all-ended.ts';
import { sha256 } from '../../core/content-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Model } from '../../core/model.ts';
import { suspicionsOf } from '../../behavior/security/suspicions-of.ts';
import { holdsValue } from '../../mine/reflect/own-values.ts';
import { proposalsOf } from '../../mine/reflect/proposals-of.ts';
import type { Proposal } from '../../mine/reflect/proposal.ts';
import { reflectOnRun } from '../../mine/reflect/reflect-on-run.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { GivenBehavior } from '../attempt/attempt.ts';
import { groupBehaviors } from './group-behaviors.ts';

/** A behavior that was read out of attempts. */
export interface LearnedBehavior extends GivenBehavior {
  /** Attempts that it was read out of. */
  readonly support: number;
}

/** What looking back at attempts gives. */
export interface LearnedFromAttempts {
  /** Most supported first. */
  readonly behaviors: readonly LearnedBehavior[];
  /** Per attempt, in order: 1 when the model holds it for right, 0 wrong, 0.5 unclear; undefined when it could not be asked. */
  readonly verdicts: readonly (number | undefined)[];
}

const VERDICTS = { correct: 1, incorrect: 0, unclear: 0.5 } as const;

/**
 * Has a model look back at attempts at one task, and reads off the behaviors that it names. One that says an answer of
 * the attempts is an answer, not a behavior, and left out.
 *
 * @param told - whether the model is told if an attempt succeeded; otherwise its verdict is its own
 * @param onFailed - hears of attempts that could not be looked back at; the rest goes on
 * @throws EthogramError as `Model.generate`, but not `model-failed`
 */
export async function learnBehaviors(
  model: Model,
  attempts: readonly { readonly trajectory: Trajectory; readonly answer: string }[],
  { told, onFailed }: { readonly told: boolean; readonly onFailed: (error: EthogramError) => void },
): Promise<LearnedFromAttempts> {
  const read = await allEnded(
    attempts.map(async ({ trajectory }) => {
      const run = told ? trajectory : { ...trajectory, outcomes: [] };
      try {
        const { answer } = await reflectOnRun(model, run);
        return { verdict: VERDICTS[answer.correctness.verdict], proposals: proposalsOf(run, answer).proposals };
      } catch (error) {
        if (!(error instanceof EthogramError) || error.code !== 'model-failed') throw error;
        onFailed(error);
        return { verdict: undefined, proposals: [] };
      }
    }),
  );
  const answers = attempts.map(({ answer }) => answer.trim()).filter((answer) => answer !== '');
  // Nobody reads these words before the next attempt does.
  const safe = read.flatMap(({ proposals: own }) => own).filter((one) => suspicionsOf(one).length === 0);
  const proposals = safe.filter(({ instruction, when = '' }) => !answers.some((answer) => holdsValue(`${instruction} ${when}`, answer)));
  return { behaviors: merged(proposals), verdicts: read.map(({ verdict }) => verdict) };
} // prettier-ignore

/** Proposals of one name, or nearly one wording, as one, in the words of the first. */
function merged(proposals: readonly Proposal[]): LearnedBehavior[] {
  return groupBehaviors(proposals)
    .map((same): LearnedBehavior => {
      const { name, instruction, when, whenNot } = same[0]!;
      const conditions = [...(when === undefined ? [] : [`when ${when}`]), ...(whenNot === undefined ? [] : [`not when ${whenNot}`])];
      const words = conditions.length === 0 ? instruction : `${instruction} (${conditions.join('; ')})`;
      const support = new Set(same.flatMap(({ runs }) => runs)).size;
      return { id: `learned-${sha256(`${name}\n${words}`, 12)}`, name, instruction: words, support };
    })
    .sort((a, b) => b.support - a.support || (a.name < b.name ? -1 : 1));
} // prettier-ignore
