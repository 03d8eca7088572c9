import { sha256 } from '../../core/content-key.ts';
import { isHidden } from '../is-hidden.ts';
import { segmentSentences } from '../text/segment-sentences.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';

// A thought of fewer characters may come twice for reasons of its own; what holds signs of code is a line of a program, and
// numbers, quotations, paths and names are what belongs to one occasion.
const THOUGHT = /^[^{}()=<>_|\\\d"“”`/@$€£[\]⟨⟩]{39,399}[.!?。！？]$/u;
const OCCASION =
  /(?<![\p{L}'’])(?![aAIeoyàéuOEYU])\p{L}(?!\p{L})|(?<!\p{L})\p{L}\s*[+*^]|(?<!\p{L})'|\w\.\w|\p{Ll}\p{Lu}/u;
const NAME = /[\p{L},;] \p{Lu}\p{Ll}/u;
/** Words of German, which writes every noun with a capital: there a capital is no name. */
export const CAPITAL_NOUNS = /\b(?:ich|und|nicht|ist|eine[mnrs]?|wir|zuerst|bevor|werde|auf|dem|ob|noch)\b/i;

/**
 * Whether a sentence is a thought that is thought once: 40 to 400 characters with an end, no code, and nothing of the occasion,
 * so that it is the same thought wherever it is the same words.
 */
export function isThought(sentence: string): boolean {
  return THOUGHT.test(sentence) && !OCCASION.test(sentence) && (!NAME.test(sentence) || CAPITAL_NOUNS.test(sentence));
}

/** What a matcher's `except` knows a sentence by. */
export function thoughtKey(sentence: string): string {
  return sha256(sentence, 12);
}

/** The same thought (see {@link isThought}) in the same words again in the same run. Unit: thoughts. */
export const rederivation: StructureDetector = {
  reads: ['agent'],
  start() {
    const seen = new Set<string>();
    let observed = 0;
    return {
      step({ step }) {
        const found: Finding[] = [];
        for (const [part, content] of step.parts.entries()) {
          if (content.kind !== 'reasoning' || step.actor !== 'agent' || isHidden(content)) continue;
          for (const { start, end, code } of segmentSentences(content.text)) {
            const sentence = content.text.slice(start, end).replace(/\s+/g, ' ').trim();
            if (code || !isThought(sentence)) continue;
            observed++;
            if (seen.has(sentence))
              found.push({
                steps: [step.index, step.index],
                spans: [{ step: step.index, part, start, end }],
                confidence: 0.8,
                key: thoughtKey(sentence),
              });
            seen.add(sentence);
          }
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};
