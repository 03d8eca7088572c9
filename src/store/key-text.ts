import { sha256 } from '../core/content-key.ts';

const LONGEST_KEY = 200;
const KEPT_OF_LONG_KEY = 136;
// Marks a key that is not the text itself; sources do not begin names with it.
const MARK = '\u0001';

/**
 * A text as a column that is compared and indexed can hold it: itself, unless it has what one of the databases refuses
 * (NUL, lone surrogates, more than an index row takes). Different texts have different keys. The text itself is kept
 * elsewhere.
 */
export function keyText(text: string): string {
  const plain =
    text.isWellFormed() && !text.includes('\0') && !text.startsWith(MARK) ? text : MARK + JSON.stringify(text);
  return plain.length <= LONGEST_KEY ? plain : wellFormedStart(plain) + MARK + sha256(plain);
}

function wellFormedStart(text: string): string {
  return text.slice(0, KEPT_OF_LONG_KEY).toWellFormed();
}

/** Whether a text is its own key and looks like it: no other text has a key that could be taken for it. */
export function isOwnKey(text: string): boolean {
  return !text.includes(MARK) && keyText(text) === text;
}

/** Whether the text that a key stands for is the key itself, for certain. */
export function isOwnText(key: string): boolean {
  return !key.includes(MARK);
}
