import type { ResultRecord } from '../call/call-record.ts';
import { leadingSpan, type StructureDetector } from '../structure-detector.ts';

const MIN_FAILURES = 3;
// Failures that pass by themselves say nothing about the approach.
const PASSING =
  /\b(?:time[d ]?-? ?out|rate limit|too many requests|temporar(?:y|ily)|unavailable|429|50[234]|overloaded|ECONNRESET)\b/i;

/**
 * Attempts that look different fail alike: a tool is called three times or more with other arguments each time and fails in
 * the very same words each time, while no call worked and no user spoke in between. Unit: failed calls.
 *
 * @see Yao et al. 2025, Are Reasoning Models More Prone to Hallucination? (arXiv 2505.23646), flaw repetition, here of calls
 */
export const failureRepeated: StructureDetector = {
  reads: ['results', 'user'],
  start() {
    let failures: ResultRecord[] = [];
    let observed = 0;
    return {
      step({ results, userSpoke }) {
        if (userSpoke) failures = [];
        return results.flatMap((result) => {
          const { call, failed, text } = result;
          if (call === undefined) return [];
          if (!failed) {
            failures = [];
            return [];
          }
          observed++;
          if (PASSING.test(text.slice(0, 1000))) return [];
          const last = failures.at(-1);
          if (last !== undefined && (last.call!.symbol !== call.symbol || last.text.trim() !== text.trim()))
            failures = [];
          if (failures.length >= MIN_FAILURES || failures.some((other) => other.call!.key === call.key)) return [];
          failures.push(result);
          if (failures.length < MIN_FAILURES) return [];
          return [
            {
              steps: [failures[0]!.call!.step, result.step] as const,
              spans: failures.map((failure) => leadingSpan(failure.call!, failure.call!.argumentsText)),
              confidence: 0.85,
              modifiers: { tool: call.name },
            },
          ];
        });
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};
