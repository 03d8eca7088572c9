import { readableParts } from '../reasoning/readable-parts.ts';
import { mayBeWrong, wrongLinks } from '../reasoning/wrong-links.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';

// The same slip within a few lines is one piece of work written out.
const APART = 200;
const MAX_KEPT = 10_000;
// Of 8 in real runs 7 were wrong calculations used again.
const CONFIDENCE = 0.85;

interface Place {
  readonly step: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The same wrong calculation is used again, in another part or paragraph: attempts that look different rest on the same flaw.
 * Only what is written twice and does not plainly hold is evaluated. The spans are where it stood first and where it stands again; a third time is not
 * found once more. Unit: steps of the agent with a calculation; hidden reasoning is not observable.
 *
 * @see Yao et al. 2025, Are Reasoning Models More Prone to Hallucination? (arXiv 2505.23646), flaw repetition
 */
export const flawRepetition: StructureDetector = {
  reads: ['agent'],
  start() {
    const places = new Map<number, Place>();
    const told = new Set<number>();
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step, calculations }) {
        const found: Finding[] = [];
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        let calculates = false;
        for (const { part, text, equations } of parts) {
          for (const equation of equations()) {
            calculates = true;
            let again: Place | undefined;
            for (const [index, left] of equation.sides.entries()) {
              const right = equation.sides[index + 1];
              if (right === undefined || !mayBeWrong(left, right)) continue;
              const [{ start }, { end }] = [left, right];
              const key = keyOf(text, start, end);
              const before = places.get(key);
              const place: Place = { step: step.index, part, start, end };
              if (before === undefined) {
                if (places.size < MAX_KEPT) places.set(key, place);
              } else if (before.step !== step.index || before.part !== part || start - before.end > APART)
                again = before;
            }
            if (again === undefined) continue;
            for (const { start, end } of wrongLinks(equation, text).wrong) {
              const key = keyOf(text, start, end);
              const before = places.get(key);
              if (
                before === undefined ||
                before.start === start ||
                told.has(key) ||
                calculations.isGiven(text.slice(start, end))
              )
                continue;
              told.add(key);
              const place: Place = { step: step.index, part, start, end };
              found.push({ steps: [before.step, step.index], spans: [before, place], confidence: CONFIDENCE });
            }
          }
        }
        if (calculates) observed++;
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};

/** A number for what is written, white space and marks of formulas aside: the text itself would be kept as long as the run. */
function keyOf(text: string, start: number, end: number): number {
  let low = 0x811c9dc5;
  let high = 0;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    // White space, $ * \ { } `
    if (unit <= 32 || unit === 36 || unit === 42 || unit === 92 || unit === 96 || unit === 123 || unit === 125)
      continue;
    low = Math.imul(low ^ unit, 16_777_619);
    high = Math.imul(high ^ unit, 0x5bd1e995) + 1;
  }
  return (high & 0xfffff) * 2 ** 32 + (low >>> 0);
}
