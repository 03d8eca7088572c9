import { partText, type Step } from '../../trajectory/trajectory.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

// A line of its own, at the end of a message, that tells the others to stop.
const END_MARK =
  /(?:^|\n)\W*(?:TERMINATE|(?:TASK|WORK|CONVERSATION|SESSION|CHAT|JOB)[_ -]?(?:IS )?(?:DONE|COMPLETED?|FINISHED|SOLVED|CLOSED|OVER|ENDED|END)|FINISHED|END[_ -]OF[_ -](?:TASK|CONVERSATION|CHAT|SESSION)|(?:###|<|\[)(?:STOP|END|DONE|EXIT)(?:###|>|\]))\W*$/;
const FAREWELL =
  /\b(?:good ?bye|bye|farewell|take care|so long|see you (?:later|soon|next|around|then)|until next time|have an? (?:\w+ )?(?:great|good|nice|wonderful|lovely|pleasant|fantastic|safe|happy)\b|auf wiedersehen|tschüss|schönen tag|au revoir|bonne journée|adiós|hasta luego|que tengas)|再见|拜拜/i;
const THANKS =
  /\b(?:thank(?:s| you)|you(?:'|’)?(?:re| are) (?:very |most |so )?welcome|my pleasure|glad (?:i could|to (?:help|have helped|be of))|happy to help|cheers|danke|gern geschehen|merci|de rien|gracias|de nada)\b|谢谢|不客气/i;
const CLOSES =
  /\b(?:(?:task|work|job|project|problem|case|ticket|issue|conversation|discussion|matter|answer|solution) (?:is|has been|was) (?:now |thus |therefore |officially |fully |successfully )*(?:complete(?:d)?|done|finished|solved|closed|resolved|accepted|concluded|settled|over)|nothing (?:more|else|further|left) (?:is )?(?:to (?:do|discuss|add)|needed|needs)|we(?:'re| are) (?:all )?(?:done|finished))\b/i;
const AGREES =
  /\b(?:agree[ds]?|approved?|accept(?:ed)?|confirm(?:ed)?|correct|right|great|perfect|excellent|wonderful|good|yes|indeed|thank(?:s| you)|well done)\b/i;
const TAKES_BACK =
  /\b(?:however|but|wait|wrong|incorrect|error|mistake|fail(?:ed|s|ure)?|not (?:yet|quite|done|complete|correct|right|solved|finished)|missing|before we|still (?:need|have|to)|re-?open|one more thing|actually)\b|\?\s*$/i;
// Where a message ends, or says that it is the end.
const MAX_MARK = 80;
const MAX_CLOSING = 400;
const SHORT_CHARACTERS = 300;
// The mark once more, and nothing else, is no message.
const MARK_WORDS = 3;
// A last word each is manners.
const MANNERS = 2;

interface Message {
  readonly speaker: string;
  readonly text: string;
  readonly calls: boolean;
}

/**
 * The talk or the work goes on after its end: after an end mark (`TERMINATE` as the last line), after both sides said
 * goodbye, or after one called the task done and another agreed, agents say or do more, though no user asked for more and
 * nobody found that it was not done. After an end mark one more message with words counts, otherwise more than two. The
 * modifiers name the `how` and the number of messages (`more`). Unit: runs that reached such an end.
 *
 * @see Cemri et al. 2025, mode 1.5 (arXiv 2503.13657)
 */
export const goesOnAfterEnd: StructureDetector = {
  reads: ['agent', 'user'],
  start() {
    let end: { readonly step: Step; readonly part: number; readonly how: 'mark' | 'farewell' | 'agreed' } | undefined;
    let before: Message | undefined;
    let more = 0;
    let latest: { readonly step: Step; readonly part: number } | undefined;
    let observed = 0;
    let finding: Finding | undefined;
    const reopen = (): void => {
      end = undefined;
      more = 0;
      before = undefined;
    };
    return {
      step({ step, userSpoke }) {
        if (finding !== undefined || (step.actor !== 'agent' && step.actor !== 'user')) return [];
        const part = step.parts.findIndex((content) => content.kind === 'text' && content.text.trim() !== '');
        const text = part < 0 ? '' : partText(step.parts[part]!);
        const calls = step.parts.some(({ kind }) => kind === 'tool-call');
        if (part < 0 && !calls) return [];
        const mark = END_MARK.test(text.slice(-MAX_MARK));
        if (end !== undefined) {
          if (userSpoke && !mark && !isPolite(text)) reopen();
          else if (step.actor === 'agent') {
            const words =
              (mark ? text.slice(-MAX_MARK).replace(END_MARK, '') : text.slice(0, MAX_CLOSING)).match(/[\p{L}\p{N}]+/gu)
                ?.length ?? 0;
            if (TAKES_BACK.test(text) && (end.how === 'mark' || !isPolite(text))) reopen();
            else if (calls || words > (end.how === 'mark' ? MARK_WORDS : 0)) {
              more++;
              latest = { step, part: Math.max(part, 0) };
            }
          }
        }
        const speaker = step.name ?? step.actor;
        if (end === undefined) {
          const how = mark ? 'mark' : before?.speaker === speaker ? undefined : endsWith(before, { text, calls });
          // A user's end mark ends what the user says; the agent may still answer.
          if (how !== undefined && !calls && (how !== 'mark' || step.actor === 'agent')) {
            end = { step, part, how };
            observed = 1;
          }
        }
        before = { speaker, text, calls };
        if (end === undefined || more < (end.how === 'mark' ? 1 : MANNERS + 1)) return [];
        finding = {
          steps: [end.step.index, latest!.step.index],
          spans: [
            leadingSpan({ step: end.step.index, part: end.part }, partText(end.step.parts[end.part]!)),
            leadingSpan({ step: latest!.step.index, part: latest!.part }, partText(latest!.step.parts[latest!.part]!)),
          ],
          // Of the 6 in real runs, all after marks, 5 were right; the other kinds are known from planted runs only.
          confidence: 0.8,
          modifiers: { how: end.how, more },
        };
        return [finding];
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

/** How two messages, one after the other by two speakers, end the talk. */
function endsWith(
  before: Message | undefined,
  { text, calls }: Pick<Message, 'text' | 'calls'>,
): 'farewell' | 'agreed' | undefined {
  if (before === undefined) return undefined;
  if (isPolite(text) && isShort(before.text) && FAREWELL.test(before.text)) return 'farewell';
  if (calls || before.calls || !CLOSES.test(before.text.slice(-MAX_CLOSING))) return undefined;
  return AGREES.test(text) && !TAKES_BACK.test(text) ? 'agreed' : undefined;
}

function isPolite(text: string): boolean {
  return isShort(text) && (FAREWELL.test(text) || THANKS.test(text));
}

/** No question, and few words. */
function isShort(text: string): boolean {
  return text.length <= SHORT_CHARACTERS && !text.includes('?');
}
