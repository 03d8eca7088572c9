import { segmentSentences } from '../text/segment-sentences.ts';
import { spokenWords } from './spoken-words.ts';

/** What somebody means to do, as far as a text says it. */
export interface StatedPlan {
  readonly start: number;
  readonly end: number;
  /** See {@link spokenWords}; numbering and words of planning aside. */
  readonly words: ReadonlySet<string>;
}

const INTENDS =
  /\b(?:i(?:'ll|’ll| will| am going to|'m going to|’m going to| should| need to| must| want to| plan to| intend to| could| can)|we(?:'ll|’ll| will| should| need to| must| can|'re going to| are going to)|let(?:'s|’s| me| us)|going to|(?:my|the|our) (?:\w+ )?(?:plan|approach|strategy|next steps?|idea|goal) (?:is|will|would|:)|(?:next|then|first(?:ly)?|second(?:ly)?|third(?:ly)?|after that|afterwards|finally|lastly),? (?:i|we|let|it)|ich (?:werde|will|muss|sollte)|wir (?:werden|müssen|sollten)|zuerst|danach|als nächstes|je vais|nous allons|d'abord|ensuite|voy a|vamos a|primero|luego)\b|(?:我(?:将|会|要|先)|首先|然后|接下来|计划)/i;
const STEPS =
  /^\W*(?:first(?:ly)?|second(?:ly)?|then|next|after(?: that|wards)|finally|lastly|to (?:begin|start) with|zuerst|dann|danach|schließlich|d['’]abord|ensuite|puis|enfin|primero|luego|después)\b,? \S/i;
const HEADING =
  /^\W*(?:\w+ ){0,4}(?:plan|steps?|approach|strategy|to-?do|roadmap|agenda|vorgehen|schritte|étapes|pasos)\b[^.!?\n]{0,40}:?\W*$/i;
// What it names.
const HEADS = /plan|step|approach|strategy|to-?do|roadmap|agenda|vorgehen|schritte|étapes|pasos/i;
const ITEM = /^\s*(?:\d{1,2}[.)]|[-*•]|step \d+\b|\(\d{1,2}\)|[a-z][.)])\s*\S/i;
// A list's number where it stands alone.
const MARKER = /^\W*\w{1,2}[.)]\W*$/;
const PLANNING = new Set("i'll we'll let's let me going plan approach strategy next then first firstly second secondly third finally after afterwards lastly step steps need want should must could can start begin try again well okay ok now so actually maybe perhaps i'm we're".split(' ')); // prettier-ignore
const MIN_WORDS = 4;
// What is longer is thought, not a plan, however much it plans.
const MAX_CHARACTERS = 2500;

/**
 * The plan in a text: the sentences that say what is to be done, and the items of lists under a heading or a sentence that
 * announces a plan; undefined when there are fewer than four words of it, or when it is less than a third of the text.
 */
export function statedPlan(text: string): StatedPlan | undefined {
  if (text.length > MAX_CHARACTERS || text.length < 30 || !(INTENDS.test(text) || STEPS.test(text) || ITEM.test(text) || /\n\s*(?:\d{1,2}[.)]|[-*•])/.test(text))) return undefined; // prettier-ignore
  const least = text.trim().length / 3;
  const mayHead = HEADS.test(text);
  let start = -1;
  let end = 0;
  let size = 0;
  let listing = false;
  let whole = '';
  for (const sentence of segmentSentences(text)) {
    // Too little is left.
    if (size + text.length - sentence.start < least) return undefined;
    if (sentence.code) continue;
    const words = text.slice(sentence.start, sentence.end);
    if (MARKER.test(words)) continue;
    const intends = INTENDS.test(words);
    const announces = (mayHead && HEADING.test(words)) || (intends && /:\W*$/.test(words));
    // What is an item counts in a list only.
    const item = listing && (ITEM.test(words) || ITEM.test(text.slice(text.lastIndexOf('\n', sentence.start) + 1, sentence.end))); // prettier-ignore
    if (intends || announces || item || STEPS.test(words)) {
      if (start < 0) start = sentence.start;
      end = sentence.end;
      size += sentence.end - sentence.start;
      whole += ` ${words}`;
      listing ||= announces;
    } else if (!item) listing = false;
  }
  if (start < 0 || size < least) return undefined;
  const words = new Set([...spokenWords(whole)].filter((word) => !PLANNING.has(word) && !/^\d{1,2}$/.test(word)));
  return words.size < MIN_WORDS ? undefined : { start, end, words };
}
