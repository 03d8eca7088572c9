import type { Finding, StructureDetector } from '../structure-detector.ts';
import { leadingSpan } from '../structure-detector.ts';
import { isSaidAgain, spokenText, type SpokenText } from './spoken-text.ts';

// "Yes, please" and "Continue" are said often, for reasons of their own.
const MIN_WORDS = 4;
const MIN_CHARACTERS = 12;
const SAME = 0.75;
// Long inputs are data or templates of a program that plays the user.
const MAX_CHARACTERS = 1500;
const MAX_BACK = 32;
// Boards and tables of a program that plays the world, and what a program says whenever it is given the same.
const SYMBOLS = /[^\p{L}\p{M}\p{N}\s.,;:!?'’"()-]/gu;
const MAX_SYMBOLS = 0.08;
const PROGRAM = /^\s*(?:observation|output|result|error|system|feedback)\b\W/i;

/**
 * The user says again, in nearly the same words, what the user had said before, and the agent had answered in between.
 * The modifier names the `firstStep`. Unit: messages of the user that could repeat one.
 */
export const userRepeats: StructureDetector = {
  start() {
    let earlier: { readonly step: number; readonly said: SpokenText }[] = [];
    let answered = false;
    let observed = 0;
    return {
      step({ step }) {
        if (step.actor === 'agent') answered ||= step.parts.some(({ kind }) => kind === 'text' || kind === 'tool-call');
        if (step.actor !== 'user') return [];
        const found: Finding[] = [];
        for (const [part, content] of step.parts.entries()) {
          if (content.kind !== 'text' || content.injected !== undefined || content.text.length > MAX_CHARACTERS)
            continue;
          if (content.text.length < MIN_CHARACTERS || isProgram(content.text)) continue;
          const said = spokenText(content.text);
          if (answered && earlier.length > 0) {
            observed++;
            const before = earlier.findLast(
              (other) => isSaidAgain(said, other.said, SAME) && said.words().size >= MIN_WORDS,
            );
            const verbatim = earlier.filter((other) => other.said.text === content.text).length;
            // People do not say the very same three times.
            if (before !== undefined && verbatim < 2) {
              found.push({
                steps: [step.index, step.index],
                spans: [leadingSpan({ step: step.index, part }, content.text)],
                confidence: 0.85,
                modifiers: { firstStep: before.step },
              });
            }
          }
          earlier = [...earlier.slice(1 - MAX_BACK), { step: step.index, said }];
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function isProgram(text: string): boolean {
  return PROGRAM.test(text) || (text.match(SYMBOLS)?.length ?? 0) > MAX_SYMBOLS * text.length;
}
