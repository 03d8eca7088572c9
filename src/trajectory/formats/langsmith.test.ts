import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

const lc = (name: string, kwargs: object): object => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain', 'schema', 'messages', name],
  kwargs,
});
const human = lc('HumanMessage', { content: 'Sum of 1 and 2?', type: 'human' });
const calling = lc('AIMessageChunk', {
  content: '',
  tool_calls: [{ name: 'add', args: { a: 1, b: 2 }, id: 'c1', type: 'tool_call' }],
  additional_kwargs: {},
  response_metadata: { finish_reason: 'tool_calls' },
});
const answered = lc('ToolMessage', { content: '3', tool_call_id: 'c1', name: 'add' });
const at = (second: number): string => `2025-01-01T00:00:0${second}.000000`;

const ROOT = {
  id: 'r1',
  trace_id: 'r1',
  dotted_order: '20250101T000000000000Zr1',
  run_type: 'chain',
  name: 'agent',
  inputs: { messages: [human] },
  outputs: { output: 'It is 3.' },
  start_time: at(0),
  end_time: at(8),
  tags: ['demo'],
  extra: { metadata: { thread_id: 'talk' } },
  feedback: [
    { key: 'correct', score: true, feedback_source: { type: 'app' }, comment: 'yes' },
    { key: 'judge', score: 0.5, feedback_source: { type: 'model' } },
  ],
};
const CHILDREN = [
  {
    id: 'l1',
    trace_id: 'r1',
    parent_run_id: 'r1',
    run_type: 'llm',
    name: 'ChatModel',
    start_time: at(1),
    end_time: at(2),
    inputs: { messages: [[human]] },
    outputs: {
      generations: [[{ text: '', type: 'ChatGeneration', message: calling }]],
      llm_output: { token_usage: { prompt_tokens: 5, completion_tokens: 4 } },
    },
    extra: { invocation_params: { model: 'm-1', tools: [{ name: 'add' }] } },
  },
  {
    id: 't1',
    trace_id: 'r1',
    parent_run_id: 'r1',
    run_type: 'tool',
    name: 'add',
    start_time: at(3),
    end_time: at(4),
    inputs: { input: "{'a': 1, 'b': 2}" },
    outputs: { output: answered },
  },
  {
    id: 'l2',
    trace_id: 'r1',
    parent_run_id: 'r1',
    run_type: 'llm',
    name: 'ChatModel',
    start_time: at(5),
    end_time: at(6),
    inputs: { messages: [[human, calling, answered]] },
    outputs: { generations: [[{ message: lc('AIMessage', { content: 'It is 3.' }) }]] },
    extra: { invocation_params: { model: 'm-1' } },
  },
];

const FILES: Readonly<Record<string, string>> = {
  'runs, one per line, in any order': [...CHILDREN, ROOT]
    .toReversed()
    .map((run) => `${JSON.stringify(run)}\n`)
    .join(''),
  'a root with nested runs': JSON.stringify({
    ...ROOT,
    child_runs: CHILDREN.map(({ parent_run_id: _parent, ...run }) => run),
  }),
};

for (const [what, text] of Object.entries(FILES)) {
  test(`${what}: serialised messages, history once, feedback as outcomes`, async () => {
    const items = await importText('runs.jsonl', text);
    assert.deepEqual(issuesOf(items), []);
    const [trajectory, ...others] = trajectoriesOf(items);
    assert.equal(others.length, 0);
    assert.deepEqual(
      trajectory!.steps.map(({ actor, parts, usage }) => ({ actor, parts, ...(usage !== undefined && { usage }) })),
      [
        { actor: 'user', parts: [{ kind: 'text', text: 'Sum of 1 and 2?' }] },
        {
          actor: 'agent',
          parts: [{ kind: 'tool-call', callId: 'c1', name: 'add', argumentsText: '{"a":1,"b":2}' }],
          usage: { inputTokens: 5, outputTokens: 4 },
        },
        { actor: 'tool', parts: [{ kind: 'tool-result', callId: 'c1', text: '3' }] },
        { actor: 'agent', parts: [{ kind: 'text', text: 'It is 3.' }] },
      ],
    );
    assert.deepEqual(
      [trajectory!.id, trajectory!.sessionId, trajectory!.task.tags],
      ['langsmith:r1', 'talk', ['demo']],
    );
    assert.deepEqual(trajectory!.agent, { model: 'm-1', tools: [{ name: 'add' }] });
    assert.deepEqual(trajectory!.outcomes, [
      { name: 'correct', value: true, by: 'human' },
      { name: 'judge', value: 0.5, by: 'model' },
    ]);
  });
}

test('feedback on a descendant is a label of the steps it made', async () => {
  const [call, ...others] = CHILDREN;
  const judged = { ...call, feedback: [{ key: 'right-tool', score: 1, feedback_source: { type: 'app' } }] };
  const text = [ROOT, judged, ...others].map((run) => `${JSON.stringify(run)}\n`).join('');
  const items = await importText('runs.jsonl', text);
  assert.deepEqual(
    items.filter((item) => 'label' in item),
    [
      {
        label: {
          trajectoryId: 'langsmith:r1',
          name: 'label:langsmith/right-tool',
          steps: [1, 1],
          value: 1,
          coder: 'app',
        },
      },
    ],
  );
  assert.deepEqual(
    trajectoriesOf(items)[0]!.outcomes.map(({ name }) => name),
    ['correct', 'judge'],
  );
});

test('a chain without calls of a model is what it was given and what it gave', async () => {
  const run = {
    id: 'r',
    run_type: 'chain',
    name: 'qa',
    inputs: { question: 'Why?' },
    outputs: { answer: 'Because.' },
    dotted_order: '20250101T000000000000Zr',
    start_time: at(0),
  };
  const [trajectory] = trajectoriesOf(await importText('a.jsonl', `${JSON.stringify(run)}\n`));
  assert.deepEqual(
    trajectory!.steps.map(({ actor, parts }) => [actor, parts]),
    [
      ['user', [{ kind: 'text', text: 'Why?' }]],
      ['agent', [{ kind: 'text', text: 'Because.' }]],
    ],
  );
});
