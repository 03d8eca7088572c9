import type { Finding, StructureDetector } from '../structure-detector.ts';
import { listedParts } from './listed-parts.ts';
import { readableParts, type ReadablePart } from './readable-parts.ts';

const ASSUMES =
  /\b(?:assum(?:e|es|ed|ing)|suppos(?:e|es|ing)|presum(?:e|es|ing)|given that (?:we|the (?:answer|result|solution))|knowing that|(?:we|i) already know|if we (?:assume|know|accept)|accept(?:ing)? that|tak(?:e|ing) .{1,40} (?:as given|for granted|to be))\b/i;
const AGREES =
  /\b(?:confirm\w*|verif\w+|validat\w+|consisten\w+|satisf\w+|reaffirm\w*|reinforc\w*|holds?|checks? out|check\w*|match(?:es)?|fits?|works)\b/i;
// A supposition that is led somewhere else is an honest one.
const REFUTED =
  /\b(?:contradict\w*|impossible|absurd|not (?:possible|true|correct|valid|work\w*|satisf\w*|hold)|does(?:n't| not)|too (?:small|large|big|low|high|few|many)|fails?|wrong|incorrect)\b/i;
// Where something was derived from it, what follows stands by itself.
const CONCLUDES = /\b(?:so|thus|therefore|hence|conclud\w*)\b/i;
// How many parts later an assumption may be found to agree with itself.
const MAX_LATER = 3;
// Precision 0.8 on the circular solutions of PRMBench.
const CONFIDENCE = 0.75;

/**
 * Parts of a reasoning that take something for granted and then find that it agrees: from the assumption to the part that
 * says so, within three parts and before anything was concluded. An assumption that is refuted is none. Unit: parts of
 * listed reasonings.
 */
export const circularStep: StructureDetector = {
  reads: ['agent'],
  start() {
    // The last assumption and what came since.
    let open: ReadablePart[] = [];
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step }) {
        const found: Finding[] = [];
        const readable = readableParts(step);
        notObservable += readable.hidden;
        for (const part of listedParts(readable)) {
          observed++;
          if (open.length === 0 && !ASSUMES.test(part.text)) continue;
          if (REFUTED.test(part.text)) {
            open = [];
            continue;
          }
          open.push(part);
          const agrees = AGREES.test(part.text);
          if (agrees) for (const one of open) found.push(finding(one));
          const concluded = !agrees && CONCLUDES.test(part.text) && !ASSUMES.test(part.text);
          if (agrees || concluded || open.length > MAX_LATER) open = [];
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};

function finding({ step, part, text }: ReadablePart): Finding {
  return { steps: [step, step], spans: [{ step, part, start: 0, end: text.length }], confidence: CONFIDENCE };
}
