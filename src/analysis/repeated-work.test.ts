import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateTokens } from '../core/estimate-tokens.ts';
import { startRepeatedWork } from './repeated-work.ts';
import { calls, sampleRun, type SampleStep } from '../trajectory/testing/sample-run.ts';

let id = 0;
const ask = (argumentsText: string, answer: string): SampleStep[] =>
  calls(`c${id++}`, 'get_order', argumentsText, answer);
const TOKENS = estimateTokens('{"id": 7}') + estimateTokens('open');

test('the same call with the same answer is repetition, however its arguments are written', () => {
  const work = startRepeatedWork();
  work.add(
    sampleRun([
      ...ask('{"id":7,"full":true}', 'open'),
      ...ask('{"full": true, "id": 7}', 'open'),
      ...ask('{"id":8}', 'open'),
    ]),
  );
  const { within, calls: made, across } = work.result();
  assert.equal(made, 3);
  assert.deepEqual([within.calls, within.share, within.runs], [1, 1 / 3, 1]);
  assert.deepEqual(within.top[0]?.argumentsText, '{"id":7,"full":true}');
  assert.deepEqual(across, { tokens: 0, distinct: 0, top: [] });
});

test('a new answer, or a change in between, makes it work and not repetition', () => {
  const work = startRepeatedWork();
  work.add(sampleRun([...ask('{"id":7}', 'open'), ...ask('{"id":7}', 'shipped')]));
  work.add(
    sampleRun([
      ...ask('{"id":7}', 'open'),
      ...calls('x', 'cancel_order', '{"id":7}', 'no'),
      ...ask('{"id":7}', 'open'),
    ]),
  );
  assert.equal(work.result().within.calls, 0);
});

test('what runs of different tasks look up anew is found with what it costs', () => {
  const work = startRepeatedWork();
  for (let run = 0; run < 4; run++) {
    work.add(sampleRun(ask('{"id": 7}', 'open'), { id: `test:${run}`, task: { id: `t${run}`, tags: [] } }));
  }
  const { across } = work.result();
  assert.deepEqual(across, {
    tokens: 3 * TOKENS,
    distinct: 1,
    top: [
      {
        tool: 'get_order',
        argumentsText: '{"id": 7}',
        example: { trajectoryId: 'test:0', step: 0 },
        runs: 4,
        calls: 4,
        tokens: 3 * TOKENS,
      },
    ],
  });
});

test('trials of one task, and questions whose answer differs, are not looked up anew', () => {
  const trials = startRepeatedWork();
  const differs = startRepeatedWork();
  for (let run = 0; run < 8; run++) {
    trials.add(sampleRun(ask('{"id":7}', 'open'), { task: { id: 't', trial: `${run}`, tags: [] } }));
    differs.add(sampleRun(ask('{"id":7}', run % 2 === 0 ? 'open' : 'shipped')));
  }
  assert.equal(trials.result().across.distinct, 0);
  assert.equal(differs.result().across.distinct, 0);
});
