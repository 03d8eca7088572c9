/** A way of writing the same value otherwise, as words into which the field's name goes: `with "#" before the …`. */
export type Rewriting = (field: string) => string;

// A sign, or letters that end in a sign (`ORD-`), before or after a value is another way of writing it; more digits or
// letters alone are another value, save a few letters before a number (`BK2210`).
const AFFIX = /^(?:\p{L}{0,8}[^\p{L}\p{N}\s]{1,3}|\p{L}{0,8}[_/:.-])$/u;
// A word with its sign, or an option, put into a longer text.
const PIECE = /^(?:[\p{L}\p{N}_]+[.:/#-]|[\s,;]*-{0,2}\p{L}[\p{L}\p{N}_=-]*[\s,;]*)$/u;
const MAX_PIECE = 24;
const MIN_AROUND = 8;
// `ICRS:` before another value than was tried.
const OPENING = /^\p{L}{2,8}[:#](?=[\p{L}\p{N}])/u;
const LETTERS = /^\p{L}{1,6}$/u;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * How `after` writes the same value as `before`: with or without a prefix or suffix, in capitals or small letters, without
 * some signs, as a part of it or with its whole path, with a word put into it, after an opening such as `ICRS:`, or (dates, numbers, codes) with the same digits and letters in another form.
 *
 * @returns undefined when they are the same, or two values
 */
export function rewriting(before: string, after: string): Rewriting | undefined {
  if (before === after || before === '' || after === '') return undefined;
  const affix = affixed(before, after);
  if (affix !== undefined) return (field) => `with ${affix} the ${field}`;
  const removed = affixed(after, before);
  if (removed !== undefined) return (field) => `without ${removed} the ${field}`;
  if (after.endsWith(`/${before}`)) return (field) => `with the whole path as the ${field}`;
  if (before.length > 1 && after === before.toUpperCase()) return (field) => `with the ${field} in capitals`;
  if (before.length > 1 && after === before.toLowerCase()) return (field) => `with the ${field} in small letters`;
  const piece = partOf(before, after);
  if (piece !== undefined) return (field) => `with only ${piece} of the ${field}`;
  if (sameContent(before, after)) {
    const left = signsOnlyIn(before, after);
    if (left !== '' && signsOnlyIn(after, before) === '' && lettersAndDigits(before) === lettersAndDigits(after))
      return (field) => `without ${left} in the ${field}`;
    return (field) => `with the ${field} written as ${writtenForm(after)}`;
  }
  const inserted = insertedPiece(before, after);
  if (inserted !== undefined) return (field) => `with "${inserted}" put into the ${field}`;
  const opening = OPENING.exec(after)?.[0];
  if (opening !== undefined && !OPENING.test(before)) return (field) => `with a ${field} that begins with "${opening}"`;
  return undefined;
}

/** What was put into a text, somewhere in its middle, from where a word begins: `panel.` of `from t` and `from panel.t`. */
function insertedPiece(before: string, after: string): string | undefined {
  const extra = after.length - before.length;
  if (extra < 2 || extra > MAX_PIECE || before.length < MIN_AROUND) return undefined;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  if (before.slice(start) !== after.slice(start + extra)) return undefined;
  // The word behind it may begin as the piece does: `from p|anel.p|arts`.
  while (start > 0 && /[\p{L}\p{N}]/u.test(after[start - 1]!) && after[start - 1] === after[start + extra - 1]) start--;
  const piece = after.slice(start, start + extra);
  return start > 0 && start < before.length && PIECE.test(piece) ? piece : undefined;
}

/** `"#" before` when `long` is `short` with a sign before it. */
function affixed(short: string, long: string): string | undefined {
  const extra = long.length - short.length;
  if (extra <= 0 || short.length < 1) return undefined;
  const isAffix = (text: string, letters: boolean): boolean => AFFIX.test(text) || (letters && LETTERS.test(text));
  if (long.endsWith(short) && isAffix(long.slice(0, extra), /^\d/.test(short)))
    return `"${long.slice(0, extra)}" before`;
  if (long.startsWith(short) && isAffix(long.slice(-extra), false)) return `"${long.slice(-extra)}" after`;
  return undefined;
}

function partOf(whole: string, part: string): string | undefined {
  for (const [sign, name] of [[',', 'comma'], ['/', 'slash'], ['@', 'at sign'], [':', 'colon'], [' ', 'space']] as const) {
    if (!whole.includes(sign)) continue;
    if (whole.slice(0, whole.indexOf(sign)).trim() === part)
      return sign === ' ' ? 'the first word' : `the part before the ${name}`;
    if (whole.slice(whole.lastIndexOf(sign) + 1).trim() === part)
      return sign === ' ' ? 'the last word' : `the part after the last ${name}`;
  } // prettier-ignore
  return undefined;
}

/** The same letters and digits in the same order, or the same numbers in any order (months may be named). */
function sameContent(before: string, after: string): boolean {
  const plain = lettersAndDigits(before);
  if (plain.length > 1 && plain === lettersAndDigits(after)) return true;
  const [a, b] = [datePieces(before), datePieces(after)];
  return a.length >= 3 && a.join(' ') === b.join(' ');
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function datePieces(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}+|\d+/gu) ?? [])
    .flatMap((piece) => {
      if (/\d/.test(piece)) return [piece.replace(/^(?:20)?0*(?=\d)/, '')];
      const month = MONTHS.indexOf(piece.slice(0, 3));
      return month < 0 ? (/^(?:st|nd|rd|th|of)$/.test(piece) ? [] : [piece]) : [String(month + 1)];
    })
    .sort();
}

function signsOnlyIn(text: string, other: string): string {
  const signs = [...new Set(text.replace(/[\p{L}\p{N}]/gu, ''))].filter((sign) => !other.includes(sign));
  return signs.map((sign) => (sign === ' ' ? 'spaces' : `"${sign}"`)).sort().join(' and '); // prettier-ignore
}

// Figures and a few capitals with signs between them.
const FIGURES = /^(?:YYYY-MM-DD|an ISO 8601 time|`(?=[^`]*[^0A`])A{0,3}[0\W]*0[0\W]*`)$/;

/** Whether a form (see {@link writtenForm}) is that of dates, times, amounts or codes with signs: another such form is another way of writing. */
export function isFigureForm(form: string): boolean {
  return FIGURES.test(form);
}

/** The form of a value, letters and digits aside: `YYYY-MM-DD`, `00:00`, `AAA-000`. */
export function writtenForm(value: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'YYYY-MM-DD';
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return 'an ISO 8601 time';
  const form = value
    .replace(/\p{Lu}/gu, 'A')
    .replace(/[\p{Ll}\p{Lo}]/gu, 'a')
    .replace(/\p{N}/gu, '0');
  return `\`${form.replace(/(a{1,2})a+/g, '$1…').replace(/(A{3})A+/g, '$1…')}\``;
}
