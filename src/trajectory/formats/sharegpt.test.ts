import assert from 'node:assert/strict';
import test from 'node:test';
import { contentHash } from '../content-hash.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

test('a ShareGPT conversation with calls is a trajectory', async () => {
  const record = {
    conversations: [
      { from: 'human', value: 'Area of 2 by 3?' },
      { from: 'function_call', value: '{"name": "area", "arguments": {"sides": [2, 3.0]}}' },
      { from: 'function_call', value: '{"name": "area", "arguments": "as text"}' },
      { from: 'observation', value: '6', weight: 0 },
      { from: 'observation', value: '7' },
      { from: 'function_call', value: 'area(2, 3)' },
      { from: 'gpt', value: '6.' },
      { from: 'narrator', value: 'The end.' },
    ],
    system: 'Be exact.',
    tools: '[{"name": "area"}]',
    id: 5,
  };
  const items = await importText('a.json', JSON.stringify([record, { conversations: [] }]));
  const [trajectory] = trajectoriesOf(items);
  assert.deepEqual(trajectory, {
    id: trajectory!.id,
    contentHash: contentHash(trajectory!.steps),
    revision: 1,
    source: { format: 'sharegpt', uri: 'a.json', line: 1 },
    task: { tags: [] },
    agent: { tools: '[{"name": "area"}]', instructions: 'Be exact.' },
    outcomes: [],
    steps: [
      { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'Area of 2 by 3?' }] },
      {
        index: 1,
        actor: 'agent',
        parts: [{ kind: 'tool-call', callId: 'call_0', name: 'area', argumentsText: '{"sides": [2, 3.0]}' }],
      },
      {
        index: 2,
        actor: 'agent',
        parts: [{ kind: 'tool-call', callId: 'call_1', name: 'area', argumentsText: 'as text' }],
      },
      {
        index: 3,
        actor: 'tool',
        name: 'area',
        parts: [{ kind: 'tool-result', callId: 'call_0', text: '6' }],
        extra: { weight: 0 },
      },
      { index: 4, actor: 'tool', name: 'area', parts: [{ kind: 'tool-result', callId: 'call_1', text: '7' }] },
      { index: 5, actor: 'agent', parts: [{ kind: 'text', text: 'area(2, 3)' }] },
      { index: 6, actor: 'agent', parts: [{ kind: 'text', text: '6.' }] },
      { index: 7, actor: 'environment', name: 'narrator', parts: [{ kind: 'text', text: 'The end.' }] },
    ],
    extra: { id: 5 },
  });
  assert.deepEqual(issuesOf(items), [
    'bad-record 1: found no conversation, expected {"conversations": [{"from", "value"}]}',
  ]);
});

test('turns may be chat messages', async () => {
  const turns = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Ho' },
  ];
  const [trajectory] = trajectoriesOf(await importText('a.json', JSON.stringify([{ conversations: turns }])));
  assert.deepEqual(trajectory!.steps, [
    { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'Hi' }] },
    { index: 1, actor: 'agent', parts: [{ kind: 'text', text: 'Ho' }] },
  ]);
});

test('two answers to choose from are two runs of one task', async () => {
  const record = {
    conversations: [{ from: 'human', value: 'Hi' }],
    chosen: { from: 'gpt', value: 'Ho' },
    rejected: { from: 'gpt', value: 'Hm' },
    source: 's',
  };
  const runs = trajectoriesOf(await importText('a.json', JSON.stringify([record])));
  assert.deepEqual(
    runs.map(({ task, outcomes, steps, extra }) => [task.trial, outcomes, steps[1]!.parts, extra]),
    [
      ['chosen', [{ name: 'preferred', value: true, by: 'human' }], [{ kind: 'text', text: 'Ho' }], { source: 's' }],
      ['rejected', [{ name: 'preferred', value: false, by: 'human' }], [{ kind: 'text', text: 'Hm' }], { source: 's' }],
    ],
  );
  assert.equal(runs[0]!.task.id, runs[1]!.task.id);
  assert.notEqual(runs[0]!.id, runs[1]!.id);
});
