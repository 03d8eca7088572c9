// Words that any text has; what is left says what it is about.
const LITTLE = new Set(
  'a an the and or but of to in on at by for with from as is are was were be been being it its this that these those i you we he she they me my your our us them his her their will would can could should may might must do does did have has had not no so if then now just also very please let about into there here what which who how when where why all any some'.split(
    ' ',
  ),
);
const WORD = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}]+(?:['’_-][\p{L}\p{M}\p{N}]+)*[\p{N}]*/gu;
// The same in ASCII, several times as fast.
const ASCII_WORD = /\d+(?:[.,]\d+)*|[a-z]+(?:['_-][a-z\d]+)*\d*/g;
// eslint-disable-next-line no-control-regex
const ASCII = /^[\0-\x7f]*$/;
// Scripts that write no spaces between words.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** The words of a text that say what it is about, lower case; of scripts without spaces, pairs of characters. */
export function spokenWords(text: string): Set<string> {
  const words = new Set<string>();
  if (ASCII.test(text)) {
    for (const word of text.toLowerCase().match(ASCII_WORD) ?? []) if (!LITTLE.has(word)) words.add(word);
    return words;
  }
  for (const [match] of text.matchAll(WORD)) {
    const word = match.toLowerCase();
    if (LITTLE.has(word)) continue;
    if (!UNSPACED.test(word)) words.add(word);
    else for (let i = 0; i + 1 < word.length; i++) words.add(word.slice(i, i + 2));
  }
  return words;
}

/**
 * Whether two texts say the same in nearly the same words: of all their words at least `share` are in both, and what differs
 * is no number on both sides (another date, another order is another matter).
 *
 * @param a - see {@link spokenWords}
 * @param b - likewise
 */
export function saysTheSame(a: ReadonlySet<string>, b: ReadonlySet<string>, share: number): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0 || small.size < share * large.size) return false;
  let both = 0;
  for (const word of small) if (large.has(word)) both++;
  if (both < share * (a.size + b.size - both)) return false;
  return !(hasNumber(a.difference(b)) && hasNumber(b.difference(a)));
}

function hasNumber(words: ReadonlySet<string>): boolean {
  for (const word of words) if (/\p{N}/u.test(word)) return true;
  return false;
}
