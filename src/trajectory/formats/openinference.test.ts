import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { Trajectory } from '../trajectory.ts';

const base = (id: string, second: number, parent?: string): object => ({
  name: id,
  context: { trace_id: 'trace-1', span_id: id },
  parent_id: parent ?? null,
  start_time: `2025-01-01T00:00:0${second}.000000+00:00`,
  end_time: `2025-01-01T00:00:0${second + 1}.000000+00:00`,
  status_code: 'OK',
});

const CALL = {
  'llm.output_messages.0.message.role': 'assistant',
  'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'c1',
  'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'weather',
  'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"city": "Rome"}',
  'llm.output_messages.0.message.tool_calls.1.tool_call.id': 'c2',
  'llm.output_messages.0.message.tool_calls.1.tool_call.function.name': 'weather',
  'llm.output_messages.0.message.tool_calls.1.tool_call.function.arguments': '{"city": "Oslo"}',
};
const ASKED = {
  'llm.input_messages.0.message.role': 'system',
  'llm.input_messages.0.message.content': 'Be brief.',
  'llm.input_messages.1.message.role': 'user',
  'llm.input_messages.1.message.contents.0.message_content.type': 'text',
  'llm.input_messages.1.message.contents.0.message_content.text': 'Warmer where?',
  'llm.input_messages.1.message.contents.1.message_content.type': 'image',
  'llm.input_messages.1.message.contents.1.message_content.image.image.url': 'https://example.org/map.png',
};
// Eleven messages, so that indexes sorted as text would come out of order.
const history = Object.fromEntries(
  Array.from({ length: 11 }, (_, i) => [`llm.input_messages.${i}.message`, i] as const).flatMap(([name, i]) => [
    [`${name}.role`, i % 2 === 0 ? 'user' : 'assistant'],
    [`${name}.content`, `said ${i}`],
  ]),
);

const SPANS = [
  {
    ...base('root', 0),
    attributes: {
      'openinference.span.kind': 'AGENT',
      'agent.name': 'guide',
      'session.id': 'talk',
      'input.value': 'Warmer where?',
    },
  },
  {
    ...base('llm', 1, 'root'),
    attributes: {
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'm-1',
      'llm.token_count.prompt': 9,
      'llm.token_count.completion': 3,
      'llm.token_count.prompt_details.cache_read': 2,
      'llm.invocation_parameters': '{"temperature": 0}',
      'llm.tools.0.tool.json_schema': '{"name": "weather"}',
      ...ASKED,
      ...CALL,
    },
  },
  {
    ...base('t2', 3, 'root'),
    attributes: {
      'openinference.span.kind': 'TOOL',
      'tool.name': 'weather',
      'input.value': '{"city": "Oslo"}',
      'output.value': 'cold',
    },
  },
  {
    ...base('t1', 4, 'root'),
    attributes: {
      'openinference.span.kind': 'TOOL',
      'tool.name': 'weather',
      'input.value': '{"city": "Rome"}',
      'output.value': 'warm',
    },
    status_code: 'ERROR',
  },
  {
    ...base('seek', 5, 'root'),
    attributes: { 'openinference.span.kind': 'RETRIEVER', 'retrieval.documents.0.document.content': 'a page' },
  },
];

function seen(trajectory: Trajectory): unknown {
  return trajectory.steps.map(({ actor, name, parts, usage }) => ({
    actor,
    ...(name !== undefined && { name }),
    parts,
    ...(usage !== undefined && { usage }),
  }));
}

const STEPS = [
  { actor: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
  {
    actor: 'user',
    parts: [
      { kind: 'text', text: 'Warmer where?' },
      { kind: 'media', mediaType: 'image', ref: 'https://example.org/map.png' },
    ],
  },
  {
    actor: 'agent',
    parts: [
      { kind: 'tool-call', callId: 'c1', name: 'weather', argumentsText: '{"city": "Rome"}' },
      { kind: 'tool-call', callId: 'c2', name: 'weather', argumentsText: '{"city": "Oslo"}' },
    ],
    usage: { inputTokens: 9, cachedInputTokens: 2, outputTokens: 3 },
  },
  { actor: 'tool', name: 'weather', parts: [{ kind: 'tool-result', callId: 'c2', text: 'cold' }] },
  { actor: 'tool', name: 'weather', parts: [{ kind: 'tool-result', callId: 'c1', text: 'warm', isError: true }] },
];

test('flattened attributes become messages; results find their calls by what was asked', async () => {
  const items = await importText('spans.jsonl', SPANS.map((span) => `${JSON.stringify(span)}\n`).join(''));
  const [trajectory] = trajectoriesOf(items);
  assert.deepEqual(issuesOf(items), []);
  assert.equal(trajectory!.id, 'openinference:trace-1');
  assert.equal(trajectory!.sessionId, 'talk');
  assert.deepEqual(trajectory!.agent, { name: 'guide', model: 'm-1', tools: [{ name: 'weather' }] });
  assert.deepEqual(seen(trajectory!), STEPS);
  const { span } = trajectory!.steps[2]!.extra as { span: { attributes: object } };
  assert.deepEqual(span.attributes, { 'llm.invocation_parameters': '{"temperature": 0}' });
  assert.ok(JSON.stringify(trajectory!.extra).includes('a page'));
});

test('rows of a data frame, with lists already nested, give the same steps', async () => {
  const row = {
    'context.trace_id': 'trace-1',
    'context.span_id': 'llm',
    name: 'llm',
    parent_id: 'root',
    start_time: '2025-01-01T00:00:01+00:00',
    end_time: '2025-01-01T00:00:02+00:00',
    'attributes.openinference.span.kind': 'LLM',
    'attributes.llm.model_name': 'm-1',
    'attributes.llm.input_messages': [
      { 'message.role': 'system', 'message.content': 'Be brief.' },
      { message: { role: 'user', content: 'Warmer where?' } },
    ],
    'attributes.llm.output_messages': [
      {
        'message.role': 'assistant',
        'message.tool_calls': [
          { 'tool_call.id': 'c1', 'tool_call.function.name': 'weather', 'tool_call.function.arguments': '{}' },
        ],
      },
    ],
  };
  const [trajectory] = trajectoriesOf(await importText('rows.json', JSON.stringify([row])));
  assert.equal(trajectory!.id, 'openinference:trace-1');
  assert.deepEqual(seen(trajectory!), [
    STEPS[0],
    { actor: 'user', parts: [{ kind: 'text', text: 'Warmer where?' }] },
    { actor: 'agent', parts: [{ kind: 'tool-call', callId: 'c1', name: 'weather', argumentsText: '{}' }] },
  ]);
});

test('indexes are numbers: message 10 comes after message 9', async () => {
  const span = { ...base('llm', 1), attributes: { 'openinference.span.kind': 'LLM', ...history } };
  const asked = { ...span, attributes: { ...span.attributes, 'llm.output_messages.0.message.content': 'end' } };
  const [run] = trajectoriesOf(await importText('a.jsonl', `${JSON.stringify(asked)}\n`));
  assert.deepEqual(
    run!.steps.map((step) => step.parts.map((part) => ('text' in part ? part.text : ''))[0]),
    [...Array.from({ length: 11 }, (_, i) => `said ${i}`), 'end'],
  );
});

test('annotations of a span are told as outcomes, by who made them', async () => {
  const span = {
    ...base('llm', 1),
    attributes: {
      'openinference.span.kind': 'LLM',
      'llm.output_messages.0.message.content': 'hi',
      'annotations.0.annotation.name': 'correct',
      'annotations.0.annotation.score': 1,
      'annotations.0.annotation.annotator_kind': 'HUMAN',
      'annotations.1.annotation.name': 'tone',
      'annotations.1.annotation.label': 'warm',
      'annotations.1.annotation.annotator_kind': 'LLM',
    },
  };
  const [trajectory] = trajectoriesOf(await importText('a.jsonl', `${JSON.stringify(span)}\n`));
  assert.deepEqual(trajectory!.outcomes, [
    { name: 'correct', value: 1, by: 'human' },
    { name: 'tone', value: 'warm', by: 'model' },
  ]);
});
