import { calculationError } from '../reasoning/calculation-error.ts';
import { circularStep } from '../reasoning/circular-step.ts';
import { firstError } from '../reasoning/first-error.ts';
import { redundantStep } from '../reasoning/redundant-step.ts';
import { thinkAnswerMismatch } from '../reasoning/think-answer-mismatch.ts';
import { followsInjectedInstruction } from '../security/follows-injected-instruction.ts';
import type { StructureDetector } from '../structure-detector.ts';
import { actionClass } from './action-class.ts';
import { analysisParalysis } from './analysis-paralysis.ts';
import { claimWithoutCheck } from './claim-without-check.ts';
import { claimsSuccessAfterFailure } from './claims-success-after-failure.ts';
import { conversationReset } from './conversation-reset.ts';
import { failureRepeated } from './failure-repeated.ts';
import { flawRepetition } from './flaw-repetition.ts';
import { goalChange } from './goal-change.ts';
import { goesOnAfterEnd } from './goes-on-after-end.ts';
import { ignoredAnswer } from './ignored-answer.ts';
import { languageSwitch } from './language-switch.ts';
import { messageRepeated } from './message-repeated.ts';
import { planRepeated } from './plan-repeated.ts';
import { questionRepeated } from './question-repeated.ts';
import { reasoningActionMismatch } from './reasoning-action-mismatch.ts';
import { testTampering } from './test-tampering.ts';
import { unseenCitation } from './unseen-citation.ts';
import { userRepeats } from './user-repeats.ts';
import { actionBeforePrecondition } from './action-before-precondition.ts';
import { dependentCallsInOneTurn } from './dependent-calls-in-one-turn.ts';
import { errorRecovery } from './error-recovery.ts';
import { finishWithoutCheck } from './finish-without-check.ts';
import { rederivation } from './rederivation.ts';
import { repeatedCall } from './repeated-call.ts';
import { repeatDetector } from './repeated-work.ts';
import { retryWithoutChange } from './retry-without-change.ts';

/** Structural detectors, by the name that a codebook's `match.structure` gives. */
export const STRUCTURES: ReadonlyMap<string, StructureDetector> = new Map([
  ['action-before-precondition', actionBeforePrecondition],
  ['action-class', actionClass],
  ['analysis-paralysis', analysisParalysis],
  ['calculation-error', calculationError],
  ['call-loop', repeatDetector('loop')],
  ['circular-step', circularStep],
  ['claim-without-check', claimWithoutCheck],
  ['claims-success-after-failure', claimsSuccessAfterFailure],
  ['conversation-reset', conversationReset],
  ['dependent-calls-in-one-turn', dependentCallsInOneTurn],
  ['error-recovery', errorRecovery],
  ['failure-repeated', failureRepeated],
  ['finish-without-check', finishWithoutCheck],
  ['first-error', firstError],
  ['flaw-repetition', flawRepetition],
  ['follows-injected-instruction', followsInjectedInstruction],
  ['goal-change', goalChange],
  ['goes-on-after-end', goesOnAfterEnd],
  ['ignored-answer', ignoredAnswer],
  ['language-switch', languageSwitch],
  ['message-repeated', messageRepeated],
  ['plan-repeated', planRepeated],
  ['question-repeated', questionRepeated],
  ['reasoning-action-mismatch', reasoningActionMismatch],
  ['rederivation', rederivation],
  ['redundant-step', redundantStep],
  ['repeated-call', repeatedCall],
  ['retry-without-change', retryWithoutChange],
  ['same-answer', repeatDetector('repeat')],
  ['same-failure', repeatDetector('retry')],
  ['test-tampering', testTampering],
  ['think-answer-mismatch', thinkAnswerMismatch],
  ['unseen-citation', unseenCitation],
  ['user-repeats', userRepeats],
]);
