import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failExpression } from './fail-expression.ts';

const ROWS = [
  { measure: 'success', a: 0.5, b: 0.4, difference: -0.1, interval: [-0.3, 0.1], p: 0.3, q: 0.4 },
  { measure: 'habits/verification', a: 0.6, b: 0.4, difference: -0.2, interval: [-0.3, -0.1], p: 0.001, q: 0.01 },
  { measure: 'habits/verification per 1000 tokens', a: 2, b: 1, difference: -1, interval: [-2, 0.5], p: 0.1, q: 0.2 },
  { measure: 'a -> b', a: 0, b: 1, difference: 1, interval: [0.9, 1], p: 0, q: 0 },
] as const;

function measures(text: string): string[] {
  return failExpression(text)
    .holds(ROWS)
    .map(({ measure }) => measure);
}

test('a field without a measure is of the measure before it', () => {
  assert.deepEqual(measures('verification.difference < -0.05 & q < 0.05'), ['habits/verification']);
  assert.deepEqual(measures('success.difference < -0.05 & q < 0.05'), []);
});

test('without any measure every row is asked', () => {
  assert.deepEqual(measures('q < 0.05 & difference < 0'), ['habits/verification']);
});

test('and binds closer than or, and brackets closer still', () => {
  assert.deepEqual(measures('success.q < 0.05 & p < 0.05 | "a -> b".difference >= 1'), ['a -> b']);
  assert.deepEqual(measures('success.q < 0.05 & (p < 0.05 | "a -> b".difference >= 1)'), []);
  assert.deepEqual(measures('!(success.high < 0) & low != 0'), ['success']);
});

test('what it names is told, whether or not it holds', () => {
  const { asked } = failExpression('success.difference < -0.5 & q < 0.05 | verification.p > 1');
  assert.deepEqual(asked(ROWS).map(({ measure }) => measure), ['success', 'habits/verification']); // prettier-ignore
  assert.deepEqual(failExpression('q < 0.05').asked(ROWS), []);
});

for (const [text, message] of [
  ['', '--fail-if:0: found the end, expected a measure, "!" or "("'],
  ['q <', '--fail-if:3: found the end, expected a number'],
  ['q < 0.05 q', '--fail-if:8: found "q", expected "&", "|" or the end'],
  ['verification < 1', '--fail-if:0: found "verification", expected MEASURE.FIELD, with a field of a, b, difference, low, high, p, q'],
  ['(q < 1', '--fail-if:6: found the end, expected ")"'],
  ['q ~ 1', '--fail-if:1: found "~", expected one of < <= > >= = !='],
  ['"q < 1', '--fail-if:0: found "\\"q < 1", expected a measure in quotes that end'],
] as const) {
  test(`${JSON.stringify(text)} is refused with its place`, () => {
    assert.throws(() => failExpression(text), { code: 'bad-argument', message });
  });
} // prettier-ignore

test('a measure that was not compared is refused, also where the rest decides', () => {
  assert.throws(() => measures('success.a > 1 & backtracking.q < 1'), {
    code: 'bad-argument',
    message: '--fail-if: found "backtracking", expected a measure that was compared: "success", "habits/verification", "a -> b", …',
  });
}); // prettier-ignore
