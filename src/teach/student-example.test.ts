import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finishTrajectory } from '../trajectory/finish-trajectory.ts';
import { wrapInjected } from '../trajectory/split-injected.ts';
import type { Step, Trajectory } from '../trajectory/trajectory.ts';
import { studentExample } from './student-example.ts';

const GIVEN = wrapInjected(
  'These may help.\n- behavior_split_the_product: Split a product into tens and ones, and add the parts at the end.',
  ['b1@2'],
);
const TASK = 'What is 17 times 23?';

test('what was put before the task is taken out, and the answer stays as it was', () => {
  const run = conversation([
    ['user', `${GIVEN}\n\n${TASK}`],
    ['agent', '17 × 20 = 340, 17 × 3 = 51.\nANSWER: 391'],
  ]);
  assert.deepEqual(studentExample(run), {
    example: {
      messages: [
        { role: 'user', content: TASK },
        { role: 'assistant', content: '17 × 20 = 340, 17 × 3 = 51.\nANSWER: 391' },
      ],
    },
    given: ['b1@2'],
    cites: false,
  });
});

test('it is taken out of instructions and from the middle of a message, too', () => {
  const run = conversation(
    [
      ['user', `${TASK}\n\n${GIVEN}\n\nBe brief.`],
      ['agent', 'By behavior_split_the_product: 391'],
    ],
    { instructions: `You are a clerk.\n${GIVEN}` },
  );
  assert.deepEqual(studentExample(run), {
    example: {
      messages: [
        { role: 'system', content: 'You are a clerk.' },
        { role: 'user', content: `${TASK}\n\nBe brief.` },
        { role: 'assistant', content: 'By behavior_split_the_product: 391' },
      ],
    },
    given: ['b1@2'],
    cites: true,
  });
});

test('a run is unfit where the given words stand in another place of its prompts', () => {
  const again = 'note: split a product into tens and ones, and add the parts';
  for (const told of [again, 'use behavior_split_the_product', GIVEN]) {
    const run = conversation([
      ['user', `${GIVEN}\n\n${TASK}`],
      ['agent', 'Let me look at my notes.'],
      ['environment', told],
      ['agent', '391'],
    ]);
    assert.deepEqual(studentExample(run), { unfit: 'behaviors-remain' }, told);
  }
});

test('a run is unfit where the answer repeats the marks', () => {
  const run = conversation([
    ['user', `${GIVEN}\n\n${TASK}`],
    ['agent', `I was told ${GIVEN}. So 391.`],
  ]);
  assert.deepEqual(studentExample(run), { unfit: 'behaviors-remain' });
});

test('calls, results and tools are written in the form of OpenAI', () => {
  const steps: Omit<Step, 'index'>[] = [
    { actor: 'user', parts: [{ kind: 'text', text: 'Where is parcel 7?' }] },
    {
      actor: 'agent',
      parts: [
        { kind: 'text', text: 'I look.' },
        { kind: 'tool-call', callId: 'c1', name: 'track', argumentsText: '{"id": 7}' },
      ],
    },
    { actor: 'tool', parts: [{ kind: 'tool-result', callId: 'c1', text: 'in Graz' }] },
    { actor: 'agent', parts: [{ kind: 'text', text: 'In Graz.' }] },
    { actor: 'user', parts: [{ kind: 'text', text: 'Thanks.' }] },
  ];
  const parameters = { type: 'object', properties: { id: { type: 'integer' } } };
  const run = finished(steps, { tools: [{ name: 'track', description: 'Finds a parcel.', input_schema: parameters }] });
  assert.deepEqual(studentExample(run), {
    example: {
      messages: [
        { role: 'user', content: 'Where is parcel 7?' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'track', arguments: '{"id": 7}' } }],
        },
        { role: 'tool', content: 'in Graz', tool_call_id: 'c1' },
        { role: 'assistant', content: 'In Graz.' },
      ],
      tools: [{ type: 'function', function: { name: 'track', description: 'Finds a parcel.', parameters } }],
    },
    given: [],
    cites: false,
  });
});

test('reasoning stands before the answer, in a field, or nowhere; a summary is none', () => {
  const steps = (visibility: 'raw' | 'summary'): Omit<Step, 'index'>[] => [
    { actor: 'user', parts: [{ kind: 'text', text: TASK }] },
    {
      actor: 'agent',
      parts: [
        { kind: 'reasoning', text: '340 and 51.', visibility },
        { kind: 'text', text: '391' },
      ],
    },
  ];
  const last = (visibility: 'raw' | 'summary', reasoning: 'think' | 'field' | 'drop'): unknown => {
    const made = studentExample(finished(steps(visibility)), { reasoning });
    return 'example' in made ? made.example.messages.at(-1) : made;
  };
  assert.deepEqual(last('raw', 'think'), { role: 'assistant', content: '<think>\n340 and 51.\n</think>\n\n391' });
  assert.deepEqual(last('raw', 'field'), { role: 'assistant', content: '391', reasoning_content: '340 and 51.' });
  assert.deepEqual(last('raw', 'drop'), { role: 'assistant', content: '391' });
  assert.deepEqual(last('summary', 'think'), { role: 'assistant', content: '391' });
});

test('reasoning keeps the marks it stood in', () => {
  const run = conversation([
    ['user', TASK],
    ['agent', '<thinking>340 and 51.</thinking>391'],
  ]);
  const made = studentExample(run);
  assert.equal('example' in made && made.example.messages[1]?.content, '<thinking>340 and 51.</thinking>391');
});

test('words from an earlier run are context, not to be learned', () => {
  const run = finished([
    { actor: 'user', copied: true, parts: [{ kind: 'text', text: TASK }] },
    { actor: 'agent', copied: true, parts: [{ kind: 'text', text: '381' }] },
    { actor: 'user', parts: [{ kind: 'text', text: 'Look at it again.' }] },
    { actor: 'agent', parts: [{ kind: 'text', text: '391' }] },
  ]);
  const made = studentExample(run);
  assert.deepEqual('example' in made && made.example.messages.map(({ weight = 1 }) => weight), [1, 0, 1, 1]);
});

test('a run whose messages are not what the agent had before it is unfit', () => {
  const user: Omit<Step, 'index'> = { actor: 'user', parts: [{ kind: 'text', text: TASK }] };
  const agent: Omit<Step, 'index'> = { actor: 'agent', parts: [{ kind: 'text', text: '391' }] };
  const call: Omit<Step, 'index'> = {
    actor: 'agent',
    parts: [{ kind: 'tool-call', callId: 'c', name: 'run', argumentsText: '{}' }],
  };
  const result: Omit<Step, 'index'> = { actor: 'tool', parts: [{ kind: 'tool-result', callId: 'c', text: 'ok' }] };
  const unfit = (...steps: Omit<Step, 'index'>[]): unknown => {
    const made = studentExample(finished(steps));
    return 'unfit' in made ? made.unfit : made;
  };
  assert.equal(unfit(user), 'no-answer');
  assert.equal(unfit(agent), 'no-request');
  assert.equal(unfit(user, { actor: 'user', parts: [{ kind: 'compaction', text: 'So far: …' }] }, agent), 'compacted');
  assert.equal(unfit(user, agent, user, { ...agent, parent: 0 }), 'branched');
  assert.equal(unfit({ ...user, parts: [...user.parts, { kind: 'media', mediaType: 'image/png', ref: 'a.png' }] }, agent), 'media');
  assert.equal(unfit(user, result, agent), 'orphan-result');
  assert.equal(unfit(user, call, agent), 'unanswered-call');
  assert.equal(unfit(user, { ...call, parts: [{ kind: 'tool-call', callId: 'c', name: 'run', argumentsText: '{"a' }] }, result, agent), 'arguments-not-json');
}); // prettier-ignore

function conversation(
  turns: readonly (readonly [Step['actor'], string])[],
  agent: Trajectory['agent'] = {},
): Trajectory {
  return finished(
    turns.map(([actor, text]) => ({ actor, parts: [{ kind: 'text', text }] })),
    agent,
  );
}

function finished(steps: readonly Omit<Step, 'index'>[], agent: Trajectory['agent'] = {}): Trajectory {
  return finishTrajectory(
    { task: { tags: [] }, agent, outcomes: [], steps: steps.map((step, index) => ({ index, ...step })), extra: {} },
    { format: 'test', uri: 'test' },
  ).trajectory;
}
