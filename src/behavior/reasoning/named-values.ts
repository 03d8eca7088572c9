import type { Token } from './token.ts';
import { evaluateArithmetic, numberOf, type Value } from './evaluate-arithmetic.ts';
import type { Equation, Side } from './find-equations.ts';
import { wrongLinks, type WrongLink } from './wrong-links.ts';

/** What a reasoning has given names to so far. */
export interface NamedValues {
  /**
   * Takes in an equation's definitions (`A = (2 + 3) = 5`), and tells where it does not use what was named before: an
   * expression with names that is written out with other values (`A - B = 5 - 8` where B is −8).
   *
   * @returns the first such place
   */
  read(equation: Equation, text: string): WrongLink | undefined;
}

// Names of one letter, with index or Greek; a reasoning does not use more of them.
const MAX_NAMES = 200;

/** Starts without names. */
export function namedValues(): NamedValues {
  const names = new Map<string, Value>();
  return {
    read(equation, text) {
      const wrong = writtenOut(equation, text, names);
      define(equation.sides, names);
      return wrong;
    },
  };
}

function writtenOut(equation: Equation, text: string, names: ReadonlyMap<string, Value>): WrongLink | undefined {
  const { sides, signs } = equation;
  for (let i = 0; i + 1 < sides.length; i++) {
    const [left, right] = [sides[i]!, sides[i + 1]!];
    // As many values as names and numbers: written out, not worked out. One name alone is being defined.
    const count = operands(left.tokens);
    if (count < 2 || count !== operands(right.tokens) || right.tokens.some(isName)) continue;
    const used = left.tokens.filter(isName);
    if (used.length === 0 || !used.every(({ text: name }) => names.has(name))) continue;
    if (!isCopied(left, right, names)) continue;
    const link = {
      sides: [left, right],
      annotation: false,
      signs: [signs[i]!],
      follows: i + 2 === sides.length ? equation.follows : '',
    };
    const [wrong] = wrongLinks(link, text, { names }).wrong;
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function define(sides: readonly Side[], names: Map<string, Value>): void {
  const [first, ...rest] = sides;
  const [name] = first?.tokens ?? [];
  if (first === undefined || first.tokens.length !== 1 || name?.kind !== 'name' || first.open) return;
  // The last side is what the reasoning goes on with, right or wrong.
  const value = rest
    .toReversed()
    .map(({ tokens }) => evaluateArithmetic(tokens, { names }))
    .find((known) => known !== undefined);
  if (value === undefined) names.delete(name.text);
  else if (names.size < MAX_NAMES || names.has(name.text)) names.set(name.text, value);
}

/** Whether the right side has the left side's values, in whatever order and sign, but for one at most. */
function isCopied(left: Side, right: Side, names: ReadonlyMap<string, Value>): boolean {
  const values = left.tokens.flatMap((token) => {
    if (token.kind === 'name') return [names.get(token.text)!.number.abs().toString()];
    return token.kind === 'number' ? [numberOf(token).toString()] : [];
  });
  for (const token of right.tokens) {
    const at = token.kind === 'number' ? values.indexOf(numberOf(token).toString()) : -1;
    if (at >= 0) values.splice(at, 1);
  }
  return values.length <= 1 && products(left) === products(right);
}

/** Its operators but for sums and brackets, in order of their signs. */
function products({ tokens }: Side): string {
  const signs = tokens.flatMap((token) =>
    token.kind === 'operator' && '*/^'.includes(token.operator) ? [token.operator] : [],
  );
  return signs.sort().join('');
}

function isName(token: Token): token is Token & { readonly kind: 'name'; readonly text: string } {
  return token.kind === 'name';
}

function operands(tokens: readonly Token[]): number {
  return tokens.filter(({ kind }) => kind === 'number' || kind === 'name').length;
}
