import { segmentSentences } from '../text/segment-sentences.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { isSaidAgain, spokenText, type SpokenText } from './spoken-text.ts';

const ASKS_FOR =
  /\b(?:what(?:['’]s| is| are) (?:your|the)|which|could you (?:please )?(?:tell|give|provide|share|confirm|send)|can you (?:please )?(?:tell|give|provide|share|send)|(?:may|can) i (?:have|get|know)|please (?:tell|give|provide|share|send|enter)|how many|how much|when|where|who|wie (?:ist|lautet)|welche[rsmn]?|quel(?:le)?s?|cuál)\b/i;
const MIN_WORDS = 2;
const SAME = 0.75;
const MAX_BACK = 32;
const MAX_ANSWER = 1500;
// An answer that gives nothing.
const GIVES_NOTHING =
  /\?\s*$|\b(?:do(?:n['’]t| not) (?:know|have|remember|recall)|not sure|no idea|can(?:['’]t|not)|one moment|wait|hold on|later|what do you mean|weiß (?:ich )?nicht)\b/i;

/**
 * The agent asks again, in nearly the same words, for what the user had answered: between the two questions the user said
 * something that was neither a question nor a refusal, nor the same answer asked about again by a tool's failure. The modifier
 * names the `firstStep`. Unit: questions of the agent that ask for something.
 *
 * @see Cemri et al. 2025, mode 1.4 (arXiv 2503.13657)
 */
export const questionRepeated: StructureDetector = {
  reads: ['agent', 'user', 'results'],
  start() {
    let earlier: { readonly step: number; readonly said: SpokenText; answered: boolean }[] = [];
    let observed = 0;
    return {
      step({ step, results, userSpoke }) {
        // A failed look-up is a reason to ask again.
        if (results.some(({ failed }) => failed)) earlier = [];
        if (userSpoke) {
          const text = step.parts.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('\n');
          const answers = text.length < MAX_ANSWER && !GIVES_NOTHING.test(text.trim());
          earlier = answers ? earlier.map((question) => ({ ...question, answered: true })) : [];
          return [];
        }
        if (step.actor !== 'agent') return [];
        const found: Finding[] = [];
        for (const [part, content] of step.parts.entries()) {
          if (content.kind !== 'text' || content.injected !== undefined || !content.text.includes('?')) continue;
          for (const { start, end, code } of segmentSentences(content.text.slice(-2000))) {
            const from = Math.max(0, content.text.length - 2000);
            const words = content.text.slice(from + start, from + end);
            if (code || !words.endsWith('?') || !ASKS_FOR.test(words)) continue;
            const said = spokenText(words);
            observed++;
            const before = earlier.findLast(
              (other) => other.answered && isSaidAgain(said, other.said, SAME) && said.words().size >= MIN_WORDS,
            );
            if (before !== undefined) {
              found.push({
                steps: [step.index, step.index],
                spans: [{ ...leadingSpan({ step: step.index, part }, words), start: from + start, end: from + end }],
                confidence: 0.8,
                modifiers: { firstStep: before.step },
              });
            }
            earlier = [...earlier.slice(1 - MAX_BACK), { step: step.index, said, answered: false }];
          }
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};
