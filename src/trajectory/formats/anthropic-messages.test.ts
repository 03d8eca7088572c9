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

const messages = [
  { role: 'user', content: 'Look' },
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'redacted_thinking', data: 'blob' },
      { type: 'text', text: 'So', citations: [{ cited_text: 'c' }] },
      { type: 'tool_use', id: 't', name: 'look', input: { at: 1 } },
    ],
  },
  {
    role: 'user',
    content: [
      {
        type: 'tool_result',
        tool_use_id: 't',
        is_error: true,
        content: [
          { type: 'text', text: 'dark' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
    ],
  },
  {
    role: 'user',
    content: [
      { type: 'document', title: 'Map', source: { type: 'text', media_type: 'text/plain', data: 'north' } },
      { type: 'text', text: 'Again' },
    ],
  },
];

test('a conversation keeps hidden reasoning, signatures, citations, images of results and words of documents', async () => {
  const found = await run(messages);
  assert.equal(found.source.format, 'anthropic-conversation');
  assert.deepEqual(
    found.steps.map(({ actor, name, parts, extra }) => [actor, name, parts, extra]),
    [
      ['user', undefined, [{ kind: 'text', text: 'Look' }], undefined],
      [
        'agent',
        undefined,
        [
          { kind: 'reasoning', text: 'hm', visibility: 'raw' },
          { kind: 'reasoning', text: '', visibility: 'encrypted' },
          { kind: 'text', text: 'So' },
          { kind: 'tool-call', callId: 't', name: 'look', argumentsText: '{"at":1}' },
        ],
        {
          blocks: [
            { part: 0, signature: 'sig' },
            { part: 1, data: 'blob' },
            { part: 2, citations: [{ cited_text: 'c' }] },
          ],
        },
      ],
      [
        'tool',
        'look',
        [
          { kind: 'tool-result', callId: 't', text: 'dark', isError: true },
          { kind: 'media', mediaType: 'image/png', ref: 'inline:4' },
        ],
        undefined,
      ],
      [
        'user',
        undefined,
        [
          { kind: 'text', text: 'north' },
          { kind: 'text', text: 'Again' },
        ],
        { blocks: [{ part: 0, type: 'document', title: 'Map', source: { type: 'text', media_type: 'text/plain' } }] },
      ],
    ],
  );
});

test('requests, with their responses and in batches', async () => {
  const request = {
    model: 'claude-x',
    max_tokens: 9,
    system: 'Be kind',
    tools: [{ name: 'look', input_schema: {} }],
    messages,
  };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-x',
    content: [{ type: 'text', text: 'Sea' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 1 },
  };
  const asked = await run(request);
  assert.equal(asked.source.format, 'anthropic-messages');
  assert.deepEqual(asked.agent, { model: 'claude-x', tools: request.tools, instructions: 'Be kind' });
  assert.equal(asked.steps.length, 4);
  const both = await run({ request, response: message });
  assert.equal(both.id, 'anthropic-messages:msg_1');
  assert.deepEqual(both.steps.at(-1)!.usage, { inputTokens: 7, cachedInputTokens: 4, outputTokens: 1 });
  assert.deepEqual(both.extra, { request: { max_tokens: 9 }, response: { stop_reason: 'end_turn' } });
  const result = await run({ custom_id: 'task-1', result: { type: 'succeeded', message } });
  assert.deepEqual(
    [result.id, result.task.id, result.extra['result']],
    ['anthropic-messages:msg_1', 'task-1', { type: 'succeeded' }],
  );
  assert.equal((await run({ custom_id: 'task-2', params: request })).task.id, 'task-2');
});

test('messages of OpenAI are not taken for those of Anthropic', async () => {
  const chat = { messages: [{ role: 'user', content: 'hi' }], tools: [{ type: 'function', function: { name: 'f' } }] };
  assert.equal((await run(chat)).source.format, 'openai-chat');
  assert.equal(
    (await run([{ role: 'user', content: [{ type: 'text', text: 'hi' }] }])).source.format,
    'openai-messages',
  );
});
