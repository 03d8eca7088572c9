import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertRedactedAlike, dataFiles, verbatim } from '../testing/text-law.ts';
import type { Part, Step, Trajectory } from '../trajectory.ts';

const LOG = `
########
BEGIN TRIAL 2
Trial summary: Correct: 1, Incorrect: 0, Halted: 1
#######
------------- BEGIN CORRECT AGENTS -------------

Question: Which pond is deeper?You have attempted to answer this before.
Reflections:
- I should look twice.
Thought 1: Two ponds.
Still thinking.

Action 1: Search[duck [pond]]
Observation 1: Deep.

Very deep.
Thought 2: Done
Action 2: Finish[duck pond]
Observation 2: Answer is CORRECT
Correct answer: duck pond

------------- BEGIN HALTED AGENTS -----------

Question: How many frogs?
Thought 1: Count.
Action 1: count the frogs
Observation 1: 0
`;

test('a block is a run: prompt, thought with its action, observation; headings say trial and outcome', async () => {
  const [first, second, ...rest] = trajectoriesOf(await importText('log.txt', LOG));
  assert.deepEqual(rest, []);
  assert.deepEqual(first!.task, { text: 'Which pond is deeper?', trial: '2', tags: ['react'] });
  assert.deepEqual(first!.outcomes, [
    { name: 'success', value: true, by: 'verifier' },
    { name: 'ending', value: 'correct', by: 'verifier' },
  ]);
  assert.equal(first!.extra['reference'], 'duck pond');
  assert.deepEqual(first!.steps.slice(0, 3), [
    {
      index: 0,
      actor: 'user',
      parts: [
        {
          kind: 'text',
          text: 'Question: Which pond is deeper?You have attempted to answer this before.\nReflections:\n- I should look twice.',
        },
      ],
    },
    {
      index: 1,
      actor: 'agent',
      parts: [
        { kind: 'reasoning', text: 'Two ponds.\nStill thinking.', visibility: 'raw', open: 'Thought 1: ' },
        { kind: 'tool-call', callId: '1', name: 'Search', argumentsText: 'duck [pond]' },
      ],
      extra: { labels: ['', 'Action 1: '] },
    },
    {
      index: 2,
      actor: 'tool',
      name: 'Search',
      parts: [{ kind: 'tool-result', callId: '1', text: 'Deep.\n\nVery deep.' }],
      extra: { labels: ['Observation 1: '] },
    },
  ]);
  assert.deepEqual(second!.outcomes, [
    { name: 'success', value: false, by: 'verifier' },
    { name: 'ending', value: 'halted', by: 'verifier' },
  ]);
  assert.deepEqual(second!.steps[1]!.parts[1], {
    kind: 'tool-call',
    callId: '1',
    name: 'count',
    argumentsText: 'the frogs',
  });
  assert.equal(second!.steps[1]!.extra!['action'], 'count the frogs');
});

test('LangChain writes the input of an action on a line of its own, and a final answer', async () => {
  const log =
    'Question: q\nThought: look it up\nAction: wiki\nAction Input: {"q": 1}\nObservation: found\nThought: I know\nFinal Answer: 42\n';
  const [run] = trajectoriesOf(await importText('log.txt', log));
  assert.deepEqual(
    run!.steps.map(({ parts }) => parts.map((part) => [part.kind, verbatim(part)])),
    [
      [['text', 'Question: q']],
      [
        ['reasoning', 'Thought: look it up'],
        ['tool-call', '{"q": 1}'],
      ],
      [['tool-result', 'found']],
      [
        ['reasoning', 'Thought: I know'],
        ['text', '42'],
      ],
    ],
  );
  assert.equal((run!.steps[1]!.parts[1] as Part & { name: string }).name, 'wiki');
});

test('ALFWorld: what is typed behind > is a call or a thought, the world answers without a label', async () => {
  const log = `Environment #3:
Interact with a household. Here is an example.
> think: an example
OK.
Here is the task:
You are in a room.
> think: find a mug
OK.
> go to desk 1
On the desk is a mug.

STATUS: OK
`;
  const [run] = trajectoriesOf(await importText('trial.log', log));
  assert.equal(verbatim(run!.steps[0]!.parts[0]!).endsWith('Here is the task:\nYou are in a room.'), true);
  assert.deepEqual(
    run!.steps.slice(1).map(({ actor, parts }) => [actor, ...parts.map(verbatim)]),
    [
      ['agent', '> think: find a mug'],
      ['tool', 'OK.'],
      ['agent', 'to desk 1'],
      ['tool', 'On the desk is a mug.'],
    ],
  );
  assert.deepEqual(run!.outcomes, [{ name: 'success', value: true, by: 'verifier' }]);
});

test('an earlier trial that is quoted in the prompt is no run of its own', async () => {
  const log = `You failed before. This is the last trial.
Question: q
Thought: wrong
Action: Finish[no]
Observation: Answer is INCORRECT
(END PREVIOUS TRIAL)

Question: q
Thought: right
Action: Finish[yes]
Observation: Answer is CORRECT
`;
  const items = await importText('log.txt', log);
  assert.deepEqual(issuesOf(items), []);
  const [run, ...rest] = trajectoriesOf(items);
  assert.deepEqual(rest, []);
  assert.equal(verbatim(run!.steps[0]!.parts[0]!), log.slice(0, log.indexOf('\nThought: right')));
  assert.deepEqual(run!.outcomes, [{ name: 'success', value: true, by: 'verifier' }]);
});

// A log is written again from its runs; blank lines between blocks and headings are not told apart.
function written(runs: readonly Trajectory[]): string {
  const lines: string[] = [];
  for (const { extra, steps } of runs) {
    if (typeof extra['heading'] === 'string') lines.push(extra['heading']);
    for (const step of steps) lines.push(...step.parts.map((part, index) => partLine(step, part, index)));
    if (typeof extra['reflections'] === 'string') lines.push(extra['reflections']);
    if (typeof extra['reference'] === 'string') lines.push(`Correct answer: ${extra['reference']}`);
    if (typeof extra['after'] === 'string') lines.push(extra['after']);
  }
  return lines.join('\n');
}

function partLine(step: Step, part: Part, index: number): string {
  const labels = step.extra?.['labels'] as readonly string[] | undefined;
  const label = labels?.[index] ?? '';
  if (part.kind !== 'tool-call') return label + verbatim(part);
  return label + ((step.extra?.['action'] as string | undefined) ?? `${part.name}[${part.argumentsText}]`);
}

const plain = (text: string): string => text.replace(/\n\s*\n+/g, '\n').trim();

test('real logs are written again from their runs, character for character', { skip: skipWithoutData }, async () => {
  let runs = 0;
  for (const path of dataFiles('reflexion/hotpotqa_runs', /\.txt$/)) {
    const content = readFileSync(path, 'utf8');
    const items = await Array.fromAsync(importFiles([path], { redact: false }));
    assert.deepEqual(issuesOf(items), []);
    const found = trajectoriesOf(items);
    assert.equal(found.length, content.match(/^Question:/gm)!.length);
    assert.equal(plain(written(found)), plain(content));
    const calls = found
      .flatMap(({ steps }) => steps.flatMap(({ parts }) => parts))
      .filter(({ kind }) => kind === 'tool-call');
    assert.equal(calls.length, content.match(/^Action \d+:/gm)!.length);
    const solved = found.filter(({ outcomes }) =>
      outcomes.some(({ name, value }) => name === 'success' && value === true),
    );
    assert.equal(solved.length, content.match(/^Observation \d+: Answer is CORRECT/gm)!.length);
    await assertRedactedAlike(path);
    runs += found.length;
  }
  assert.equal(runs, 119);
});
