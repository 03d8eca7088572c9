import type { Lexicon } from '../digest/lexicon.ts';
import { symbolTool, toolWords } from '../wording/tool-words.ts';
import type { Act } from './imperative-of.ts';
import { sentenceTerms } from './sentence-terms.ts';
import { pointsElsewhere } from './speak-for-move.ts';

const MIN_WORDS = 4;
const MAX_WORDS = 28;
const MIN_TERMS = 3;
// A move worth repeating says what for, or under which condition, or takes care.
const PURPOSE =
  /\b(?:before|after|until|unless|if|whether|because|so that|in order to|to (?:see|find|make sure|ensure|avoid|check|verify|confirm|understand|determine|decide|get|reach|reduce|keep)|instead|rather than|without|first|in case|at a time|step by step|backwards?)\b/i;
const CARE =
  /^(?:double[- ]?check|re-?check|verify|validate|confirm|compare|make sure|ensure|test|rule out|estimate|work backwards?|simplify|split|break|count|undo|revert|backtrack)\b/i;
// What is said when things have gone wrong tells that they have, not why.
const SYMPTOM =
  /\b(?:sorry|apolog\w*|errors?|fail\w*|mistakes?|again|another|different|stuck|wrong|issues?|problems?|back|cannot|can't|unable|instead|retry|correct(?:ed)?|debug|fix|mis\w+|unfortunately|transfer|alternative\w*|still|wait)\b/i;
// "Look up the reservation details" says no more than the call of `get_reservation_details` that follows.
const RESTATED = 0.5;
const SHARED = 0.5;
const LOOKING = new Set(
  sentenceTerms(
    'retrieve fetch obtain access gather look find search review list read call use execute run proceed user first available information details data item tool function',
  ),
);

/** The terms in the names of each tool of a corpus. */
export function toolVocabulary({ size, word }: Lexicon): ReadonlySet<string>[] {
  const tools: ReadonlySet<string>[] = [];
  for (let id = 0; id < size; id++) if (word(id).includes('tool:')) tools.push(new Set(termsOfTool(word(id))));
  return tools;
}

/** Whether an act is worth repeating although nothing is known of its consequences. */
export function isWorthwhile({ act, when }: Act, tools: readonly ReadonlySet<string>[]): boolean {
  const terms = sentenceTerms(act);
  const words = act.split(' ').length;
  if (
    pointsElsewhere(act) ||
    /⟨|^(?:ask yourself|see)\b/.test(act) ||
    terms.length < MIN_TERMS ||
    words < MIN_WORDS ||
    words > MAX_WORDS
  )
    return false;
  const restated = terms.filter((term) => LOOKING.has(term) || tools.some((tool) => tool.has(term)));
  if (restated.length > RESTATED * terms.length) return false;
  return when !== undefined || PURPOSE.test(act) || CARE.test(act);
}

/** Whether an act only announces a call of one of the tools. */
export function announcesTool({ act }: Act, tools: readonly ReadonlySet<string>[]): boolean {
  const terms = sentenceTerms(act);
  return tools.some((tool) => {
    const named = terms.filter((term) => tool.has(term) && !LOOKING.has(term)).length;
    return named > 0 && terms.filter((term) => tool.has(term) || LOOKING.has(term)).length > RESTATED * terms.length;
  });
}

/** Whether an act is what one does when things have gone wrong already. */
export function isSymptom({ act, when }: Act): boolean {
  return SYMPTOM.test(`${act} ${when ?? ''}`);
}

/** Whether two acts have half of their terms in common: without a consequence to tell them by, they are one. */
export function sharesTerms(a: Act, b: Act): boolean {
  const [one, other] = [sentenceTerms(a.act), new Set(sentenceTerms(b.act))];
  return one.filter((term) => other.has(term)).length >= SHARED * Math.min(one.length, other.size);
}

function termsOfTool(symbol: string): string[] {
  const { verb, object } = toolWords(symbolTool(symbol).tool);
  return sentenceTerms(`${verb} ${object}`);
}
