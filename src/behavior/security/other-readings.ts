import { encodedTexts } from './readable-text.ts';

const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos|nbsp|hyphen|dash|sol|verbar));/giu;
const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hyphen: '-',
  dash: '-',
  sol: '/',
  verbar: '|',
};
const PERCENT = /(?:%[0-9a-f]{2})+/giu;
const ESCAPE = /\\(?:u\{?([0-9a-f]{4,6})\}?|x([0-9a-f]{2}))/giu;
// Four letters and more that stand one by one, with the same thing between them.
const SPACED = /(?<![\p{L}\p{N}])\p{L}([ ._*-])(?:\p{L}\1){2,}\p{L}(?![\p{L}\p{N}])/gu;
// Quotation marks and backslashes within a word are nothing to a shell.
const SPLIT = /(?<=\p{L})(?:""|''|\\)(?=\p{L})/gu;
const LEET_WORD = /(?=\p{L}*[0134578@$])(?=(?:[0-9@$]*\p{L}){2})[\p{L}0134578@$]{4,}/gu;
const LEET: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
};

/** What a text may be read as besides: decoded, without what splits its words, with letters for digits that look like them. */
export function otherReadings(text: string): string[] {
  const character = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ');
  const decoded = text
    .replace(ENTITY, (_, decimal?: string, hex?: string, name?: string) =>
      name !== undefined ? NAMED[name.toLowerCase()]! : character(hex === undefined ? Number(decimal) : parseInt(hex, 16)),
    )
    .replace(ESCAPE, (_, wide?: string, narrow?: string) => character(parseInt(wide ?? narrow!, 16)))
    .replace(PERCENT, (found) => Buffer.from(found.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(SPLIT, '')
    .replace(SPACED, (found, between: string) => found.replaceAll(between, ''));
  const lettered = decoded.replace(LEET_WORD, (word) => word.replace(/[0-9@$]/g, (digit) => LEET[digit] ?? digit));
  return [...new Set([decoded, lettered, ...encodedTexts(text).map((one) => one.text)])].filter((reading) => reading !== text);
} // prettier-ignore
