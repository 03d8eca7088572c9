import { partText } from '../../trajectory/trajectory.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { isSaidAgain, spokenText, type SpokenText } from './spoken-text.ts';

// Shorter messages (thanks, "Executing.") are said again for reasons of their own.
const MIN_WORDS = 12;
const MIN_CHARACTERS = 60;
const MAX_CHARACTERS = 50_000;
const SAME = 0.85;
const MAX_BACK = 32;
// Of 20 read on real runs 17 were repetitions; the others were pages of a browser that had hardly changed.
const CONFIDENCE = 0.85;
// A program that is printed again with a repair differs in little.
const CODE = /```|~~~/;

interface Message {
  readonly step: number;
  /** Counts changes of the speaker. */
  readonly turn: number;
  readonly name: string;
  readonly said: SpokenText;
  readonly code: boolean;
  /** The text, its white space made one; worked out once. */
  readonly squeezed: () => string;
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
    let turn = 0;
    let speaker = '';
    let observed = 0;
    return {
      step({ step, results, userSpoke }) {
        if (userSpoke || results.length > 0) earlier = [];
        const who = step.name ?? step.actor;
        if (who !== speaker) turn++;
        speaker = who;
        if (step.actor !== 'agent') return [];
        const found: Finding[] = [];
        for (const [part, content] of step.parts.entries()) {
          if (content.kind !== 'text' || content.injected !== undefined) continue;
          const text = partText(content);
          if (text.length < MIN_CHARACTERS || text.length > MAX_CHARACTERS) continue;
          observed++;
          let squeezed: string | undefined;
          const message: Message = {
            step: step.index,
            turn,
            name: step.name ?? '',
            said: spokenText(text),
            code: CODE.test(text),
            squeezed: () => (squeezed ??= text.replace(/\s+/g, ' ').trim()),
          };
          const before = earlier.findLast((other) => isAgain(message, other));
          if (before !== undefined) {
            found.push({
              steps: [step.index, step.index],
              spans: [leadingSpan({ step: step.index, part }, text)],
              confidence: CONFIDENCE,
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
  // Where nobody else spoke it was written into the log twice.
  if (message.turn === other.turn || other.name !== message.name) return false;
  if (message.code || other.code) return isNear(message, other) && message.squeezed() === other.squeezed();
  return isSaidAgain(message.said, other.said, SAME) && message.said.words().size >= MIN_WORDS;
}

/** White space alone makes little difference. */
function isNear({ said: a }: Message, { said: b }: Message): boolean {
  return Math.abs(a.text.length - b.text.length) <= 0.1 * a.text.length;
}
