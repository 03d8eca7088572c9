import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAnswer, type PlainCheck } from './check-answer.ts';

const code = (language: 'javascript' | 'sh', tests: string, timeoutSeconds = 10): PlainCheck => {
  return { kind: 'code', language, tests, timeoutSeconds, memoryMegabytes: 64 };
};
const CASES: readonly (readonly [answer: string, check: PlainCheck, right: boolean])[] = [
  ['Paris.', { kind: 'exact', answer: 'paris', ignoreCase: true }, true],
  ['paris', { kind: 'exact', answer: 'Paris', ignoreCase: false }, false],
  ['$1,234.50', { kind: 'number', answer: 1234.5, tolerance: 0 }, true],
  [String.raw`x = \frac{3}{4}`, { kind: 'number', answer: 0.75, tolerance: 1e-9 }, true],
  ['2.5 × 10^3 m', { kind: 'number', answer: 2500, tolerance: 1e-9 }, true],
  ['12 or 13', { kind: 'number', answer: 12, tolerance: 0 }, false],
  ['-7', { kind: 'number', answer: 7, tolerance: 0 }, false],
  ['room 12b', { kind: 'pattern', pattern: String.raw`^room \d+[a-c]$`, flags: 'i' }, true],
  ['{"b": [1, 2], "a": null}', { kind: 'json', answer: { a: null, b: [1, 2] } }, true],
  ['{"b": [2, 1], "a": null}', { kind: 'json', answer: { a: null, b: [1, 2] } }, false],
  ['- red\n- Green\n- red', { kind: 'set', answer: ['green', 'red'] }, true],
  ['red', { kind: 'set', answer: ['green', 'red'] }, false],
  ['(B) because', { kind: 'choice', answer: 'b', of: ['a', 'b'] }, true],
  ['(25 - 5) * 3 = 60', { kind: 'countdown', numbers: [3, 5, 25], target: 60, solvable: true }, true],
  ['25 + 25 + 10', { kind: 'countdown', numbers: [25, 10], target: 60, solvable: true }, false],
  ['It is impossible.', { kind: 'countdown', numbers: [1], target: 60, solvable: false }, true],
  ['```js\nexport const f = (x) => x * 2;\n```', code('javascript', 'if (f(2) !== 4) throw new Error("no");'), true],
  ['export const f = (x) => x;', code('javascript', 'if (f(2) !== 4) throw new Error("no");'), false],
  ['while (true) {}', code('javascript', '', 0.5), false],
  ['sleep 60 & echo "$SECRET"', code('sh', 'test -z "$SECRET"', 5), true],
];

for (const [answer, check, right] of CASES) {
  test(`${JSON.stringify(answer)} is ${right ? 'right' : 'wrong'} by ${check.kind}`, async () => {
    process.env['SECRET'] = 'not for programs';
    assert.equal((await checkAnswer(answer, check)).right, right);
  });
}

test('a program that does not end is told as what it is', async () => {
  assert.deepEqual(await checkAnswer('while (true) {}', code('javascript', '', 0.5)), {
    right: false,
    why: 'took longer than 0.5 s',
  });
});
