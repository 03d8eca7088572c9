/**
 * Where a quote stands in a text from a place on, in order, not within a longer word; places may overlap. In time linear in what is searched and
 * the quote, whatever repeats in them: a run can be written to make a judge slow.
 *
 * @param quote - not empty
 * @see Knuth, Morris & Pratt 1977
 */
export function* placesOf(text: string, quote: string, from = 0): Generator<readonly [start: number, end: number]> {
  // Most quotes that a model makes up begin with words that stand nowhere.
  const first = text.indexOf(quote.slice(0, SHORT), from);
  if (first < 0) return;
  const opens = isWord(quote.charCodeAt(0));
  const closes = isWord(quote.charCodeAt(quote.length - 1));
  const borders = bordersOf(quote);
  let matched = 0;
  for (let i = first; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    while (matched > 0 && quote.charCodeAt(matched) !== unit) matched = borders[matched - 1]!;
    if (quote.charCodeAt(matched) === unit) matched++;
    if (matched < quote.length) continue;
    const start = i + 1 - quote.length;
    const isCut = (opens && isWord(text.charCodeAt(start - 1))) || (closes && isWord(text.charCodeAt(i + 1)));
    if (!isCut) yield [start, i + 1];
    matched = borders[matched - 1]!;
  }
}

/** Short enough that looking for it first is linear, too. */
const SHORT = 8;

/** For every beginning of a quote, the length of its longest own beginning that is its end as well. */
function bordersOf(quote: string): Int32Array {
  const borders = new Int32Array(quote.length);
  for (let i = 1, length = 0; i < quote.length; i++) {
    while (length > 0 && quote.charCodeAt(i) !== quote.charCodeAt(length)) length = borders[length - 1]!;
    if (quote.charCodeAt(i) === quote.charCodeAt(length)) length++;
    borders[i] = length;
  }
  return borders;
}

/** Whether a UTF-16 unit is a letter of English or a digit; none (NaN) is not. */
function isWord(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
}
