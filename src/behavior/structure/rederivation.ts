import { isHidden } from '../is-hidden.ts';
import { segmentSentences } from '../segment-sentences.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';

// A thought of fewer characters may come twice for reasons of its own.
const MIN_CHARACTERS = 40;
const MAX_CHARACTERS = 400;

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
            if (code || end - start < MIN_CHARACTERS || end - start > MAX_CHARACTERS) continue;
            observed++;
            const sentence = content.text.slice(start, end).replace(/\s+/g, ' ');
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
