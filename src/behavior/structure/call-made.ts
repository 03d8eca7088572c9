import { jsonObjectIn } from '../../core/json.ts';
import { argumentAt } from '../call/argument-at.ts';
import type { CallMatcher } from '../codebook.ts';
import { leadingSpan, type StructureDetector } from '../structure-detector.ts';

/** A call by how it is made; see {@link CallMatcher}. Unit: calls of one of its symbols. */
export function callMade({ symbols, field, value }: CallMatcher): StructureDetector {
  const wanted = new Set(symbols);
  return {
    reads: ['calls'],
    start() {
      let observed = 0;
      return {
        step({ calls }) {
          const made = calls.filter(({ symbol }) => wanted.has(symbol));
          observed += made.length;
          return made
            .filter(({ argumentsText }) => {
              const values = jsonObjectIn(argumentsText);
              return field === undefined || (values !== undefined && argumentAt(values, field) === value);
            })
            .map((call) => ({
              steps: [call.step, call.step],
              spans: [leadingSpan(call, call.argumentsText)],
              confidence: 0.9,
              modifiers: { tool: call.name },
            }));
        },
        end: () => [],
        units: () => ({ observed, notObservable: 0 }),
      };
    },
  };
}
