import type { Behavior, Suspicion, SuspicionCode } from '../behavior.ts';
import { addressesIn } from './addresses-in.ts';
import { foldWords } from './fold-words.ts';
import { HARM_RULES, PROMOTION } from './harm-rules.ts';
import { isRuledOut } from './is-ruled-out.ts';
import { otherReadings } from './other-readings.ts';

const MAX_QUOTE = 120;
// Words that are longer say nothing that a handbook has room for; what stands behind that is judged by being there.
const MAX_READ = 4000;
// What a user may allow. Nobody's word makes it right to lie, to hand secrets on or to obey a page.
const BY_USER: ReadonlySet<SuspicionCode> = new Set<SuspicionCode>([
  'disables-check',
  'gains-power',
  'destroys',
  'runs-fetched-code',
  'contacts-somebody',
  'moves-money',
  'reads-secrets',
]);

/**
 * What a behavior's words would make an agent do that a person should see before any agent does: hand secrets on, write to an address of
 * its own, move money, switch checks off, run what comes from elsewhere, take rights, destroy, deceive, conceal, obey whoever wrote
 * into a run, advertise; or hide something from who reads them. Words that forbid such a thing, or tie it to the user's word, pass.
 * Unicode tricks are folded before anything is read. English; German, French, Spanish and Chinese for the commonest.
 *
 * @param words - of a behavior, by whatever way they came
 * @returns one per code and passage, in order of rules; `[]` when nothing is suspicious
 */
export function suspicionsOf({
  name,
  instruction,
  when = '',
  whenNot = '',
}: Pick<Behavior, 'name' | 'instruction' | 'when' | 'whenNot'>): Suspicion[] {
  const title = name.replace(/^behavior_/, '').replaceAll('_', ' ');
  const texts = [title, instruction, when, whenNot].filter((text) => text !== '');
  const whole = texts.join(' . ');
  const { hidden, lookAlikes } = foldWords(whole.slice(0, MAX_READ));
  const found: Suspicion[] = [];
  if (hidden.length > 0) {
    found.push({ code: 'hidden-text', reason: 'holds characters that cannot be seen', quote: short(hidden.join(' ')) });
  }
  if (whole.length > MAX_READ) {
    found.push({ code: 'hidden-text', reason: `is longer than ${MAX_READ} characters`, quote: short(whole) });
  }
  for (const word of new Set(lookAlikes)) {
    found.push({ code: 'look-alike', reason: 'has letters that look like others', quote: short(word) });
  }
  let room = MAX_READ;
  for (const text of texts) {
    const folded = foldWords(text.slice(0, Math.max(0, room)));
    room -= text.length;
    // A name tells what it is about: one word of it asks for nothing.
    found.push(...harmsIn(folded.text).filter(({ quote }) => text !== title || /\s/.test(quote)));
    for (const clear of otherReadings(folded.text)) {
      const harms = harmsIn(clear);
      const plain = new Set(found.map(({ code }) => code));
      if (harms.every(({ code }) => plain.has(code))) continue;
      found.push({ code: 'hidden-text', reason: 'says something in disguise', quote: short(clear) }, ...harms);
    }
  }
  const seen = new Set<string>();
  return found.filter(({ code, quote }) => {
    const key = `${code} ${quote.toLowerCase()}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What folded words ask for. */
function harmsIn(text: string): Suspicion[] {
  // Code and quotations are meant as said: a command in backticks is run all the same.
  const plain = text.replace(/[`"“”„«»「」*]|\s+/g, ' ').replace(/ {2,}/g, ' ');
  const found: Suspicion[] = [];
  const seen = new Set<string>();
  const add = (code: SuspicionCode, reason: string, at: number, end: number, byUser = BY_USER.has(code)): void => {
    const key = `${code} ${reason}`;
    if (seen.has(key) || isRuledOut(plain, at, end, { byUser, denies: code === 'conceals' })) return;
    seen.add(key);
    const [rest] = /^[\p{L}\p{N}]*/u.exec(plain.slice(end))!;
    found.push({ code, reason, quote: short(plain.slice(at, end + rest.length).trim()) });
  };
  for (const { code, reason, pattern } of HARM_RULES) {
    for (const match of plain.matchAll(pattern)) {
      const at = match.index + Math.max(0, match[0].search(/\S/));
      add(code, reason, at, match.index + match[0].length);
    }
  }
  for (const { index, 0: match } of plain.matchAll(PROMOTION)) {
    add('promotes', 'puts in a word for somebody', index, index + match.length);
  }
  for (const { start, end } of addressesIn(plain)) {
    add('contacts-somebody', 'names an address of its own', start, end, false);
  }
  return found;
}

function short(text: string): string {
  return text.length <= MAX_QUOTE ? text : `${text.slice(0, MAX_QUOTE - 1)}…`;
}
