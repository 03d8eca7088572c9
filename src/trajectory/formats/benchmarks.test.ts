import assert from 'node:assert/strict';
import test from 'node:test';
import { contentHash } from '../content-hash.ts';
import { importText, trajectoriesOf } from '../testing/import-text.ts';
import type { Trajectory } from '../trajectory.ts';

const only = async (value: unknown): Promise<Trajectory> => {
  const list = trajectoriesOf(await importText('a.json', JSON.stringify(value)));
  assert.equal(list.length, 1);
  return list[0]!;
};

test('a τ-bench run has its task, trial, reward and simulated user', async () => {
  const trajectory = await only([
    {
      task_id: 3,
      trial: 1,
      reward: 0,
      traj: [
        { role: 'system', content: 'Policy.' },
        { role: 'user', content: 'Cancel it.' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'cancel', arguments: '{"id":"A"}' } }],
        },
        { role: 'tool', tool_call_id: 'c', name: 'cancel', content: 'Error: no' },
      ],
      info: { task: { user_id: 'u1', instruction: 'You want to cancel.' }, source: 'user', reward_info: { reward: 0 } },
    },
  ]);
  assert.deepEqual(trajectory, {
    id: trajectory.id,
    contentHash: contentHash(trajectory.steps),
    revision: 1,
    source: { format: 'tau-bench', uri: 'a.json', line: 1 },
    task: { id: '3', trial: '1', text: 'You want to cancel.', tags: ['tau-bench'] },
    agent: {},
    outcomes: [{ name: 'reward', value: 0, by: 'verifier' }],
    steps: [
      { index: 0, actor: 'system', parts: [{ kind: 'text', text: 'Policy.' }] },
      { index: 1, actor: 'user', parts: [{ kind: 'text', text: 'Cancel it.' }], simulatedUser: true },
      {
        index: 2,
        actor: 'agent',
        parts: [{ kind: 'tool-call', callId: 'c', name: 'cancel', argumentsText: '{"id":"A"}' }],
      },
      { index: 3, actor: 'tool', name: 'cancel', parts: [{ kind: 'tool-result', callId: 'c', text: 'Error: no' }] },
    ],
    extra: { info: { task: { user_id: 'u1' }, source: 'user', reward_info: { reward: 0 } } },
  });
});

test('a τ² simulation has its id, costs, errors, the calls of its user and the parts of its reward', async () => {
  const trajectory = await only({
    timestamp: 'x',
    info: {
      agent_info: { implementation: 'llm_agent', llm: 'gpt-4.1' },
      environment_info: { domain_name: 'telecom', policy: 'Be kind.', tool_defs: null },
    },
    tasks: [
      { id: 't1', user_scenario: { instructions: { reason_for_call: 'No signal.', known_info: 'You are Ann.' } } },
    ],
    simulations: [
      {
        id: 'sim 1',
        task_id: 't1',
        trial: 0,
        start_time: '2025-01-01T00:00:00',
        end_time: '2025-01-01T00:01:00',
        termination_reason: 'user_stop',
        reward_info: { reward: 1, reward_breakdown: { DB: 1, COMMUNICATE: 0.5 } },
        messages: [
          {
            role: 'user',
            content: null,
            tool_calls: [{ id: 'c1', name: 'reboot', arguments: { n: 1 }, requestor: 'user' }],
            timestamp: '2025-01-01T00:00:01',
            cost: 0.25,
            usage: { completion_tokens: 5, prompt_tokens: 6 },
            raw_data: { big: 1 },
            turn_idx: 0,
          },
          { role: 'tool', id: 'c1', content: 'Error: off', error: true, requestor: 'user' },
        ],
      },
    ],
  });
  assert.deepEqual(trajectory, {
    id: 'tau2:sim%201',
    contentHash: contentHash(trajectory.steps),
    revision: 1,
    source: { format: 'tau2', uri: 'a.json', line: 1 },
    task: { id: 'telecom/t1', trial: '0', text: 'No signal.\nYou are Ann.', tags: ['tau2', 'telecom'] },
    agent: { name: 'llm_agent', model: 'gpt-4.1', instructions: 'Be kind.' },
    startedAt: '2025-01-01T00:00:00',
    endedAt: '2025-01-01T00:01:00',
    outcomes: [
      { name: 'reward', value: 1, by: 'verifier' },
      { name: 'reward:DB', value: 1, by: 'verifier' },
      { name: 'reward:COMMUNICATE', value: 0.5, by: 'verifier' },
    ],
    steps: [
      {
        index: 0,
        actor: 'user',
        at: '2025-01-01T00:00:01',
        parts: [{ kind: 'tool-call', callId: 'c1', name: 'reboot', argumentsText: '{"n":1}' }],
        usage: { inputTokens: 6, outputTokens: 5, costUsd: 0.25 },
        simulatedUser: true,
        extra: { raw_data: { big: 1 } },
      },
      {
        index: 1,
        actor: 'tool',
        name: 'reboot',
        parts: [{ kind: 'tool-result', callId: 'c1', text: 'Error: off', isError: true }],
        extra: { requestor: 'user' },
      },
    ],
    extra: {
      termination_reason: 'user_stop',
      reward_info: { reward: 1, reward_breakdown: { DB: 1, COMMUNICATE: 0.5 } },
      task: {
        id: 't1',
        user_scenario: { instructions: { reason_for_call: 'No signal.', known_info: 'You are Ann.' } },
      },
      results: { timestamp: 'x' },
      info: {
        agent_info: { implementation: 'llm_agent', llm: 'gpt-4.1' },
        environment_info: { domain_name: 'telecom' },
      },
    },
  });
});

test('an AgentDojo run says whether the user and whether the attacker got what they wanted', async () => {
  const run = {
    suite_name: 'banking',
    pipeline_name: 'gpt-4o',
    user_task_id: 'user_task_1',
    injection_task_id: 'injection_task_2',
    attack_type: 'direct',
    injections: { a: 'IGNORE' },
    messages: [
      { role: 'user', content: [{ type: 'text', content: 'Pay.' }] },
      { role: 'assistant', content: null, tool_calls: [{ function: 'pay', args: { to: 'x' }, id: 'c1' }] },
      {
        role: 'tool',
        content: '',
        tool_call_id: 'c1',
        tool_call: { function: 'pay', args: { to: 'x' }, id: 'c1' },
        error: 'ValueError: no',
      },
      { role: 'assistant', content: 'Sorry.', tool_calls: null },
    ],
    error: null,
    utility: false,
    security: true,
    duration: 1.5,
  };
  const trajectory = await only(run);
  assert.deepEqual(trajectory, {
    id: trajectory.id,
    contentHash: contentHash(trajectory.steps),
    revision: 1,
    source: { format: 'agentdojo', uri: 'a.json', line: 1 },
    task: { id: 'banking/user_task_1', tags: ['agentdojo', 'banking', 'attack:direct'] },
    agent: { model: 'gpt-4o' },
    outcomes: [
      { name: 'success', value: false, by: 'verifier' },
      { name: 'attack_succeeded', value: true, by: 'verifier' },
    ],
    steps: [
      { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'Pay.' }] },
      {
        index: 1,
        actor: 'agent',
        parts: [{ kind: 'tool-call', callId: 'c1', name: 'pay', argumentsText: '{"to":"x"}' }],
      },
      {
        index: 2,
        actor: 'tool',
        name: 'pay',
        parts: [{ kind: 'tool-result', callId: 'c1', text: 'ValueError: no', isError: true }],
      },
      { index: 3, actor: 'agent', parts: [{ kind: 'text', text: 'Sorry.' }] },
    ],
    extra: {
      suite_name: 'banking',
      injection_task_id: 'injection_task_2',
      attack_type: 'direct',
      injections: { a: 'IGNORE' },
      duration: 1.5,
    },
  });
  const ids = await Promise.all(
    [run, { ...run, injection_task_id: 'injection_task_3' }, { ...run, attack_type: null }].map(
      async (given) => (await only(given)).id,
    ),
  );
  assert.equal(new Set(ids).size, 3);
  const calm = await only({ ...run, injection_task_id: null, attack_type: null });
  assert.deepEqual([calm.outcomes.map(({ name }) => name), calm.extra['security']], [['success'], true]);
});
