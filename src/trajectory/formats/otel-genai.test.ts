import assert from 'node:assert/strict';
import test from 'node:test';
import { contentHash } from '../content-hash.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { Trajectory } from '../trajectory.ts';

type Attributes = Record<string, unknown>;
const span = (id: string, second: number, attributes: Attributes, more: object = {}): object => ({
  traceId: 'trace1',
  spanId: id,
  name: id,
  startTimeUnixNano: `${1_700_000_000 + second}000000000`,
  endTimeUnixNano: `${1_700_000_001 + second}000000000`,
  attributes: { 'gen_ai.operation.name': 'chat', ...attributes },
  ...more,
});
const said = (role: string, ...parts: object[]): object => ({ role, parts });
const text = (content: string): object => ({ type: 'text', content });
const list = (...messages: object[]): string => JSON.stringify(messages);

const question = said('user', text('Weather in Rome?'));
const asked = said(
  'assistant',
  { type: 'reasoning', content: 'look it up' },
  { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } },
);
const answered = said('tool', { type: 'tool_call_response', id: 'c1', response: 'sunny' });
const final = { ...said('assistant', text('It is sunny.')), finish_reason: 'stop' };

const RUN = [
  span('agent', 0, {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'helper',
    'gen_ai.conversation.id': 'talk 1',
  }),
  span(
    'chat1',
    1,
    {
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 8,
      'gen_ai.system_instructions': list(text('Be brief.')),
      'gen_ai.tool.definitions': '[{"name": "weather"}]',
      'gen_ai.input.messages': list(question),
      'gen_ai.output.messages': list(asked),
    },
    { parentSpanId: 'agent' },
  ),
  span(
    'tool1',
    3,
    {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.call.id': 'c1',
      'gen_ai.tool.call.result': 'sunny',
    },
    { parentSpanId: 'agent' },
  ),
  span(
    'chat2',
    5,
    {
      // Histories often come back without the reasoning.
      'gen_ai.input.messages': list(
        question,
        said('assistant', { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }),
        answered,
      ),
      'gen_ai.output.messages': list(final),
    },
    {
      parentSpanId: 'agent',
      events: [
        {
          name: 'gen_ai.evaluation.result',
          attributes: { 'gen_ai.evaluation.name': 'helpful', 'gen_ai.evaluation.score.value': 0.75 },
        },
      ],
    },
  ),
];

/** A run without what its spans say beside their messages. */
function bare(trajectory: Trajectory): Trajectory {
  const { spans: _spans, ...extra } = trajectory.extra;
  const steps = trajectory.steps.map(({ extra: given, ...step }) => {
    const { span: _span, ...rest } = given ?? {};
    return { ...step, ...(Object.keys(rest).length > 0 && { extra: rest }) };
  });
  const { format, uri, line } = trajectory.source;
  return { ...trajectory, source: { format, uri, ...(line !== undefined && { line }) }, extra, steps };
}

const STEPS = [
  { index: 0, actor: 'user', at: '2023-11-14T22:13:21.000Z', parts: [{ kind: 'text', text: 'Weather in Rome?' }] },
  {
    index: 1,
    actor: 'agent',
    at: '2023-11-14T22:13:21.000Z',
    endedAt: '2023-11-14T22:13:22.000Z',
    usage: { inputTokens: 20, cachedInputTokens: 8, outputTokens: 5 },
    parts: [
      { kind: 'reasoning', text: 'look it up', visibility: 'raw' },
      { kind: 'tool-call', callId: 'c1', name: 'weather', argumentsText: '{"city":"Rome"}' },
    ],
  },
  {
    index: 2,
    actor: 'tool',
    name: 'weather',
    at: '2023-11-14T22:13:23.000Z',
    endedAt: '2023-11-14T22:13:24.000Z',
    parts: [{ kind: 'tool-result', callId: 'c1', text: 'sunny' }],
  },
  {
    index: 3,
    actor: 'agent',
    at: '2023-11-14T22:13:25.000Z',
    endedAt: '2023-11-14T22:13:26.000Z',
    parts: [{ kind: 'text', text: 'It is sunny.' }],
    extra: { finish_reason: 'stop' },
  },
];

// The same spans as an OTLP exporter writes them.
const value = (given: unknown): object =>
  typeof given === 'number' ? { intValue: String(given) } : { stringValue: given };
const attributeList = (attributes: Attributes): object[] =>
  Object.entries(attributes).map(([key, given]) => ({
    key,
    value: typeof given === 'number' && !Number.isInteger(given) ? { doubleValue: given } : value(given),
  }));
const otlp = (spans: readonly object[]): object => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: spans.map((given) => {
            const { attributes, events, ...rest } = given as {
              attributes: Attributes;
              events?: { name: string; attributes: Attributes }[];
            };
            return {
              ...rest,
              attributes: attributeList(attributes),
              events: (events ?? []).map((event) => ({ ...event, attributes: attributeList(event.attributes) })),
            };
          }),
        },
      ],
    },
  ],
});
const lines = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

const FILES: Readonly<Record<string, string>> = {
  'spans, one per line, in any order': lines(RUN.toReversed()),
  'a document of spans': JSON.stringify({ spans: RUN }, null, 1),
  'one OTLP document': JSON.stringify(otlp(RUN)),
  'OTLP batches, one per line': lines([otlp(RUN.slice(0, 2)), otlp(RUN.slice(2))]),
};

for (const [what, file] of Object.entries(FILES)) {
  test(`${what}: history is not repeated, results come from the tools’ spans`, async () => {
    const items = await importText('a.jsonl', file);
    const [trajectory] = trajectoriesOf(items);
    assert.deepEqual(items, [{ trajectory }]);
    assert.deepEqual(bare(trajectory!), {
      id: 'otel-genai:talk%201',
      contentHash: contentHash(trajectory!.steps),
      revision: 1,
      source: { format: 'otel-genai', uri: 'a.jsonl', line: 1 },
      sessionId: 'talk 1',
      task: { tags: [] },
      agent: { name: 'helper', model: 'gpt-4o', tools: [{ name: 'weather' }], instructions: 'Be brief.' },
      startedAt: '2023-11-14T22:13:20.000Z',
      endedAt: '2023-11-14T22:13:26.000Z',
      outcomes: [{ name: 'helpful', value: 0.75, by: 'model' }],
      steps: STEPS,
      extra: { provider: 'openai' },
    });
  });
}

const simple = (trajectory: Trajectory): unknown =>
  trajectory.steps.map(
    (step) =>
      `${step.actor}: ${step.parts.map((part) => ('text' in part ? part.text : 'argumentsText' in part ? `${part.name}(${part.argumentsText})#${part.callId}` : '')).join('|')}`,
  );

test('without spans of tools, results come from the next call’s history', async () => {
  const [trajectory] = trajectoriesOf(await importText('a.jsonl', lines([RUN[1]!, RUN[3]!])));
  assert.equal(trajectory!.id, 'otel-genai:trace1');
  assert.deepEqual(simple(trajectory!), [
    'user: Weather in Rome?',
    'agent: look it up|weather({"city":"Rome"})#c1',
    'tool: sunny',
    'agent: It is sunny.',
  ]);
});

test('an agent inside an agent is a run of its own, linked to the call', async () => {
  const nested = [
    RUN[0]!,
    RUN[1]!,
    RUN[2]!,
    span(
      'inner',
      3.2,
      { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'forecaster' },
      { parentSpanId: 'tool1' },
    ),
    span(
      'innerchat',
      3.5,
      {
        'gen_ai.input.messages': list(said('user', text('Rome?'))),
        'gen_ai.output.messages': list(said('assistant', text('sunny'))),
      },
      { parentSpanId: 'inner' },
    ),
    RUN[3]!,
  ];
  const items = await importText('a.jsonl', lines(nested));
  const [outer, inner] = trajectoriesOf(items);
  assert.deepEqual(bare(outer!).steps, STEPS);
  assert.deepEqual(
    [inner!.id, inner!.parentId, inner!.agent.name, simple(inner!)],
    ['otel-genai:talk%201/inner', 'otel-genai:talk%201', 'forecaster', ['user: Rome?', 'agent: sunny']],
  );
  assert.deepEqual(items.at(-1), {
    link: { parentId: 'otel-genai:talk%201', callId: 'c1', childId: 'otel-genai:talk%201/inner' },
  });
});

test('tools that are traced without their model bring their calls with them', async () => {
  const tool = span(
    't',
    1,
    { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'sh', 'gen_ai.tool.call.arguments': '{"c":1}' },
    { status: { code: 2, message: 'exit 1' } },
  );
  const [trajectory] = trajectoriesOf(await importText('a.jsonl', lines([tool])));
  assert.deepEqual(
    trajectory!.steps.map((step) => step.parts),
    [
      [{ kind: 'tool-call', callId: 'span_t', name: 'sh', argumentsText: '{"c":1}' }],
      [{ kind: 'tool-result', callId: 'span_t', text: 'exit 1', isError: true }],
    ],
  );
});

test('ids that a number cannot hold are kept exactly, and what is no span is an issue', async () => {
  const line =
    '{"name": "c", "context": {"trace_id": 115825058289444712299650141807529952578, "span_id": 12072964954527026452}, "parent": null, "start_time": 1758028600965362000, "attributes": {"gen_ai.operation.name": "chat", "gen_ai.output.messages": "[{\\"role\\":\\"assistant\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"hi\\"}]}]"}}';
  const items = await importText('a.jsonl', `${line}\n{"name": "x"}\n`);
  const [trajectory] = trajectoriesOf(items);
  assert.equal(trajectory!.id, 'otel-genai:115825058289444712299650141807529952578');
  assert.equal(trajectory!.startedAt, '2025-09-16T13:16:40.965Z');
  assert.deepEqual(issuesOf(items), ['bad-record 2: found no spans, expected OpenTelemetry spans with ids']);
});
