import { Fraction } from 'fraction.js';
import type { NumberToken, Token } from './token.ts';
import type { Operator } from './arithmetic-words.ts';

/** What a calculation comes to. */
export interface Value {
  readonly number: Fraction;
  /** False where a root or such was taken: the number is a double's. */
  readonly exact: boolean;
}

/** How to read what people write in more than one way. */
export interface Reading {
  /** `6 / 2(3)`: what is written without a sign goes first. */
  readonly tightProducts?: boolean;
  /** `-3^2` is (−3)². */
  readonly tightSigns?: boolean;
  /** `15%` is 15: the sign is a unit. */
  readonly percentUnit?: boolean;
  /** `80 + 10%` is 88, as on a pocket calculator. */
  readonly percentOfLeft?: boolean;
  /** `24!` at the end is 24, with an exclamation. */
  readonly exclamation?: boolean;
  /** `9.2 × 102` is 9.2 × 10²: the raised digit was lost on the way. */
  readonly lostPowers?: boolean;
  /** `1 / 1.6 × 10^-19`: a number with its power of ten is one number. */
  readonly scientific?: boolean;
}

/** Other readings of a calculation, tried where the usual one does not hold. */
export const OTHER_READINGS: readonly Reading[] = [
  { tightProducts: true },
  { tightSigns: true },
  { percentUnit: true },
  { percentOfLeft: true },
  { exclamation: true },
  { lostPowers: true },
  { scientific: true },
];

/** Values of names, as far as known. */
export type Names = ReadonlyMap<string, Value>;

// Numbers stay exact up to this many digits; what is longer is left alone, so that hostile text cannot cost time.
const MAX_DIGITS = 60;
const MAX_DEPTH = 24;

// Thrown and caught here; one for all, since making an error is slower than all the sums in a line.
const UNREADABLE = new Error('not a calculation');

/**
 * The value of an expression over numbers, in exact rational numbers: `+ − × ÷ ^ !`, percent, fractions, roots, mixed
 * numbers and products without a sign. Unary signs bind weaker than powers; `a / b c` is read from left to right.
 *
 * @param names - values of names; an unknown name has no value
 * @returns undefined where it is no complete expression, is not defined (division by zero), or is too big
 */
export function evaluateArithmetic(
  tokens: readonly Token[],
  { reading = {}, names }: { readonly reading?: Reading; readonly names?: Names } = {},
): Value | undefined {
  let at = 0;
  let depth = 0;
  let exact = true;
  try {
    const number = sum();
    if (at < tokens.length) return undefined;
    return { number, exact };
  } catch (error) {
    if (error === UNREADABLE) return undefined;
    throw error;
  }

  function peek(): Operator | undefined {
    const token = tokens[at];
    return token?.kind === 'operator' ? token.operator : undefined;
  }

  function sum(): Fraction {
    let left = product();
    for (let operator = peek(); operator === '+' || operator === '-'; operator = peek()) {
      at++;
      const begin = at;
      let right = product();
      if (reading.percentOfLeft === true && isPercent(begin, at)) right = left.mul(right);
      left = small(operator === '+' ? left.add(right) : left.sub(right));
    }
    return left;
  }

  function isPercent(from: number, to: number): boolean {
    const last = tokens[to - 1];
    return to - from === 2 && last?.kind === 'operator' && last.operator === '%';
  }

  function product(): Fraction {
    let left = signed();
    for (;;) {
      const operator = peek();
      if (operator === '*' || operator === '/' || operator === 'of' || operator === 'mod' || isModulo()) {
        at++;
        const right = signed();
        if (operator === '*' || operator === 'of') left = small(left.mul(right));
        else if (right.n === 0n) throw UNREADABLE;
        else if (operator === '/') left = small(left.div(right));
        else left = modulo(left, right);
      } else if (beginsFactor() && reading.tightProducts !== true) left = small(left.mul(power()));
      else return left;
    }
  }

  /** `17 % 5`: a number follows. */
  function isModulo(): boolean {
    if (peek() !== '%') return false;
    const next = tokens[at + 1];
    return next?.kind === 'number';
  }

  function signed(): Fraction {
    const operator = peek();
    if (operator !== '-' && operator !== '+') return tight();
    at++;
    if (++depth > MAX_DEPTH) throw UNREADABLE;
    let value: Fraction;
    if (reading.tightSigns === true && operator === '-') value = raise(atom().neg());
    else value = operator === '-' ? signed().neg() : signed();
    depth--;
    return value;
  }

  function tight(): Fraction {
    let left = power();
    while (reading.tightProducts === true && beginsFactor()) left = small(left.mul(power()));
    return left;
  }

  /** Whether a factor follows without a sign: a bracket, a root, a name, or a number after a bracket. */
  function beginsFactor(): boolean {
    const token = tokens[at];
    if (token === undefined) return false;
    if (token.kind === 'name') return true;
    if (token.kind === 'operator')
      return token.operator === '(' || token.operator === 'root' || token.operator === 'fraction';
    const before = tokens[at - 1];
    return token.kind === 'number' && before?.kind === 'operator' && before.operator === ')';
  }

  function power(): Fraction {
    return raise(atom());
  }

  function raise(base: Fraction): Fraction {
    if (peek() !== '^') return base;
    at++;
    if (++depth > MAX_DEPTH) throw UNREADABLE;
    const operator = peek();
    const exponent = operator === '-' || operator === '+' ? signed() : raise(atom());
    depth--;
    return powerOf(base, exponent);
  }

  function powerOf(base: Fraction, exponent: Fraction): Fraction {
    if (base.n === 0n && exponent.s <= 0n) throw UNREADABLE;
    if (exponent.d === 1n && exponent.n <= 200n && size(base) * Number(exponent.n) <= 2 * MAX_DIGITS) {
      return small(base.pow(exponent));
    }
    return double(base.valueOf() ** exponent.valueOf());
  }

  function atom(): Fraction {
    const token = tokens[at++];
    if (token === undefined) throw UNREADABLE;
    if (token.kind === 'number') {
      const number = reading.lostPowers === true ? lostPower(numberOf(token), at - 1) : numberOf(token);
      return after(isScientific() ? small(number.mul(powerOfTen())) : mixed(number));
    }
    if (token.kind === 'name') {
      const known = names?.get(token.text);
      if (token.text === '\\pi' || token.text === 'π') return double(Math.PI);
      if (known === undefined) throw UNREADABLE;
      exact &&= known.exact;
      return after(known.number);
    }
    if (token.kind !== 'operator') throw UNREADABLE;
    if (token.operator === '(') {
      at--;
      return after(bracket());
    }
    if (token.operator === 'fraction') {
      const [above, below] = [argument(), argument()];
      if (below.n === 0n) throw UNREADABLE;
      return after(small(above.div(below)));
    }
    if (token.operator === 'root') return after(rootOf(argument()));
    throw UNREADABLE;
  }

  function isScientific(): boolean {
    const [times, ten, raised] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (reading.scientific !== true || times?.kind !== 'operator' || times.operator !== '*') return false;
    return ten?.kind === 'number' && ten.digits === '10' && raised?.kind === 'operator' && raised.operator === '^';
  }

  function powerOfTen(): Fraction {
    at++;
    return power();
  }

  function lostPower(value: Fraction, index: number): Fraction {
    const before = tokens[index - 1];
    const times = before?.kind === 'operator' && before.operator === '*';
    const raised = /^10([1-9]\d?)$/.exec(value.toString())?.[1];
    return times && raised !== undefined ? new Fraction(10n ** BigInt(raised)) : value;
  }

  function argument(): Fraction {
    const token = tokens[at];
    if (token?.kind === 'number') {
      at++;
      return numberOf(token);
    }
    return bracket();
  }

  function bracket(): Fraction {
    if (peek() !== '(' || ++depth > MAX_DEPTH) throw UNREADABLE;
    at++;
    const value = sum();
    if (peek() !== ')') throw UNREADABLE;
    at++;
    depth--;
    return value;
  }

  /** `2 1/3` and `2\frac13` are mixed numbers. */
  function mixed(whole: Fraction): Fraction {
    const [above, slash, below] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (whole.d !== 1n) return whole;
    if (above?.kind === 'operator' && above.operator === 'fraction') {
      at++;
      const [top, bottom] = [argument(), argument()];
      if (bottom.n === 0n) throw UNREADABLE;
      const part = top.div(bottom);
      return part.s > 0n && part.n < part.d ? whole.add(part) : small(whole.mul(part));
    }
    if (above?.kind !== 'number' || slash?.kind !== 'operator' || slash.operator !== '/' || below?.kind !== 'number') {
      return whole;
    }
    const [top, bottom] = [numberOf(above), numberOf(below)];
    if (top.d !== 1n || bottom.d !== 1n || top.n >= bottom.n) throw UNREADABLE;
    at += 3;
    return whole.add(top.div(bottom));
  }

  function after(value: Fraction): Fraction {
    let result = value;
    for (let operator = peek(); operator === '!' || (operator === '%' && !isModulo()); operator = peek()) {
      at++;
      if (operator === '!') result = reading.exclamation === true && at === tokens.length ? result : factorial(result);
      else if (reading.percentUnit !== true) result = result.div(100);
    }
    return result;
  }

  function rootOf(value: Fraction): Fraction {
    if (value.s < 0n) throw UNREADABLE;
    const [above, below] = [wholeRoot(value.n), wholeRoot(value.d)];
    return above === undefined || below === undefined ? double(Math.sqrt(value.valueOf())) : new Fraction(above, below);
  }

  function double(value: number): Fraction {
    if (!Number.isFinite(value) || Math.abs(value) > 1e30 || (value !== 0 && Math.abs(value) < 1e-30)) throw UNREADABLE;
    exact = false;
    // Fifteen digits, by hand: the library looks for a small denominator, and loses small numbers.
    const places = value === 0 ? 0 : Math.max(0, 15 - Math.ceil(Math.log10(Math.abs(value))));
    return new Fraction(BigInt(Math.round(value * 10 ** places)), 10n ** BigInt(places));
  }
}

/** The number that a token's digits say. */
export function numberOf({ digits, decimals }: NumberToken): Fraction {
  if (decimals === 0) return new Fraction(BigInt(digits));
  return new Fraction(BigInt(digits.replace('.', '')), 10n ** BigInt(decimals));
}

/** The root of a whole number that has a whole one and is small enough for a double to tell. */
function wholeRoot(value: bigint): bigint | undefined {
  if (value > LIMIT) return undefined;
  const root = BigInt(Math.round(Math.sqrt(Number(value))));
  return root * root === value ? root : undefined;
}

function small(value: Fraction): Fraction {
  if (size(value) > MAX_DIGITS) throw UNREADABLE;
  return value;
}

const LIMIT = 10n ** 15n;

function size({ n, d }: Fraction): number {
  const most = n > d ? n : d;
  return most < LIMIT ? Math.ceil(Math.log10(Number(most) + 1)) : most.toString().length;
}

function modulo(left: Fraction, right: Fraction): Fraction {
  const rest = left.mod(right);
  return rest.s < 0n ? rest.add(right.abs()) : rest;
}

function factorial(value: Fraction): Fraction {
  if (value.d !== 1n || value.s < 0n || value.n > 25n) throw UNREADABLE;
  let result = 1n;
  for (let i = 2n; i <= value.n; i++) result *= i;
  return new Fraction(result);
}
