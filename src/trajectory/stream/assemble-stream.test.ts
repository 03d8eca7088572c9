import assert from 'node:assert/strict';
import test from 'node:test';
import type { JsonObject } from '../../core/json.ts';
import { assembleStream, streamProtocol } from './assemble-stream.ts';
import { streamedResponse } from './streamed-response.ts';

function assembled(events: readonly JsonObject[]): JsonObject | undefined {
  const assembler = assembleStream(streamProtocol(events[0]!)!);
  for (const event of events) assembler.add(event);
  assert.equal(assembler.ended(), true);
  return assembler.response();
}

test('chunks of chat completions become a completion, calls with their arguments as they came', () => {
  const chunk = (delta: JsonObject, finish_reason: string | null = null): JsonObject => ({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const call = (fields: JsonObject): JsonObject => ({ tool_calls: [{ index: 0, ...fields }] });
  const events = [
    chunk({ role: 'assistant', content: null, reasoning_content: 'Let ' }),
    chunk({ reasoning_content: 'me see' }),
    chunk({ content: 'Hel' }),
    chunk({ content: 'lo' }),
    chunk(call({ id: 't', type: 'function', function: { name: 'f', arguments: '' } })),
    chunk(call({ function: { arguments: '{"a": ' } })),
    chunk(call({ function: { arguments: '1}' } })),
    chunk({}, 'tool_calls'),
    { object: 'chat.completion.chunk', id: 'c', choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } },
  ];
  assert.deepEqual(assembled(events), {
    id: 'c',
    object: 'chat.completion',
    model: 'm',
    usage: { prompt_tokens: 1, completion_tokens: 2 },
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          reasoning_content: 'Let me see',
          content: 'Hello',
          tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
  });
});

test('events of Anthropic become a message', () => {
  const delta = (index: number, fields: JsonObject): JsonObject => ({
    type: 'content_block_delta',
    index,
    delta: fields,
  });
  const start = (index: number, content_block: JsonObject): JsonObject => ({
    type: 'content_block_start',
    index,
    content_block,
  });
  const events: JsonObject[] = [
    {
      type: 'message_start',
      message: {
        id: 'm',
        type: 'message',
        role: 'assistant',
        model: 'x',
        content: [],
        usage: { input_tokens: 3, output_tokens: 1 },
      },
    },
    start(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
    delta(0, { type: 'signature_delta', signature: 'sig' }),
    { type: 'ping' },
    start(1, { type: 'text', text: '' }),
    delta(1, { type: 'text_delta', text: 'Hi' }),
    delta(1, { type: 'citations_delta', citation: { cited_text: 'c' } }),
    start(2, { type: 'tool_use', id: 't', name: 'f', input: {} }),
    delta(2, { type: 'input_json_delta', partial_json: '{"a":' }),
    delta(2, { type: 'input_json_delta', partial_json: ' 1}' }),
    start(3, { type: 'tool_use', id: 'u', name: 'g', input: {} }),
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ];
  assert.deepEqual(assembled(events), {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'x',
    stop_reason: 'tool_use',
    usage: { input_tokens: 3, output_tokens: 9 },
    content: [
      { type: 'thinking', thinking: 'Hm', signature: 'sig' },
      { type: 'text', text: 'Hi', citations: [{ cited_text: 'c' }] },
      { type: 'tool_use', id: 't', name: 'f', input: '{"a": 1}' },
      { type: 'tool_use', id: 'u', name: 'g', input: {} },
    ],
  });
});

test('events of the Responses API become a response, from its pieces when the end does not repeat them', () => {
  const events: JsonObject[] = [
    { type: 'response.created', response: { id: 'r', object: 'response', model: 'm', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', id: 'rs', summary: [] } },
    { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'Thin' },
    { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'king' },
    {
      type: 'response.output_item.added',
      output_index: 1,
      item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '' },
    },
    { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{}' },
    {
      type: 'response.output_item.done',
      output_index: 1,
      item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
    },
    { type: 'response.output_text.delta', output_index: 2, content_index: 0, delta: 'Hi' },
    { type: 'response.completed', response: { id: 'r', status: 'completed', output: [] } },
  ];
  const output = [
    { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'Thinking' }] },
    { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
  ];
  assert.deepEqual(assembled(events), { id: 'r', object: 'response', model: 'm', status: 'completed', output });
});

test('chunks of Gemini become one response', () => {
  const chunk = (text: string, rest: JsonObject = {}): JsonObject => ({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...rest }],
    modelVersion: 'g',
  });
  assert.deepEqual(assembled([chunk('Hel'), chunk('lo', { finishReason: 'STOP' })]), {
    modelVersion: 'g',
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, index: 0, finishReason: 'STOP' }],
  });
});

test('text of server-sent events is read, other text is not', () => {
  const text =
    'event: x\r\ndata: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}\r\n\r\ndata: [DONE]\r\n';
  assert.deepEqual(streamedResponse(text)?.['choices'], [{ index: 0, message: { content: 'a', role: 'assistant' } }]);
  assert.equal(streamedResponse('<html>'), undefined);
});
