import type { Finding, StructureDetector } from '../structure-detector.ts';
import { calculationsIn } from './calculations-in.ts';
import { givenTexts } from './given-texts.ts';
import { readableParts } from './readable-parts.ts';

// As for the calculation itself; see `calculation-error.ts`.
const CONFIDENCE = 0.9;
const MAX_FLAWS = 1000;

/**
 * The same wrong calculation once more: in a later part of the reasoning or the answer, with nothing new from the user or
 * a tool in between, the same expression comes to the same wrong value. `firstPart` says where it stood before. Unit:
 * wrong calculations.
 *
 * @see Yao et al. 2025, Are Reasoning Models More Prone to Hallucination? (arXiv 2505.23646), flaw repetition
 */
export const flawRepetition: StructureDetector = {
  start() {
    const given = givenTexts();
    const rounded = new Set<string>();
    let flaws = new Map<string, string>();
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step }) {
        given.add(step);
        // New evidence.
        if (step.actor !== 'agent') flaws = new Map();
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        const found: Finding[] = [];
        for (const readable of parts) {
          const { step: index, part, text } = readable;
          const here = `${index}/${part}`;
          for (const { start, end } of calculationsIn(readable, { given, rounded }).flatMap(({ wrong }) => wrong)) {
            observed++;
            const flaw = text.slice(start, end).replace(/[\s$*`]+/g, '');
            const before = flaws.get(flaw);
            if (before === undefined && flaws.size < MAX_FLAWS) flaws.set(flaw, here);
            if (before === undefined || before === here) continue;
            found.push({
              steps: [index, index],
              spans: [{ step: index, part, start, end }],
              confidence: CONFIDENCE,
              modifiers: { firstPart: before },
            });
          }
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};
