import assert from 'node:assert/strict';
import test from 'node:test';
import { contentParts } from './content-parts.ts';

test('signatures, citations and details of images are facts of their parts', () => {
  assert.deepEqual(
    contentParts([
      { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
      { type: 'redacted_thinking', data: 'secret' },
      { type: 'text', text: 'Four.', citations: [{ cited_text: '4' }], cache_control: { type: 'ephemeral' } },
      { type: 'note', text: 'Of another type.' },
      { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'high' } },
      { type: 'tool_use', id: 'c', name: 'f', input: { a: 1 }, caller: 'direct' },
      { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
      { type: 'tool_call', value: '{"name": "g", "arguments": {"b": 1}, "sure": 0.5}' },
      { type: 'unheard-of', of: 1 },
    ]),
    {
      parts: [
        { kind: 'reasoning', text: 'Hm.', visibility: 'raw' },
        { kind: 'reasoning', text: '', visibility: 'encrypted' },
        { kind: 'text', text: 'Four.' },
        { kind: 'text', text: 'Of another type.' },
        { kind: 'media', mediaType: 'image', ref: 'https://example.org/a.png' },
        { kind: 'tool-call', callId: 'c', name: 'f', argumentsText: '{"a":1}' },
        { kind: 'tool-call', callId: 's', name: 'web_search', argumentsText: '{}' },
        { kind: 'tool-call', callId: '', name: 'g', argumentsText: '{"b": 1}' },
      ],
      others: [{ type: 'unheard-of', of: 1 }],
      facts: [
        { part: 0, signature: 'sig' },
        { part: 1, data: 'secret' },
        { part: 2, citations: [{ cited_text: '4' }], cache_control: { type: 'ephemeral' } },
        { part: 3, type: 'note' },
        { part: 4, image_url: { detail: 'high' } },
        { part: 5, caller: 'direct' },
        { part: 6, type: 'server_tool_use' },
        { part: 7, sure: 0.5 },
      ],
    },
  );
});

test('pictures in the result of a tool come after it, what else it holds is a fact', () => {
  assert.deepEqual(
    contentParts([
      {
        type: 'tool_result',
        tool_use_id: 'c',
        is_error: false,
        cache_control: { type: 'ephemeral' },
        content: [
          { type: 'text', text: 'Seen: ' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'text', text: 'a cat.' },
          { type: 'tool_reference', tool_name: 'f' },
        ],
      },
    ]),
    {
      parts: [
        { kind: 'tool-result', callId: 'c', text: 'Seen: a cat.', isError: false },
        { kind: 'media', mediaType: 'image/png', ref: 'inline:4' },
      ],
      others: [],
      facts: [{ part: 0, cache_control: { type: 'ephemeral' }, content: [{ type: 'tool_reference', tool_name: 'f' }] }],
    },
  );
});

test('the words of a document stand beside it, its title is a fact', () => {
  assert.deepEqual(
    contentParts({ type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'Words.' } }),
    {
      parts: [
        { kind: 'media', mediaType: 'text/plain', ref: 'inline:6' },
        { kind: 'text', text: 'Words.' },
      ],
      others: [],
      facts: [{ part: 0, title: 'T' }],
    },
  );
});
