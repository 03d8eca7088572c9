import { Fraction } from 'fraction.js';

/** A sum that was worked out. */
export interface ReadExpression {
  readonly value: number;
  /** The numbers in it, in order. */
  readonly numbers: readonly number[];
}

/**
 * Works out a sum of whole numbers with `+ - * / ( )` (also `×`, `÷`, `−`), exactly. Undefined when it is anything else, or
 * divides by zero.
 *
 * ```
 * sum     = product  { ("+" | "-") product }
 * product = value    { ("*" | "/") value }
 * value   = number | "(" sum ")" | "-" value
 * ```
 */
export function valueOfExpression(text: string): ReadExpression | undefined {
  const plain = text
    .replace(/[×·]|\\times|\\cdot/g, '*')
    .replace(/÷|\\div/g, '/')
    .replace(/[−–]/g, '-')
    .replace(/\s+/g, '');
  const tokens = plain.match(/\d+|[-+*/()]/g) ?? [];
  if (tokens.length === 0 || tokens.length > 200 || tokens.join('') !== plain) return undefined;
  const numbers: number[] = [];
  let at = 0;

  const sum = (): Fraction | undefined => {
    let left = product();
    while (left !== undefined && (tokens[at] === '+' || tokens[at] === '-')) {
      const add = tokens[at++] === '+';
      const right = product();
      left = right && (add ? left.add(right) : left.sub(right));
    }
    return left;
  };
  const product = (): Fraction | undefined => {
    let left = value();
    while (left !== undefined && (tokens[at] === '*' || tokens[at] === '/')) {
      const multiply = tokens[at++] === '*';
      const right = value();
      if (right === undefined || (!multiply && right.equals(0))) return undefined;
      left = multiply ? left.mul(right) : left.div(right);
    }
    return left;
  };
  const value = (): Fraction | undefined => {
    const token = tokens[at++];
    if (token === undefined) return undefined;
    if (token === '(') {
      const inner = sum();
      return tokens[at++] === ')' ? inner : undefined;
    }
    if (token === '-') return value()?.neg();
    if (!/^\d{1,15}$/.test(token)) return undefined;
    numbers.push(Number(token));
    return new Fraction(token);
  };

  const result = sum();
  return result === undefined || at !== tokens.length ? undefined : { value: result.valueOf(), numbers };
}
