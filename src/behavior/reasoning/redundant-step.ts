import type { Finding, StructureDetector } from '../structure-detector.ts';
import { contentTokens, type ContentTokens } from './content-tokens.ts';
import { listedParts } from './listed-parts.ts';
import { readableParts, type ReadablePart } from './readable-parts.ts';

// Says that something is gone over once more. A bare `again` does not: "isolate the middle term again" is a new step.
const ONCE_MORE =
  /\b(?:(?:double|cross)[- ]?check|re[- ]?(?:check|verif|calculat|comput|evaluat|examin|confirm|count|stat(?:e|ing)|affirm|iterat|visit|view)|verif|confirm|validat|(?:check|comput|calculat|stat|see)\w*\W(?:\S+\s){0,4}again\b|(?<=^\W{0,4})again\b|once (?:more|again)|recall\b|as (?:we |was |previously |already )*(?:found|noted|calculated|established|mentioned|stated|seen|shown|computed|determined)\b|to (?:be|make) (?:sure|certain|thorough)|ensur)/i;
// What all of these have; tried first, for speed.
const LIKELY =
  /check|verif|calculat|comput|evaluat|examin|confirm|count|stat|affirm|iterat|visit|view|valid|again|once|recall|as |sure|certain|thorough/i;
// Formulas and numbers may be new to this share and it still adds nothing; the F1 on PRMBench hardly changes from 0.5 to 1.
const MAX_NEW = 0.5;
// Shorter parts may be the same and mean another thing. A listing of which one value changed is a new one, so nearly the same
// words are not enough (on PRMBench they add nothing).
const MIN_WORDS = 6;
const MAX_SEEN = 100_000;
// Precision 0.75 on the redundant solutions of PRMBench; of 12 that were read in reasonings of all kinds 5.
const CONFIDENCE = 0.5;
const MAX_GIVEN = 3;

/**
 * A part of a reasoning that goes over what was established before and adds nothing: it says that it checks, confirms or
 * repeats, and its numbers and formulas have been there before; or it is an earlier part in the same words, small ones left out. The last
 * part, where the result is stated again, is none. Unit: parts of listed reasonings.
 */
export const redundantStep: StructureDetector = {
  start() {
    const seen = new Set<number>();
    let given: string[] = [];
    let earlier = new Set<number>();
    // Whether a part is the last of its reasoning is known when the next one comes.
    let waiting: Finding | undefined;
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step }) {
        const found: Finding[] = [];
        if (step.actor !== 'agent') {
          for (const part of step.parts) if (part.kind === 'text') given = [...given.slice(1 - MAX_GIVEN), part.text];
          // Who is asked again says it again.
          if (step.actor === 'user') earlier = new Set();
        }
        const readable = readableParts(step);
        notObservable += readable.hidden;
        const listed = listedParts(readable);
        // What a person gave is not new in a reasoning either; read only where there is one.
        for (const text of listed.length > 0 ? given.splice(0) : []) remember(contentTokens(text));
        for (const part of listed) {
          observed++;
          if (waiting !== undefined) found.push(waiting);
          const tokens = contentTokens(part.text);
          waiting = isRedundant(part, tokens) ? finding(part) : undefined;
          remember(tokens);
          if (earlier.size > MAX_SEEN) earlier.clear();
          earlier.add(sameWords(tokens));
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };

    function remember({ all }: ContentTokens): void {
      if (seen.size > MAX_SEEN) seen.clear();
      for (const token of all) seen.add(token);
    }

    function isRedundant({ text }: ReadablePart, tokens: ContentTokens): boolean {
      const { all, exact } = tokens;
      if (observed > 1 && LIKELY.test(text) && ONCE_MORE.test(text)) {
        const fresh = exact.filter((token) => !seen.has(token)).length;
        if (fresh <= MAX_NEW * exact.length) return true;
      }
      return all.length >= MIN_WORDS && !text.trimEnd().endsWith('?') && earlier.has(sameWords(tokens));
    }
  },
};

/** The same for parts of the same words in the same order. */
function sameWords({ all }: ContentTokens): number {
  return all.reduce((hash, token) => (Math.imul(hash, 31) + token) | 0, 7);
}

function finding({ step, part, text }: ReadablePart): Finding {
  return { steps: [step, step], spans: [{ step, part, start: 0, end: text.length }], confidence: CONFIDENCE };
}
