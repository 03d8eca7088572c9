import { Fraction } from 'fraction.js';
import type { NumberToken, Token } from './token.ts';
import {
  evaluateArithmetic,
  numberOf,
  OTHER_READINGS,
  type Names,
  type Reading,
  type Value,
} from './evaluate-arithmetic.ts';
import { MEASURE, type Equation, type Side, type Sign } from './find-equations.ts';
import { isSupposed } from './is-supposed.ts';

/** Two neighbouring sides of an equation that do not come to the same. */
export interface WrongLink {
  /** UTF-16 offsets in the text, from the left side's beginning to the right side's end. */
  readonly start: number;
  readonly end: number;
  /** The right side as written. */
  readonly written: string;
  /** What the left side comes to, in decimals. */
  readonly computed: string;
  /** Index of the left side. */
  readonly side: number;
}

/** Links of an equation that could be checked, and those of them that are wrong. */
export interface CheckedEquation {
  /** Where they are, from the left side's beginning to the right side's end. */
  readonly checked: readonly (readonly [start: number, end: number])[];
  readonly wrong: readonly WrongLink[];
}

// What makes the number after it, or before it, another number.
const LEADS =
  /(?:^|\s)(?:half|twice|double|triple|thrice|quarter|third|minus|plus|times|(?:divided|multiplied) by|over|per|root|cube|square|squared|cubed|log|ln|exp|sin|cos|tan|than|sqrt|mod|modulo|negative|base|not|isn't|isnt|never|between|from|one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|version|chapter|section|page|room|line|step|no|number|average|mean|median|gcd|lcm|max|min|choose|if|suppose|assume|assuming|unless|whether|wrong|wrongly|claims?|claimed|instead|say|says|said|pretend|imagine)$/;
// "The root of 9 + 16 = 5", but "a total of 9 + 16 = 25".
const PART_OF =
  /^(?!(?:total|sum|amount|product|difference|quotient|cost|price|profit|income|revenue|distance|area|volume|perimeter|result|value|score|balance|weight|length|height|width|depth|time|change|rate|speed|age|size|fee|discount|bonus|debt|loss|gain|payment|salary|capacity)s? of$)(?:\S+ )?of$/;
const FOLLOWS =
  /^(?:(?:hundred|thousand|million|billion|trillion|dozen|k|m|b|bn|mod|modulo|r|remainder|rem|percent|percentage|squared|cubed|base|choose|plus|minus|over|divided|multiplied|x|c|out)\b|(?:more|less|fewer|greater|larger|smaller|higher|lower) than\b|times (?!(?:a|an|per|each|every|in|this|for|so|and|to|because|when)\b)\w)/i;
// Ratios of units of measure and of time, by which `2 hours = 120 minutes` is right.
const CONVERSIONS = [60, 3600, 24, 7, 12, 52, 365, 30, 16, 1440, 3, 36, 5280, 1.8, 2.54, 4, 28];
// A double's root, and what follows from it.
const DOUBLE_ERROR = 1e-9;
// Of sums and products of doubles.
const PLAIN_ERROR = 1e-13;
// Of exact numbers as doubles.
const EXACT_ERROR = 1e-14;

/**
 * Checks the links of an equation that consist of numbers only.
 *
 * A side may be rounded to as many digits as it is written with, a percent sign may be a unit, and where people's
 * notation has two readings either will do. Not checked, because more than the numbers decides: bare numbers on both
 * sides, sides whose units differ by a conversion, conditions, questions, statements under a negation, and everything
 * that goes on before or after in a way not understood.
 *
 * @param options.names - values of names that a side may use
 * @param options.rounded - numbers, as `Fraction` texts, that were rounded before; those found here are added
 */
export function wrongLinks(
  equation: Equation,
  text: string,
  { names, rounded = new Set() }: { readonly names?: Names; readonly rounded?: Set<string> } = {},
): CheckedEquation {
  const { sides, signs } = equation;
  const wrong: WrongLink[] = [];
  const checked: [number, number][] = [];
  for (let i = 0; i + 1 < sides.length; i++) {
    const [left, right] = [sides[i]!, sides[i + 1]!];
    const last = i + 2 === sides.length;
    const sign = signs[i]!;
    if (!isCheckable(left, right, { sign, first: i === 0, follows: last ? equation.follows : '' })) continue;
    // Most hold, and plainly.
    if (holdsPlainly(left, right)) {
      checked.push([left.start, right.end]);
      continue;
    }
    const value = valueOf(left, names);
    const other = valueOf(right, names);
    if (value === undefined || other === undefined) continue;
    checked.push([left.start, right.end]);
    if (value.number.equals(other.number)) continue;
    const pair = { left, right, about: sign.about, rounded };
    if (agrees(value, other, pair)) {
      if (isBare(right)) rounded.add(other.number.toString());
      continue;
    }
    if (left.mixed || right.mixed) continue;
    if (agreesCut(value, pair, names) || agreesPlain(pair, names)) continue;
    if (OTHER_READINGS.some((reading) => agreesRead(reading, value, pair, names))) continue;
    if (isRunningOn(value, pair, last ? undefined : sides[i + 2])) continue;
    wrong.push({
      start: left.start,
      end: right.end,
      written: text.slice(right.start, right.end),
      computed: decimal(value.number),
      side: i,
    });
  }
  const start = sides.find(({ tokens }) => tokens.length > 0)?.start ?? 0;
  const supposed = wrong.length > 0 && isSupposed(text, start, sides.at(-1)!.end);
  return supposed ? { checked: [], wrong: [] } : { checked, wrong };
}

function holdsPlainly({ plain: x }: Side, { plain: y }: Side): boolean {
  return Math.abs(x - y) <= PLAIN_ERROR * Math.abs(x);
}

/** Whether two sides could be a wrong link at all, wherever they stand: both are of numbers, one is more than a number, and they do not plainly agree. */
export function mayBeWrong(left: Side, right: Side): boolean {
  return !holdsPlainly(left, right) && isOfNumbers(left) && isOfNumbers(right) && !(isBare(left) && isBare(right));
}

function isOfNumbers({ tokens }: Side): boolean {
  return (
    tokens.length > 0 &&
    tokens.every(
      (token) =>
        token.kind === 'number' ||
        token.kind === 'operator' ||
        (token.kind === 'name' && (token.text === '\\pi' || token.text === 'π')),
    )
  );
}

// Most sides stand in two links, and several detectors look at them.
const VALUES = new WeakMap<Side, Value | 'none'>();

function valueOf(side: Side, names: Names | undefined): Value | undefined {
  if (names !== undefined) return evaluateArithmetic(side.tokens, { names });
  let value = VALUES.get(side);
  if (value === undefined) VALUES.set(side, (value = evaluateArithmetic(side.tokens) ?? 'none'));
  return value === 'none' ? undefined : value;
}

interface Pair {
  readonly left: Side;
  readonly right: Side;
  readonly about: boolean;
  readonly rounded: ReadonlySet<string>;
}

function isCheckable(
  left: Side,
  right: Side,
  at: { readonly sign: Sign; readonly first: boolean; readonly follows: string },
): boolean {
  if (left.tokens.length === 0 || right.tokens.length === 0 || left.open || right.open) return false;
  if (at.first && (LEADS.test(left.lead) || PART_OF.test(left.lead))) return false;
  if (
    /^(?:[?(]|: #|, list)/.test(at.follows) ||
    /^(?!(?:and|or|so|then|but|while)\b)\w+ #$/.test(at.follows) ||
    FOLLOWS.test(at.follows)
  )
    return false;
  const [bareLeft, bareRight] = [isBare(left), isBare(right)];
  if (bareLeft && bareRight) return false;
  if (at.sign.word && !left.tokens.some(isBinary)) return false;
  // "Half of 20 = 5 + 5": what stands before a bare number may be part of it.
  return !(at.first && bareLeft && left.lead !== '');
}

function isBinary(token: Token, index: number): boolean {
  return index > 0 && token.kind === 'operator' && ['+', '-', '*', '/', '^', 'of', 'mod'].includes(token.operator);
}

/** A number alone, with its sign, or a percentage. */
function isBare({ tokens }: Side): boolean {
  return tokens.every((token, i) => {
    if (token.kind !== 'operator' || token.operator === '%' || token.operator === ')') return true;
    const before = tokens[i - 1];
    return '+-('.includes(token.operator) && (before === undefined || before.kind === 'operator');
  });
}

function agreesRead(reading: Reading, plain: Value, pair: Pair, names: Names | undefined): boolean {
  const options = { reading, ...(names && { names }) };
  const value = evaluateArithmetic(pair.left.tokens, options);
  const other = evaluateArithmetic(pair.right.tokens, options);
  if (value === undefined || other === undefined) return false;
  // On one side only: `0.15 * 100 = 15%`.
  return agrees(value, other, pair) || agrees(plain, other, pair);
}

/** Whether the sides agree without remarks in brackets behind a number: `70 (70%) - 60 (60%) = 10`. */
function agreesPlain(pair: Pair, names: Names | undefined): boolean {
  const [left, right] = [withoutRemarks(pair.left), withoutRemarks(pair.right)];
  if (left === pair.left && right === pair.right) return false;
  const [value, other] = [valueOf(left, names), valueOf(right, names)];
  return value !== undefined && other !== undefined && agrees(value, other, { ...pair, left, right });
}

function withoutRemarks(side: Side): Side {
  const tokens: Token[] = [];
  let depth = 0;
  for (const token of side.tokens) {
    const opens = token.kind === 'operator' && token.operator === '(';
    const last = tokens.at(-1);
    if (opens && (depth > 0 || (last?.kind === 'number' && last.end < token.start))) depth++;
    if (depth === 0) tokens.push(token);
    else if (token.kind === 'operator' && token.operator === ')') depth--;
  }
  return tokens.length === side.tokens.length ? side : { ...side, tokens };
}

/** Whether the right side agrees without what stands behind its number: `= 5 (2)`, `= 40% of 25`. */
function agreesCut(value: Value, pair: Pair, names: Names | undefined): boolean {
  const { tokens } = pair.right;
  const tag = tokens.at(-3);
  let end = tokens.findIndex((token) => token.kind === 'operator' && token.operator === 'of');
  if (tag?.kind === 'operator' && tag.operator === '(' && tag.start > (tokens.at(-4)?.end ?? tag.start))
    end = tokens.length - 3;
  if (end <= 0) return false;
  const right = { ...pair.right, tokens: tokens.slice(0, end) };
  const other = evaluateArithmetic(right.tokens, { ...(names && { names }) });
  return other !== undefined && agrees(value, other, { ...pair, right });
}

function agrees(a: Value, b: Value, { left, right, about, rounded }: Pair): boolean {
  if (a.number.equals(b.number)) return true;
  const [x, y] = [a.number.valueOf(), b.number.valueOf()];
  const gap = Math.abs(x - y);
  const size = Math.max(Math.abs(x), Math.abs(y));
  if (gap <= (a.exact && b.exact ? EXACT_ERROR * size : DOUBLE_ERROR * Math.max(1, size))) return true;
  if (gap <= roundingOf(right, a, about, left)) return true;
  // What was rounded on the way: `10/3 * 6 = 3.33 * 6 = 19.98`, or before.
  if (gap <= (carried(left, rounded, 3) + (isBare(right) ? 0 : carried(right, rounded, 2))) * size) return true;
  // The other way round: `0.33 = 1/3`.
  if (isBare(left) && gap <= roundingOf(left, b, about, right)) return true;
  // Hyphens between two numbers are as often a range or a difference without a sign.
  if (isRange(left) && (left.lead !== '' || Math.abs(Math.abs(x) - y) <= 1)) return true;
  const measured = MEASURE.test(left.unit) && MEASURE.test(right.unit);
  return measured && left.unit !== right.unit && isConversion(x, y);
}

/** How far a bare number may be from the true value, worked out `from` the other side: a unit of its last written digit. */
function roundingOf(side: Side, truth: Value, about: boolean, from: Side): number {
  if (!isBare(side)) return about ? 0.02 * Math.abs(truth.number.valueOf()) : 0;
  const number = side.tokens.find((token) => token.kind === 'number');
  if (number === undefined) return 0;
  const percent = side.tokens.at(-1)?.kind === 'operator' ? 100 : 1;
  const unit = 10 ** -number.decimals / percent;
  if (about) {
    // "About 500" for 487: as many digits as are not zero at the end.
    const digits = /^\d+?(0*)$/.exec(number.digits)?.[1]?.length ?? 0;
    return Math.max(number.decimals > 0 ? unit : 0.5 * 10 ** digits, 0.02 * Math.abs(truth.number.valueOf()));
  }
  // A value that can be written out with these digits must be.
  if (truth.exact && isWhole(truth.number.mul(percent).mul(new Fraction(10 ** number.decimals)))) return 0;
  // An integer for 3.5 is wrong; for 33.333… it is rounded, and so is 427 for 426.8.
  if (number.decimals === 0 && percent === 1 && terminatesIn(truth, 2)) {
    return isProduct(from) && number.digits.length >= 3 ? 0.5 : 0;
  }
  if (isMeasured(from)) return 2 * unit;
  // Cut off, or to the nearest.
  const cut = Math.abs(Number(number.digits)) / percent <= Math.abs(truth.number.valueOf());
  return unit * (cut ? 1 : 0.5 + DOUBLE_ERROR);
}

/** Whether it holds numbers with three decimals or more: logarithms, measurements and the like, rounded themselves. */
function isMeasured({ tokens }: Side): boolean {
  return tokens.some((token) => token.kind === 'number' && token.decimals >= 3);
}

function isProduct({ tokens }: Side): boolean {
  return tokens.some((token) => token.kind === 'operator' && '*/^'.includes(token.operator));
}

function isWhole(value: Fraction): boolean {
  return value.d === 1n;
}

function terminatesIn(value: Value, decimals: number): boolean {
  return value.exact && isWhole(value.number.mul(10 ** decimals));
}

/**
 * The relative error that rounded numbers in an expression bring: a unit of their last digit each. Numbers with
 * `measured` decimals or more are taken as rounded; 3 where they are given, since money has 2.
 */
function carried({ tokens }: Side, rounded: ReadonlySet<string>, measured: number): number {
  let error = 0;
  for (const token of tokens) {
    if (token.kind !== 'number' || token.decimals === 0) continue;
    const value = Number(token.digits);
    const approximate = token.decimals >= measured || isPeriodic(token) || rounded.has(numberOf(token).toString());
    if (approximate && value > 0) error += 10 ** -token.decimals / value;
  }
  return error;
}

/** Whether a decimal looks like a rounded third, sixth or ninth: `0.33`, `16.67`. */
function isPeriodic({ digits, decimals }: NumberToken): boolean {
  return decimals >= 2 && /(?:33|34|66|67|11|22|44|55|56|77|78|88|89|83|17)$/.test(digits);
}

function isRange({ tokens }: Side): boolean {
  const [a, minus, b] = tokens;
  if (tokens.length !== 3 || a?.kind !== 'number' || b?.kind !== 'number' || minus?.kind !== 'operator') return false;
  return (
    minus.operator === '-' && a.end === minus.start && minus.end === b.start && Number(a.digits) < Number(b.digits)
  );
}

function isConversion(x: number, y: number): boolean {
  if (x === 0 || y === 0 || x < 0 !== y < 0) return false;
  const ratio = Math.max(x / y, y / x);
  const power = Math.log10(ratio);
  if (Math.abs(power - Math.round(power)) < DOUBLE_ERROR && Math.round(power) !== 0) return true;
  return CONVERSIONS.some((known) => Math.abs(ratio / known - 1) < DOUBLE_ERROR);
}

/** `16 - 3 = 13 * 2 = 26`: each sign gives what was worked out so far, and the calculation goes on behind it. */
function isRunningOn(value: Value, { left, right }: Pair, next: Side | undefined): boolean {
  const [first, operator] = right.tokens;
  if (next === undefined || first?.kind !== 'number' || operator?.kind !== 'operator') return false;
  if (!'+-*/'.includes(operator.operator)) return false;
  if (numberOf(first).equals(value.number)) return true;
  // `2 + 3 + 4 = 2 + 3 = 5 + 4 = 9`: it begins with the first terms.
  const length = right.tokens.length;
  return length < left.tokens.length && right.tokens.every((token, i) => isSame(token, left.tokens[i]!));
}

function isSame(a: Token, b: Token): boolean {
  if (a.kind === 'number') return b.kind === 'number' && numberOf(a).equals(numberOf(b));
  return a.kind === 'operator' && b.kind === 'operator' && a.operator === b.operator;
}

/** At most six decimals, or as many significant digits, without zeros at the end. */
function decimal(value: Fraction): string {
  if (value.d === 1n) return value.toString();
  return String(
    Math.abs(value.valueOf()) < 0.001 ? Number(value.valueOf().toPrecision(6)) : Number(value.valueOf().toFixed(6)),
  );
}
