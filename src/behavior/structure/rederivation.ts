import { isHidden } from '../is-hidden.ts';
import { segmentSentences } from '../segment-sentences.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';

// A thought of fewer characters may come twice for reasons of its own; what holds signs of code is a line of a program.
const THOUGHT = /^[^{}()=<>_|\\]{39,399}[.!?。！？]$/u;

/** Whether a sentence is a thought that is thought once: 40 to 400 characters, no code, with an end. */
export function isThought(sentence: string): boolean {
  return THOUGHT.test(sentence);
}

/** The same sentence of reasoning, word by word, thought again in the same run. Unit: sentences of reasoning of at least 40 characters. */
export const rederivation: StructureDetector = {
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
