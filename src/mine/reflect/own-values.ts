import { textLanguage } from '../../behavior/text/text-language.ts';

// What stands in code, in quotes, in capitals, or is a number, an identifier or a path belongs to some occasion.
const MARKED = /`([^`]+)`|[“"]([^”"]+)[”"]/gu;
const NUMBER = /(?<![\p{L}\p{N}_.,])[-−]?\d[\d,.]*\d(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_.,])\d+(?:%|\b(?=\s?[€$£]))/gu;
const IDENTIFIER = /(?<![\p{L}\p{N}])(?:\p{L}[\p{L}\p{N}]*(?:[_/]|\.(?=\p{L})|-(?=\d))[\p{L}\p{N}_./-]*[\p{L}\p{N}]|\p{Ll}+\p{Lu}[\p{L}\p{N}]*|(?=\p{L}*\d)(?=\d*\p{L})[\p{L}\p{N}]{3,})/gu; // prettier-ignore
const NAME = /(?<=[\p{Ll}\p{N},;)]\s)\p{Lu}[\p{L}\p{N}’']+/gu;
// `behavior_…` is how behaviors are named, and "and/or" is no path.
const NO_VALUE = /^(?:behavior_\w+|and\/or|either\/or|yes\/no|true\/false|e\.g|i\.e)$/i;

/**
 * What in a text belongs to an occasion rather than to a habit: code, quotations, numbers of two digits and more,
 * identifiers, paths, and names (words in capitals within a sentence, where capitals tell anything). Distinct, in order.
 */
export function ownValues(text: string): string[] {
  const found: string[] = [];
  let plain = text;
  for (const match of text.matchAll(MARKED)) found.push((match[1] ?? match[2]!).trim());
  plain = plain.replace(MARKED, ' , ');
  for (const pattern of [IDENTIFIER, NUMBER]) {
    found.push(...(plain.match(pattern) ?? []));
    plain = plain.replace(pattern, ' , ');
  }
  // German writes every noun large: there capitals tell nothing.
  const language = textLanguage(plain);
  if (language !== 'de' && (language !== undefined || !/[äöüß]/i.test(plain))) found.push(...(plain.match(NAME) ?? []));
  return [...new Set(found)].filter((value) => value !== '' && !NO_VALUE.test(value));
}

/** Whether a text holds a value as it stands, not as a piece of a longer word or number; capitals do not matter. */
export function holdsValue(text: string, value: string): boolean {
  const [where, what] = [text.toLowerCase(), value.toLowerCase()];
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
    if (!joins(where, at, what) && !joins(where, at + what.length, what)) return true;
  }
  return false;
}

/** Whether a letter or digit of the value goes on beyond the place. */
function joins(text: string, at: number, value: string): boolean {
  const inner = /^[\p{L}\p{N}]/u.test(value) && /[\p{L}\p{N}]$/u.test(value);
  return inner && at > 0 && at < text.length && /^[\p{L}\p{N}]{2}/u.test(text.slice(at - 1, at + 1));
}
