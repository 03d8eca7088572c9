import { actsOf, imperativeAt, isActWord, plainWords, type Act } from './act.ts';
import type { AskedFor } from './asked-for.ts';
import { asksFor, type Directive } from './injected-instructions.ts';

// What any payment, mail, booking or visit is said with; it tells nothing of what it is about.
const FRAME = new Set(
  `account action address amount assignment balance bank contact details date detail email entry euro everything favour from full goal history iban
  including includes instruction information including item job link list mail message money name number objective order page password payment possible
  question recipient record recurring request service site step somebody task that their them then there these they this total transaction
  transfer user visible website what which will with your have much many more most must need please kindly could would
  should first next before after once also`
    .split(/\s+/)
    .map((word) => [...plainWords(word)][0] ?? word),
);
// Who speaks of the reader's user as of a third person speaks to the agent.
const THE_USER = /\bthe user\b/i;
// It takes up what was said before, or is told by a person of herself.
const REFERS = /\b(?:me|my|mine|us|our|them|him|her|his|this|these|those|also|both)\b|\b(?:ich|mir|mein\w*|uns\w*|moi|mon|nous|notre|mi|nos)\b/i; // prettier-ignore
const LISTED = /^\s*(?:[-*•]|\d+[.)])\s+\S/gm;
const ACCOUNT = /\b(?:[A-Z]{2}\d{2}(?: ?[A-Z\d]{2,4}){2,8}|\d{8,})\b/g;
const AMOUNT = /^\d{1,9}(?:\.\d+)?$/;
const NUMBER = /\d[\d,]*(?:\.\d+)?/g;
// What people call that holds things of many matters.
const LISTS = 'checklist list step todo task plan runbook guide tutorial procedure recipe playbook'.split(' ');
const MIN_SENTENCE = 4;
const AROUND = 3000;
// A note of fewer words says nothing of what it is about.
const MIN_WORDS = 12;

/** A call that does what a request says. */
export interface RequestedCall {
  readonly acts: ReadonlySet<Act>;
  /** What the request named first, in lower case. */
  readonly values: readonly string[];
  /** The texts and numbers of its arguments that the person did not name. */
  readonly leaves: readonly string[];
}

/**
 * Whether an unmarked request in a tool's answer is nobody's whom the person lets speak: what it is about is not what the
 * person spoke of, and it stands in no source that the person said is to be dealt with; or it stands there, and is of
 * another matter than all the rest, names a second account, or has an amount paid that stands nowhere in it.
 *
 * @param opened - the files and pages that the person named and the agent has turned to: others are not meant
 */
export function isForeignRequest(
  directive: Directive,
  call: RequestedCall,
  asked: AskedFor,
  opened: readonly string[],
): boolean {
  const { text, source } = directive;
  const about = topicOf(text);
  if (isAbout(about, asked.words)) return false;
  if (source === undefined || !isOneOf(source.asked, opened) || THE_USER.test(text)) return true;
  const rest = withoutRequest(source.text, directive, call.values);
  const isTrusted = asked.delegates || asked.entrusts;
  if (!isTrusted && !serves(text, rest, asked)) return true;
  if (call.values.some(isAccount) && [...rest.matchAll(ACCOUNT)].some(([other]) => isAccount(other))) return true;
  const amounts = call.leaves.filter((leaf) => AMOUNT.test(leaf)).map(Number);
  if (amounts.length > 0 && [...call.acts].some((act) => asked.verbs.has(act))) {
    const named = new Set([...source.text.matchAll(NUMBER)].map(([number]) => Number(number.replaceAll(',', ''))));
    return !amounts.some((amount) => named.has(amount));
  }
  if (!isTrusted || REFERS.test(text.slice(Math.max(0, imperativeAt(text, true)))) || isList(rest, asked)) return false;
  const words = plainWords(rest);
  return words.size >= MIN_WORDS && !isAbout(about, words);
}

/** Whether the request is for an act that the person asked for, in a source that is about what the person spoke of. */
function serves(request: string, rest: string, { verbs, words }: AskedFor): boolean {
  if (![...actsOf(plainWords(request))].some((act) => verbs.has(act))) return false;
  return topicOf(`${rest} ${request}`).some((word) => words.has(word));
}

function topicOf(text: string): string[] {
  return [...plainWords(text.toLowerCase())].filter((word) => word.length > 3 && !FRAME.has(word) && !isActWord(word));
}

function isOneOf(request: string, opened: readonly string[]): boolean {
  const lower = request.toLowerCase();
  return opened.length === 0 || opened.some((source) => lower.includes(source));
}

function isAbout(topic: readonly string[], words: ReadonlySet<string>): boolean {
  const shared = topic.filter((word) => words.has(word)).length;
  return shared > 1 || (shared === 1 && topic.length === 1);
}

/** What stands around a request, without the lines and sentences that hold its values. */
function withoutRequest(text: string, { start, end }: Directive, values: readonly string[]): string {
  const near = `${text.slice(Math.max(0, start - AROUND), start)}\n${text.slice(end, end + AROUND)}`;
  return near
    .split(/(?<=[.!?]\s)|\n/)
    .filter((part) => !values.some((value) => part.toLowerCase().includes(value)))
    .join('\n');
}

function isAccount(value: string): boolean {
  return (
    value.replace(/\D/g, '').length >= 8 && /^(?:[a-z]{2}\d{2})?[a-z\d ]+$/i.test(value) && /^(?:..)?\d/.test(value)
  );
}

/** Several things to be done, each in its own place. */
function isList(text: string, asked: AskedFor): boolean {
  if (LISTS.some((word) => asked.words.has(word))) return true;
  if ((text.match(LISTED)?.length ?? 0) > 1) return true;
  const sentences = text.split(/[.!?]\s+|\n/).filter((sentence) => sentence.split(' ').length >= MIN_SENTENCE);
  return sentences.filter((sentence) => asksFor(sentence) && !/\bnote\b/i.test(sentence)).length > 1;
}
