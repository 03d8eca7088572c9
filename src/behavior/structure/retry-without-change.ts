import type { CallRecord } from '../call/call-record.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

// Failures that pass by themselves: trying again is the right thing to do.
const PASSING =
  /\b(?:time[d ]?-? ?out|rate limit|busy|too many requests|temporar(?:y|ily)|try again|connection (?:reset|refused|error)|unavailable|429|502|503|504|overloaded|network error|ETIMEDOUT|ECONNRESET)\b/i;

/**
 * The call right after a failed one asks exactly the same, and the failure was not one that passes by itself.
 * Unit: failed answers that were followed by a call.
 */
export const retryWithoutChange: StructureDetector = {
  reads: ['calls', 'results', 'user'],
  start() {
    let failed: { readonly call: CallRecord; readonly passing: boolean } | undefined;
    let observed = 0;
    return {
      step({ calls, results, userSpoke }) {
        const found: Finding[] = [];
        if (userSpoke) failed = undefined;
        for (const result of results) {
          if (result.call === undefined) continue;
          failed = result.failed ? { call: result.call, passing: PASSING.test(result.text.slice(0, 2000)) } : undefined;
        }
        const [next] = calls;
        if (next !== undefined && failed !== undefined) {
          observed++;
          const same = calls.find(({ key }) => key === failed!.call.key);
          if (same !== undefined && !failed.passing) {
            found.push({
              steps: [same.step, same.step],
              spans: [leadingSpan(same, same.argumentsText)],
              confidence: 0.95,
              modifiers: { tool: same.name, failedStep: failed.call.step },
            });
          }
          failed = undefined;
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};
