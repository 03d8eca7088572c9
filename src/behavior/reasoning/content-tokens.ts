/** The words, numbers and signs of a text as 32-bit hashes, in order; small words and spacing are left out. */
export interface ContentTokens {
  readonly all: readonly number[];
  /** Those of numbers, signs, LaTeX commands and single letters: what formulas are made of. */
  readonly exact: readonly number[];
}

const SMALL = new Set(
  '\\left \\right a an the of to in is are we it so and that this for be can with as by if on our let s us has have now then which you i'
    .split(' ')
    .map((word) => [...word].reduce((hash, character) => mix(hash, character.charCodeAt(0)), 0)),
);

/** Cuts a text to its content in one pass. Hashes instead of words: they are only compared. */
export function contentTokens(text: string): ContentTokens {
  const all: number[] = [];
  const exact: number[] = [];
  for (let i = 0; i < text.length;) {
    const start = i;
    const code = text.charCodeAt(i);
    let hash = 0;
    if (isWord(code) || (code === 92 && isWord(text.charCodeAt(i + 1)))) {
      do hash = mix(hash, lower(text.charCodeAt(i++)));
      while (isWord(text.charCodeAt(i)));
      if (SMALL.has(hash)) continue;
    } else if (isDigit(code)) {
      do hash = mix(hash, text.charCodeAt(i++));
      while (isDigit(text.charCodeAt(i)) || (text.charCodeAt(i) === 46 && isDigit(text.charCodeAt(i + 1))));
    } else {
      i++;
      // + - * / = ^ < >
      if (code !== 43 && code !== 45 && code !== 42 && code !== 47 && code !== 94 && !(code >= 60 && code <= 62))
        continue;
      hash = mix(0, code);
    }
    all.push(hash);
    if (i - start === 1 || isDigit(code) || code === 92) exact.push(hash);
  }
  return { all, exact };
}

/** FNV-1a, a character at a time. */
function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code ^ 0x811c9dc5, 16_777_619);
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code >= 0xc0;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
