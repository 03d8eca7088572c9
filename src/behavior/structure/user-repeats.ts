import type { Part } from '../../trajectory/trajectory.ts';
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
// Saying again what one was asked to agree to.
const AGREES = /^\W*(?:yes|yeah|yep|ok(?:ay)?|sure|right|correct|exactly|ja|genau|oui|sí|да|是的|好的)\b/iu;
// "get lamp": words for a program, not for a person.
const ANSWER =
  /(?:[\p{L}\p{N}]+[^\p{L}\p{N}]+){3}[\p{L}\p{N}]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]{4}/u;
const PROGRAM = /^\s*(?:observation|output|result|error|system|feedback)\b\W/i;

/**
 * The user says again, in nearly the same words, what the user had said before, and the agent had answered in between,
 * in a sentence or by a call. A yes in the agent's words repeats nothing.
 * The modifier names the `firstStep`. Unit: messages of the user that could repeat one.
 */
export const userRepeats: StructureDetector = {
  reads: ['agent', 'user'],
  start() {
    let earlier: { readonly step: number; readonly said: SpokenText }[] = [];
    let answered = false;
    let observed = 0;
    return {
      step({ step }) {
        if (step.actor === 'agent') answered ||= step.parts.some(answers);
        if (step.actor !== 'user') return [];
        const found: Finding[] = [];
        for (const [part, content] of step.parts.entries()) {
          if (content.kind !== 'text' || content.injected !== undefined || content.text.length > MAX_CHARACTERS)
            continue;
          if (content.text.length < MIN_CHARACTERS || AGREES.test(content.text) || isProgram(content.text)) continue;
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
        answered = false;
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function answers(part: Part): boolean {
  return part.kind === 'tool-call' || (part.kind === 'text' && ANSWER.test(part.text));
}

function isProgram(text: string): boolean {
  return PROGRAM.test(text) || (text.match(SYMBOLS)?.length ?? 0) > MAX_SYMBOLS * text.length;
}
