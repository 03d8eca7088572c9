import assert from 'node:assert/strict';
import test from 'node:test';
import { contentHash } from '../content-hash.ts';
import { importText, trajectoriesOf } from '../testing/import-text.ts';

const run = {
  schema_version: 'ATIF-v1.8',
  session_id: 's1',
  agent: {
    name: 'coder',
    version: '2',
    model_name: 'openai/gpt-4o',
    tool_definitions: [{ name: 'sh' }],
    extra: { parser: 'json' },
  },
  steps: [
    {
      step_id: 1,
      source: 'user',
      message: [
        { type: 'text', text: 'Do it' },
        { type: 'image', source: { media_type: 'image/png', path: 'a.png' } },
      ],
      timestamp: '2026-01-01T00:00:00Z',
    },
    {
      step_id: 2,
      source: 'agent',
      model_name: 'gpt-4o',
      message: 'On it.',
      reasoning_content: 'hm',
      tool_calls: [{ tool_call_id: 'c1', function_name: 'sh', arguments: { cmd: 'ls' } }],
      observation: {
        results: [
          { content: 'a' },
          {
            source_call_id: 'c9',
            content: [{ type: 'text', text: 'b' }],
            subagent_trajectory_ref: [{ session_id: 'sub' }],
          },
        ],
      },
      metrics: {
        prompt_tokens: 10,
        cached_tokens: 4,
        completion_tokens: 2,
        cost_usd: 0.5,
        completion_token_ids: [1, 2],
        extra: { x: 1 },
      },
      timestamp: '2026-01-01T00:00:05Z',
    },
    {
      step_id: 3,
      source: 'agent',
      message: 'Copied.',
      is_copied_context: true,
      extra: { note: 'n' },
      model_name: 'o3',
    },
  ],
  final_metrics: { total_cost_usd: 0.5 },
  subagent_trajectories: [
    {
      schema_version: 'ATIF-v1.8',
      trajectory_id: 't2',
      agent: {},
      steps: [{ step_id: 1, source: 'agent', message: 'x' }],
    },
  ],
};

test('an ATIF trajectory keeps its steps, and an observation is a step of its own', async () => {
  const items = await importText('a.json', JSON.stringify(run, null, 2));
  const [trajectory, child] = trajectoriesOf(items);
  assert.deepEqual(trajectory, {
    id: 'atif:s1',
    contentHash: contentHash(trajectory!.steps),
    revision: 1,
    source: { format: 'atif', uri: 'a.json', line: 1 },
    sessionId: 's1',
    task: { tags: [] },
    agent: { name: 'coder', model: 'openai/gpt-4o', version: '2', tools: [{ name: 'sh' }] },
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:05Z',
    outcomes: [],
    steps: [
      {
        index: 0,
        actor: 'user',
        at: '2026-01-01T00:00:00Z',
        parts: [
          { kind: 'text', text: 'Do it' },
          { kind: 'media', mediaType: 'image/png', ref: 'a.png' },
        ],
      },
      {
        index: 1,
        actor: 'agent',
        at: '2026-01-01T00:00:05Z',
        parts: [
          { kind: 'reasoning', text: 'hm', visibility: 'raw' },
          { kind: 'text', text: 'On it.' },
          { kind: 'tool-call', callId: 'c1', name: 'sh', argumentsText: '{"cmd":"ls"}' },
        ],
        usage: { inputTokens: 10, cachedInputTokens: 4, outputTokens: 2, costUsd: 0.5 },
        extra: { metrics: { extra: { x: 1 }, completion_token_ids: [1, 2] } },
      },
      {
        index: 2,
        actor: 'tool',
        name: 'sh',
        parts: [
          { kind: 'tool-result', callId: 'c1', text: 'a' },
          { kind: 'tool-result', callId: 'c9', text: 'b' },
        ],
        extra: { subagents: [{ session_id: 'sub' }] },
      },
      {
        index: 3,
        actor: 'agent',
        parts: [{ kind: 'text', text: 'Copied.' }],
        copied: true,
        extra: { step_id: 3, model: 'o3', note: 'n' },
      },
    ],
    extra: {
      schema_version: 'ATIF-v1.8',
      final_metrics: { total_cost_usd: 0.5 },
      agent: { extra: { parser: 'json' } },
    },
  });
  assert.deepEqual([child!.id, child!.parentId, child!.steps.length], ['atif:t2', 'atif:s1', 1]);
  assert.deepEqual(items.at(-1), { link: { parentId: 'atif:s1', callId: 'c9', childId: 'atif:sub' } });
});

test('a continuation that repeats its session’s id is a run of its own', async () => {
  const continued = { ...run, agent: { name: 'coder', extra: { continuation_index: 1 } } };
  assert.equal(trajectoriesOf(await importText('a.json', JSON.stringify(continued)))[0]!.id, 'atif:s1/cont-1');
});

test('token ids are kept as what they add, and what has no field of its own is kept too', async () => {
  const steps = [
    {
      step_id: 1,
      source: 'agent',
      message: 'a',
      reasoning_effort: 'high',
      llm_call_count: 2,
      metrics: { prompt_token_ids: [5, 6], completion_token_ids: [7], logprobs: [-0.5] },
      tool_calls: [{ tool_call_id: 'c', function_name: 'f', arguments: {}, extra: { server: 's' } }, 'odd'],
      observation: { results: [{ source_call_id: 'c', content: 'no', extra: { is_error: true, ms: 3 } }, 'stray'] },
      extra: { metrics: 'mine' },
    },
    {
      step_id: 2,
      source: 'agent',
      message: 'b',
      metrics: { prompt_token_ids: [5, 6, 7, 8], completion_token_ids: [9] },
    },
    { step_id: 3, source: 'agent', message: 'c', metrics: { prompt_token_ids: [1, 2] }, extra: 'text' },
  ];
  const document = {
    schema_version: '1.4',
    session_id: 's',
    agent: {},
    steps,
    continued_trajectory_ref: 'next.json',
    notes: 'n',
  };
  const [found] = trajectoriesOf(await importText('a.json', JSON.stringify(document)));
  assert.deepEqual(found!.extra, { schema_version: '1.4', continued_trajectory_ref: 'next.json', notes: 'n' });
  assert.deepEqual(
    found!.steps.map(({ extra }) => extra),
    [
      {
        reasoning_effort: 'high',
        llm_call_count: 2,
        metrics: { logprobs: [-0.5], prompt_token_ids: [5, 6], completion_token_ids: [7] },
        tool_calls: [{ tool_call_id: 'c', extra: { server: 's' } }, 'odd'],
        extra: { metrics: 'mine' },
      },
      { content: ['stray'], results: [{ source_call_id: 'c', extra: { ms: 3 } }] },
      { step_id: 2, metrics: { prompt_token_ids: { same: 3, rest: [8] }, completion_token_ids: [9] } },
      { step_id: 3, metrics: { prompt_token_ids: [1, 2] }, extra: 'text' },
    ],
  );
  assert.deepEqual(found!.steps[1]!.parts, [{ kind: 'tool-result', callId: 'c', text: 'no', isError: true }]);
});

test('every minor version is recognised, later ones too', async () => {
  for (const version of ['ATIF-v1.0', 'ATIF-v1.4', 'ATIF-v1.8', 'ATIF-v1.12']) {
    const document = {
      schema_version: version,
      session_id: version,
      agent: {},
      steps: [{ step_id: 1, source: 'user', message: 'x' }],
    };
    assert.equal(trajectoriesOf(await importText('a.json', JSON.stringify(document)))[0]!.id, `atif:${version}`);
  }
});
