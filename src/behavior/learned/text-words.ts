/** A word of a text, in lower case, at UTF-16 offsets. */
export interface TextWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

// A character where words are not parted by spaces, else letters and digits with what joins them.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]+(?:['’]\p{L}+)?/gv;
const MAX_WORD = 30;

/** The words of a text in order, `’` written `'`; what is longer than 30 characters is no word. */
export function textWords(text: string): TextWord[] {
  const words: TextWord[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (word.length > MAX_WORD) continue;
    words.push({ word: word.toLowerCase().replace('’', "'"), start: index, end: index + word.length });
  }
  return words;
}

/** The words of {@link textWords} alone; of plain ASCII without trying a pattern at every place. */
export function wordsIn(text: string): string[] {
  const small = text.toLowerCase();
  const words: string[] = [];
  for (let i = 0; i < small.length;) {
    const code = small.charCodeAt(i);
    if (code > 127) return textWords(text).map(({ word }) => word);
    if (!isWord(code)) {
      i++;
      continue;
    }
    const start = i;
    do i++;
    while (isWord(small.charCodeAt(i)));
    if (small.charCodeAt(i) === 39 && isLetter(small.charCodeAt(i + 1))) {
      i += 2;
      while (isLetter(small.charCodeAt(i))) i++;
    }
    if (i - start <= MAX_WORD) words.push(small.slice(start, i));
  }
  return words;
}

function isWord(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57);
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

// Forms of a word mostly begin alike; crude, but the same in every language.
const STEM = 6;

/** What forms of a word have in common, mostly. */
export function wordStem(word: string): string {
  return word.slice(0, STEM);
}
