import type { ResultRecord } from '../call/call-record.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { sameGoal } from '../call/same-goal.ts';

// A repair takes few calls; what succeeds much later is about something else.
const WITHIN_CALLS = 12;

interface Failure {
  readonly result: ResultRecord;
  callsSince: number;
  /** Whether another call succeeded, or the user spoke, since: something was done about it. */
  changed: boolean;
}

/**
 * From a failed answer to the success of a call with the same goal (`same-goal.ts`) within 12 calls, with other arguments,
 * or with the same ones after something else was done. Unit: failed answers.
 */
export const errorRecovery: StructureDetector = {
  reads: ['calls', 'results', 'user'],
  start() {
    let failures: Failure[] = [];
    let observed = 0;
    return {
      step({ results, calls, userSpoke }) {
        const found: Finding[] = [];
        for (const result of results) {
          const { call, failed, step } = result;
          if (call === undefined) continue;
          if (failed) {
            observed++;
            failures.push({ result, callsSince: 0, changed: false });
            continue;
          }
          const left: Failure[] = [];
          for (const failure of failures) {
            const broken = failure.result.call!;
            const made = sameGoal(broken, call) && call.step > failure.result.step;
            if (made && (failure.changed || broken.key !== call.key)) {
              found.push({
                steps: [broken.step, step],
                spans: [leadingSpan(failure.result, failure.result.text), leadingSpan(call, call.argumentsText)],
                confidence: 0.8,
                modifiers: { tool: call.name, calls: failure.callsSince },
              });
            } else if (!made) {
              failure.changed = true;
              left.push(failure);
            }
          }
          failures = left;
        }
        if (userSpoke) for (const failure of failures) failure.changed = true;
        for (const failure of failures) failure.callsSince += calls.length;
        failures = failures.filter(({ callsSince }) => callsSince <= WITHIN_CALLS);
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};
