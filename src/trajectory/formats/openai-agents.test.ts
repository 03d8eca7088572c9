import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { textsOf } from '../testing/text-law.ts';
import type { ImportItem } from '../trajectory.ts';

type Data = Readonly<Record<string, unknown>>;

const at = (second: number): string => `2026-01-02T03:04:${String(second).padStart(2, '0')}.000000+00:00`;
const trace = {
  object: 'trace',
  id: 'trace_1',
  workflow_name: 'Help desk',
  group_id: 'chat-9',
  metadata: { team: 'blue' },
};
function span(id: string, parent_id: string | null, second: number, span_data: Data, error: unknown = null): Data {
  const times = { started_at: at(second), ended_at: at(second + 1) };
  return { object: 'trace.span', id, trace_id: 'trace_1', parent_id, ...times, span_data, error };
}
const lines = (records: readonly unknown[]): string => records.map((record) => JSON.stringify(record)).join('\n');
const linksOf = (items: readonly ImportItem[]): unknown[] =>
  items.flatMap((item) => ('link' in item ? [item.link] : []));

const user = { role: 'user', content: 'Roll a die' };
const asks = {
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'roll', arguments: '{"sides":6}' } }],
};
const rolled = { role: 'tool', tool_call_id: 'call_1', content: '4' };

test('generations repeat the history: each message is one step, function spans answer their calls', async () => {
  const records = [
    trace,
    // Spans are exported when they end.
    span('f', 'a', 3, { type: 'function', name: 'roll', input: '{"sides":6}', output: '4' }),
    span('g1', 'a', 1, {
      type: 'generation',
      model: 'gpt-x',
      model_config: { temperature: 0 },
      input: [user],
      output: [asks],
      usage: { input_tokens: 5, output_tokens: 2 },
    }),
    span('g2', 'a', 5, {
      type: 'generation',
      model: 'gpt-x',
      input: [user, asks, rolled],
      output: [{ role: 'assistant', content: 'Four' }],
    }),
    span('a', null, 0, { type: 'agent', name: 'Roller', tools: ['roll'], handoffs: ['Writer'], output_type: 'str' }),
    span('h', 'a', 7, { type: 'handoff', from_agent: 'Roller', to_agent: 'Writer' }),
    span('q', 'a', 8, { type: 'guardrail', name: 'polite', triggered: false }),
  ];
  for (const content of [lines(records), JSON.stringify({ data: records })]) {
    const items = await importText('a.jsonl', content);
    assert.deepEqual(issuesOf(items), []);
    const [run, ...more] = trajectoriesOf(items);
    assert.equal(more.length, 0);
    assert.equal(run!.id, 'openai-agents:trace_1');
    assert.equal(run!.sessionId, 'chat-9');
    assert.deepEqual(run!.agent, { name: 'Roller', model: 'gpt-x' });
    assert.deepEqual(
      run!.steps.map(({ actor, name }) => [actor, name]),
      [
        ['user', undefined],
        ['agent', 'Roller'],
        ['tool', 'roll'],
        ['agent', 'Roller'],
        ['environment', 'handoff'],
        ['environment', 'guardrail'],
      ],
    );
    assert.deepEqual(textsOf(run!), ['Roll a die', '{"sides":6}', '4', 'Four']);
    assert.deepEqual(run!.steps[1]!.usage, { inputTokens: 5, outputTokens: 2 });
    assert.deepEqual(run!.steps[1]!.extra, {
      span_id: 'g1',
      parent_id: 'a',
      model_config: { temperature: 0 },
      model: 'gpt-x',
    });
    assert.deepEqual(run!.steps[4]!.extra, { span_id: 'h', parent_id: 'a', from_agent: 'Roller', to_agent: 'Writer' });
    assert.deepEqual(run!.extra['metadata'], { team: 'blue' });
    assert.equal(run!.startedAt, at(0));
    assert.equal(run!.endedAt, at(9));
  }
});

test('responses are exported without content: functions are call and answer, failures say so', async () => {
  const records = [
    trace,
    span('a', null, 0, { type: 'agent', name: 'Roller' }),
    span('r', 'a', 1, { type: 'response', response_id: 'resp_1', usage: { input_tokens: 5, output_tokens: 2 } }),
    span('f', 'a', 3, { type: 'function', name: 'roll', input: '{}', output: '4' }),
    span(
      'g',
      'a',
      3,
      { type: 'function', name: 'roll', input: '{}', output: null },
      { message: 'No die', data: { code: 7 } },
    ),
  ];
  const [run] = trajectoriesOf(await importText('a.jsonl', lines(records)));
  assert.deepEqual(
    run!.steps.map(({ actor, parts }) => [actor, parts]),
    [
      [
        'agent',
        [
          { kind: 'tool-call', callId: 'f', name: 'roll', argumentsText: '{}' },
          { kind: 'tool-call', callId: 'g', name: 'roll', argumentsText: '{}' },
        ],
      ],
      ['tool', [{ kind: 'tool-result', callId: 'f', text: '4' }]],
      ['tool', [{ kind: 'tool-result', callId: 'g', text: 'No die', isError: true }]],
    ],
  );
  assert.deepEqual(run!.steps[0]!.extra, { span_id: 'r', parent_id: 'a', response_id: 'resp_1' });
});

test('an agent that ran as a tool is a run of its own, linked to the call', async () => {
  const call = { id: 'call_7', function: { name: 'ask_poet', arguments: '{"about":"sea"}' } };
  const records = [
    trace,
    span('a', null, 0, { type: 'agent', name: 'Editor' }),
    span('g1', 'a', 1, {
      type: 'generation',
      input: [{ role: 'user', content: 'A poem' }],
      output: [{ role: 'assistant', tool_calls: [call] }],
    }),
    span('f', 'a', 2, { type: 'function', name: 'ask_poet', input: '{"about":"sea"}', output: 'Waves' }),
    span('b', 'f', 3, { type: 'agent', name: 'Poet' }),
    span('g2', 'b', 4, {
      type: 'generation',
      input: [{ role: 'user', content: 'sea' }],
      output: [{ role: 'assistant', content: 'Waves' }],
    }),
  ];
  const items = await importText('a.jsonl', lines(records));
  assert.deepEqual(
    trajectoriesOf(items).map((run) => [run.id, run.parentId, run.agent.name, textsOf(run)]),
    [
      ['openai-agents:trace_1', undefined, 'Editor', ['A poem', '{"about":"sea"}', 'Waves']],
      ['openai-agents:trace_1/b', 'openai-agents:trace_1', 'Poet', ['sea', 'Waves']],
    ],
  );
  assert.deepEqual(linksOf(items), [
    { parentId: 'openai-agents:trace_1', callId: 'call_7', childId: 'openai-agents:trace_1/b' },
  ]);
});
