import assert from 'node:assert/strict';
import test from 'node:test';
import { chatSteps } from './chat-steps.ts';

test('a message that says nothing else has no extra', () => {
  assert.deepEqual(
    chatSteps([
      { role: 'user', content: 'How many?' },
      {
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'count', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '4' },
    ]),
    [
      { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'How many?' }] },
      { index: 1, actor: 'agent', parts: [{ kind: 'tool-call', callId: 'c1', name: 'count', argumentsText: '{}' }] },
      { index: 2, actor: 'tool', parts: [{ kind: 'tool-result', callId: 'c1', text: '4' }], name: 'count' },
    ],
  );
});

test('ids of messages, counts of tokens, annotations, logprobs and odd types stay', () => {
  const [step] = chatSteps([
    {
      role: 'assistant',
      id: 'msg_1',
      name: 7,
      content: [{ type: 'text', text: 'Four.', annotations: [{ type: 'url_citation' }] }],
      reasoning: { effort: 'low' },
      timestamp: 1767225600,
      cost: '0.1',
      usage: {
        prompt_tokens: 3,
        completion_tokens: 2,
        total_tokens: 5,
        prompt_tokens_details: { cached_tokens: 1, audio_tokens: 2 },
        speed: 'fast',
      },
      tool_calls: [{ id: 'c', type: 'custom', index: 1, function: { name: 'f', arguments: '', strict: true } }],
    },
  ]);
  assert.deepEqual(step, {
    index: 0,
    actor: 'agent',
    parts: [
      { kind: 'text', text: 'Four.' },
      { kind: 'tool-call', callId: 'c', name: 'f', argumentsText: '' },
    ],
    usage: { inputTokens: 3, cachedInputTokens: 1, outputTokens: 2 },
    extra: {
      name: 7,
      timestamp: 1767225600,
      cost: '0.1',
      blocks: [{ part: 0, annotations: [{ type: 'url_citation' }] }],
      tool_calls: [{ part: 1, index: 1, type: 'custom', function: { strict: true } }],
      usage: { prompt_tokens_details: { audio_tokens: 2 }, speed: 'fast' },
      id: 'msg_1',
      reasoning: { effort: 'low' },
    },
  });
});

test('a spoken answer has its words and where its sound is', () => {
  const [step] = chatSteps([
    { role: 'assistant', content: null, audio: { id: 'a1', expires_at: 9, data: 'AAAA', transcript: 'Four.' } },
  ]);
  assert.deepEqual(step, {
    index: 0,
    actor: 'agent',
    parts: [
      { kind: 'text', text: 'Four.' },
      { kind: 'media', mediaType: 'audio', ref: 'inline:4' },
    ],
    extra: { audio: { id: 'a1', expires_at: 9 } },
  });
});

test('what a provider sent is kept without what the parts say; the call that a result repeats is not told twice', () => {
  const words = 'x'.repeat(100);
  const steps = chatSteps([
    {
      role: 'assistant',
      content: words,
      raw_data: { id: 'r1', message: { content: words } },
      turn_idx: 0,
      tool_calls: [{ function: 'pay', args: { to: 'Ann' }, id: 'c1' }],
    },
    { role: 'tool', content: '', tool_call_id: 'c1', tool_call: { function: 'pay', args: { to: 'Ann' }, id: 'c1' } },
    { role: 'tool', content: '', tool_call_id: 'c1', tool_call: { function: 'pay', args: { to: 'Bob' }, id: 'c1' } },
  ]);
  assert.deepEqual(
    steps.map((step) => step.extra),
    [{ raw_data: { id: 'r1' } }, undefined, { tool_call: { function: 'pay', args: { to: 'Bob' }, id: 'c1' } }],
  );
});

test('a name that objects inherit is a field like others', () => {
  const [step] = chatSteps([JSON.parse('{"role": "user", "content": "x", "__proto__": {"polluted": true}}')]);
  assert.equal(JSON.stringify(step?.extra), '{"__proto__":{"polluted":true}}');
});
