import assert from 'node:assert/strict';
import test from 'node:test';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { REASONING_SEEDS } from '../testing/reasoning-seeds.ts';
import type { ImportItem, Label, Step } from '../trajectory.ts';

const imported = (value: unknown): Promise<ImportItem[]> => importText('a.json', JSON.stringify(value));
const labelsOf = (items: readonly ImportItem[]): Omit<Label, 'trajectoryId'>[] =>
  items.flatMap((item) => {
    if (!('label' in item)) return [];
    const { trajectoryId: _id, ...rest } = item.label;
    return [rest];
  });
// Who speaks, and what kind of part it is.
const outline = (steps: readonly Step[]): unknown[] =>
  steps.map((step) => [step.actor, step.name, step.parts.map((part) => part.kind).join()]);

test('experts are agents, terminals tools, and the blamed step is the message of that number', async () => {
  const items = await imported(REASONING_SEEDS['who-and-when']);
  const [run] = trajectoriesOf(items);
  assert.deepEqual(run!.steps, [
    {
      index: 0,
      actor: 'agent',
      name: 'Counting_Expert',
      parts: [{ kind: 'text', text: 'The task: how many?' }],
      extra: { role: 'assistant' },
    },
    {
      index: 1,
      actor: 'agent',
      name: 'Sums_Expert',
      parts: [{ kind: 'text', text: '```python\nprint(4)\n```' }],
      extra: { role: 'user' },
    },
    {
      index: 2,
      actor: 'tool',
      name: 'Computer_terminal',
      parts: [{ kind: 'tool-result', callId: '', text: 'exitcode: 1 (execution failed)', isError: true }],
      extra: { role: 'user' },
    },
  ]);
  assert.deepEqual(
    [run!.task, run!.outcomes, run!.extra],
    [
      { id: 'who-and-when/q', text: 'How many?', tags: ['who-and-when', 'algorithm-generated'] },
      [{ name: 'success', value: false, by: 'verifier' }],
      { level: '2', ground_truth: '5', system_prompt: { Sums_Expert: 'Add.' } },
    ],
  );
  assert.deepEqual(labelsOf(items), [
    { name: 'label:who-and-when/mistake-step', steps: [1, 1], value: '1', coder: 'human' },
    { name: 'label:who-and-when/mistake-agent', steps: [1, 1], value: 'Sums_Expert', coder: 'human' },
    { name: 'label:who-and-when/mistake-reason', steps: [1, 1], value: 'It prints 4.', coder: 'human' },
  ]);
});

test('in the hand-crafted half the role is the speaker, and thoughts of the orchestrator are reasoning', async () => {
  const items = await imported({
    is_corrected: false,
    question: 'How many?',
    history: [
      { content: 'How many?', role: 'human' },
      { content: 'Ask the web.', role: 'Orchestrator (thought)' },
      { content: 'Search.', role: 'Orchestrator (-> WebSurfer)' },
      { content: 'Found 4.', role: 'WebSurfer' },
      { content: 'The script ran, then exited with Unix exit code: 0\n4', role: 'ComputerTerminal' },
    ],
    mistake_agent: 'WebSurfer',
    mistake_step: 9,
    mistake_reason: 'Wrong page.',
  });
  const [run] = trajectoriesOf(items);
  assert.deepEqual(outline(run!.steps), [
    ['user', 'human', 'text'],
    ['agent', 'Orchestrator', 'reasoning'],
    ['agent', 'Orchestrator', 'text'],
    ['agent', 'WebSurfer', 'text'],
    ['tool', 'ComputerTerminal', 'tool-result'],
  ]);
  assert.deepEqual(run!.steps[2]!.extra, { role: 'Orchestrator (-> WebSurfer)' });
  assert.equal(run!.task.id, questionTaskId('How many?'));
  // Step 9 is not there: the label keeps it, and has no place.
  assert.deepEqual(labelsOf(items)[0], { name: 'label:who-and-when/mistake-step', value: 9, coder: 'human' });
});

const record = (framework: string, trace: string): unknown => ({
  round: 'Round 3',
  mas_name: framework,
  benchmark_name: 'B',
  trace_id: 1,
  trace,
  annotations: [{ 'failure mode': '2.4 Keeps things back', annotator_1: true, annotator_2: null }],
});

test('every annotator says of every failure mode whether it is there', async () => {
  const items = await imported([record('Other', 'Once upon a time.')]);
  const mode = '2.4 Keeps things back';
  assert.deepEqual(labelsOf(items), [
    { name: 'label:mast/2.4', value: { mode, present: true, round: 'Round 3' }, coder: 'annotator_1' },
    { name: 'label:mast/2.4', value: { mode, present: null, round: 'Round 3' }, coder: 'annotator_2' },
  ]);
  const [run] = trajectoriesOf(items);
  assert.equal(run!.id, 'mast:Round%203/1');
  assert.deepEqual(outline(run!.steps), [['environment', undefined, 'text']]);
  assert.deepEqual(issuesOf(await importText('b.jsonl', `${JSON.stringify(record('x', ''))}\n7`)), [
    'bad-record 2: found no object, expected a MAST record {"trace", "annotations": [{"failure mode", …}]}',
  ]);
});

const TRACES: readonly (readonly [framework: string, trace: string, steps: readonly unknown[]])[] = [
  [
    'ChatDev',
    '[2025-17-01 11:36:43 INFO] **[Preprocessing]**\n\n**task_prompt**: Write a game.\n' +
      '[2025-17-01 11:36:44 INFO] Programmer: **[Start Chat]**\n\ncode\n[2025-17-01 11:36:45 INFO] System: **[chatting]**\n' +
      '[2025-17-01 11:36:45 INFO] HTTP Request: POST x',
    [
      ['environment', undefined, 'text'],
      ['agent', 'Programmer', 'text'],
      ['environment', undefined, 'text'],
      ['environment', undefined, 'text'],
    ],
  ],
  [
    'AppWorld',
    '\n\n****** Task 5/16 (ab_1)  ******\nLike a song.\nResponse from Supervisor Agent\n    call()\nCode Execution Output\n    ok\n' +
      'Entering Spotify Agent message loop\n    Message to Spotify Agent\n        Like it.\n    Response from Spotify Agent\n        done()\n' +
      '    Message to Spotify Agent\n        [liked]\n    Reply from Spotify Agent to Supervisor\n        Done.\nResponse from send_message API\n    Done.\n',
    [
      ['user', undefined, 'text'],
      ['agent', 'Supervisor', 'text'],
      ['tool', undefined, 'tool-result'],
      ['environment', undefined, 'text'],
      ['environment', undefined, 'text'],
      ['agent', 'Spotify', 'text'],
      ['tool', undefined, 'tool-result'],
      ['agent', 'Spotify', 'text'],
      ['tool', undefined, 'tool-result'],
    ],
  ],
  [
    'MetaGPT',
    JSON.stringify({
      run_id: 3,
      prompt: 'Write it.',
      content:
        '2025-01-17 11:40:27.872 | INFO     | a.b:_act:1 - Alice(Coder): to do Write(Write)\ncode\n' +
        '2025-01-17 11:40:28.000 | INFO     | a.b:_act:1 - Bob(Tester): to do Test(Test)\n',
    }),
    [
      ['agent', 'Alice(Coder)', 'text'],
      ['agent', 'Bob(Tester)', 'text'],
    ],
  ],
  [
    'AG2',
    JSON.stringify({
      instance_id: 'i',
      problem_statement: ['How many?'],
      trajectory: [
        { content: ['Solve:', 'How many?'], role: 'assistant', name: 'mathproxyagent' },
        { content: ['4'], role: 'user', name: 'assistant' },
        { content: ['Continue.'], role: 'assistant', name: 'mathproxyagent' },
      ],
    }),
    [
      ['user', 'mathproxyagent', 'text'],
      ['agent', 'assistant', 'text'],
      ['tool', 'mathproxyagent', 'tool-result'],
    ],
  ],
  [
    'HyperAgent',
    JSON.stringify({
      instance_id: 'i',
      problem_statement: ['A bug.'],
      trajectory: [
        'HyperAgent_i - INFO - Initialized tools',
        "HyperAgent_i - INFO - Planner's Response: Thought: look",
        'at it.',
        'HyperAgent_i - INFO - Navigator->Planner: It is here.',
      ],
    }),
    [
      ['environment', undefined, 'text'],
      ['agent', 'Planner', 'text'],
      ['agent', 'Navigator', 'text'],
    ],
  ],
];

for (const [framework, trace, steps] of TRACES) {
  test(`a log of ${framework} is cut into steps by who speaks`, async () => {
    const [run] = trajectoriesOf(await imported([record(framework, trace)]));
    assert.deepEqual(outline(run!.steps), steps);
    assert.notEqual(run!.task.text, undefined);
  });
}

test('a record is known before its labels are seen, and what is no judgement is kept', async () => {
  const long = {
    ...(record('Other', 'x'.repeat(1 << 20)) as object),
    annotations: ['later', { 'failure mode': '1.1 a', a: true }],
  };
  const items = await imported([long]);
  assert.deepEqual(trajectoriesOf(items)[0]!.extra, { round: 'Round 3', trace_id: 1, annotations: ['later'] });
  assert.equal(labelsOf(items).length, 1);
});

test('times of ChatDev are year-day-month, those of MetaGPT year-month-day', async () => {
  const items = await imported(TRACES.map(([framework, trace]) => record(framework, trace)));
  assert.deepEqual(
    trajectoriesOf(items).map(({ steps }) => steps[0]!.at),
    ['2025-01-17T11:36:43', undefined, '2025-01-17T11:40:27.872', undefined, undefined],
  );
});
