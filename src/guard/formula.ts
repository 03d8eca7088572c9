/**
 * A formula of linear temporal logic over finite traces, with past. `next` is strong (there is a next event and it holds
 * there), `weak-next` is not (true at the last event); `yesterday` is strong (false at the first event).
 *
 * @see De Giacomo & Vardi 2013; Lichtenstein, Pnueli & Zuck 1985 for the past
 */
export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'atom'; readonly name: string }
  /** The trace ends here. */
  | { readonly kind: 'last' }
  | { readonly kind: UnaryKind; readonly of: Formula }
  | { readonly kind: BinaryKind; readonly left: Formula; readonly right: Formula };

/** Operators with one operand, as the syntax writes them: `! X WX F G Y O H`. */
export const UNARY_OPERATORS = {
  '!': 'not',
  X: 'next',
  WX: 'weak-next',
  F: 'eventually',
  G: 'always',
  Y: 'yesterday',
  O: 'once',
  H: 'historically',
} as const;
/** Names of the operators with one operand. */
export type UnaryKind = (typeof UNARY_OPERATORS)[keyof typeof UNARY_OPERATORS];

/** Operators with two operands, as the syntax writes them: `U R W S & | -> <->`. */
export const BINARY_OPERATORS = {
  U: 'until',
  R: 'release',
  W: 'weak-until',
  S: 'since',
  '&': 'and',
  '|': 'or',
  '->': 'implies',
  '<->': 'equivalent',
} as const;
/** Names of the operators with two operands. */
export type BinaryKind = (typeof BINARY_OPERATORS)[keyof typeof BINARY_OPERATORS];

const SYMBOLS = new Map<string, string>(
  Object.entries({ ...UNARY_OPERATORS, ...BINARY_OPERATORS }).map(([symbol, kind]) => [kind, symbol]),
);

/** Names of a formula's atoms, each once, in order of first appearance. */
export function atomsOf(formula: Formula): string[] {
  const names = new Set<string>();
  const visit = (node: Formula): void => {
    if (node.kind === 'atom') names.add(node.name);
    else if ('of' in node) visit(node.of);
    else if ('left' in node) {
      visit(node.left);
      visit(node.right);
    }
  };
  visit(formula);
  return [...names];
}

/** A formula as text that parses to the same formula; brackets around every operand that has two operands itself. */
export function formatFormula(formula: Formula): string {
  switch (formula.kind) {
    case 'constant':
      return String(formula.value);
    case 'last':
      return 'last';
    case 'atom':
      return formatAtom(formula.name);
    default: {
      const symbol = SYMBOLS.get(formula.kind)!;
      if ('of' in formula) {
        const inner = bracketed(formula.of);
        return symbol === '!' || inner.startsWith('(') ? `${symbol}${inner}` : `${symbol} ${inner}`;
      }
      return `${bracketed(formula.left)} ${symbol} ${bracketed(formula.right)}`;
    }
  }
}

/** An atom as the syntax writes it: quoted when it is not a plain name, or is a word of the syntax. */
function formatAtom(name: string): string {
  return PLAIN_ATOM.test(name) && !RESERVED_WORDS.has(name) ? name : JSON.stringify(name);
}

/** Words that are operators or constants unless they are quoted. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  'true',
  'false',
  'last',
  ...Object.keys({ ...UNARY_OPERATORS, ...BINARY_OPERATORS }).filter((symbol) => /^[A-Z]+$/.test(symbol)),
]);
const PLAIN_ATOM = /^[\p{L}_][\p{L}\p{N}_]*(?:[:./@-]+[\p{L}\p{N}_]+)*$/u;

function bracketed(formula: Formula): string {
  return 'left' in formula ? `(${formatFormula(formula)})` : formatFormula(formula);
}
