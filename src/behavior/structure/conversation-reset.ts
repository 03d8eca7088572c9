import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { isSaidAgain, spokenText, type SpokenText } from './spoken-text.ts';

// Words, not numbers: a sum that comes again opens nothing.
const MIN_WORDS = 6;
const MIN_WORDS_VERBATIM = 3;
const SAME = 0.85;
// So far into its own part of the talk an agent no longer opens it.
const MIN_MESSAGES = 2;
// Of the 12 in real runs 10 were resets.
const CONFIDENCE = 0.85;
const GREETING =
  /^[\s*#>"']*(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|day)|welcome|hallo|guten (?:tag|morgen|abend)|bonjour|salut|hola|buen[oa]s (?:días|tardes|noches))\b|^\s*(?:你好|您好)/i;
const OPENS =
  /\b(?:how (?:can|may|could) (?:i|we) (?:\w+ )?(?:help|assist|support|be of)|what (?:can|may) (?:i|we) do for you|what(?: is|'s) (?:the|your|our) (?:task|problem|request|question|goal)|what (?:would|do) you (?:like|want|need) (?:me |us )?(?:to do|help|today)|(?:my name is|i am|i'm) \p{Lu}?\w+,? (?:and i|your|the|an? )|(?:nice|pleased) to meet you|(?:tell|give|show) (?:me|us) (?:about )?(?:the|your|our) (?:\w+ )?(?:task|problem|request|question|goal)|wie kann ich (?:\w+ )?helfen|comment puis-je|en qué puedo)\b|(?:有什么可以帮|需要什么帮助)/iu;
const RESTARTS = /\b(?:start(?:ing)? (?:over|again|afresh|anew)|begin again|from (?:the beginning|scratch)|restart|reset|repeat|say (?:that|it) again|once more|noch ?mal|von vorne)\b/i; // prettier-ignore

/**
 * An agent opens the conversation anew in the middle of it: it gives its first message again in nearly the same words, or it
 * greets and asks what the matter is, though it had said two things or more since, and no user greeted, left or asked to
 * start over. The modifier tells `how`. Unit: messages of agents that are not their first two.
 *
 * @see Cemri et al. 2025, mode 2.1 (arXiv 2503.13657)
 */
export const conversationReset: StructureDetector = {
  reads: ['agent', 'user'],
  start() {
    const speakers = new Map<
      string,
      { readonly first: SpokenText; readonly step: number; messages: number; last: number }
    >();
    let userOpens = false;
    let observed = 0;
    return {
      step({ step, calls, userSpoke }) {
        const text = step.parts.findIndex((part) => part.kind === 'text' && part.injected === undefined);
        const content = step.parts[text];
        if (content?.kind !== 'text' || content.text.trim() === '') return [];
        if (userSpoke) {
          userOpens = GREETING.test(content.text) || RESTARTS.test(content.text);
          return [];
        }
        if (step.actor !== 'agent') return [];
        const said = spokenText(content.text);
        const speaker = speakers.get(step.name ?? '');
        if (speaker === undefined) {
          speakers.set(step.name ?? '', { first: said, step: step.index, messages: 1, last: -1 });
          return [];
        }
        speaker.messages++;
        if (speaker.messages <= MIN_MESSAGES) return [];
        observed++;
        const how = userOpens
          ? undefined
          : calls.length === 0 && isOpening(said, speaker.first)
            ? 'first-message'
            : GREETING.test(content.text) && OPENS.test(content.text.slice(0, 400))
              ? 'greeting'
              : undefined;
        if (how === undefined) return [];
        // Logs write some messages twice.
        const twice = speaker.last === step.index - 1;
        speaker.last = step.index;
        if (twice) return [];
        const finding: Finding = {
          steps: [step.index, step.index],
          spans: [leadingSpan({ step: step.index, part: text }, content.text)],
          confidence: CONFIDENCE,
          modifiers: { how, firstStep: speaker.step },
        };
        return [finding];
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function isOpening(said: SpokenText, first: SpokenText): boolean {
  if (!isSaidAgain(said, first, SAME)) return false;
  return lettered(said.words()) >= (said.text === first.text ? MIN_WORDS_VERBATIM : MIN_WORDS);
}

function lettered(words: ReadonlySet<string>): number {
  let count = 0;
  for (const word of words) if (/^\p{L}{2}/u.test(word)) count++;
  return count;
}
