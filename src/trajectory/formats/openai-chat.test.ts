import assert from 'node:assert/strict';
import test from 'node:test';
import { contentHash } from '../content-hash.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { Step } from '../trajectory.ts';

const stepsOf = async (messages: unknown[]): Promise<readonly Step[]> =>
  trajectoriesOf(await importText('a.jsonl', JSON.stringify({ messages })))[0]!.steps;

test('a line of plain JSONL is a trajectory', async () => {
  const record = {
    messages: [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'Sum 2 and 2', name: 'mia' },
      {
        role: 'assistant',
        content: '<think>easy</think>Let me see.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a": 2,  "b": 2}' } }],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 3,
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 1 },
        },
      },
      { role: 'tool', tool_call_id: 'c1', content: '4', is_error: false },
      { role: 'assistant', content: '4', weight: 1 },
    ],
    task_id: 7,
    trial: 0,
    reward: 1,
    success: true,
    model: 'gpt-4o',
    tools: [{ name: 'add' }],
    metadata: { project: 'sums', seed: 3 },
    note: null,
  };
  const items = await importText('a.jsonl', `\n${JSON.stringify(record)}\n`);
  const [trajectory] = trajectoriesOf(items);
  assert.deepEqual(items, [{ trajectory }]);
  assert.match(trajectory!.id, /^openai-chat:[0-9a-f]{20}$/);
  assert.deepEqual(trajectory, {
    id: trajectory!.id,
    contentHash: contentHash(trajectory!.steps),
    revision: 1,
    source: { format: 'openai-chat', uri: 'a.jsonl', line: 2 },
    project: 'sums',
    task: { id: '7', trial: '0', tags: [] },
    agent: { model: 'gpt-4o', tools: [{ name: 'add' }] },
    outcomes: [
      { name: 'reward', value: 1, by: 'verifier' },
      { name: 'success', value: true, by: 'verifier' },
    ],
    steps: [
      { index: 0, actor: 'system', parts: [{ kind: 'text', text: 'Be brief.' }], extra: { role: 'developer' } },
      { index: 1, actor: 'user', name: 'mia', parts: [{ kind: 'text', text: 'Sum 2 and 2' }] },
      {
        index: 2,
        actor: 'agent',
        parts: [
          { kind: 'reasoning', text: 'easy', visibility: 'raw', open: '<think>', close: '</think>' },
          { kind: 'text', text: 'Let me see.' },
          { kind: 'tool-call', callId: 'c1', name: 'add', argumentsText: '{"a": 2,  "b": 2}' },
        ],
        usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 1 },
      },
      {
        index: 3,
        actor: 'tool',
        name: 'add',
        parts: [{ kind: 'tool-result', callId: 'c1', text: '4', isError: false }],
      },
      { index: 4, actor: 'agent', parts: [{ kind: 'text', text: '4' }], extra: { weight: 1 } },
    ],
    extra: { metadata: { project: 'sums', seed: 3 } },
  });
});

test('calls without ids are numbered, and results answer the oldest one open', async () => {
  const steps = await stepsOf([
    { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
    { role: 'function', name: 'f', content: 'x' },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', value: 'hm' },
        { type: 'tool_call', value: '{"name": "g", "arguments": {"a": 1.0}}' },
        { type: 'tool_call', value: 'not a call' },
      ],
    },
    {
      role: 'tool',
      content: [
        { type: 'text', value: 'y' },
        { type: 'text', value: 'z' },
      ],
    },
  ]);
  assert.deepEqual(
    steps.map((step) => [step.actor, step.name, step.parts]),
    [
      ['agent', undefined, [{ kind: 'tool-call', callId: 'call_0', name: 'f', argumentsText: '{}' }]],
      ['tool', 'f', [{ kind: 'tool-result', callId: 'call_0', text: 'x' }]],
      [
        'agent',
        undefined,
        [
          { kind: 'reasoning', text: 'hm', visibility: 'raw' },
          { kind: 'tool-call', callId: 'call_1', name: 'g', argumentsText: '{"a": 1.0}' },
          { kind: 'text', text: 'not a call' },
        ],
      ],
      ['tool', 'g', [{ kind: 'tool-result', callId: 'call_1', text: 'yz' }]],
    ],
  );
});

test('reasoning fields, refusals, media and objects as arguments keep their places', async () => {
  const steps = await stepsOf([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'what is this?' },
        { type: 'image_url', image_url: { url: 'https://x.org/a.png' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
        { type: 'odd', n: 1 },
      ],
    },
    {
      role: 'assistant',
      reasoning_content: 'hm',
      content: '',
      refusal: 'I will not.',
      tool_calls: [{ id: 'c', function: { name: 'f', arguments: { a: 1 } } }],
    },
    { role: 'tool', tool_call_id: 'c', content: null, error: 'no such tool' },
    { role: 'tool', tool_call_id: 'c', content: 'partial', error: 'timed out' },
    { role: 'moderator', content: 'careful' },
    'stray',
  ]);
  assert.deepEqual(steps, [
    {
      index: 0,
      actor: 'user',
      parts: [
        { kind: 'text', text: 'what is this?' },
        { kind: 'media', mediaType: 'image', ref: 'https://x.org/a.png' },
        { kind: 'media', mediaType: 'image/png', ref: 'inline:24' },
      ],
      extra: { content: [{ type: 'odd', n: 1 }] },
    },
    {
      index: 1,
      actor: 'agent',
      parts: [
        { kind: 'reasoning', text: 'hm', visibility: 'raw' },
        { kind: 'text', text: 'I will not.' },
        { kind: 'tool-call', callId: 'c', name: 'f', argumentsText: '{"a":1}' },
      ],
    },
    {
      index: 2,
      actor: 'tool',
      name: 'f',
      parts: [{ kind: 'tool-result', callId: 'c', text: 'no such tool', isError: true }],
    },
    {
      index: 3,
      actor: 'tool',
      name: 'f',
      parts: [{ kind: 'tool-result', callId: 'c', text: 'partial', isError: true }],
      extra: { error: 'timed out' },
    },
    { index: 4, actor: 'environment', name: 'moderator', parts: [{ kind: 'text', text: 'careful' }] },
    { index: 5, actor: 'environment', parts: [{ kind: 'text', text: 'stray' }] },
  ]);
});

test('a run that names itself is known by its name, and a record without messages is an issue', async () => {
  const items = await importText(
    'a.jsonl',
    '{"messages": [{"role": "user", "content": "x"}], "run_id": "r 1"}\n{"messages": []}\n[1]\n',
  );
  assert.deepEqual(
    trajectoriesOf(items).map(({ id }) => id),
    ['openai-chat:r%201'],
  );
  assert.deepEqual(issuesOf(items), [
    'bad-record 2: found no list of messages, expected {"messages": […]}',
    'bad-record 3: found no list of messages, expected {"messages": […]}',
  ]);
});

test('an array of records is the same as lines of them', async () => {
  const records = ['a', 'b'].map((content) => ({ messages: [{ role: 'user', content }], task_id: content }));
  const ids = async (name: string, text: string): Promise<string[]> =>
    trajectoriesOf(await importText(name, text)).map(({ id }) => id);
  const expected = await ids('a.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));
  assert.equal(expected.length, 2);
  assert.deepEqual(await ids('a.json', JSON.stringify(records, null, 2)), expected);
});
