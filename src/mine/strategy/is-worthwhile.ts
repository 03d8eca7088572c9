import type { Lexicon } from '../digest/lexicon.ts';
import { symbolTool, toolWords } from '../wording/tool-words.ts';
import type { Act } from './imperative-of.ts';
import { sentenceTerms } from './sentence-terms.ts';
import { pointsElsewhere } from './speak-for-move.ts';

const MIN_WORDS = 3;
const MAX_WORDS = 24;
const MIN_TERMS = 2;
// A move worth repeating says what for, under which condition, in which order, or that it takes care.
const PURPOSE =
  /\b(?:before|until|unless|whether|in case|instead of|rather than|at a time|one by one|(?<=^(?:try|start|begin)\b.*)first$|step by step|backwards?|once more|without \p{L}+ing|in (?:your|my|its|their|the user's) own words|(?:and|to) see (?:if|how|what)|to (?:make sure|be (?:sure|safe|certain)|ensure|avoid|prevent|check|verify|confirm|rule out|double[- ]check|find out|understand (?:how|what|why|whether)))\b/iu;
const CARE =
  /^(?:\p{L}+ly )?(?:double[- ]?check|cross[- ]?check|re-?check|check (?:that|if|for|all|each|every|your|my|against|again)|verify|validate|confirm (?!to\b)|make sure|ensure|rule out|work backwards?|backtrack|restate|rephrase|re-?read|reconsider|re-?examine|revisit|(?:check|consider|test|try) .*\b(?:edge|corner|extreme|boundary|special|limiting) cases?\b|test (?:that|if|all|each|every|your|on|against|with)|(?:try|start|begin|work)(?: with| from| on| out)? (?:a|the|some) (?:small|simple|tiny|easy|special|concrete)(?:er|ler|est|lest|ier|iest)?)\b/iu;
// "Read the question again to make sure you understood it": what "it" is has been said.
const NAMED_BEFORE = /(?<=\b(?:the|your|an?|each|every|all|both) .*)\b(?:it|them)\b/giu;
// "Determine whether it follows" is what the task asks for, "conclude" is its end.
const GOAL =
  /^(?:ask yourself|see|determine|decide|find out|figure out|know|learn|understand|explain|answer|conclude|terminate|end|finish|complete|provide|present|submit|proceed)\b/i;
// What is said when things have gone wrong tells that they have, not why.
const SYMPTOM =
  /\b(?:sorry|apolog\w*|errors?|fail\w*|mistakes?|again|another|different|stuck|wrong|issues?|problems?|back|cannot|can't|unable|instead|retry|correct(?:ed)?|debug|fix|mis\w+|unfortunately|transfer|alternative\w*|still|wait)\b/i;
// "Look up the reservation details" says no more than the call of `get_reservation_details` that follows.
const RESTATED = 0.5;
const SHARED = 0.5;
// An act with so many words of a tool's name, and no word of it left out, is that call, whatever else it says.
const NAMED_IN_FULL = 3;
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

/** Whether an act says what for, in which order or that it takes care, in words that hold elsewhere. */
export function isWorthwhile({ act, when }: Act, tools: readonly ReadonlySet<string>[]): boolean {
  const terms = sentenceTerms(act);
  const words = act.split(' ').length;
  if (/⟨/.test(act) || GOAL.test(act) || words < MIN_WORDS || words > MAX_WORDS) return false;
  if (terms.length < MIN_TERMS || pointsElsewhere(act.replace(NAMED_BEFORE, ''))) return false;
  const restated = terms.filter((term) => LOOKING.has(term) || tools.some((tool) => tool.has(term)));
  return restated.length <= RESTATED * terms.length && takesCare({ act, ...(when !== undefined && { when }) });
}

/** Whether an act says what for, under which condition, in which order, or takes care. */
export function takesCare({ act, when }: Act): boolean {
  return when !== undefined || PURPOSE.test(act) || CARE.test(act);
}

/** Whether an act only announces a call of one of the tools. */
export function announcesTool({ act }: Act, tools: readonly ReadonlySet<string>[]): boolean {
  const terms = sentenceTerms(act);
  return tools.some((tool) => {
    const named = terms.filter((term) => tool.has(term) && !LOOKING.has(term)).length;
    if (named >= NAMED_IN_FULL && named === tool.size) return true;
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
