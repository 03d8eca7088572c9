import { EthogramError } from '../core/ethogram-error.ts';
import { BINARY_OPERATORS, RESERVED_WORDS, UNARY_OPERATORS, type Formula, type UnaryKind } from './formula.ts';

interface Token {
  readonly text: string;
  /** The name, for atoms; undefined for operators and brackets. */
  readonly atom?: string;
  /** 0-based offset in the formula. */
  readonly at: number;
}

// Names may hold `: . / @ -` between letters and digits, so `a->b` is an implication and `tool:ask-user` an atom.
const TOKEN =
  /\s+|(?<operator><->|->|[()!&|])|"(?<quoted>(?:[^"\\]|\\.)*)"|(?<word>[\p{L}_][\p{L}\p{N}_]*(?:[:./@-]+[\p{L}\p{N}_]+)*)/uy;
const BINARY_LEVELS: readonly (readonly string[])[] = [['<->'], ['->'], ['|'], ['&'], ['U', 'R', 'W', 'S']];
// Deep enough for anything a person or a miner writes; a bound, because parsing recurses.
const MAX_DEPTH = 200;
const MAX_LENGTH = 20_000;

/**
 * Parses a formula: `!` `&` `|` `->` `<->`, `X` (strong next) `WX` (weak next) `F` `G` `U` `R` `W`, past `Y` `O` `H` `S`,
 * `last`, `true`, `false`, atoms `name`, `tool:search`, `"tool:Bash(git commit)"`. Unary operators bind tightest, then
 * `U R W S`, `&`, `|`, `->`, `<->`; all binary operators associate to the right.
 *
 * @throws EthogramError `bad-formula`, with the 1-based column and what was expected there
 */
export function parseFormula(text: string): Formula {
  if (text.length > MAX_LENGTH) {
    throw new EthogramError('bad-formula', `${text.length} characters long, expected at most ${MAX_LENGTH}`);
  }
  const tokens = tokenise(text);
  let position = 0;
  let depth = 0;

  const fail = (expected: string): EthogramError => {
    const token = tokens[position];
    const found = token === undefined ? 'the end' : token.text;
    return badFormula(text, token?.at ?? text.length, `found ${found}, expected ${expected}`);
  };
  const take = (symbol: string): boolean => {
    const token = tokens[position];
    if (token === undefined || token.atom !== undefined || token.text !== symbol) return false;
    position++;
    return true;
  };

  const binary = (level: number): Formula => {
    const symbols = BINARY_LEVELS[level];
    if (symbols === undefined) return unary();
    const left = binary(level + 1);
    for (const symbol of symbols) {
      if (!take(symbol)) continue;
      if (++depth > MAX_DEPTH) throw fail('fewer operators inside each other');
      const right = binary(level);
      depth--;
      return { kind: BINARY_OPERATORS[symbol as keyof typeof BINARY_OPERATORS], left, right };
    }
    return left;
  };

  const unary = (): Formula => {
    const token = tokens[position];
    if (token === undefined) throw fail('an atom, an operator or a bracket');
    if (token.atom !== undefined) {
      position++;
      return { kind: 'atom', name: token.atom };
    }
    if (++depth > MAX_DEPTH) throw fail('fewer operators inside each other');
    try {
      if (take('(')) {
        const inner = binary(0);
        if (!take(')')) throw fail('a closing bracket or an operator');
        return inner;
      }
      if (take('true')) return { kind: 'constant', value: true };
      if (take('false')) return { kind: 'constant', value: false };
      if (take('last')) return { kind: 'last' };
      if (token.text in UNARY_OPERATORS) {
        position++;
        const kind: UnaryKind = UNARY_OPERATORS[token.text as keyof typeof UNARY_OPERATORS];
        return { kind, of: unary() };
      }
      throw fail('an atom, an operator or a bracket');
    } finally {
      depth--;
    }
  };

  const formula = binary(0);
  if (position < tokens.length) throw fail('an operator or the end');
  return formula;
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      const found = String.fromCodePoint(text.codePointAt(at)!);
      throw badFormula(text, at, `found ${found}, expected an atom, an operator or a bracket`);
    }
    const { operator, quoted, word } = match.groups!;
    if (operator !== undefined) tokens.push({ text: operator, at });
    else if (quoted !== undefined) tokens.push({ text: match[0], at, atom: quoted.replace(/\\(.)/gu, '$1') });
    else if (word !== undefined) tokens.push({ text: word, at, ...(!RESERVED_WORDS.has(word) && { atom: word }) });
  }
  return tokens;
}

function badFormula(text: string, at: number, message: string): EthogramError {
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return new EthogramError('bad-formula', `formula ${shown}: column ${at + 1}: ${message}`, {
    hint: 'names with brackets or spaces, and the words X WX F G U R W Y O H S, are quoted: "tool:Bash(git push)"',
  });
}
