import { arithmeticTokens } from './arithmetic-tokens.ts';
import { plainValue } from './plain-value.ts';
import { endsOperand, type Token } from './token.ts';
import { STOP } from './arithmetic-words.ts';

/** One side of an equation: an expression as tokens, with the words beside it. */
export interface Side {
  readonly tokens: readonly Token[];
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Words after its last number, in small letters; `''` where there are none. */
  readonly unit: string;
  /** It adds numbers of more than one unit of measure, as in `3 m + 20 cm`. */
  readonly mixed: boolean;
  /** What stands before is part of it and cannot be read (an operator with nothing before it, a function, …). */
  readonly open: boolean;
  /** The word right before it, or the two, in small letters; `''` at a beginning or after punctuation. */
  readonly lead: string;
  /** See {@link plainValue}. */
  readonly plain: number;
}

/** A sign of equality: whether it says `about`, and whether it is a word (`is`, `gives`). */
export interface Sign {
  readonly about: boolean;
  readonly word: boolean;
}

/** `a = b = c` as written: sides in order, joined by equality signs. */
export interface Equation {
  readonly sides: readonly Side[];
  /** The signs between them, one less than sides. */
  readonly signs: readonly Sign[];
  /** It stands in a calculator's annotation: `<<48/2=24>>`. */
  readonly annotation: boolean;
  /** What follows the last side: punctuation or a word, and the word or `#` for the number behind it; `''` at the end. */
  readonly follows: string;
}

// A sign of equality, or a word for it with a number after it.
const RELATION =
  /[=≈≅≃]|\\(?:approx|simeq)\b|\b(?:equals?|equal to|is|are|was|were|gives|makes|yields|totals|leaves|produces|comes to|adds up to|amounts to|results in) (?:(?:about|approximately|roughly|exactly|just|still|only) )?[-−]?[$£€(]{0,2}\d/gi;
// Longer lines are read in windows around the signs.
const MAX_LINE = 600;
// A line with an operator behind a number, or a name for one; others need not be cut to tokens.
const CALCULATES =
  /[\d)\]}%!²³]\s*[A-Za-z$ ]{0,40}[-+*/^×÷·∙⋅•∗−–]|\\(?:[dtc]?frac|times|cdot|div|sqrt)|√|[\d}]\$?\s?[x%!]|\sx\s|\d\(|(?<![A-Za-z])[A-Za-z]\s?=\s?\(?-?\d|\b(?:plus|minus|times|divided|multiplied|sum|total|adding|product|difference|quotient|dividing|multiplying|mod|squared|cubed|half|quarter|twice|double|triple|thrice|subtract(?:ing)?|sqrt)\b/i;
const ANNOTATION = /<<[^<>\n]{1,80}>>/g;
const FENCE = /^[ \t]{0,3}(?:```|~~~)/;
/** Ends a unit of measure: these are converted into one another; of others, two kinds of things may be added. */
export const MEASURE =
  /\b(?:[kcmnµ]?m|k?g|mg|m?l|s|sec|min|h|hrs?|(?:milli|centi|kilo)?(?:met(?:er|re)|gram|lit(?:er|re))s?|(?:second|minute|hour|day|week|month|year|yard|mile|dollar|cent|quarter|dime|nickel|pound|ounce|cup|pint|quart|gallon|dozen|pair)s?|feet|foot|ft|inch(?:es)?|oz|lbs?|penn(?:y|ies)|pence)$/;
// Words that say in which unit a number is, at most this many ("5 bottles of water per guest * …").
const MAX_UNIT_WORDS = 6;

/**
 * The equations written in a text, line by line, those in annotations after the others of their line; those in fenced code are left out. Only lines with a sign of equality and
 * two digits are read, so that a text without any costs one pass.
 */
export function findEquations(text: string): Equation[] {
  const found: Equation[] = [];
  let done = 0;
  let fenceSeen = 0;
  let fenced = false;
  let tornAt = -1;
  RELATION.lastIndex = 0;
  for (let match = RELATION.exec(text); match !== null; match = RELATION.exec(text)) {
    const at = match.index;
    if (at < done) continue;
    const line = lineStart(text, at);
    // It may go on with the line before.
    const begin = Math.max(done, /^[\s&\\]*$/.test(text.slice(line, at)) ? lineStart(text, line - 1) : line);
    const from = Math.max(begin, at - MAX_LINE);
    const isStart = from === 0 || text[from - 1] === '\n';
    let to = lineEnd(text, at);
    // A line that begins with a sign goes on with the one before it.
    for (let more = continuation(text, to); more > 0; more = continuation(text, to)) to = more;
    const cut = to > from + 2 * MAX_LINE ? pauseBefore(text, from + MAX_LINE, from + 2 * MAX_LINE) : to;
    const torn = {
      start: !isStart && (from > begin || tornAt === from || from === at - MAX_LINE),
      end: cut === from + 2 * MAX_LINE,
    };
    to = cut;
    tornAt = torn.end ? to : -1;
    done = Math.max(to, at + 1);
    RELATION.lastIndex = done;
    for (; fenceSeen >= 0 && fenceSeen <= from; fenceSeen = nextLine(text, fenceSeen)) {
      const first = text.charCodeAt(fenceSeen);
      if ((first === 96 || first === 126 || first === 32) && FENCE.test(text.slice(fenceSeen, fenceSeen + 8)))
        fenced = !fenced;
    }
    if (fenced || !CALCULATES.test(text.slice(from, to))) continue;
    const tokens = arithmeticTokens(text, from, to);
    // What was cut off is an unknown.
    if (torn.start) tokens.unshift({ kind: 'name', start: from, end: from, text: '…' });
    if (torn.end) tokens.push({ kind: 'name', start: to, end: to, text: '…' });
    for (const equation of equationsOf(tokens, text)) found.push(equation);
    for (const { 0: whole, index } of text.slice(from, to).matchAll(ANNOTATION)) {
      const [start, end] = [from + index + 2, from + index + whole.length - 2];
      for (const equation of equationsOf(arithmeticTokens(text, start, end), text)) {
        found.push({ ...equation, annotation: true });
      }
    }
  }
  return found;
}

// Both look no further than is read of a line, so that one endless line costs linear time.
function lineStart(text: string, at: number): number {
  const from = Math.max(0, at - MAX_LINE - 1);
  return from + text.slice(from, Math.max(0, at)).lastIndexOf('\n') + 1;
}

function lineEnd(text: string, at: number): number {
  const line = text.slice(at, at + 3 * MAX_LINE);
  const end = line.indexOf('\n');
  return at + (end < 0 ? line.length : end);
}

/** Where the next line begins; −1 when there is none. */
function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? -1 : end + 1;
}

/** The end of the last clause that ends in the window; its end where none does. */
function pauseBefore(text: string, from: number, to: number): number {
  for (let i = to; i > from; i--) {
    if (text[i] === ' ' && ',;.:!?'.includes(text[i - 1]!)) return i;
  }
  return to;
}

function continuation(text: string, end: number): number {
  // Nearly every line begins with a letter, a digit or nothing.
  const first = text.charCodeAt(end + 1);
  if (end >= text.length || (first !== 61 && first !== 38 && first !== 92 && first !== 32 && first !== 9)) return 0;
  const next = /^\n[ \t]*(?:\\\\)?&?[ \t]*(?:=|\\approx)(?!=)/.exec(text.slice(end, end + 40));
  return next === null ? 0 : lineEnd(text, end + next[0].length);
}

/** Joins tokens to sides, and sides to equations. */
function equationsOf(tokens: readonly Token[], text: string): Equation[] {
  const equations: Equation[] = [];
  let sides: Side[] = [];
  let signs: Sign[] = [];
  let side: Token[] = [];
  let unit = '';
  let units = new Set<string>();
  let open = false;
  // As written, or where in the tokens.
  let lead: string | number = '';
  let brackets = 0;
  // After a comma behind a number: an entry of a list.
  let listed = false;

  const closeSide = (isLast: boolean): void => {
    const trimmed = brackets > 0 ? afterOpenBracket(side) : side;
    const cut = trimmed.length < side.length;
    const first = trimmed[0];
    const last = trimmed.at(-1);
    sides.push({
      tokens: trimmed,
      start: first?.start ?? -1,
      end: last?.end ?? -1,
      unit,
      mixed: units.size > 1 && trimmed.some((token) => token.kind === 'operator' && '+-'.includes(token.operator)),
      open: (cut ? isLast || sides.length > 0 : open) || (first?.kind === 'operator' && isBinary(first)),
      lead: cut ? '' : typeof lead === 'number' ? leadAt(tokens, lead) : lead,
      plain: plainValue(trimmed),
    });
    side = [];
    open = false;
    lead = '';
    clear();
  };
  // Called behind every word: what is empty stays.
  const clear = (): void => {
    if (side.length > 0) side = [];
    unit = '';
    if (units.size > 0) units = new Set();
    brackets = 0;
  };
  const close = (follows: string, opened: boolean, word: string | number): void => {
    if (signs.length > 0) {
      closeSide(true);
      equations.push({ sides, signs, annotation: false, follows: listed && follows === ', #' ? ', list' : follows });
      sides = [];
      signs = [];
    }
    clear();
    open = opened;
    listed = false;
    lead = word;
  };

  // A line that begins with a dash and a space is an entry of a list.
  const [first, second] = tokens;
  const bullet =
    first?.kind === 'operator' && second !== undefined && second.start > first.end && isBinary(first) ? 1 : 0;
  for (let i = bullet; i < tokens.length; i++) {
    const token = tokens[i]!;
    switch (token.kind) {
      case 'relation':
        closeSide(false);
        signs.push({ about: token.about, word: token.word });
        break;
      case 'number': {
        // Two numbers without a sign between them are not one expression, unless mixed (`2 1/3`).
        const last = side.at(-1);
        if (
          unit !== '' ||
          (last?.kind === 'number' && !isMixed(tokens, i) && last.end < token.end && !isShort(tokens, i))
        ) {
          close('', false, '');
          open = last !== undefined && unit === '';
        }
        side.push(token);
        break;
      }
      case 'name':
        if (unit !== '') close(token.text, true, token.text);
        side.push(token);
        break;
      case 'operator':
        if (token.operator === '(') {
          if (unit !== '') close('(', false, '');
          brackets++;
        }
        if (token.operator === ')') {
          if (brackets === 0) {
            // One bracket too many before a sign of equality is a slip of the pen.
            const next = tokens[i + 1];
            if (side.length > 0 && next?.kind === 'relation' && !listed) break;
            close(')', next?.start === token.end, '');
            break;
          }
          brackets--;
        }
        if (unit !== '' && token.operator !== ')' && !isBinary(token)) {
          close('', true, '');
          break;
        }
        if (token.operator === '!' && side.length === 0) break;
        side.push(token);
        unit = '';
        break;
      case 'word': {
        const last = side.at(-1);
        const words = last !== undefined && endsOperand(last) ? unitWords(tokens, i, text) : 0;
        if (words > 0) {
          unit = text.slice(token.start, tokens[i + words - 1]!.end).toLowerCase();
          if (MEASURE.test(unit)) units.add(unit);
          i += words - 1;
          // `miles / hour` and `miles per hour` are one unit.
          break;
        }
        if (last !== undefined && endsOperand(last)) {
          unit = token.text.toLowerCase();
          if (MEASURE.test(unit)) units.add(unit);
        } else if (last !== undefined) {
          if (isPer(tokens, i)) {
            // `$14/blouse * 4`
            side.pop();
            break;
          }
          side.push(token);
        }
        if (signs.length === 0) {
          close('', false, i);
          break;
        }
        const after = tokens[i + 1];
        // `= 2 hours 30 minutes`, `= 5 and 1/2`: more of the number follows.
        const more = after?.kind === 'number' ? ' #' : after?.kind === 'word' ? ` ${after.text}` : '';
        close(`${token.text}${more}`, false, i);
        break;
      }
      case 'call':
        if (side.length > 0) side.push({ ...token, kind: 'word' });
        close(token.text, true, token.text);
        break;
      case 'break': {
        if (token.text === '\n' && tokens[i + 1]?.kind === 'relation') break;
        const last = side.at(-1);
        const next = tokens[i + 1];
        const more = next?.kind === 'number' || (next?.kind === 'operator' && next.sign) ? ' #' : '';
        // A colon with space around it is a ratio's.
        const ratio = token.text === ':' && last !== undefined && last.end < token.start && more !== '';
        close(`${token.text}${more}`, ratio || (token.text !== '\n' && !/^[,;:.?!"]$/.test(token.text)), '');
        listed = token.text === ',' && last !== undefined && endsOperand(last);
        break;
      }
    }
  }
  close('', false, '');
  return equations;
}

/** The words before a side, of which the last is that token. */
function leadAt(tokens: readonly Token[], at: number): string {
  const [before, word] = [tokens[at - 1], tokens[at]];
  const said = word?.kind === 'word' ? word.text : '';
  return `${before?.kind === 'word' ? `${before.text} ` : ''}${said}`.toLowerCase();
}

/**
 * How many words from `at` on are a unit, because an operator or a sign of equality follows them; a slash between words
 * (`miles / hour`) belongs to it. 0 when they are not.
 */
function unitWords(tokens: readonly Token[], at: number, text: string): number {
  let count = 0;
  for (let i = at; i < tokens.length && count <= 2 * MAX_UNIT_WORDS; i++) {
    const token = tokens[i]!;
    if (token.kind === 'word') {
      if (STOP.test(token.text.toLowerCase()) && !(count > 0 && token.text === 'of')) return 0;
      count++;
      continue;
    }
    if (token.kind === 'operator' && token.operator === '/' && tokens[i + 1]?.kind === 'word') {
      count++;
      continue;
    }
    if (token.kind === 'operator' && token.operator === '^' && tokens[i + 1]?.kind === 'number') {
      // `m/s^2`
      count += 2;
      i++;
      continue;
    }
    const goesOn =
      token.kind === 'relation' ||
      (token.kind === 'operator' && (isBinary(token) || token.operator === ')') && !token.sign);
    // Where formulas stand between `$`, another begins here.
    return goesOn && count <= MAX_UNIT_WORDS && !text.slice(tokens[at]!.end, token.start).includes('$') ? count : 0;
  }
  return 0;
}

/** Whether a word directly behind a slash is what a price or speed is for, in a product: `$14/hour * 4`, `4 * $14/hour`. */
function isPer(tokens: readonly Token[], at: number): boolean {
  const [slash, word, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (slash?.kind !== 'operator' || slash.operator !== '/' || slash.end !== word?.start) return false;
  if (next?.kind === 'operator') return next.operator === '*';
  const [times, price] = [tokens[at - 3], tokens[at - 2]];
  return next?.kind === 'relation' && price?.kind === 'number' && times?.kind === 'operator' && times.operator === '*';
}

function isBinary(token: Token): boolean {
  return token.kind === 'operator' && ['+', '-', '*', '/', '^', 'of', 'mod'].includes(token.operator) && !token.sign;
}

function isMixed(tokens: readonly Token[], at: number): boolean {
  const [slash, below] = [tokens[at + 1], tokens[at + 2]];
  return slash?.kind === 'operator' && slash.operator === '/' && below?.kind === 'number';
}

/** The arguments of `\frac12`. */
function isShort(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 2];
  return before?.kind === 'operator' && before.operator === 'fraction';
}

/** What stands after the last bracket that was opened and not closed. */
function afterOpenBracket(tokens: readonly Token[]): Token[] {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (token.kind !== 'operator') continue;
    if (token.operator === ')') depth++;
    else if (token.operator === '(' && --depth < 0) return tokens.slice(i + 1);
  }
  return [...tokens];
}
