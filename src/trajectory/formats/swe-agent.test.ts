import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

const turn = (n: number): object => ({
  action: `look ${n}`,
  observation: `seen ${n}`,
  response: `I look.\nlook ${n}`,
  thought: 'I look.',
  state: { open_file: 'n/a' },
  extra_info: { sampler: n },
});

const attempt = (n: number): object => ({
  trajectory: [turn(n)],
  history: [
    { role: 'system', content: 'Be brief.', agent: 'main', message_type: 'system_prompt' },
    { role: 'user', content: 'Fix it.', agent: 'main', message_type: 'observation' },
    { role: 'assistant', content: `I look.\nlook ${n}`, thought: 'I look.', action: `look ${n}`, agent: 'main' },
    { role: 'user', content: `OBSERVATION:\nseen ${n}`, agent: 'main', message_type: 'observation' },
  ],
  info: { exit_status: n === 0 ? 'exit_cost' : 'submitted', submission: null },
  replay_config: JSON.stringify({
    agent: { model: { name: 'model-1' } },
    problem_statement: { type: 'text', text: 'It is broken.', id: 'sums-1' },
  }),
});

test('each attempt of a SWE-agent that tries again is a run, the task is that of the replay configuration', async () => {
  const items = await importText('other.traj', JSON.stringify({ attempts: [attempt(0), attempt(1)], ...attempt(1) }));
  assert.deepEqual(issuesOf(items), []);
  const runs = trajectoriesOf(items);
  assert.deepEqual(
    runs.map(({ task, outcomes, extra, agent }) => [task, outcomes[0]?.value, extra['chosen'], agent.model]),
    [
      [{ id: 'sums-1', text: 'It is broken.', tags: ['swe-agent'], trial: '0' }, 'exit_cost', false, 'model-1'],
      [{ id: 'sums-1', text: 'It is broken.', tags: ['swe-agent'], trial: '1' }, 'submitted', true, 'model-1'],
    ],
  );
  assert.deepEqual(
    runs[1]?.steps.map(({ actor, parts }) => [actor, ...parts]),
    [
      ['system', { kind: 'text', text: 'Be brief.' }],
      ['user', { kind: 'text', text: 'Fix it.' }],
      [
        'agent',
        { kind: 'text', text: 'I look.\n' },
        { kind: 'tool-call', callId: 'call_0', name: 'look', argumentsText: 'look 1' },
      ],
      ['tool', { kind: 'tool-result', callId: 'call_0', text: 'OBSERVATION:\nseen 1' }],
    ],
  );
  assert.deepEqual(runs[1]?.steps[2]?.extra?.['extra_info'], { sampler: 1 });
  assert.notEqual(runs[0]?.id, runs[1]?.id);
});

test('thinking of a SWE-agent is reasoning, hidden where it is; pictures stand in the answers of its tools', async () => {
  const [run] = trajectoriesOf(
    await importText(
      'sums-2.traj',
      JSON.stringify({
        history: [
          {
            role: 'assistant',
            content: 'I look.',
            agent: 'main',
            action: 'screenshot',
            thought: 'I look.',
            thinking_blocks: [
              { type: 'thinking', thinking: 'Hm.', signature: 's' },
              { type: 'redacted_thinking', data: 'x' },
            ],
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'screenshot', arguments: '{}' } }],
          },
          {
            role: 'tool',
            agent: 'main',
            tool_call_ids: ['c1'],
            content: [
              { type: 'text', text: 'Here.' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            ],
          },
        ],
        trajectory: [],
        info: {},
      }),
    ),
  );
  assert.equal(run?.task.id, 'sums-2');
  assert.deepEqual(
    run.steps.map(({ actor, name, parts }) => [actor, name, ...parts]),
    [
      [
        'agent',
        undefined,
        { kind: 'reasoning', text: 'Hm.', visibility: 'raw' },
        { kind: 'reasoning', text: '', visibility: 'encrypted' },
        { kind: 'text', text: 'I look.' },
        { kind: 'tool-call', callId: 'c1', name: 'screenshot', argumentsText: '{}' },
      ],
      [
        'tool',
        'screenshot',
        { kind: 'tool-result', callId: 'c1', text: 'Here.' },
        { kind: 'media', mediaType: 'image/png', ref: 'inline:26' },
      ],
    ],
  );
  assert.deepEqual(run.steps[0]?.extra?.['thinking_blocks'], [
    { type: 'thinking', signature: 's' },
    { type: 'redacted_thinking', data: 'x' },
  ]);
});

test('a demonstration in YAML is read as the JSON is', async () => {
  const yaml = `# made from a run
history:
- agent: main
  content: |-
    I look.

    ls
  message_type: action
  role: assistant
- agent: main
  content: a.py
  message_type: observation
  role: user
replay_config: null
`;
  const items = await importText('sums-3.demo.yaml', yaml);
  assert.deepEqual(issuesOf(items), []);
  const [run] = trajectoriesOf(items);
  assert.deepEqual([run?.source.format, run?.task.id], ['swe-agent', 'sums-3']);
  assert.deepEqual(
    run?.steps.map(({ actor, parts }) => [actor, ...parts]),
    [
      ['agent', { kind: 'text', text: 'I look.\n\nls' }],
      ['user', { kind: 'text', text: 'a.py' }],
    ],
  );
  assert.deepEqual(issuesOf(await importText('a.demo.yaml', yaml.replace('config: null', 'config: ['))), [
    'bad-record 1: found no demonstration in this YAML, expected a SWE-agent run {"trajectory", "history", "info"}',
  ]);
});
