import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRun, says } from '../../trajectory/testing/sample-run.ts';
import { contrastPairs, contrastProposals, contrastRequest, type ContrastAnswer } from './contrasted-runs.ts';

const FAILED = sampleRun([says('user', 'Cancel my order.'), says('agent', 'Done, it is cancelled, number 4711.')], {
  id: 'failed',
  task: { id: 'order', tags: [] },
  outcomes: [{ name: 'success', value: false, by: 'verifier' }],
});
const SUCCEEDED = sampleRun([says('user', 'Cancel my order.'), says('agent', 'That is the lamp for 30 €. Shall I cancel it?')], {
  id: 'succeeded',
  task: { id: 'order', tags: [] },
}); // prettier-ignore

function behavior(quotes: readonly [string, string]): ContrastAnswer['behaviors'][number] {
  const [failed, succeeded] = quotes.map((quote) => ({ step: 1, quote })) as [{ step: number; quote: string }, { step: number; quote: string }]; // prettier-ignore
  const words = { name: 'behavior_ask_before_cancelling', instruction: 'Name the thing and ask for a yes before you cancel an order.' };
  return { failed, succeeded, why: 'The wrong order went.', ...words, when: null, whenNot: null, kind: 'strategy' };
} // prettier-ignore

test('of every task with both outcomes the shortest of each are compared, at most so many, evenly spread', () => {
  const head = (id: string, task: string, success: boolean | undefined, tokens: number) => ({ id, task, tokens, ...(success !== undefined && { success }) }); // prettier-ignore
  const heads = ['a', 'b', 'c', 'd'].flatMap((task) => [
    head(`${task}1`, task, false, 30),
    head(`${task}2`, task, false, 20),
    head(`${task}3`, task, task !== 'c', 50),
    head(`${task}4`, task, undefined, 1),
  ]);
  const all = [
    { failed: 'a2', succeeded: 'a3' },
    { failed: 'b2', succeeded: 'b3' },
    { failed: 'd2', succeeded: 'd3' },
  ];
  assert.deepEqual(contrastPairs(heads, 20), all);
  assert.deepEqual(contrastPairs(heads.toReversed(), 20), all);
  assert.deepEqual(contrastPairs(heads, 2), [all[0], all[1]]);
  assert.deepEqual(contrastPairs(heads, 0), []);
});

test('both runs are told apart, and a behavior needs a quote of each', () => {
  const request = contrastRequest({ failed: FAILED, succeeded: SUCCEEDED });
  const { text } = request.messages[0] as { text: string };
  const [, first, second] = /failed run is (\w{8}), that of the successful run (\w{8})\./.exec(text)!;
  assert.ok(text.includes(`#${first} [1] agent says\nDone, it`) && text.includes(`#${second} [1] agent says\nThat is`));
  assert.deepEqual(request.subjects, ['failed', 'succeeded']);
  const runs = { failed: FAILED, succeeded: SUCCEEDED };
  const read = contrastProposals(runs, {
    difference: 'It asked.',
    behaviors: [behavior(['it is cancelled', 'Shall I cancel it?']), behavior(['Shall I cancel it?', 'it is cancelled'])],
  });
  assert.equal(read.unsupported.length, 1);
  assert.deepEqual(
    read.proposals.map(({ runs: ids, task, how, evidence }) => [ids, task, how, evidence.map(({ quote }) => quote)]),
    [[['failed', 'succeeded'], 'order', 'contrast', ['it is cancelled', 'Shall I cancel it?']]],
  );
}); // prettier-ignore
