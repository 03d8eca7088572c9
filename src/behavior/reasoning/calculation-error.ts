import type { Finding, StructureDetector } from '../structure-detector.ts';
import { givenTexts } from './given-texts.ts';
import { readableParts } from './readable-parts.ts';
import { wrongLinks } from './wrong-links.ts';

// Of 50 findings read by eye, on solutions that were right in the end, 47 were errors (see docs/detection.md).
const CONFIDENCE = 0.95;

/**
 * A calculation, in visible reasoning or in an answer, that does not hold: the two sides of a sign of equality come to
 * different numbers. What the task or a tool's answer says the same way is not the agent's. The modifiers say what was
 * `written` and what the left side is as `computed`. Unit: calculations that could be checked.
 */
export const calculationError: StructureDetector = {
  start() {
    const given = givenTexts();
    const rounded = new Set<string>();
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step }) {
        given.add(step);
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        const found: Finding[] = [];
        for (const { step: index, part, text, equations } of parts) {
          for (const equation of equations()) {
            const { checked, wrong } = wrongLinks(equation, text, { rounded });
            observed += checked;
            for (const { start, end, written, computed } of wrong) {
              if (given.has(text.slice(start, end))) continue;
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
