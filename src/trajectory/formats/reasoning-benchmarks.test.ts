import assert from 'node:assert/strict';
import test from 'node:test';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { REASONING_SEEDS } from '../testing/reasoning-seeds.ts';
import type { ImportItem, Label, Trajectory } from '../trajectory.ts';

const imported = (value: unknown, name = 'a.json'): Promise<ImportItem[]> => importText(name, JSON.stringify(value));
const only = (items: readonly ImportItem[]): Trajectory => {
  const list = trajectoriesOf(items);
  assert.equal(list.length, 1);
  return list[0]!;
};
const labelsOf = (items: readonly ImportItem[]): Omit<Label, 'trajectoryId'>[] =>
  items.flatMap((item) => {
    if (!('label' in item)) return [];
    const { trajectoryId: _id, ...rest } = item.label;
    return [rest];
  });
const reasoning = (text: string): unknown => ({ kind: 'reasoning', text, visibility: 'raw' });
const text = (words: string): unknown => ({ kind: 'text', text: words });

test('a BIG-Bench Mistake chain has one reasoning part per step, and its label names the mistaken part', async () => {
  const items = await imported(REASONING_SEEDS['bbmistake']);
  const run = only(items);
  assert.deepEqual(run.steps, [
    { index: 0, actor: 'user', parts: [text('1 + 1 =')] },
    { index: 1, actor: 'agent', parts: [reasoning('One and one.'), reasoning('Three.'), text('3')] },
  ]);
  assert.deepEqual(
    [run.source.format, run.task, run.outcomes, run.extra],
    [
      'bbmistake',
      { id: questionTaskId('1 + 1 ='), tags: ['bbmistake'] },
      [{ name: 'success', value: false, by: 'derived' }],
      { target: '2' },
    ],
  );
  assert.deepEqual(labelsOf(items), [{ name: 'label:bbmistake/mistake-index', steps: [1, 1], part: 1, value: 1 }]);
});

test('no mistake is the value null, and an index beyond the steps is kept without a part', async () => {
  const seed = REASONING_SEEDS['bbmistake'] as object;
  const none = await imported([
    { ...seed, mistake_index: null },
    { ...seed, mistake_index: 2 },
  ]);
  assert.deepEqual(labelsOf(none), [
    { name: 'label:bbmistake/mistake-index', value: null },
    { name: 'label:bbmistake/mistake-index', steps: [1, 1], value: { outOfRange: [2], listed: 2 } },
  ]);
});

test('a PRMBench run is the modified process, its error steps counted from 1 in the source', async () => {
  const items = await imported(REASONING_SEEDS['prmbench']);
  const run = only(items);
  assert.equal(run.id, 'prmbench:p0/counterfactual');
  assert.deepEqual(run.task, { id: 'prmbench/p0', trial: 'counterfactual', tags: ['prmbench', 'counterfactual'] });
  assert.deepEqual(run.steps[1]!.parts, [reasoning('Two and two.'), reasoning('Five.')]);
  assert.deepEqual(run.extra, { original_process: ['Two and two.', 'Four.'] });
  assert.deepEqual(labelsOf(items), [
    { name: 'label:prmbench/error-steps', steps: [1, 1], part: 1, value: 2 },
    { name: 'label:prmbench/error-steps', steps: [1, 1], value: { outOfRange: [7], listed: 2 } },
    { name: 'label:prmbench/modified-steps', steps: [1, 1], part: 1, value: 2 },
    { name: 'label:prmbench/classification', value: 'counterfactual' },
    { name: 'label:prmbench/reason', value: 'Step 2 adds one.' },
  ]);
});

test('the first error step of MR-Ben is the entry that bears its number, blank entries between them or not', async () => {
  const items = await imported(REASONING_SEEDS['mr-ben']);
  const run = only(items);
  assert.deepEqual(
    [run.task, run.agent, run.outcomes],
    [
      { id: 'mr-ben/q1', trial: '0', tags: ['mr-ben'] },
      { model: 'm' },
      [{ name: 'success', value: false, by: 'human' }],
    ],
  );
  assert.deepEqual(run.steps[0]!.parts, [text('Which?'), text('A: this B: that')]);
  assert.deepEqual(run.steps[1]!.parts, [reasoning('Step 1: Look.'), reasoning(''), reasoning('Step 2: So A.')]);
  const place = { steps: [1, 1] as const, part: 2 };
  assert.deepEqual(labelsOf(items), [
    { name: 'label:mr-ben/correctness', value: 'incorrect' },
    { name: 'label:mr-ben/first-error-step', ...place, value: '2' },
    { name: 'label:mr-ben/error-reason', ...place, value: ['It is B.'] },
    { name: 'label:mr-ben/rectified-step', ...place, value: ['Step 2: So B.'] },
  ]);
});

test('MR-Ben solutions of one model to one question are trials, and code is one text with the line in error', async () => {
  const code = {
    Question_UUID: 'q',
    Question: 'Write f.',
    Sampled_Model: 'm',
    Model_Solution_Steps: 'def f():\n    return 1',
    Model_Solution_Correctness: 'incorrect',
    Model_Solution_First_Error_Step: '    return 1',
    Model_Solution_Error_Reason: 'It is 2.',
    Model_Solution_Rectified_First_Error_Step: '    return 2',
  };
  const right = { ...code, Model_Solution_Steps: 'def f(): return 2', Model_Solution_Correctness: 'correct' };
  const na = { Model_Solution_First_Error_Step: 'N/A', Model_Solution_Error_Reason: 'N/A' };
  const items = await imported({ q: [code, { ...right, ...na }, 'no solution'], r: 1 });
  assert.deepEqual(
    trajectoriesOf(items).map(({ task }) => task.trial),
    ['0', '1'],
  );
  assert.deepEqual(trajectoriesOf(items)[0]!.steps[1]!.parts, [text('def f():\n    return 1')]);
  assert.deepEqual(
    labelsOf(items)
      .filter(({ name }) => name.endsWith('error-step'))
      .map(({ part, value }) => [part, value]),
    [
      [0, '    return 1'],
      [undefined, null],
    ],
  );
  assert.deepEqual(issuesOf(items), [
    'bad-record 1: question q: found no solution, expected an object with "Model_Solution_Steps"',
    'bad-record 1: question r: found no solution, expected an object with "Model_Solution_Steps"',
  ]);
});

test('each system of a GSM8K row is a run with the same task', async () => {
  const runs = trajectoriesOf(await imported(REASONING_SEEDS['gsm8k-solutions']));
  assert.deepEqual(
    runs.map(({ task, agent, outcomes, extra, steps }) => [
      task.id,
      agent.model,
      outcomes[0]!.value,
      extra,
      steps[1]!.parts,
    ]),
    [
      [questionTaskId('How many?'), 'small', false, { ground_truth: 'A: 5' }, [text('2+2=<<2+2=4>>4\nA: 4')]],
      [questionTaskId('How many?'), 'large', true, { ground_truth: 'A: 5' }, [text('A: 5')]],
    ],
  );
  assert.notEqual(runs[0]!.id, runs[1]!.id);
});

test('each completion of Reasoning Gym is a trial, its score the reward, its model in the folder', async () => {
  const items = await imported(REASONING_SEEDS['reasoning-gym'], 'big_model-1_20250315_163713');
  assert.deepEqual(
    trajectoriesOf(items).map(({ task, agent, outcomes, extra }) => [task.trial, agent, outcomes, extra]),
    ['0', '1'].map((trial) => [
      trial,
      { model: 'big/model-1', instructions: 'Think.' },
      [{ name: 'reward', value: trial === '0' ? 0.01 : 1, by: 'verifier' }],
      {
        name: 'sums',
        category: 'arithmetic',
        config: { seed: 1 },
        expected_answer: '5',
        best_score: 1,
        mean_score: 0.505,
        ...(trial === '1' && { model_answer: '5' }),
      },
    ]),
  );
});

test('a chain that numbers its steps is cut before each, and judged by people', async () => {
  const items = await imported(REASONING_SEEDS['llm-reasoners']);
  const run = only(items);
  assert.deepEqual(run.steps[1]!.parts, [
    reasoning('\nStep 1 - Two and two.'),
    reasoning('\nStep 2 - The answer is 4'),
  ]);
  assert.deepEqual(
    [run.outcomes, run.extra, labelsOf(items)],
    [
      [{ name: 'reasoning-correct', value: false, by: 'human' }],
      { answer: '5' },
      [{ name: 'label:llm-reasoners/human-label', steps: [1, 1], value: false }],
    ],
  );
});

test('a Dynamic Cheatsheet row has its prompt, answer and new memory as steps, and names in its path', async () => {
  const run = only(await imported(REASONING_SEEDS['dynamic-cheatsheet'], 'small-1_DynamicCheatsheet_Cumulative.json'));
  assert.deepEqual(run.steps, [
    { index: 0, actor: 'user', parts: [text('Use this: count. How many?')] },
    {
      index: 1,
      actor: 'agent',
      name: 'generator',
      parts: [text('I count 5.')],
      extra: { round: 0, generator_answer: '5' },
    },
    { index: 2, actor: 'agent', name: 'curator', parts: [text('count twice')] },
  ]);
  assert.deepEqual(run.agent, { name: 'DynamicCheatsheet_Cumulative', model: 'small-1' });
  assert.deepEqual(
    [run.task.id, run.task.text, run.outcomes, run.extra],
    [
      questionTaskId('How many?'),
      'How many?',
      [{ name: 'success', value: true, by: 'derived' }],
      { input: 'Question #1:\nHow many?', target: '5', final_answer: '5', final_cheatsheet: 'count twice' },
    ],
  );
});

test('a final answer in other words than the target is no failure', async () => {
  const seed = REASONING_SEEDS['dynamic-cheatsheet'] as object;
  const outcomes = async (target: string): Promise<unknown> => only(await imported({ ...seed, target })).outcomes;
  assert.deepEqual(await outcomes('6'), [{ name: 'success', value: false, by: 'derived' }]);
  assert.deepEqual(await outcomes('(B)'), []);
});

test('a search tree has one step per proposal, holding what it adds to its parent', async () => {
  const items = await imported([REASONING_SEEDS['tree-of-thought']]);
  const run = only(items);
  assert.deepEqual(run.steps, [
    { index: 0, actor: 'user', parts: [text('1 2 3 4')] },
    { index: 1, actor: 'agent', parent: 0, parts: [text('1 + 2 = 3\n')], extra: { level: 0, selected: true } },
    { index: 2, actor: 'agent', parent: 0, parts: [text('3 - 1 = 2\n')], extra: { level: 0, selected: false } },
    { index: 3, actor: 'agent', parent: 1, parts: [text('Answer: 24\n')], extra: { level: 1, selected: true } },
  ]);
  assert.deepEqual(run.outcomes, [
    { name: 'success', value: true, by: 'verifier' },
    { name: 'r', value: 1, by: 'verifier' },
  ]);
  assert.deepEqual(labelsOf(items), [
    { name: 'label:tot/value', steps: [1, 1], value: 3, coder: 'model' },
    { name: 'label:tot/value', steps: [2, 2], value: 1, coder: 'model' },
    { name: 'label:tot/value', steps: [3, 3], value: 9, coder: 'model' },
    { name: 'label:tot/correct', steps: [3, 3], value: 1 },
  ]);
});

test('samples without a search are trials of one task', async () => {
  const items = await imported([{ idx: 5, ys: ['a', 'b'], infos: [{ r: 0 }, { r: 1 }], usage_so_far: {} }]);
  assert.deepEqual(
    trajectoriesOf(items).map(({ task, outcomes }) => [task.id, task.trial, outcomes[0]!.value]),
    [
      ['tot/5', '0', false],
      ['tot/5', '1', true],
    ],
  );
});

test('a state of a crossword grows from the state with one action less', async () => {
  const state = (actions: string[], word: number): unknown => ({
    total_step: 0,
    env_step: actions.length,
    actions,
    info: { r_letter: 0.5, r_word: word },
    count: { sure: 1 },
  });
  const items = await imported([[state(['a'], 0), state(['a', 'b'], 0.5), state(['a', 'c'], 0), state(['d'], 0.1)]]);
  const run = only(items);
  assert.deepEqual(
    run.steps.map(({ parent, parts }) => [parent, parts]),
    [
      [undefined, [text('a')]],
      [0, [text('b')]],
      [0, [text('c')]],
      [undefined, [text('d')]],
    ],
  );
  assert.deepEqual(run.outcomes, [
    { name: 'r_letter', value: 0.5, by: 'verifier' },
    { name: 'r_word', value: 0.5, by: 'verifier' },
  ]);
  assert.equal(labelsOf(items).length, 4);
});

test('rows of a question and an answer are read by what they hold', async () => {
  const rows = [
    {
      problem: 'P?',
      steps: ['One.', 'Two.'],
      final_answer: '2',
      answer: '3',
      is_correct: 0,
      model: 'm',
      id: 7,
      sample: 2,
    },
    { instruction: 'Add.', input: '1 and 1', output: '2', system: 'Be exact.' },
    { prompt: [{ role: 'user', content: 'Hi' }], reasoning: 'Hm.', completion: 'Ho', score: 0.5, label: true },
    { question: 'Q?', other: 1 },
  ];
  const items = await imported(rows);
  assert.deepEqual(
    trajectoriesOf(items).map(({ task, agent, outcomes, steps, extra }) => [
      task.id,
      task.trial,
      agent,
      outcomes,
      steps.map((step) => step.parts),
      extra,
    ]),
    [
      [
        '7',
        '2',
        { model: 'm' },
        [{ name: 'success', value: false, by: 'verifier' }],
        [[text('P?')], [reasoning('One.'), reasoning('Two.'), text('2')]],
        { answer: '3' },
      ],
      [
        questionTaskId('Add.\n1 and 1'),
        undefined,
        { instructions: 'Be exact.' },
        [],
        [[text('Add.'), text('1 and 1')], [text('2')]],
        {},
      ],
      [
        questionTaskId('[{"role":"user","content":"Hi"}]'),
        undefined,
        {},
        [{ name: 'score', value: 0.5, by: 'verifier' }],
        [[text('Hi')], [reasoning('Hm.'), text('Ho')]],
        {},
      ],
    ],
  );
  assert.deepEqual(labelsOf(items), [{ name: 'label:reasoning-list/label', value: true }]);
  assert.deepEqual(issuesOf(items), [
    'bad-record 1: found a record of another shape, expected a row with a question and a completion, e.g. {"question", "completion"}',
  ]);
});

test('what was said before an instruction comes before it', async () => {
  const run = only(await imported([{ instruction: 'And 3?', output: '9', history: [['2?', '4']] }]));
  assert.deepEqual(
    run.steps.map(({ actor, parts }) => [actor, parts]),
    [
      ['user', [text('2?')]],
      ['agent', [text('4')]],
      ['user', [text('And 3?')]],
      ['agent', [text('9')]],
    ],
  );
  assert.deepEqual(run.extra, {});
});

test('a label nested beyond measure is an issue, and reading goes on', async () => {
  const seed = JSON.stringify(REASONING_SEEDS['bbmistake']);
  const deep = seed.replace('"mistake_index":1', `"mistake_index":${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  for (const redact of [true, false]) {
    const items = await importText('a.jsonl', `${deep}\n${seed.replace('1 + 1', '1 + 2')}`, { redact });
    assert.equal(trajectoriesOf(items).length, 2);
    assert.equal(labelsOf(items).length, 1);
    assert.deepEqual(issuesOf(items), ['bad-record 1: could not be finished: nested deeper than 200 levels']);
  }
});
