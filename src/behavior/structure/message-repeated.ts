import { partText } from '../../trajectory/trajectory.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { saysTheSame, spokenWords } from './spoken-words.ts';

// Shorter messages (thanks, "Executing.") are said again for reasons of their own.
const MIN_WORDS = 12;
const SAME = 0.9;
const MAX_BACK = 64;
// A program that is printed again with a repair differs in little.
const CODE = /```|~~~/;

interface Message {
  readonly step: number;
  readonly name: string;
  readonly plain: string;
  readonly words: ReadonlySet<string>;
}

/**
 * An agent gives a message of twelve words or more again in nearly the same words (messages with code: in the same ones),
 * though no user had said anything and no call had been answered in between, but somebody else had spoken. What another agent says again is handed on, not
 * repeated. The modifier names the `firstStep`. Unit: messages of agents of that length.
 *
 * @see Cemri et al. 2025, mode 1.3 (arXiv 2503.13657)
 */
export const messageRepeated: StructureDetector = {
  start() {
    let earlier: Message[] = [];
    let observed = 0;
    return {
      step({ step, results, userSpoke }) {
        if (userSpoke || results.length > 0) earlier = [];
        if (step.actor !== 'agent') return [];
        const found: Finding[] = [];
        for (const [part, content] of step.parts.entries()) {
          if (content.kind !== 'text' || content.injected !== undefined) continue;
          const text = partText(content);
          const words = spokenWords(text);
          if (words.size < MIN_WORDS) continue;
          observed++;
          const message = { step: step.index, name: step.name ?? '', plain: text.replace(/\s+/g, ' ').trim(), words };
          const before = earlier.findLast((other) => isAgain(message, other));
          if (before !== undefined) {
            found.push({
              steps: [step.index, step.index],
              spans: [leadingSpan({ step: step.index, part }, text)],
              confidence: 0.85,
              modifiers: { firstStep: before.step },
            });
          }
          earlier = [...earlier.slice(1 - MAX_BACK), message];
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function isAgain(message: Message, other: Message): boolean {
  // Right after itself it was written into the log twice.
  if (message.step - other.step < 2 || other.name !== message.name) return false;
  if (CODE.test(message.plain) || CODE.test(other.plain)) return message.plain === other.plain;
  return saysTheSame(message.words, other.words, SAME);
}
