import type { Finding, StructureDetector } from '../structure-detector.ts';
import { readableParts } from './readable-parts.ts';

// Of 50 findings drawn at random from real solutions and read, 45 were errors; most others had been cut to a whole number.
const CONFIDENCE = 0.92;

/**
 * A calculation, in visible reasoning or in an answer, that does not hold: the two sides of a sign of equality come to
 * different numbers. What the task or a tool's answer says the same way is not the agent's. The modifiers say what was
 * `written` and what the left side is as `computed`. Unit: calculations that could be checked.
 */
export const calculationError: StructureDetector = {
  reads: ['agent'],
  start() {
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step, calculations }) {
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        const found: Finding[] = [];
        for (const readable of parts) {
          const { step: index, part } = readable;
          for (const { checked, wrong } of calculations.in(readable)) {
            observed += checked;
            for (const { start, end, written, computed } of wrong) {
              found.push({
                steps: [index, index],
                spans: [{ step: index, part, start, end }],
                confidence: CONFIDENCE,
                modifiers: { written, computed },
              });
            }
          }
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};
