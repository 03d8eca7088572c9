import { calculationError } from '../reasoning/calculation-error.ts';
import { circularStep } from '../reasoning/circular-step.ts';
import { firstError } from '../reasoning/first-error.ts';
import { redundantStep } from '../reasoning/redundant-step.ts';
import { thinkAnswerMismatch } from '../reasoning/think-answer-mismatch.ts';
import { followsInjectedInstruction } from '../security/follows-injected-instruction.ts';
import type { StructureDetector } from '../structure-detector.ts';
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
  ['calculation-error', calculationError],
  ['call-loop', repeatDetector('loop')],
  ['circular-step', circularStep],
  ['dependent-calls-in-one-turn', dependentCallsInOneTurn],
  ['error-recovery', errorRecovery],
  ['finish-without-check', finishWithoutCheck],
  ['first-error', firstError],
  ['follows-injected-instruction', followsInjectedInstruction],
  ['rederivation', rederivation],
  ['redundant-step', redundantStep],
  ['repeated-call', repeatedCall],
  ['retry-without-change', retryWithoutChange],
  ['same-answer', repeatDetector('repeat')],
  ['same-failure', repeatDetector('retry')],
  ['think-answer-mismatch', thinkAnswerMismatch],
]);
