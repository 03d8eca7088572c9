import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { calls, sampleRun, says } from '../trajectory/testing/sample-run.ts';
import { passageFigure } from './passage-figure.ts';
import { passageOf } from './passage.ts';

const RUN = sampleRun([
  says('user', 'Cancel order 7.'),
  says('agent', 'I can do that. Shall I cancel order 7? It cannot be undone.'),
  says('user', 'Yes.'),
  ...calls('1', 'cancel_order', '{"id":7}', 'cancelled'),
]);

test('a quote stands in its text, between the steps before and after', () => {
  const start = 15;
  const passage = passageOf(RUN, { step: 1, part: 0, start, end: start + 23 });
  assert.deepEqual(passage, {
    trajectoryId: 'test:1',
    step: 1,
    task: 'Cancel order 7.',
    lines: [
      { step: 0, who: 'user', before: 'Cancel order 7.', after: '', cut: { before: 0, quote: 0, after: 0 } },
      {
        step: 1,
        who: 'agent',
        before: 'I can do that. ',
        quote: 'Shall I cancel order 7?',
        after: ' It cannot be undone.',
        cut: { before: 0, quote: 0, after: 0 },
      },
      { step: 2, who: 'user', before: 'Yes.', after: '', cut: { before: 0, quote: 0, after: 0 } },
    ],
  });
});

test('the steps of a whole occurrence are shown in short', () => {
  const passage = passageOf(RUN, { step: 3, part: 0, steps: [1, 2, 3, 4] });
  assert.deepEqual(
    passage?.lines.map(({ who, tool, quote }) => [who, tool, quote]),
    [
      ['agent', undefined, undefined],
      ['user', undefined, undefined],
      ['agent calls', 'cancel_order', '{"id":7}'],
      ['answer', undefined, undefined],
    ],
  );
});

test('a place that is not there gives nothing', () => {
  assert.equal(passageOf(RUN, { step: 9 }), undefined);
  assert.equal(passageOf(RUN, { step: 1, part: 3 }), undefined);
  assert.equal(passageOf(sampleRun([{ actor: 'agent', parts: [] }]), { step: 0 }), undefined);
});

test('a megabyte is cut with a note, and whatever the offsets no character is split', () => {
  const run = sampleRun([says('agent', '👩'.repeat(500_000))]);
  const whole = passageOf(run, { step: 0 })!;
  assert.deepEqual(whole.lines[0]?.cut, { before: 0, quote: 999_300, after: 0 });
  assert.match(passageFigure(whole).toString(), /<\/mark> <span class="cut">\[999,300 more characters\]<\/span>/);
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 1_000_000 }), (start, end) => {
      const [line] = passageOf(run, { step: 0, part: 0, start, end })!.lines;
      const shown = line!.before + line!.quote + line!.after;
      assert.ok(shown.isWellFormed());
      assert.equal(shown.length + line!.cut.before + line!.cut.quote + line!.cut.after, 1_000_000);
    }),
  );
});
