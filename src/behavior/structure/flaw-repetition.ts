import { calculationsIn } from '../reasoning/calculations-in.ts';
import { givenTexts } from '../reasoning/given-texts.ts';
import { readableParts } from '../reasoning/readable-parts.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';

// The same slip within a few lines is one piece of work written out.
const APART = 200;
const MAX_KEPT = 256;

interface Slip {
  readonly step: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The same wrong calculation is used again, in another part or paragraph: attempts that look different rest on the same flaw.
 * The spans are where it stood first and where it stands again; a third time is not found once more. Unit: wrong
 * calculations, each once.
 *
 * @see Yao et al. 2025, Are Reasoning Models More Prone to Hallucination? (arXiv 2505.23646), flaw repetition
 */
export const flawRepetition: StructureDetector = {
  start() {
    const given = givenTexts();
    const rounded = new Set<string>();
    const slips = new Map<string, Slip>();
    const told = new Set<string>();
    let notObservable = 0;
    return {
      step({ step }) {
        given.add(step);
        const found: Finding[] = [];
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        for (const readable of parts) {
          for (const { wrong } of calculationsIn(readable, { given, rounded })) {
            for (const { start, end } of wrong) {
              const key = readable.text.slice(start, end).replace(/[\s$*\\{}`]+/g, '');
              const slip: Slip = { step: step.index, part: readable.part, start, end };
              const before = slips.get(key);
              if (before === undefined) {
                if (slips.size < MAX_KEPT) slips.set(key, slip);
                continue;
              }
              const near = before.step === slip.step && before.part === slip.part && start - before.end <= APART;
              if (near || told.has(key)) continue;
              told.add(key);
              found.push({ steps: [before.step, step.index], spans: [before, slip], confidence: 0.85 });
            }
          }
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed: slips.size, notObservable: slips.size > 0 ? 0 : notObservable }),
    };
  },
};
