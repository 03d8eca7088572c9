import type { Finding, StructureDetector } from '../structure-detector.ts';
import { readableParts, type ReadablePart } from './readable-parts.ts';
import { answersDiffer, statedAnswer } from './stated-answer.ts';

// Both answers were announced as such, and are of one kind.
const CONFIDENCE = 0.85;

/**
 * An answer that is not what the reasoning before it came to: both state an answer, and the two cannot be the same one.
 * The reasoning is the visible reasoning since the last word of the user or a tool. The spans are the conclusion and the
 * answer. Unit: answers whose reasoning states a conclusion that can be compared.
 */
export const thinkAnswerMismatch: StructureDetector = {
  start() {
    let thought: ReadablePart[] = [];
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step }) {
        if (step.actor === 'user' || step.actor === 'tool') thought = [];
        const { parts, hidden } = readableParts(step);
        const found: Finding[] = [];
        if (hidden > 0 && parts.some(({ kind }) => kind === 'text')) notObservable++;
        for (const part of parts) {
          if (part.kind === 'reasoning') {
            thought = [...thought.slice(-MAX_THOUGHTS), part];
            continue;
          }
          const answer = thought.length === 0 ? undefined : statedAnswer(part.text, { bare: true });
          if (answer === undefined) continue;
          const conclusion = lastConclusion(thought);
          const differ = conclusion && answersDiffer(conclusion.value, answer.value);
          if (conclusion === undefined || differ === undefined) continue;
          observed++;
          if (!differ) continue;
          const { step: first } = conclusion.at;
          found.push({
            steps: [first, part.step],
            spans: [
              { ...conclusion.at, start: conclusion.start, end: conclusion.end },
              { step: part.step, part: part.part, start: answer.start, end: answer.end },
            ],
            confidence: CONFIDENCE,
          });
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};

// A conclusion stands in the last of them.
const MAX_THOUGHTS = 8;
// And near its end: what is announced before is often taken back.
const MAX_CONCLUSION = 400;

function lastConclusion(thought: readonly ReadablePart[]) {
  for (const { step, part, text } of thought.toReversed()) {
    const answer = statedAnswer(text, { within: MAX_CONCLUSION });
    if (answer !== undefined) return { ...answer, at: { step, part } };
  }
  return undefined;
}
