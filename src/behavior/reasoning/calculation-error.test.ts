import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../../trajectory/trajectory.ts';
import { sampleRun } from '../../trajectory/testing/sample-run.ts';
import { detectRun } from '../detect-run.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';
import { calculationsIn } from './calculations-in.ts';
import { findEquations } from './find-equations.ts';
import { givenTexts } from './given-texts.ts';
import { wrongLinks } from './wrong-links.ts';

const CODEBOOKS = loadCodebooks(['reasoning']);

/** What is wrong in a text: `quote → what it comes to`. */
function wrongIn(text: string): string[] {
  const part = { step: 0, part: 0, kind: 'text' as const, text, equations: () => findEquations(text) };
  return calculationsIn(part, { given: givenTexts(), rounded: new Set() }).flatMap(({ wrong }) =>
    wrong.map(({ start, end, computed }) => `${text.slice(start, end)} → ${computed}`),
  );
}
function checkedIn(text: string): number {
  return findEquations(text).reduce((sum, equation) => sum + wrongLinks(equation, text).checked.length, 0);
}

const WRONG: readonly (readonly [text: string, found: string])[] = [
  ['That makes 19 + 23 = 41 seats.', '19 + 23 = 41 → 42'],
  ['We get (7 - -3 * 4) = (7 - 12) = -5.', '(7 - -3 * 4) = (7 - 12) → 19'],
  ['$\\frac{3}{4} \\cdot 20 = 12$', '\\frac{3}{4} \\cdot 20 = 12 → 15'],
  ['\\[ 3 \\times 4 = \\boxed{13} \\]', '3 \\times 4 = \\boxed{13} → 12'],
  ['Two tickets are $1,250 * 2 = $2,400.', '1,250 * 2 = $2,400 → 2500'],
  ['15% of 60 is 8.', '15% of 60 is 8 → 9'],
  ['6 times 7 equals 43', '6 times 7 equals 43 → 42'],
  ['48 divided by 4 gives 14 boxes', '48 divided by 4 gives 14 → 12'],
  ['2 1/2 + 3/4 = 3', '2 1/2 + 3/4 = 3 → 3.25'],
  ['So 2³ + 1 = 10', '2³ + 1 = 10 → 9'],
  ['17 mod 5 = 3', '17 mod 5 = 3 → 2'],
  ['5! = 100 orders', '5! = 100 → 120'],
  ['3 km/h * 4 h = 13 km', '3 km/h * 4 h = 13 → 12'],
  ['5 red apples + 3 green apples = 9 apples', '5 red apples + 3 green apples = 9 → 8'],
  ['He pays 16 * 3 = <<16*3=46>>46 dollars', '16 * 3 = <<16*3=46>>46 → 48'],
  ['The sum of 12 and 7 is 20.', '12 and 7 is 20 → 19'],
  ['Multiplying 6 by $7 comes to $41.', '6 by $7 comes to $41 → 42'],
  ['The sum of 3, 4, and 5 is 13.', '3, 4, and 5 is 13 → 12'],
  ['Half of 50 is 24.', 'Half of 50 is 24 → 25'],
  ['So twice 12 is 25.', 'twice 12 is 25 → 24'],
  ['Subtracting 5 from 12 leaves 8.', '5 from 12 leaves 8 → 7'],
  ['sqrt(144) = 13', 'sqrt(144) = 13 → 12'],
  ['Adding 12 to 7 gives 18', '12 to 7 gives 18 → 19'],
  ['84 / 7 results in about 11', '84 / 7 results in about 11 → 12'],
  ['His pay is hours * rate = $<<16*3=46>>46.', '16*3=46 → 48'],
  ['**4 * 5 = 21** and 2 ** 5 = 32', '4 * 5 = 21 → 20'],
  ['10 / 3 = 3.34', '10 / 3 = 3.34 → 3.333333'],
  ['7 / 2 = 3', '7 / 2 = 3 → 3.5'],
  ['√(9 + 16) = 6', '√(9 + 16) = 6 → 5'],
  ['x = 12 - 5 = 8', '12 - 5 = 8 → 7'],
  ['Total:\n12 * 12\n= 148', '12 * 12\n= 148 → 144'],
  ['- 6 + 5 = 12', '6 + 5 = 12 → 11'],
  ['1. 6 + 5 = 12', '6 + 5 = 12 → 11'],
  ['0.1 + 0.2 ≈ 0.5', '0.1 + 0.2 ≈ 0.5 → 0.3'],
  ['for a total of 9 + 16 = 26 points', '9 + 16 = 26 → 25'],
  ['3 hours * $14/hour = $52', '3 hours * $14/hour = $52 → 42'],
  ['The bell rings 4 * 2 = 9 times.', '4 * 2 = 9 → 8'],
  ['That is 28 / $4 = 20 more weeks.', '28 / $4 = 20 → 7'],
];

test('wrong calculations are found as they are written, with what they come to', () => {
  for (const [text, found] of WRONG) {
    assert.deepEqual(wrongIn(text), [found], text);
  }
});

test('right calculations hold, however they are written', () => {
  for (const text of [
    '19 + 23 = 42',
    '10 / 3 = 3.33, and 3.33 * 3 = 9.99',
    '2/3 = 66.7%, 0.15 * 100 = 15%, 25% = 1/4 + 0',
    '80 + 10% = 88',
    '16 - 3 = 13 * 2 = 26',
    '2 + 3 + 4 = 2 + 3 = 5 + 4 = 9',
    '1,234 + 1 = 1{,}235',
    '-3^2 + 10 = 19 or -3^2 + 10 = 1',
    '(9.2 × 102) = 920',
    '4! = 24! That is it: 5 + 5 = 10!',
    '1/2 + 1/3 = \\frac56',
    '22 + 3 = 25, too low',
    '100 / 7 = 14',
    '\\left(2 + 3\\right)^{2} = 25 \\text{ square feet}',
    '2(3 + 4) = 14 and 12 / 2(3) = 2',
    '84 * 10 / 65 ≈ 12.92; 12.92 * 52 = 672',
    '6 x 10^-3 * 1000 = 6',
    '1 / 1.6 × 10^-19 ≈ 6.25 × 10^18',
    'a total of 9 + 16 = 25, and $14/hour * 4 hours = $56',
    'pages 10-20 = 11 pages',
    '3 + 4 = 7 (1)',
    '70 (70%) - 60 (60%) = 10 questions',
  ]) {
    assert.deepEqual(wrongIn(text), [], text);
    assert.ok(checkedIn(text) > 0, text);
  }
});

test('what is no claim about numbers alone is left alone', () => {
  for (const text of [
    'x + 3 = 9 and 3x = 13',
    'f(3) = 10, floor(7 / 2) = 3, gcd(12, 18) = 7, C(5, 2) = 11',
    'Is 5 * 5 = 24?',
    'She says that 5 * 5 = 24.',
    'The note reads “5 * 5 = 24”, and "3 + 4 = 8" as well.',
    'Earlier 5 * 5 = 24 was a mistake; I had mistakenly put 3 + 4 = 8.',
    'If 2 + 2 = 5, then pigs fly.',
    'Suppose that 2 + 2 = 5.',
    'Clearly 2 + 2 = 5 is false.',
    '140 - 2 = -142, which is not true',
    'The square root of 9 + 16 = 5',
    'The first half of 2020 is 5 percent up.',
    '1 + 2 + ... + 10 = 55',
    '5 != 4 + 2, 5 <= 2 + 2, 7 == 2 * 3, a := 2 + 3',
    '```\n2 + 2 = 5\n```',
    'v1.2.3 = 4 + 5',
    '3 : 4 = 6 : 9',
    '10:30 + 2:15 = 12:40',
    '2024-01-15 = Monday',
    'port=8080 and 1=2',
    '60 * 2 = 120 minutes = 2 hours',
    '3 m + 20 cm = 3.2 m',
    '0x1F = 31',
    '17 = 5 (mod 12)',
    '\\frac{AB + BC}{2} = \\frac{5 + 9}{3}',
    '(a, 2 + 3) = (1, 6)',
    '|5 - 8| = 3',
    '\\sqrt[3]{27} = 3',
    '10^2 = 4xy',
    'five * 3 = 16',
    'Between 5 and 3 is 7. There are 6 and 2 are 9. A sum of money: from 5 to 3 is 2.',
    'It adds 5 and 3 to 9.',
    '2 + 3 = 5 thousand',
    '5 / 2 = 2 remainder 1',
    '5 / 2 = 2 R1',
    '====\n1 | 2 = 3\n----',
  ]) {
    assert.deepEqual(wrongIn(text), [], text);
  }
});

test('an event names what was written and what it comes to, and what the task gives is not the agent’s', () => {
  const say = (text: string): Part => ({ kind: 'text', text });
  const think = (text: string): Part => ({ kind: 'reasoning', text, visibility: 'raw' });
  const run = sampleRun([
    { actor: 'user', parts: [say('In this puzzle 1 * 2 = 3. What is 6 * 14?')] },
    { actor: 'agent', parts: [think('By the rule, 1*2=3. Here 6 * 14 = 86.'), say('It is 6 * 14 = 84.')] },
    { actor: 'tool', parts: [{ kind: 'tool-result', callId: '', text: '2 + 2 = 5' }] },
  ]);
  const { events, codings } = detectRun(run, CODEBOOKS);
  assert.deepEqual(
    events.map(({ code, spans, modifiers }) => [code.replace(/@.*/, ''), spans[0]!.quote, modifiers]),
    [
      ['reasoning/calculation-error', '6 * 14 = 86', { written: '86', computed: '84' }],
      ['reasoning/first-error', '6 * 14 = 86', { reason: 'calculation', written: '86', computed: '84' }],
    ],
  );
  assert.equal(codings[0]!.observedUnits['calculation-error'], 3);
  const hidden = sampleRun([{ actor: 'agent', parts: [{ kind: 'reasoning', text: '', visibility: 'encrypted' }] }]);
  assert.equal(detectRun(hidden, CODEBOOKS).codings[0]!.notObservable['calculation-error'], 1);
});

test('long and hostile lines cost linear time and find nothing', () => {
  const started = performance.now();
  for (const text of [
    `${'('.repeat(100_000)}1=2`,
    `${'9^'.repeat(50_000)}9=1`,
    `5=${'-'.repeat(100_000)}5`,
    `${'1+'.repeat(100_000)}1=3`,
    '9999999999999999^99999999999 + 1 = 3',
    `\\sqrt{${'9'.repeat(60)}} + 1 = 3`,
    '((9!)!)! + 1 = 3',
    '5 constructor 3 = 2 \\constructor 4 toString __proto__ valueOf by 5 = 6',
    `${'\\frac{'.repeat(20_000)}1=2`,
    '1=1'.repeat(30_000),
  ]) {
    assert.deepEqual(wrongIn(text), [], text.slice(0, 20));
  }
  assert.ok(performance.now() - started < 5_000);
});
