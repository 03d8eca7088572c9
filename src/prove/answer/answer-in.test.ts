import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerIn } from './answer-in.ts';

for (const [what, text, answer] of [
  ['after the last ANSWER:', 'ANSWER: 3\nNo, wait.\nANSWER: 4', '4'],
  ['after ANSWER: in bold', '**ANSWER:** 42', '42'],
  ['on the line after ANSWER:', 'ANSWER:\n42', '42'],
  ['in a box with braces', String.raw`So \boxed{\frac{1}{2}}.`, String.raw`\frac{1}{2}`],
  ['in a box after ANSWER:', String.raw`ANSWER: $\boxed{7}$`, '7'],
  ['in a tag', 'I think <answer>Paris</answer>', 'Paris'],
  ['on the last line', 'It is\n\n 12 \n', '12'],
  ['nowhere', '', ''],
] as const) {
  test(`the answer stands ${what}`, () => assert.equal(answerIn(text), answer));
}
