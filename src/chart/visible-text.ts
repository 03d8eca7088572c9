import { characterEdge } from '../core/character-edge.ts';

// What a reader could not see, or what HTML and XML refuse: control characters, direction overrides and other invisible
// formatting, tag characters (used to hide instructions), lone surrogates, noncharacters. Joiners (U+200C, U+200D) stay:
// scripts and emoji need them.
const CONTROLS = '\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f';
const FORMATTING = '\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufffe\\uffff';
const UNSEEN = new RegExp(`[${CONTROLS}${FORMATTING}\\u{e0000}-\\u{e007f}]|\\p{Surrogate}`, 'gu');

function show(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/**
 * A text from a run as a page may show it: line ends become `\n`, and characters that would be invisible, reorder the
 * text or break a document are replaced by something that can be seen (`␀`, `[U+202E]`, U+FFFD for half a surrogate
 * pair). Does not escape markup; `markup` does both.
 */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, show);
}

/**
 * The first `length` characters (code points) of a {@link visibleText} on one line, with `…` where something was cut.
 *
 * @param length - at least 1; the ellipsis counts
 */
export function shorten(text: string, length: number): string {
  // Runs can hold megabytes without a space; four UTF-16 units per character are always enough.
  const line = visibleText(text.slice(0, characterEdge(text, length * 4)))
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  if (characters.length <= length && text.length <= length * 4) return line;
  return `${characters
    .slice(0, length - 1)
    .join('')
    .trimEnd()}…`;
}
