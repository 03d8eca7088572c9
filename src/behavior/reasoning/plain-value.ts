import type { Token } from './token.ts';

// The expression that is read, and where: closures would have to be made for each side of each equation.
let tokens: readonly Token[] = [];
let at = 0;

/**
 * The value of a plain expression (numbers, `+ − × ÷`, signs and brackets) as a double; NaN for anything else, and where a
 * product has no sign. Most calculations are of this kind and right, and need no exact arithmetic to see that.
 */
export function plainValue(expression: readonly Token[]): number {
  tokens = expression;
  at = 0;
  const value = sum();
  return at === tokens.length ? value : Number.NaN;
}

function sum(): number {
  let left = product();
  for (let sign = operator(); sign === '+' || sign === '-'; sign = operator()) {
    at++;
    const right = product();
    left = sign === '+' ? left + right : left - right;
  }
  return left;
}

function product(): number {
  let left = atom();
  for (let sign = operator(); sign === '*' || sign === '/'; sign = operator()) {
    at++;
    const right = atom();
    left = sign === '*' ? left * right : left / right;
  }
  return left;
}

function atom(): number {
  const token = tokens[at++];
  if (token?.kind === 'number') return Number(token.digits);
  if (token?.kind !== 'operator') return Number.NaN;
  if (token.operator === '-') return -atom();
  if (token.operator !== '(' || at > MAX_LENGTH) return Number.NaN;
  const inner = sum();
  const close = tokens[at++];
  return close?.kind === 'operator' && close.operator === ')' ? inner : Number.NaN;
}

function operator(): string | undefined {
  const token = tokens[at];
  return token?.kind === 'operator' ? token.operator : undefined;
}

// Longer ones may nest too deep.
const MAX_LENGTH = 200;
