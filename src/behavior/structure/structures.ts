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
  ['call-loop', repeatDetector('loop')],
  ['dependent-calls-in-one-turn', dependentCallsInOneTurn],
  ['error-recovery', errorRecovery],
  ['finish-without-check', finishWithoutCheck],
  ['follows-injected-instruction', followsInjectedInstruction],
  ['rederivation', rederivation],
  ['repeated-call', repeatedCall],
  ['retry-without-change', retryWithoutChange],
  ['same-answer', repeatDetector('repeat')],
  ['same-failure', repeatDetector('retry')],
]);
