import assert from 'node:assert/strict';
import test from 'node:test';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { importText, issuesOf, trajectoriesOf } from '../../testing/import-text.ts';
import type { Trajectory } from '../../trajectory.ts';

type Attributes = Record<string, unknown>;
const span = (id: string, second: number, attributes: Attributes, more: object = {}): object => ({
  traceId: 'trace1',
  spanId: id,
  name: id,
  startTimeUnixNano: `${1_700_000_000 + second}000000000`,
  endTimeUnixNano: `${1_700_000_001 + second}000000000`,
  attributes,
  ...more,
});

async function only(records: readonly object[]): Promise<Trajectory> {
  const items = await importText('a.jsonl', records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  assert.deepEqual(issuesOf(items), []);
  const [trajectory, ...others] = trajectoriesOf(items);
  assert.equal(others.length, 0);
  return trajectory!;
}

const said = (trajectory: Trajectory): unknown => trajectory.steps.map(({ actor, parts }) => [actor, ...parts]);

// One conversation, as every dialect tells it.
const STEPS = [
  ['system', { kind: 'text', text: 'Be brief.' }],
  ['user', { kind: 'text', text: 'Weather in Rome?' }],
  [
    'agent',
    { kind: 'text', text: 'I look.' },
    { kind: 'tool-call', callId: 'c1', name: 'weather', argumentsText: '{"city":"Rome"}' },
  ],
  ['tool', { kind: 'tool-result', callId: 'c1', text: 'sunny' }],
  ['agent', { kind: 'text', text: 'It is sunny.' }],
];

const indexed = (prefix: string, ...messages: Attributes[]): Attributes =>
  Object.fromEntries(
    messages.flatMap((message, i) => Object.entries(message).map(([name, value]) => [`${prefix}.${i}.${name}`, value])),
  );
const SYSTEM = { role: 'system', content: 'Be brief.' };
const USER = { role: 'user', content: 'Weather in Rome?' };
const CALL = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } };
const CALLING = { role: 'assistant', content: 'I look.', tool_calls: [CALL] };
const flatCalling = {
  role: 'assistant',
  content: 'I look.',
  'tool_calls.0.id': 'c1',
  'tool_calls.0.name': 'weather',
  'tool_calls.0.arguments': '{"city":"Rome"}',
};
const ANSWER = { role: 'tool', tool_call_id: 'c1', content: 'sunny' };
const FINAL = { role: 'assistant', content: 'It is sunny.' };
const event = (name: string, attributes: object): object => ({ name, timeUnixNano: '1700000001000000000', attributes });
const aiCall = { toolCallId: 'c1', toolName: 'weather', input: '{"city":"Rome"}' };
const aiMessages = [SYSTEM, { role: 'user', content: [{ type: 'text', text: 'Weather in Rome?' }] }];

const DIALECTS: Readonly<Record<string, readonly object[]>> = {
  'indexed prompts and completions (OpenLLMetry)': [
    span('a', 1, {
      'llm.request.type': 'chat',
      ...indexed('gen_ai.prompt', SYSTEM, USER),
      ...indexed('gen_ai.completion', { ...flatCalling, finish_reason: 'tool_calls' }),
    }),
    span('t', 2, {
      'traceloop.span.kind': 'tool',
      'traceloop.entity.name': 'weather',
      'traceloop.entity.input': '{"city":"Rome"}',
      'traceloop.entity.output': 'sunny',
    }),
    span('b', 3, {
      ...indexed('gen_ai.prompt', SYSTEM, USER, flatCalling, ANSWER),
      ...indexed('gen_ai.completion', FINAL),
    }),
  ],
  'one event per message': [
    span(
      'a',
      1,
      { 'gen_ai.operation.name': 'chat' },
      {
        events: [
          event('gen_ai.system.message', { content: 'Be brief.' }),
          event('gen_ai.user.message', { content: 'Weather in Rome?' }),
          event('gen_ai.choice', { index: 0, finish_reason: 'tool_calls', message: JSON.stringify(CALLING) }),
        ],
      },
    ),
    span(
      'b',
      3,
      { 'gen_ai.operation.name': 'chat' },
      {
        events: [
          event('gen_ai.system.message', { 'gen_ai.event.content': JSON.stringify(SYSTEM) }),
          event('gen_ai.user.message', USER),
          event('gen_ai.assistant.message', { content: 'I look.', tool_calls: JSON.stringify([CALL]) }),
          event('gen_ai.tool.message', { content: 'sunny', id: 'c1' }),
          event('gen_ai.choice', { index: 0, message: FINAL }),
        ],
      },
    ),
  ],
  'one event for a whole call': [
    span(
      'a',
      1,
      { 'gen_ai.operation.name': 'chat' },
      {
        events: [
          event('gen_ai.client.inference.operation.details', {
            'gen_ai.input.messages': JSON.stringify([SYSTEM, USER]),
            'gen_ai.output.messages': JSON.stringify([CALLING]),
          }),
        ],
      },
    ),
    span(
      'b',
      3,
      { 'gen_ai.operation.name': 'chat' },
      {
        events: [
          event('gen_ai.client.inference.operation.details', {
            'gen_ai.input.messages': JSON.stringify([SYSTEM, USER, CALLING, ANSWER]),
            'gen_ai.output.messages': JSON.stringify([FINAL]),
          }),
        ],
      },
    ),
  ],
  'the AI SDK': [
    span('run', 0, {
      'ai.operationId': 'ai.generateText',
      'ai.prompt': JSON.stringify({ system: 'Be brief.', prompt: 'Weather in Rome?' }),
      'ai.response.text': 'It is sunny.',
    }),
    span(
      'a',
      1,
      {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.prompt.messages': JSON.stringify(aiMessages),
        'ai.response.text': 'I look.',
        'ai.response.toolCalls': JSON.stringify([aiCall]),
      },
      { parentSpanId: 'run' },
    ),
    span(
      't',
      2,
      {
        'ai.operationId': 'ai.toolCall',
        'ai.toolCall.name': 'weather',
        'ai.toolCall.id': 'c1',
        'ai.toolCall.args': '{"city":"Rome"}',
        'ai.toolCall.result': 'sunny',
      },
      { parentSpanId: 'run' },
    ),
    span(
      'b',
      3,
      {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.prompt.messages': JSON.stringify([
          ...aiMessages,
          {
            role: 'assistant',
            content: [
              { type: 'text', text: 'I look.' },
              { type: 'tool-call', ...aiCall, input: { city: 'Rome' } },
            ],
          },
          {
            role: 'tool',
            content: [
              { type: 'tool-result', toolCallId: 'c1', toolName: 'weather', output: { type: 'text', value: 'sunny' } },
            ],
          },
        ]),
        'ai.response.text': 'It is sunny.',
      },
      { parentSpanId: 'run' },
    ),
  ],
  'Pydantic AI’s lists of events': [
    span('run', 0, {
      agent_name: 'guide',
      all_messages_events: JSON.stringify([{ 'event.name': 'gen_ai.user.message', ...USER }]),
    }),
    span(
      'a',
      1,
      {
        'gen_ai.operation.name': 'chat',
        events: JSON.stringify([
          { 'event.name': 'gen_ai.system.message', 'gen_ai.message.index': 0, ...SYSTEM },
          { 'event.name': 'gen_ai.user.message', 'gen_ai.message.index': 0, ...USER },
          { 'event.name': 'gen_ai.choice', index: 0, message: CALLING },
        ]),
      },
      { parentSpanId: 'run' },
    ),
    span(
      't',
      2,
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'weather',
        'gen_ai.tool.call.id': 'c1',
        tool_arguments: '{"city":"Rome"}',
        tool_response: 'sunny',
      },
      { parentSpanId: 'run' },
    ),
    span(
      'b',
      3,
      {
        'gen_ai.operation.name': 'chat',
        events: JSON.stringify([
          { 'event.name': 'gen_ai.system.message', ...SYSTEM },
          { 'event.name': 'gen_ai.user.message', ...USER },
          { 'event.name': 'gen_ai.assistant.message', ...CALLING },
          { 'event.name': 'gen_ai.tool.message', id: 'c1', content: 'sunny', role: 'tool', name: 'weather' },
          { 'event.name': 'gen_ai.choice', index: 0, message: FINAL },
        ]),
      },
      { parentSpanId: 'run' },
    ),
  ],
};

for (const [what, records] of Object.entries(DIALECTS)) {
  test(`${what}: the same conversation`, async () => {
    assert.deepEqual(said(await only(records)), STEPS);
  });
}

test('log records of OTLP are events of the span they name, wherever they stand', async () => {
  const log = (spanId: string, name: string, body: object): object => ({
    traceId: 'trace1',
    spanId,
    eventName: name,
    timeUnixNano: '1700000001000000000',
    body: {
      kvlistValue: { values: Object.entries(body).map(([key, value]) => ({ key, value: { stringValue: value } })) },
    },
  });
  const logs = {
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              log('a', 'gen_ai.user.message', { content: 'Weather in Rome?' }),
              log('a', 'gen_ai.choice', { content: 'It is sunny.' }),
            ],
          },
        ],
      },
    ],
  };
  for (const records of [
    [logs, span('a', 1, { 'gen_ai.operation.name': 'chat' })],
    [span('a', 1, { 'gen_ai.operation.name': 'chat' }), logs],
  ]) {
    assert.deepEqual(said(await only(records)), [STEPS[1], STEPS[4]]);
  }
});

test('agents that only hold others are one run with them', async () => {
  const trajectory = await only([
    span('flow', 0, { 'gen_ai.operation.name': 'invoke_agent' }),
    span('one', 1, { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'one' }, { parentSpanId: 'flow' }),
    span(
      'a',
      2,
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': JSON.stringify([USER]),
        'gen_ai.output.messages': JSON.stringify([FINAL]),
      },
      { parentSpanId: 'one' },
    ),
  ]);
  assert.deepEqual(said(trajectory), [STEPS[1], STEPS[4]]);
});

test('what a span says beside its messages is kept with the step, else with the run', async () => {
  const trajectory = await only([
    span('web', 0, { 'http.method': 'GET' }),
    span(
      'a',
      1,
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.output.messages': JSON.stringify([FINAL]),
      },
      { kind: 3, links: [{ traceId: 'x' }] },
    ),
  ]);
  assert.deepEqual(trajectory.steps[0]!.extra, {
    span: { id: 'a', name: 'a', kind: 3, links: [{ traceId: 'x' }], attributes: { 'gen_ai.request.temperature': 0.5 } },
  });
  assert.deepEqual(trajectory.extra['spans'], [
    {
      id: 'web',
      name: 'web',
      attributes: { 'http.method': 'GET' },
      at: '2023-11-14T22:13:20.000Z',
      endedAt: '2023-11-14T22:13:21.000Z',
    },
  ]);
});

test('a Langfuse export and the spans it came from give the same steps', async () => {
  const records = DIALECTS['the AI SDK'] as readonly {
    spanId: string;
    name: string;
    parentSpanId?: string;
    startTimeUnixNano: string;
    attributes: Attributes;
  }[];
  const observations = records.map(({ spanId, name, parentSpanId, startTimeUnixNano, attributes }) => ({
    id: spanId,
    traceId: 'trace1',
    name,
    type: spanId === 't' ? 'TOOL' : 'SPAN',
    parentObservationId: parentSpanId ?? null,
    startTime: new Date(Number(startTimeUnixNano) / 1e6).toISOString(),
    metadata: JSON.stringify({ attributes }),
  }));
  const exported = await only([{ trace: { id: 'trace1' }, observations }]);
  assert.equal(exported.source.format, 'langfuse');
  assert.equal(exported.contentHash, (await only(records)).contentHash);
});

test('OTLP in protobuf is imported like any other', async () => {
  const field = (writer: BinaryWriter, number: number, fill: (inner: BinaryWriter) => void): void => {
    writer.tag(number, WireType.LengthDelimited).fork();
    fill(writer);
    writer.join();
  };
  const text = (writer: BinaryWriter, number: number, value: string): unknown =>
    writer.tag(number, WireType.LengthDelimited).string(value);
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.input.messages': JSON.stringify([USER]),
    'gen_ai.output.messages': JSON.stringify([FINAL]),
  };
  const writer = new BinaryWriter();
  field(writer, 1, (resource) =>
    field(resource, 2, (scope) =>
      field(scope, 2, (inner) => {
        inner.tag(1, WireType.LengthDelimited).bytes(new Uint8Array(16).fill(0xab));
        inner.tag(2, WireType.LengthDelimited).bytes(new Uint8Array(8).fill(1));
        inner.tag(7, WireType.Bit64).fixed64('1758028600965362001');
        for (const [key, value] of Object.entries(attributes)) {
          field(inner, 9, (pair) => {
            text(pair, 1, key);
            field(pair, 2, (any) => text(any, 1, value));
          });
        }
      }),
    ),
  );
  const items = await importText('traces.pb', Buffer.from(writer.finish()));
  assert.deepEqual(issuesOf(items), []);
  const [trajectory] = trajectoriesOf(items);
  assert.equal(trajectory!.id, `otel-genai:${'ab'.repeat(16)}`);
  assert.deepEqual(said(trajectory!), [STEPS[1], STEPS[4]]);
});
