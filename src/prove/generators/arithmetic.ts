import type { Random } from '../../core/random.ts';
import { valueOfExpression } from '../answer/value-of-expression.ts';
import { taskGenerator } from './task-generator.ts';

interface Sum {
  /** In signs. */
  readonly expression: string;
  /** Ways of asking in words instead; slots are those of `numbers`: `{a}`, `{b}`… */
  readonly words: readonly string[];
  readonly numbers: readonly number[];
}

const SHAPES: Readonly<Record<string, (random: Random) => Sum>> = {
  product: (random) => {
    const [a, b] = [between(random, 12, 98), between(random, 12, 98)];
    return {
      expression: `${a} * ${b}`,
      numbers: [a, b],
      words: ['[Find|Work out|Give] the product of {a} and {b}.', 'What is {a} times {b}?', 'Multiply {a} by {b}.'],
    };
  },
  'long-sum': (random) => {
    const [a, b] = [between(random, 187, 989), between(random, 158, 989)];
    return {
      expression: `${a} + ${b}`,
      numbers: [a, b],
      words: ['[Find|Work out|Give] the sum of {a} and {b}.', 'What is {a} plus {b}?', 'Add {a} to {b}.'],
    };
  },
  'product-then-sum': (random) => {
    const [a, b, c] = [between(random, 13, 67), between(random, 12, 59), between(random, 11, 99)];
    return {
      expression: `${a} * ${b} + ${c}`,
      numbers: [a, b, c],
      words: ['What is {a} times {b} plus {c}?', 'Multiply {a} by {b}, then add {c}.'],
    };
  },
  'sum-with-product': (random) => {
    const [a, b, c] = [between(random, 11, 99), between(random, 12, 49), between(random, 3, 29)];
    return {
      expression: `${a} + ${b} * ${c}`,
      numbers: [a, b, c],
      words: ['What is {a} plus {b} times {c}?'],
    };
  },
  'two-products': (random) => {
    const [a, b] = [between(random, 6, 24), between(random, 7, 29)];
    const [c, d] = [between(random, 3, 12), between(random, 4, 14)];
    return {
      expression: `${a} * ${b} ${random.pick(['+', '-'])} ${Math.min(c, a - 1)} * ${Math.min(d, b)}`,
      numbers: [],
      words: [],
    };
  },
  brackets: (random) => {
    const [a, b, c] = [between(random, 8, 48), between(random, 9, 47), between(random, 4, 19)];
    const d = between(random, 2, 89);
    return { expression: `(${a} + ${b}) * ${c} - ${d}`, numbers: [], words: [] };
  },
  quotient: (random) => {
    const [divisor, quotient, more] = [between(random, 3, 12), between(random, 7, 39), between(random, 14, 88)];
    const [a, b, c] = [more, divisor * quotient, divisor];
    return {
      expression: `${a} + ${b} / ${c}`,
      numbers: [a, b, c],
      words: ['What is {a} plus {b} divided by {c}?'],
    };
  },
};

const ASKED = [
  '[Compute|Calculate|Evaluate] {sum}.',
  'What is {sum}?',
  'How much is {sum}?',
  'Find the value of {sum}.',
  'Work out {sum}.',
  'Please [solve|determine]: {sum}',
];
const BEFORE = [
  '',
  '',
  '[Here is|This is] a short one.',
  'No calculator, please.',
  'For the next [question|item] show how you get there.',
  'I [am checking|want to check] an old worksheet.',
];
const SIGNS: readonly (readonly [times: string, divided: string, minus: string])[] = [
  ['*', '/', '-'],
  ['×', '÷', '−'],
  ['·', '/', '-'],
];

/** Sums of whole numbers whose results are whole: products, sums with carries, products beside sums, brackets. */
export const ARITHMETIC = taskGenerator({
  name: 'arithmetic',
  description: 'sums of whole numbers, in signs or words; carries and precedence are where one slips',
  make({ index, random, voice }) {
    const shapes = Object.keys(SHAPES);
    const shape = shapes[index % shapes.length]!;
    const { expression, words, numbers } = SHAPES[shape]!(random);
    const answer = valueOfExpression(expression)!.value;
    const [times, divided, minus] = random.pick(SIGNS);
    const sum = expression.replaceAll('*', times).replaceAll('/', divided).replaceAll('-', minus);
    const inWords = words.length > 0 && random.chance(0.4);
    const slots = Object.fromEntries(numbers.map((number, i) => ['abcd'[i]!, number]));
    const asked = inWords ? voice.say(words, slots) : voice.say(ASKED, { sum });
    return {
      text: [voice.say(BEFORE), asked].filter((text) => text !== '').join('\n'),
      tags: [shape],
      check: { kind: 'number', answer, tolerance: 0 },
      truth: { expression, answer },
    };
  },
});

function between(random: Random, low: number, high: number): number {
  return low + random.below(high - low + 1);
}
