import type { Step } from '../../trajectory/trajectory.ts';
import { stepRecorder, type CallRecord, type ResultRecord } from './call-record.ts';

/** A call of the agent, and what it was answered; undefined when the log holds no answer. */
export interface AnsweredCall {
  readonly call: CallRecord;
  readonly answer: ResultRecord | undefined;
}

/**
 * The calls that the agent made in a run, in order, each with its answer, paired as `stepRecorder` does. Calls in copied
 * steps are paired, so that no later call of the same id gets their answers, and left out.
 *
 * @param steps - of one run, whole and in order
 */
export function answeredCalls(steps: readonly Step[]): AnsweredCall[] {
  const record = stepRecorder();
  const calls: CallRecord[] = [];
  const answers = new Map<CallRecord, ResultRecord>();
  for (const step of steps) {
    const recorded = record(step);
    if (!step.copied) calls.push(...recorded.calls);
    for (const result of recorded.results) if (result.call !== undefined) answers.set(result.call, result);
  }
  return calls.map((call) => ({ call, answer: answers.get(call) }));
}
