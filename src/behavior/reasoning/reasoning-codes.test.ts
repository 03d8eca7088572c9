import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../../trajectory/trajectory.ts';
import { sampleRun } from '../../trajectory/testing/sample-run.ts';
import type { Event } from '../event.ts';
import { detectRun } from '../detect-run.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';
import { statedAnswer } from './stated-answer.ts';

const CODEBOOKS = loadCodebooks(['reasoning']);
const say = (text: string): Part => ({ kind: 'text', text });
const think = (text: string): Part => ({ kind: 'reasoning', text, visibility: 'raw' });

function eventsOf(slug: string, parts: readonly Part[]): Event[] {
  const run = sampleRun([
    { actor: 'user', parts: [say('How many seconds are in 7.8 minutes?')] },
    { actor: 'agent', parts },
  ]);
  return detectRun(run, CODEBOOKS).events.filter(({ code }) => code.startsWith(`reasoning/${slug}@`));
}

test('think-answer-mismatch: the answer is another one than the reasoning came to', () => {
  const quotes = (thought: string, answer: string): string[][] =>
    eventsOf('think-answer-mismatch', [think(thought), say(answer)]).map(({ spans }) =>
      spans.map(({ quote }) => quote),
    );
  assert.deepEqual(quotes('6 * 7 is 42. So the answer is 42.', 'The answer is 40.'), [['42', '40']]);
  assert.deepEqual(quotes('Hence the correct option is (B).', '(C)'), [['(B)', '(C)']]);
  assert.deepEqual(quotes('The final answer is no.', 'Yes, it does. The answer is yes.'), [['no', 'yes']]);
  assert.deepEqual(quotes('The answer must be Lima, since it is closer.', 'Quito'), [['Lima', 'Quito']]);
  assert.deepEqual(quotes('That gives \\boxed{\\frac{3}{4}}.', '**Answer:** 0.7'), [['\\frac{3}{4}', '0.7']]);
  for (const [thought, answer] of [
    ['So the answer is 0.75.', '3/4'],
    ['So the answer is 12 km.', '12'],
    ['The answer is 1,200.', '$1200'],
    ['The answer is 33.333.', '33.33'],
    ['The answer is 50%.', '0.5'],
    ['The answer might be 42; but no, the answer is 40.', '40'],
    ['The answer is (B) Lima.', 'B'],
    ['So x is 3 and y is 4.', '7'],
    ['Let me think about it.', '7'],
    ['The answer is Mount Kenya.', 'Kenya'],
  ] as const) {
    assert.deepEqual(quotes(thought, answer), [], `${thought} ${answer}`);
  }
});

test('think-answer-mismatch: rates count answers that could be compared', () => {
  const units = (parts: readonly Part[]): unknown =>
    detectRun(sampleRun([{ actor: 'agent', parts }]), CODEBOOKS).codings[0]!.observedUnits['think-answer-mismatch'];
  assert.equal(units([think('The answer is 4.'), say('4')]), 1);
  assert.equal(units([think('Hm.'), say('4')]), 0);
  assert.equal(units([say('The answer is 4.')]), 0);
});

test('statedAnswer: the last answer counts, with its place', () => {
  const text = 'First I thought the answer is 3. Now: the answer is 5 apples.';
  const answer = statedAnswer(text)!;
  assert.equal(text.slice(answer.start, answer.end), '5 apples');
  assert.equal(answer.value.kind === 'number' && answer.value.number.valueOf(), 5);
  assert.equal(statedAnswer('x = 5 and y = 6.'), undefined);
  assert.equal(statedAnswer('#### 1,200')!.value.kind, 'number');
});

test('redundant-step: a listed part that goes over what was established and adds nothing', () => {
  const found = (parts: readonly string[]): (string | undefined)[] =>
    eventsOf('redundant-step', parts.map(think)).map(({ spans }) => spans[0]?.quote);
  const [first, second, last] = [
    '7.8 minutes are 7 minutes and 0.8 minutes.',
    '60 * 0.8 = 48, so these are 48 seconds.',
    'In total there are 420 + 48 = 468 seconds.',
  ];
  assert.deepEqual(found([first, second, last]), []);
  const again = 'To be sure, 60 * 0.8 = 48 again.';
  assert.deepEqual(found([first, second, again, last]), [again]);
  const same = 'So 60 * 0.8 = 48, and these are 48 seconds.';
  assert.deepEqual(found([first, second, same, last]), [same]);
  // A check in another way, the last part, and a reasoning in running text.
  assert.deepEqual(found([first, second, 'Check: 468 / 7.8 = 60.', last]), []);
  assert.deepEqual(found([first, second, last, again]), []);
  assert.deepEqual(found([`${first} ${second} ${again} ${last}`]), []);
  // The same words for another state, and a step that only says "again".
  const state = 'After the swap: Ana red, Ben blue, Cem green, Dora white.';
  const swapped = 'After the swap: Ana blue, Ben red, Cem green, Dora white.';
  assert.deepEqual(found([state, swapped, last]), []);
  assert.deepEqual(found([first, second, 'So the middle term is isolated again.', last]), []);
  // What is confirmed because it was assumed is circular, no matter how often it is said.
  const assumed = ['We want the total.', 'Assume it is 468.', 'This confirms 468.', last];
  assert.deepEqual(found(assumed), []);
});

test('circular-step: a listed part that assumes what is to be shown, up to where it agrees with itself', () => {
  const found = (parts: readonly string[]): (number | undefined)[] =>
    eventsOf('circular-step', parts.map(think)).map(({ spans }) => spans[0]?.part);
  assert.deepEqual(
    found([
      'We want the total.',
      'Assume it is 468.',
      'Dividing, 468 / 60 = 7.8.',
      'This confirms 468.',
      'So it is 468.',
    ]),
    [1, 2, 3],
  );
  assert.deepEqual(
    found([
      'We want a root.',
      'Suppose the root is rational.',
      'Then p is even, which does not hold.',
      'So it is not.',
    ]),
    [],
  );
  assert.deepEqual(found(['Assume n is at least 2.', 'So n^2 is at least 4.', 'We check n = 2.', 'It works.']), []);
});
