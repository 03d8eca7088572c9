import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { Trajectory } from '../trajectory.ts';

const run = async (value: unknown): Promise<Trajectory> => {
  const items = await importText('a.json', JSON.stringify(value));
  assert.deepEqual(issuesOf(items), []);
  const found = trajectoriesOf(items);
  assert.equal(found.length, 1);
  return found[0]!;
};
const shape = ({ steps }: Trajectory): unknown[] => steps.map(({ actor, name, parts }) => [actor, name, parts]);

const result = (toolCallId: string, output: unknown): unknown => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId, toolName: 'look', ...(output as object) }],
});

test('model messages of versions 4 and 5', async () => {
  const found = await run([
    { role: 'system', content: 'Be kind' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'See' },
        { type: 'image', image: 'https://example.com/a.png', mediaType: 'image/png' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm', providerOptions: { p: { signature: 's' } } },
        { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: { at: 1 } },
        { type: 'tool-call', toolCallId: 'b', toolName: 'look', args: '{"at": 2}' },
      ],
    },
    result('a', { output: { type: 'json', value: { seen: true } } }),
    result('b', { result: 'nothing', isError: true }),
    result('c', { output: { type: 'error-text', value: 'broken' } }),
    result('d', { output: { type: 'content', value: [{ type: 'text', text: 'x' }] } }),
  ]);
  assert.equal(found.source.format, 'ai-sdk-messages');
  assert.deepEqual(shape(found), [
    ['system', undefined, [{ kind: 'text', text: 'Be kind' }]],
    [
      'user',
      undefined,
      [
        { kind: 'text', text: 'See' },
        { kind: 'media', mediaType: 'image/png', ref: 'https://example.com/a.png' },
      ],
    ],
    [
      'agent',
      undefined,
      [
        { kind: 'reasoning', text: 'hm', visibility: 'raw' },
        { kind: 'tool-call', callId: 'a', name: 'look', argumentsText: '{"at":1}' },
        { kind: 'tool-call', callId: 'b', name: 'look', argumentsText: '{"at": 2}' },
      ],
    ],
    ['tool', 'look', [{ kind: 'tool-result', callId: 'a', text: '{"seen":true}' }]],
    ['tool', 'look', [{ kind: 'tool-result', callId: 'b', text: 'nothing', isError: true }]],
    ['tool', 'look', [{ kind: 'tool-result', callId: 'c', text: 'broken', isError: true }]],
    ['tool', 'look', [{ kind: 'tool-result', callId: 'd', text: '[{"type":"text","text":"x"}]' }]],
  ]);
  assert.deepEqual(found.steps[2]!.extra, { parts: [{ part: 0, providerOptions: { p: { signature: 's' } } }] });
});

test('UI messages hold calls with their answers; what is no word of them is kept beside', async () => {
  const found = await run({
    id: 'chat-1',
    title: 'Looking',
    messages: [
      { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Look' }] },
      {
        id: 'm2',
        role: 'assistant',
        metadata: { tokens: 3 },
        parts: [
          { type: 'step-start' },
          { type: 'reasoning', text: 'hm', state: 'done' },
          { type: 'tool-look', toolCallId: 'a', state: 'output-available', input: { at: 1 }, output: 'sea' },
          {
            type: 'dynamic-tool',
            toolName: 'dig',
            toolCallId: 'b',
            state: 'output-error',
            input: {},
            errorText: 'rock',
          },
          { type: 'tool-look', toolCallId: 'c', state: 'input-available', input: {} },
          { type: 'data-weather', id: 'd', data: { sun: true } },
          { type: 'source-url', sourceId: 's', url: 'https://example.com', title: 'T' },
          { type: 'text', text: 'Sea', state: 'done' },
        ],
      },
    ],
  });
  assert.equal(found.id, 'ai-sdk-chat:chat-1');
  assert.deepEqual(found.extra, { title: 'Looking' });
  assert.deepEqual(shape(found)[1], [
    'agent',
    undefined,
    [
      { kind: 'reasoning', text: 'hm', visibility: 'raw' },
      { kind: 'tool-call', callId: 'a', name: 'look', argumentsText: '{"at":1}' },
      { kind: 'tool-result', callId: 'a', text: 'sea' },
      { kind: 'tool-call', callId: 'b', name: 'dig', argumentsText: '{}' },
      { kind: 'tool-result', callId: 'b', text: 'rock', isError: true },
      { kind: 'tool-call', callId: 'c', name: 'look', argumentsText: '{}' },
      { kind: 'text', text: 'Sea' },
    ],
  ]);
  const { extra } = found.steps[1]!;
  assert.deepEqual([extra!['id'], extra!['metadata']], ['m2', { tokens: 3 }]);
  const told = JSON.stringify(extra);
  for (const fact of ['step-start', 'input-available', 'output-error', '{"sun":true}', 'https://example.com']) {
    assert.ok(told.includes(fact), fact);
  }
});

test('results of generateText, with and without lists of content', async () => {
  const response = { id: 'resp', modelId: 'm-1', timestamp: '2026-01-02T03:04:05.000Z', messages: [] };
  const call = { toolCallId: 'a', toolName: 'look', input: {} };
  const now = {
    content: [
      { type: 'text', text: 'Hm' },
      { type: 'tool-call', ...call },
      { type: 'tool-result', ...call, output: { n: 1 } },
    ],
    finishReason: 'tool-calls',
    usage: { inputTokens: 5, outputTokens: 2, cachedInputTokens: 1 },
    response,
  };
  const older = {
    text: 'One',
    toolCalls: [],
    toolResults: [],
    finishReason: 'stop',
    usage: { promptTokens: 6, completionTokens: 1 },
    response,
  };
  const found = await run({ prompt: 'Look', steps: [now, older], text: 'One', totalUsage: { inputTokens: 11 } });
  assert.equal(found.id, 'ai-sdk-chat:resp');
  assert.equal(found.agent.model, 'm-1');
  assert.deepEqual(
    found.steps.map(({ actor, usage }) => [actor, usage]),
    [
      ['user', undefined],
      ['agent', { inputTokens: 5, cachedInputTokens: 1, outputTokens: 2 }],
      ['tool', undefined],
      ['agent', { inputTokens: 6, outputTokens: 1 }],
    ],
  );
  assert.deepEqual(found.extra, { totalUsage: { inputTokens: 11 } });
});
