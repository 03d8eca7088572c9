import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

test('each try of a ToolBench chain is a run', async () => {
  const chain = [
    { node_type: 'Thought', description: 'I look.' },
    { node_type: 'Action', description: 'search' },
    { node_type: 'Action Input', description: '{"q": 1}', observation: 'found', observation_code: 0 },
    { node_type: 'Action', description: 'Finish' },
    { node_type: 'Action Input', description: '{"return_type": "give_answer"}', observation: 'done' },
  ];
  const items = await importText(
    'answer.json',
    JSON.stringify({
      win: true,
      try_count: 2,
      trys: [
        { chain, win: true },
        { chain: chain.slice(3), win: false },
      ],
      forward_args: { pass_at: 2 },
      answer_generation: { query: 'How many?', function: [{ name: 'search' }], final_answer: 'x', train_messages: [] },
    }),
  );
  assert.deepEqual(issuesOf(items), []);
  const [first, second] = trajectoriesOf(items);
  assert.deepEqual(
    first?.steps.map(({ actor, parent, parts }) => [actor, parent, ...parts]),
    [
      ['user', undefined, { kind: 'text', text: 'How many?' }],
      [
        'agent',
        undefined,
        { kind: 'reasoning', text: 'I look.', visibility: 'raw' },
        { kind: 'tool-call', callId: 'call_0', name: 'search', argumentsText: '{"q": 1}' },
      ],
      ['tool', undefined, { kind: 'tool-result', callId: 'call_0', text: 'found' }],
      [
        'agent',
        undefined,
        { kind: 'tool-call', callId: 'call_1', name: 'Finish', argumentsText: '{"return_type": "give_answer"}' },
      ],
      ['tool', undefined, { kind: 'tool-result', callId: 'call_1', text: 'done' }],
    ],
  );
  assert.deepEqual([first?.task.trial, second?.task.trial], ['0', '1']);
  assert.deepEqual([first?.extra['try'], second?.extra['try']], [{ win: true }, { win: false }]);
  assert.equal(second?.steps.length, 3);
  assert.notEqual(first?.id, second?.id);
});

test('converted answers of ToolEval are runs; its pass rates are what most judgements say', async () => {
  const node = (role: string, message: unknown, next: readonly unknown[] = []): object => ({ role, message, next });
  const call = { name: 'search', arguments: '{"q": 1}', response: 'found' };
  const [answer] = trajectoriesOf(
    await importText(
      'answers.json',
      JSON.stringify({
        '7': {
          query: 'How many?',
          available_tools: [{ name: 'search' }],
          answer: {
            method: 'CoT@1',
            total_steps: 3,
            final_answer: '5',
            answer_details: [
              node('system', 'Be brief.', [
                node('user', 'How many?', [node('tool', call), node('assistant', 'Five.')]),
              ]),
            ],
          },
        },
      }),
    ),
  );
  assert.equal(answer?.source.format, 'tooleval');
  assert.equal(answer.agent.name, 'CoT@1');
  assert.deepEqual(
    answer.steps.map(({ actor, parent, parts }) => [actor, parent, ...parts]),
    [
      ['system', undefined, { kind: 'text', text: 'Be brief.' }],
      ['user', undefined, { kind: 'text', text: 'How many?' }],
      ['agent', undefined, { kind: 'tool-call', callId: 'call_0', name: 'search', argumentsText: '{"q": 1}' }],
      ['tool', undefined, { kind: 'tool-result', callId: 'call_0', text: 'found' }],
      ['agent', 1, { kind: 'text', text: 'Five.' }],
    ],
  );
  const result = {
    query: 'How many?',
    answer_steps: 'step 1',
    final_step: 'Finish',
    is_solved: 'Solved',
    reason: 'Right.',
  };
  const items = await importText(
    'rates.json',
    JSON.stringify({ '7': { ...result, passed: 3, failed: 1 }, '8': { ...result, passed: 2, failed: 2 }, '9': 1 }),
  );
  assert.equal(issuesOf(items).length, 1);
  assert.deepEqual(
    trajectoriesOf(items).map((run) => [run.outcomes.map(({ name, value }) => [name, value]), run.steps.length]),
    [
      [
        [
          ['success', true],
          ['pass_rate', 0.75],
          ['feedback', 'Right.'],
        ],
        3,
      ],
      [
        [
          ['pass_rate', 0.5],
          ['feedback', 'Right.'],
        ],
        3,
      ],
    ],
  );
});
