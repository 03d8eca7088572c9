import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRun } from '../../trajectory/testing/sample-run.ts';
import { detectRun } from '../detect-run.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';
import type { Event } from '../event.ts';
import { plantedReasonings } from './planted-reasoning.ts';

const CODEBOOKS = loadCodebooks(['reasoning']);

function eventsOf(parts: readonly string[], slug: string, question = 'Please work it out.'): Event[] {
  const run = sampleRun([
    { actor: 'user', parts: [{ kind: 'text', text: question }] },
    { actor: 'agent', parts: parts.map((text) => ({ kind: 'reasoning', text, visibility: 'raw' })) },
  ]);
  return detectRun(run, CODEBOOKS).events.filter(({ code }) => code.startsWith(`reasoning/${slug}@`));
}
function firstOf(parts: readonly string[], question?: string): string | undefined {
  const [event, ...more] = eventsOf(parts, 'first-error', question);
  assert.deepEqual(more, []);
  return event && `${event.spans[0]!.part} ${String(event.modifiers?.['reason'])}: ${event.spans[0]!.quote}`;
}

test('planted errors are found at their part, and reasonings without errors have none', () => {
  for (const seed of [1, 2, 3]) {
    let [hits, found, planted, calculations] = [0, 0, 0, 0];
    for (const { parts, error } of plantedReasonings(400, seed)) {
      const [event] = eventsOf(parts, 'first-error');
      const at = event?.spans[0]!.part;
      if (error !== undefined) planted++;
      if (at !== undefined) found++;
      if (at !== undefined && at === error) hits++;
      calculations += eventsOf(parts, 'calculation-error').length;
    }
    const f1 = (2 * hits) / (found + planted);
    assert.ok(f1 >= 0.98, `seed ${seed}: F1 ${f1.toFixed(3)} of ${planted} planted, ${found} found`);
    assert.ok(calculations <= planted, `${calculations} calculations found, ${planted} planted`);
  }
});

test('a value that is not carried over as it was found', () => {
  assert.equal(
    firstOf(['Let A = (2 + 3) = 5.', 'Let B = (1 - 9) = -8.', 'Then A - B = 5 - 8 = -3.']),
    '2 carried-over: A - B = 5 - 8',
  );
  assert.equal(firstOf(['Let A = 5.', 'Let B = -8.', 'Then A - B = 5 + 8 = 13.']), undefined);
  // A name that is used for something else by then.
  assert.equal(firstOf(['Let x = 5.', 'Now let x = 7; x + 2 = 7 + 2 = 9.']), undefined);
  assert.equal(firstOf(['We know n = 4.', '2^n = 30 / 2, so n is not 4.']), undefined);
});

test('a listing that loses something, or changes what was not spoken of', () => {
  const start = 'Ana: red, Ben: blue, Cem: green.';
  assert.equal(firstOf([start, 'Ana and Ben trade. Ana: blue, Ben: red, Cem: green.']), undefined);
  assert.equal(
    firstOf([start, 'Ana and Ben trade. Ana: blue, Ben: red, Cem: red.']),
    '1 unexplained-change: Ana: blue, Ben: red, Cem: red',
  );
  assert.equal(
    firstOf([start, 'Ana moves. Ana: green, Ben: blue, Cem: green.']),
    '1 lost-item: Ana: green, Ben: blue, Cem: green',
  );
  assert.equal(firstOf([start, `Ana and Ben trade. ${start}`]), '1 no-change: Ana: red, Ben: blue, Cem: green');
  assert.equal(firstOf([start, `Ana and Ben stay where they are. ${start}`]), undefined);
  assert.equal(firstOf([start, 'In the second case, Ana: blue, Ben: red, Cem: green.']), undefined);
  // Values that are not handed around may become equal.
  assert.equal(firstOf(['Ana: open, Ben: closed, Cem: open.', 'Ben: open, Ana: open, Cem: open.']), undefined);
  assert.equal(firstOf(['Total: 5, Tax: 3, Tip: 2.', 'Total: 6, Tax: 3, Tip: 2.']), undefined);
});

test('orderings and comparisons that do not hold', () => {
  assert.equal(firstOf(['Since 17 > 23 the first is better.']), '0 comparison: 17 > 23');
  assert.equal(firstOf(['Since 23 > 17 > 4 the first is better.']), undefined);
  assert.equal(firstOf(['If 17 > 23 we stop; for i < 3 and x < y we go on.']), undefined);
  const order = '"oak" < "elm" < ["fir" ? "ash"] < "yew"';
  assert.equal(firstOf([order, '"oak" < "elm" < "fir" < "yew"']), '1 lost-item: "oak" < "elm" < "fir" < "yew"');
  assert.equal(firstOf([order, '"ash" < "fir"', '"oak" < "elm" < "ash" < "fir" < "yew"']), undefined);
  assert.equal(
    firstOf([order, '"oak" < "elm" < "ash" < "fir" < "yew"']),
    '1 unexplained-change: "oak" < "elm" < "ash" < "fir" < "yew"',
  );
  assert.equal(
    firstOf([order, '"elm" < "oak" < ["fir" ? "ash"] < "yew"']),
    '1 contradiction: "elm" < "oak" < ["fir" ? "ash"] < "yew"',
  );
  assert.equal(
    firstOf(['"oak": "o" (15). "elm": "e" (5).', '(6) "elm" < (15) "oak"']),
    '1 carried-over: (6) "elm" < (15) "oak"',
  );
  assert.equal(
    firstOf([order, '"ash" < "fir"', 'The answer is oak elm ash yew fir']),
    '2 contradiction: answer is oak elm ash yew fir',
  );
});

test('a reasoning that says itself that nothing fits its result', () => {
  const none = 'The speed is 15 m/s, which is not one of the given choices.';
  assert.equal(firstOf(['We need the speed.', none]), '1 no-choice-fits: is not one of the given choices');
  assert.equal(firstOf(['If none of the choices is right, we start again.']), undefined);
});

test('what the task says is no error of the agent', () => {
  assert.equal(
    firstOf(['As given, 3 * 4 = 13.', 'Hence 13 + 1 = 15.'], 'Assume 3 * 4 = 13.'),
    '1 calculation: 13 + 1 = 15',
  );
});
