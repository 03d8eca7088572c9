import {
  ABOUT_COMMANDS,
  BLANK,
  BLANK_COMMANDS,
  COMMANDS,
  EQUALS,
  HEDGES,
  JOINS,
  SHARES,
  SIGNS,
  STOP,
  TEXT_COMMANDS,
  TWO_WORDS,
  UNIT,
  ARITHMETIC_WORDS,
  type Operator,
} from './arithmetic-words.ts';
import { endsOperand, isPart, isTimes, type Token } from './token.ts';

// Sticky, each tried where its first character stands.
const NUMBER =
  /\d{1,3}(?:(?:,|\{,\}|\\,|\\!,|\u202f|\u2009)\d{3})+(?![\d,]\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+/y;
const COMMAND = /\\(?:[A-Za-z]+|[^])/y;
const WORD =
  /[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*(?:_?[A-Za-zÀ-ɏ\d]+|(?<=[A-Za-zÀ-ɏ]{2})-(?=[A-Za-zÀ-ɏ]{2})[A-Za-zÀ-ɏ\d]+)*|\p{L}[\p{L}\p{M}]*/uy;
const RELATION = /[=≈≅≃]+/y;
const POWERS = /⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/y;
const ANNOTATION = /<<[^<>\n]{1,80}>>/y;
const SHARED = /^(?:half|quarter|twice|double|thrice|triple|subtracting|subtract)$/i;
// What these begin with: d, h, q, s, t.
function isShared(word: string): boolean {
  const first = word.charCodeAt(0) | 32;
  const may = first === 100 || first === 104 || first === 113 || first === 115 || first === 116;
  return may && word.length > 3 && SHARED.test(word);
}
const PARTS =
  /^(?:first|second|third|fourth|last|latter|former|other|and|top|bottom|upper|lower|than|per|every|each)$/i;
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/**
 * Cuts `text.slice(from, to)` to the pieces of calculations. Money signs, Markdown and LaTeX spacing are left out; words
 * for operations (`plus`, `divided by`) become operators, and those for equality relations where a number follows.
 * `<<48/2=24>>`, as calculators leave behind, is left out too.
 */
export function arithmeticTokens(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  let at = from;
  let spaced = true;
  let joining: Operator | undefined;
  while (at < to) {
    const start = at;
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9 || code === 0xa0) {
      spaced = true;
      at++;
      continue;
    }
    if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)))) {
      const number = digitsAt(start) ?? matchAt(NUMBER, start);
      if (number !== '') pushNumber(number, start, at);
      else pushOther(text[at++]!, start, at);
    } else if (isLetter(code)) pushWord(lettersAt(start) ?? matchAt(WORD, start), start, at);
    else if (code === 92 && at + 1 < text.length) pushCommand(matchAt(COMMAND, start).slice(1), start, at);
    else if (code === 60 && matchAt(ANNOTATION, start) !== '') continue;
    else if (code === 61 || (code >= 0x2243 && code <= 0x2248)) {
      const relation = matchAt(RELATION, start);
      if (relation === '') pushOther(text[at++]!, start, at);
      else pushRelation(relation, start, at);
    } else if (code > 127) pushForeign(start);
    else {
      at += code === 42 && text.charCodeAt(at + 1) === 42 ? 2 : 1;
      pushOther(text.slice(start, at), start, at);
    }
    spaced = false;
  }
  return tokens;

  /** Takes what the pattern finds here; `''` when that is nothing. */
  function matchAt(pattern: RegExp, start: number): string {
    pattern.lastIndex = start;
    if (!pattern.test(text)) return '';
    at = pattern.lastIndex;
    return text.slice(start, at);
  }

  /** A whole number with nothing behind it that may belong to it; undefined where a pattern has to tell. */
  function digitsAt(start: number): string | undefined {
    let end = start;
    let code = text.charCodeAt(end);
    while (isDigit(code)) code = text.charCodeAt(++end);
    // . , { \\
    if (end === start || code === 46 || code === 44 || code === 123 || code === 92 || code > 127) return undefined;
    at = end;
    return text.slice(start, end);
  }

  /** Likewise a word of ASCII letters. */
  function lettersAt(start: number): string | undefined {
    let end = start + 1;
    let code = text.charCodeAt(end);
    while (isLetter(code)) code = text.charCodeAt(++end);
    // ' - _
    if (code === 39 || code === 45 || code === 95 || isDigit(code) || code > 127) return undefined;
    at = end;
    return text.slice(start, end);
  }

  function pushForeign(start: number): void {
    const raised = matchAt(POWERS, start);
    if (raised !== '') {
      const digits = [...raised.replace('⁻', '')].map((digit) => RAISED.indexOf(digit)).join('');
      pushOperator('^', start, start);
      if (raised.startsWith('⁻')) tokens.push({ kind: 'operator', start, end: start, operator: '-', sign: true });
      tokens.push({ kind: 'number', start, end: at, digits, decimals: 0 });
      return;
    }
    const word = matchAt(WORD, start);
    if (word !== '') pushWord(word, start, at);
    else pushOther(text[at++]!, start, at);
  }

  function pushNumber(written: string, start: number, end: number): void {
    const next = text.charCodeAt(end);
    const before = text.charCodeAt(start - 1);
    const odd =
      // Versions, times, dates, decimal commas, numbers that begin with zero, and what is glued to a word.
      (isPoint(next) && isDigit(text.charCodeAt(end + 1))) ||
      (!isOpen(start) && (isPoint(before) || before === 35 || before === 95 || isDigit(before) || isLetter(before))) ||
      (written.length > 1 && written.charCodeAt(0) === 48 && isDigit(written.charCodeAt(1))) ||
      written.length > 30 ||
      next === 95;
    if (odd) {
      tokens.push({ kind: 'break', start, end, text: 'odd' });
      return;
    }
    // `6 x 10-3`, where a raised exponent was lost.
    if (
      written === '10' &&
      /[-−]/.test(text[end] ?? '') &&
      isDigit(text.charCodeAt(end + 1)) &&
      isTimes(tokens.at(-1))
    ) {
      tokens.push({ kind: 'name', start, end, text: written });
      return;
    }
    const plain = end - start === written.length && /^[\d.]+$/.test(written) ? written : written.replace(/[^\d.]/g, '');
    const point = plain.indexOf('.');
    const decimals = point < 0 ? 0 : plain.length - point - 1;
    tokens.push({ kind: 'number', start, end, digits: plain, decimals });
  }

  /** Whether the number at `start` follows something that a number may follow directly. */
  function isOpen(start: number): boolean {
    const last = tokens.at(-1);
    return last === undefined || last.end < start || last.kind === 'operator' || last.kind === 'relation';
  }

  function pushRelation(sign: string, start: number, end: number): void {
    joining = undefined;
    const before = text[start - 1] ?? '';
    const after = text[end] ?? '';
    if (sign.length > 1 || '<>!:+-*/~'.includes(before) || '><~'.includes(after)) {
      const annotated = (before === '>' && text[start - 2] === '>') || (after === '<' && text[end + 1] === '<');
      if (sign.length > 1 || !annotated) {
        if (tokens.at(-1)?.end === start && tokens.at(-1)!.kind === 'operator') tokens.pop();
        tokens.push({ kind: 'break', start, end, text: sign });
        return;
      }
    }
    tokens.push({ kind: 'relation', start, end, about: sign !== '=', word: false });
  }

  function pushOperator(operator: Operator, start: number, end: number): void {
    const last = tokens.at(-1);
    const mayBeSign = spaced || last === undefined || !endsOperand(last);
    tokens.push({ kind: 'operator', start, end, operator, sign: mayBeSign && !/\s/.test(text[end] ?? ' ') });
  }

  function pushWord(word: string, start: number, end: number): void {
    const last = tokens.at(-1);
    const attached = last?.end === start;
    const next = text[end] ?? '';
    if (isShared(word) && pushShare(word.toLowerCase(), start, end)) return;
    // Most words stand behind other words and before letters: nothing of a calculation.
    const plain = last === undefined || last.kind === 'word' || last.kind === 'break';
    if (word.length > 2 && plain && next === ' ' && isLetter(text.charCodeAt(end + 1)) && !EQUALS.has(word)) {
      joining = joins(word, end) ?? joining;
      tokens.push({ kind: 'word', start, end, text: word });
      return;
    }
    const lower = word.toLowerCase();
    joining = joins(word, end) ?? joining;
    if (joining !== undefined && last?.kind === 'number' && /^(?:and|by|with|to)$/.test(lower)) {
      if (/^ [$\d(-]/.test(text.slice(end, end + 2))) {
        pushOperator(joining, start, end);
        joining = undefined;
        return;
      }
    }
    if (
      (lower === 'x' || word === '×') &&
      last !== undefined &&
      endsOperand(last) &&
      /^[ ]?[\d($\\.-]/.test(text.slice(end, end + 2))
    ) {
      // `4 x 5` and `4x5`, but neither `4x (…)` nor `4x - 5`.
      if (attached ? isDigit(text.charCodeAt(end)) : next === ' ' && !/^ [-(]/.test(text.slice(end, end + 2))) {
        pushOperator('*', start, end);
        return;
      }
    }
    if (next === '(' && lower === 'sqrt') {
      pushOperator('root', start, end);
      return;
    }
    if (next === '(' || (next === '\\' && text.startsWith('\\left(', end))) {
      tokens.push({ kind: 'call', start, end, text: word });
      return;
    }
    if (next === '^' && !UNIT.test(word)) {
      tokens.push({ kind: 'name', start, end, text: word });
      return;
    }
    if (attached && last.kind === 'number' && word.length > 1 && /^[A-Z][a-z]/.test(word)) {
      // `3Red + 2Blue`: unknowns with long names.
      tokens.push({ kind: 'name', start, end, text: word });
      return;
    }
    if (word.length === 2 && last !== undefined && endsOperand(last) && !UNIT.test(word) && !STOP.test(lower)) {
      // `4xy`: a product rather than a unit.
      tokens.push({ kind: 'name', start, end, text: word });
      return;
    }
    if (word.length === 1 || /[_\dπ]/.test(word)) {
      const per = last?.kind === 'operator' && last.operator === '/' && tokens.at(-2)?.kind === 'word';
      const unit = (per || (last?.kind === 'number' && !attached)) && /^[smghLNJWVAKCFkd]$/.test(word);
      const article =
        (word === 'a' || word === 'I' || word === 'A') && !attached && /^ [a-z\d$]/.test(text.slice(end, end + 2));
      tokens.push({ kind: unit || article ? 'word' : 'name', start, end, text: word });
      return;
    }
    const before = last !== undefined && endsOperand(last) && !attached;
    const pair = before ? /^ by\b/.exec(text.slice(end, end + 4)) : null;
    if (pair !== null && TWO_WORDS.has(`${lower} by`)) {
      at = end + 3;
      pushOperator(TWO_WORDS.get(`${lower} by`)!, start, end + 3);
      return;
    }
    if (before && lower === 'of' && isPart(tokens)) {
      pushOperator('of', start, end);
      return;
    }
    // `5 times 3`, but "5 times a day", "5 plus more".
    const joined =
      before &&
      /^ ?(?:[-−($\\√\d]|\.\d|[a-z]\b(?!['’]))/i.test(text.slice(end, end + 3)) &&
      !text.startsWith(' a ', end);
    const operator =
      joined || (lower === 'minus' && last?.kind === 'operator') ? ARITHMETIC_WORDS.get(lower) : undefined;
    if (operator !== undefined) {
      pushOperator(operator, start, end);
      return;
    }
    if ((lower === 'squared' || lower === 'cubed') && before) {
      pushOperator('^', start, start);
      tokens.push({ kind: 'number', start, end, digits: lower === 'squared' ? '2' : '3', decimals: 0 });
      return;
    }
    if (EQUALS.has(lower)) {
      const rest =
        /^ (?:(?:up )?to |in )?(?:(about|approximately|roughly|around|nearly|almost|just|exactly|still|only) )?(?=[-−]?[$£€(]?\d)/.exec(
          text.slice(end, end + 30),
        );
      if (rest !== null) {
        at = end + rest[0].length;
        joining = undefined;
        tokens.push({ kind: 'relation', start, end: at, about: HEDGES.test(rest[1] ?? ''), word: true });
        return;
      }
    }
    if (HEDGES.test(word) && last?.kind === 'relation') {
      tokens[tokens.length - 1] = { ...last, end, about: true };
      return;
    }
    tokens.push({ kind: 'word', start, end, text: word });
  }

  /** `half of 50`, `twice 12`, `subtracting 5 from 12`. */
  function pushShare(lower: string, start: number, end: number): boolean {
    const last = tokens.at(-1);
    if (last !== undefined && endsOperand(last) && last.kind !== 'word') return false;
    const share = SHARES.get(lower);
    if (share === undefined) {
      const taken = /^ (\d+(?:\.\d+)?) from (\d+(?:\.\d+)?)(?![\d.,]*\d|[\w%])/.exec(text.slice(end, end + 40));
      if (taken === null) return false;
      const [whole, less, more] = taken as unknown as [string, string, string];
      const middle = end + 1 + less.length;
      at = end + whole.length;
      // Turned round, where they stand.
      pushDigits(more, end + 1, middle);
      tokens.push({ kind: 'operator', start: middle, end: at - more.length, operator: '-', sign: false });
      pushDigits(less, at - more.length, at);
      return true;
    }
    // "The first half of 2020" is none.
    const [digits, operator] = share;
    // Of one number: with more than one it is not said which are meant.
    const alone = /^(?: of)? \$?(\d[\d,.]*)(?![\d,.]| ?[-+*/×÷^(])/.exec(text.slice(end, end + 30));
    const follows = alone !== null && (operator === 'of') === text.startsWith(' of', end);
    if (!follows || (last?.kind === 'word' && PARTS.test(last.text))) return false;
    pushDigits(digits, start, end);
    at = operator === 'of' ? end + 3 : end;
    tokens.push({ kind: 'operator', start: end, end: at, operator, sign: false });
    return true;
  }

  /** "The sum of 5 …", "adding 5 …". */
  function joins(word: string, end: number): Operator | undefined {
    // The shortest is "sum"; a number follows, maybe after a word.
    if (word.length < 3 || text.charCodeAt(end) !== 32) return undefined;
    const next = text.charCodeAt(end + 1);
    if (!isDigit(next) && next !== 36 && next !== 111 && next !== 98) return undefined;
    const operator = JOINS.get(word);
    return operator !== undefined && /^ (?:of |between )?\$?\d/.test(text.slice(end, end + 12)) ? operator : undefined;
  }

  function pushDigits(digits: string, start: number, end: number): void {
    const point = digits.indexOf('.');
    tokens.push({ kind: 'number', start, end, digits, decimals: point < 0 ? 0 : digits.length - point - 1 });
  }

  function pushCommand(command: string, start: number, end: number): void {
    if (command === '\\' || command === '\n' || command === 'quad' || command === 'qquad')
      tokens.push({ kind: 'break', start, end, text: '\n' });
    else if (BLANK_COMMANDS.test(command)) return;
    else if (ABOUT_COMMANDS.has(command)) tokens.push({ kind: 'relation', start, end, about: true, word: false });
    else if (TEXT_COMMANDS.test(command)) {
      const inner = /^\s*\{([^{}\n]{0,60})\}/.exec(text.slice(end, end + 64));
      // A text is a unit or a remark; a boxed number is the number.
      if (inner === null || /^[-\s\d.,]+$/.test(inner[1]!)) return;
      at = end + inner[0].length;
      if (inner[1]!.trim() !== '') tokens.push({ kind: 'word', start, end: at, text: inner[1]!.trim() });
    } else if (command === 'sqrt' && text[end] === '[') {
      // The index of a root is not read.
      tokens.push({ kind: 'name', start, end, text: command });
    } else if (COMMANDS.has(command)) {
      const operator = COMMANDS.get(command)!;
      pushOperator(operator, start, end);
      // `\frac12`: each argument is one digit.
      if (operator === 'fraction' || operator === 'root') shortArguments(command.endsWith('frac') ? 2 : 1);
    } else tokens.push({ kind: 'name', start, end, text: `\\${command}` });
  }

  function shortArguments(count: number): void {
    for (let i = 0; i < count && isDigit(text.charCodeAt(at)); i++, at++) {
      tokens.push({ kind: 'number', start: at, end: at + 1, digits: text[at]!, decimals: 0 });
    }
  }

  function pushOther(sign: string, start: number, end: number): void {
    if (sign !== ',') joining = undefined;
    else if (joining !== undefined && tokens.at(-1)?.kind === 'number') {
      // "The sum of 3, 4, and 5."
      const rest = text.slice(end, end + 7);
      if (/^ and [$\d]/.test(rest)) return;
      if (/^ [$\d]/.test(rest)) {
        pushOperator(joining, start, end);
        return;
      }
    }
    if (sign === '**' || sign === '*') {
      // Bold and bullets, unless it stands between two operands.
      const operand =
        tokens.at(-1) !== undefined &&
        endsOperand(tokens.at(-1)!) &&
        /^\s?[\d($\\.\-−\p{L}]/u.test(text.slice(end, end + 3));
      const power = sign === '**' && spaced === /\s/.test(text[end] ?? '');
      if (!operand || (sign === '**' && !power)) return;
      pushOperator(SIGNS.get(sign)!, start, end);
      return;
    }
    const operator = SIGNS.get(sign);
    if (operator !== undefined) pushOperator(operator, start, end);
    else if (!BLANK.test(sign)) tokens.push({ kind: 'break', start, end, text: sign });
  }
}

function isPoint(code: number): boolean {
  return code === 46 || code === 44 || code === 58;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
