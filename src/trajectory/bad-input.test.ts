import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { FORMATS } from './formats.ts';
import { readRecords } from './source/read-records.ts';
import { itemFinisher } from './item-finisher.ts';
import { CODING_AGENT_SEEDS } from './testing/coding-agent-seeds.ts';
import { INSPECT_SEEDS } from './testing/inspect-seeds.ts';
import { REASONING_SEEDS } from './testing/reasoning-seeds.ts';
import { PROVIDER_SEEDS } from './testing/provider-seeds.ts';
import { SHARED_DATA, skipWithoutData } from './testing/shared-data.ts';
import { importText, issuesOf, trajectoriesOf } from './testing/import-text.ts';

const run = (text: string): string => JSON.stringify({ messages: [{ role: 'user', content: text }] });

test('empty, binary and truncated files give an issue each', async () => {
  assert.deepEqual(issuesOf(await importText('a.jsonl', '')), [
    'empty-file -: found nothing, expected at least one record',
  ]);
  assert.deepEqual(issuesOf(await importText('a.jsonl', Buffer.from([0x7f, 0, 1, 2]))), [
    'binary-file -: found NUL bytes, expected UTF-8 text',
  ]);
  const truncated = await importText('a.jsonl', `${run('a')}\n${run('b').slice(0, -9)}`);
  assert.deepEqual(issuesOf(truncated), ['truncated 2: the last record is cut off at position 35']);
  assert.equal(trajectoriesOf(truncated).length, 1);
});

test('bytes that are no UTF-8 inside a string are told and do not stop the reading', async () => {
  const items = await importText(
    'a.jsonl',
    Buffer.concat([Buffer.from(run('a').slice(0, -4)), Buffer.from([0xff, 0xc3]), Buffer.from(`"}]}\n${run('b')}`)]),
  );
  assert.equal(trajectoriesOf(items).length, 2);
  assert.deepEqual(issuesOf(items), ['bad-utf8 1: found bytes that are not UTF-8: they are read as U+FFFD']);
  assert.deepEqual(issuesOf(await importText('a.jsonl', run('a \ufffd b'))), []);
});

test('calls that are no list of calls are kept beside the step', async () => {
  const message = { role: 'assistant', content: 'x', tool_calls: { a: 1 } };
  const mixed = { role: 'assistant', content: 'y', tool_calls: ['call me', null, { name: 'f', arguments: '{}' }] };
  const items = await importText('a.jsonl', JSON.stringify({ messages: [message, mixed] }));
  const { steps } = trajectoriesOf(items)[0]!;
  assert.deepEqual(
    steps.map(({ extra }) => extra),
    [{ tool_calls: { a: 1 } }, { tool_calls: ['call me'] }],
  );
});

// Small files of every format whose values are then damaged at random.
const SEEDS: Readonly<Record<string, unknown>> = {
  ...PROVIDER_SEEDS,
  ...CODING_AGENT_SEEDS,
  ...REASONING_SEEDS,
  ...INSPECT_SEEDS,
  agentdojo: {
    suite_name: 's',
    user_task_id: 'u',
    pipeline_name: 'p',
    attack_type: null,
    injections: {},
    utility: true,
    security: false,
    messages: [
      { role: 'assistant', content: null, tool_calls: [{ function: 'f', args: { a: 1 }, id: 'c' }] },
      { role: 'tool', content: 'x', tool_call_id: 'c', error: 'e' },
    ],
  },
  atif: {
    schema_version: 'ATIF-v1.5',
    session_id: 's',
    agent: { name: 'a', extra: { continuation_index: 1 } },
    steps: [
      {
        step_id: 1,
        source: 'agent',
        message: 'm',
        tool_calls: [{ tool_call_id: 't', function_name: 'f', arguments: {} }],
        observation: { results: [{ content: 'r', subagent_trajectory_ref: [{ session_id: 'x' }] }] },
        metrics: { prompt_tokens: 1 },
      },
    ],
    subagent_trajectories: [{ schema_version: 'ATIF-v1.5', steps: [] }],
  },
  'claude-code': {
    loglines: [
      { type: 'user', uuid: 'u', sessionId: 's', message: { role: 'user', content: 'hi' }, cwd: '/home/mia/x' },
      {
        type: 'assistant',
        uuid: 'v',
        parentUuid: 'u',
        sessionId: 's',
        message: {
          id: 'm',
          model: 'x',
          content: [{ type: 'tool_use', id: 't', name: 'Task', input: { prompt: 'p' } }],
          usage: { input_tokens: 1 },
        },
      },
      {
        type: 'user',
        sessionId: 's',
        message: { content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'r' }] }] },
        toolUseResult: { agentId: 'a' },
      },
      { type: 'system', subtype: 'compact_boundary', content: 'c', sessionId: 's', compactMetadata: {} },
      { type: 'user', isSidechain: true, sessionId: 's', uuid: 'w', message: { content: 'p' } },
      { type: 'attachment', sessionId: 's', attachment: { type: 'queued_command', prompt: 'q' } },
      { type: 'summary', summary: 'x' },
    ],
  },
  ethogram: {
    trajectory: {
      id: 'x:1',
      contentHash: 'h',
      revision: 1,
      source: { format: 'x', uri: 'u' },
      task: { tags: [] },
      agent: {},
      outcomes: [{ name: 'reward', value: 1, by: 'verifier' }],
      steps: [{ index: 0, actor: 'user', parts: [{ kind: 'text', text: 't' }] }],
      extra: {},
    },
  },
  'openai-chat': {
    messages: [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'u' } }] },
      { role: 'assistant', reasoning_content: 'r', function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', content: 'x' },
    ],
    reward: 1,
    metadata: { model: 'm' },
    tools: [],
  },
  'openai-messages': { role: 'user', content: 'x' },
  'otel-genai': {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: 't',
                spanId: 'a',
                name: 'x',
                startTimeUnixNano: '1',
                attributes: [
                  { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
                  {
                    key: 'gen_ai.input.messages',
                    value: { stringValue: '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]' },
                  },
                ],
              },
              {
                traceId: 't',
                spanId: 'b',
                parentSpanId: 'a',
                name: 'execute_tool f',
                status: { code: 2, message: 'm' },
                attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'execute_tool' } }],
              },
            ],
          },
        ],
      },
    ],
  },
  sharegpt: {
    conversations: [
      { from: 'human', value: 'x' },
      { from: 'function_call', value: '{"name": "f", "arguments": {}}' },
      { from: 'observation', value: 'y' },
    ],
    system: 's',
    tools: '[]',
  },
  'tau-bench': {
    task_id: 1,
    reward: 1,
    trial: 0,
    traj: [{ role: 'user', content: 'x' }],
    info: { task: { instruction: 'i' } },
  },
  tau2: {
    info: { agent_info: { llm: 'm' }, environment_info: { domain_name: 'd' } },
    tasks: [{ id: '1', user_scenario: { instructions: { reason_for_call: 'r' } } }],
    simulations: [
      {
        id: 's',
        task_id: '1',
        messages: [{ role: 'tool', id: 'c', content: 'x', error: true, requestor: 'user' }],
        reward_info: { reward: 1, reward_breakdown: { DB: 1 } },
      },
    ],
  },
};

// Every value of a JSON text, at random, becomes another one, or goes.
function damaged(value: unknown, choose: () => number): unknown {
  const choice = choose();
  if (choice < 6) return [null, 7, '', [], {}, ['x']][choice];
  if (Array.isArray(value)) return value.map((item) => damaged(item, choose));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (choose() === 6 ? [] : [[key, damaged(item, choose)]])),
    );
  }
  return value;
}

for (const format of FORMATS) {
  test(`${format.name} reads its own seed, and never throws on a damaged one`, async () => {
    const seed = SEEDS[format.name];
    const read = async (value: unknown): Promise<string[]> => {
      const finisher = itemFinisher({ format: format.name, uri: 'f' }, { redact: true });
      const reader = format.open({ path: 'f' });
      for await (const { records } of readRecords([Buffer.from(JSON.stringify(value))], 'jsonl')) {
        for (const record of records) finisher.add([...reader.read(record)]);
      }
      finisher.add([...reader.end()]);
      return finisher.take().items.map((item) => ('issue' in item ? item.issue.message : Object.keys(item)[0]!));
    };
    assert.equal((await read(seed)).includes('trajectory'), true);
    assert.equal(format.detect({ path: 'f', container: 'jsonl', records: [seed as never] }) > 0.4, true);
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(60)), async (choices) => {
        const value = damaged(seed, () => choices.next().value as number);
        for (const other of FORMATS) other.detect({ path: 'f', container: 'jsonl', records: [value as never] });
        for (const message of await read(value)) assert.doesNotMatch(message, /could not be/);
      }),
      { numRuns: 400 },
    );
  });
}

test('real sessions with lines destroyed at random keep their other lines', { skip: skipWithoutData }, async () => {
  const folder = join(SHARED_DATA, 'claude-code-spotter/test/fixtures/transcripts');
  const lines = readFileSync(join(folder, 'tool_heavy.jsonl'), 'utf8').trimEnd().split('\n');
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...lines.keys()], { minLength: 1, maxLength: 8 }),
      fc.nat(200),
      async (destroyed, at) => {
        const kept = lines.map((line, i) =>
          destroyed.includes(i) ? line.slice(0, 1 + (at % (line.length - 2))) : line,
        );
        const items = await importText('a.jsonl', `${kept.join('\n')}\n`);
        assert.equal(issuesOf(items).filter((issue) => issue.startsWith('bad-json')).length, destroyed.length);
        const whole = await importText('a.jsonl', lines.filter((_, i) => !destroyed.includes(i)).join('\n'));
        const steps = (list: typeof items): unknown => trajectoriesOf(list).map((trajectory) => trajectory.steps);
        assert.deepEqual(steps(items), steps(whole));
      },
    ),
    { numRuns: 30 },
  );
});

test('what is nested beyond all measure is an issue, and roles that are names of object fields are read', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const lines = [
    `{"messages": [{"role": "user", "content": "a"}], "metadata": ${deep}}`,
    `{"messages": [{"role": "user", "content": ${deep}}]}`,
    `{"messages": [{"role": "constructor", "content": "b"}, {"role": "__proto__", "content": "c"}], "__proto__": {"x": 1}}`,
  ];
  for (const redact of [true, false]) {
    const items = await importText('a.jsonl', lines.join('\n'), { redact });
    assert.deepEqual(issuesOf(items), [
      'bad-record 1: could not be finished: nested deeper than 200 levels',
      'bad-record 2: could not be finished: nested deeper than 200 levels',
    ]);
    const [trajectory] = trajectoriesOf(items);
    assert.deepEqual(
      trajectory!.steps.map((step) => [step.actor, step.name]),
      [
        ['environment', 'constructor'],
        ['environment', '__proto__'],
      ],
    );
    assert.equal(JSON.stringify(trajectory!.extra), '{"__proto__":{"x":1}}');
  }
});

test('of very many records of another kind, fifty are told one by one', async () => {
  const items = await importText('a.jsonl', `${run('a')}\n${'{"n": 1}\n'.repeat(200)}`);
  assert.equal(items.length, 52);
  assert.equal(issuesOf(items).at(-1), 'bad-record -: 150 more records that could not be read');
});
