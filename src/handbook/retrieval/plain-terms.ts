/** A word of a text, without its ending, and as it was written (in lower case). */
export interface PlainTerm {
  readonly term: string;
  readonly word: string;
}

const STOP_WORDS = new Set(
  'a about after all also am an and any anything are as at be been before but by call can could did do does done down each else first for from get give had has have he hello her hey hi him his how i if in into is it its just let like make may me might more must my need no not now of off ok okay on once one only or other our out over please put run said same say she should so some something tell than thank thanks that the their them then there these they thing this those through to too try up us use user using very want was we well were what when where which while who why will with would yes you your'.split(
    ' ',
  ),
);
// Writing without spaces between words.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const LONGEST_TERM = 40;
// A number is about a thing, not about what to do with it.
const NUMBER = /^\d+$/;

/**
 * The words of a text that say something, in order, those of identifiers (`get_user`, `getUser`) one by one, without English
 * endings, so that `cancelling` meets `cancel`. Writing without spaces gives pairs of characters.
 */
export function plainTerms(text: string): PlainTerm[] {
  const terms: PlainTerm[] = [];
  const apart = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  for (const word of apart.split(/[^\p{L}\p{M}\p{N}]+/u)) {
    if (word.length < 2 || STOP_WORDS.has(word) || NUMBER.test(word)) continue;
    if (UNSPACED.test(word)) {
      const characters = [...word];
      for (let i = 0; i + 1 < characters.length; i++) {
        const pair = characters[i]! + characters[i + 1]!;
        terms.push({ term: pair, word: pair });
      }
    } else terms.push({ term: stemOf(word).slice(0, LONGEST_TERM), word });
  }
  return terms;
}

// Requests and behaviors use few words often.
const STEMS = new Map<string, string>();
const MOST_STEMS = 20_000;

function stemOf(word: string): string {
  let stem = STEMS.get(word);
  if (stem === undefined) {
    stem = word
      .replace(/(?:ations?|ings?|ions?|ments?|ers?|ed|ies|es|s|e|y)$/, '')
      .replace(/([^aeiouls])\1$|(ll)$/, (_, double: string | undefined) => double ?? 'l');
    if (stem.length < 3) stem = word;
    if (STEMS.size >= MOST_STEMS) STEMS.clear();
    STEMS.set(word, stem);
  }
  return stem;
}
