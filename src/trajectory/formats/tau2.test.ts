import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../testing/text-law.ts';
import { outcomeOf } from '../trajectory.ts';

// What stands in the sources is walked here once more, with nothing of the importers.
type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const simulation = {
  id: 'sim-1',
  task_id: 't1',
  start_time: '2026-01-01T00:00:00',
  end_time: '2026-01-01T00:01:00',
  termination_reason: 'user_stop',
};

test('a voice run has the words of each side as they came, calls, and reviews where they belong', async () => {
  const tick = (id: number, fields: object): object => ({
    tick_id: id,
    timestamp: `2026-01-01T00:00:0${id}`,
    ...fields,
  });
  const user = (content: string, id: string): object => ({
    user_chunk: { role: 'user', content, utterance_ids: [id] },
  });
  const items = await importText(
    'sim-1.json',
    JSON.stringify({
      ...simulation,
      policy: 'Be kind.',
      info: { note: 1 },
      ticks: [
        tick(0, user('My phone ', 'u1')),
        tick(1, { ...user('is dead.', 'u1'), agent_chunk: { role: 'assistant', content: '', contains_speech: false } }),
        tick(2, user('Help!', 'u2')),
        tick(3, {
          agent_chunk: { role: 'assistant', content: 'One moment.' },
          agent_tool_calls: [{ id: 'c1', name: 'look_up', arguments: { n: 1 }, requestor: 'assistant' }],
          agent_tool_results: [{ role: 'tool', id: 'c1', content: 'found', requestor: 'assistant' }],
        }),
        tick(4, { agent_chunk: { role: 'assistant', content: 'AAAA', is_audio: true } }),
        tick(5, { agent_chunk: { role: 'assistant', content: 'Restart it.' } }),
      ],
      review: {
        has_errors: true,
        agent_error: true,
        user_error: false,
        errors: [
          { source: 'agent', error_type: 'content_error', tick_start: 3, tick_end: 5, reasoning: 'Not asked.' },
          { source: 'user', error_tags: ['x'], reasoning: 'Nowhere.' },
        ],
      },
      auth_classification: { status: 'not_needed' },
    }),
  );
  assert.deepEqual(issuesOf(items), []);
  const [run] = trajectoriesOf(items);
  assert.equal(run?.id, 'tau2:sim-1');
  assert.equal(run.agent.instructions, 'Be kind.');
  assert.deepEqual(
    run.steps.map(({ actor, parts, simulatedUser }) => [actor, simulatedUser === true, ...parts]),
    [
      ['user', true, { kind: 'text', text: 'My phone is dead.' }, { kind: 'text', text: 'Help!' }],
      [
        'agent',
        false,
        { kind: 'text', text: 'One moment.' },
        { kind: 'tool-call', callId: 'c1', name: 'look_up', argumentsText: '{"n":1}' },
      ],
      ['tool', false, { kind: 'tool-result', callId: 'c1', text: 'found' }],
      ['agent', false, { kind: 'text', text: 'Restart it.' }],
    ],
  );
  assert.deepEqual(run.outcomes, [
    { name: 'agent_error', value: true, by: 'model' },
    { name: 'user_error', value: false, by: 'model' },
    { name: 'auth_classification', value: 'not_needed', by: 'model' },
  ]);
  assert.deepEqual(run.extra['simulation_info'], { note: 1 });
  assert.equal((run.extra['ticks'] as Raw)[4].agent_chunk.content, 'AAAA');
  assert.deepEqual(
    items.flatMap((item) => ('label' in item ? [[item.label.name, item.label.steps, item.label.coder]] : [])),
    [
      ['label:tau2-review/agent_content_error', [1, 3], 'model'],
      ['label:tau2-review/user_error', undefined, 'model'],
    ],
  );
});

test('an error of a written run is at the turn it names; answers that came together are steps of their own', async () => {
  const items = await importText(
    'results.json',
    JSON.stringify({
      info: {},
      tasks: [],
      simulations: [
        {
          ...simulation,
          messages: [
            { role: 'assistant', content: 'Hello.', turn_idx: 0 },
            {
              role: 'tool',
              tool_messages: [
                { role: 'tool', id: 'c1', content: 'a', turn_idx: 1 },
                { role: 'tool', id: 'c2', content: 'b', turn_idx: 2 },
              ],
            },
            { role: 'user', content: 'No.', turn_idx: 3 },
          ],
          user_only_review: { errors: [{ turn_idx: 3, error_type: 'content_error', user_message: 'No.' }] },
          hallucination_check: { hallucination_found: true, errors: [{ reasoning: 'Made up.' }] },
        },
        { ...simulation, id: 'sim-2', messages: 'none' },
      ],
    }),
  );
  assert.deepEqual(issuesOf(items), ['bad-record 1: simulation 1 has no list of messages']);
  const [run] = trajectoriesOf(items);
  assert.equal(run?.steps.length, 4);
  assert.deepEqual(run.outcomes, [{ name: 'hallucination_found', value: true, by: 'model' }]);
  assert.deepEqual(
    items.flatMap((item) => ('label' in item ? [[item.label.name, item.label.steps]] : [])),
    [
      ['label:tau2-user-review/content_error', [3, 3]],
      ['label:tau2-hallucination/error', undefined],
    ],
  );
});

const RESULTS = (): string[] => dataFiles('tau2-bench', /trials\.json$/);

test('τ²: no text is lost, and rewards are those of the files', { skip: skipWithoutData }, async () => {
  const seen = await assertNoTextLost(RESULTS(), (content) =>
    JSON.parse(content).simulations.map((run: Raw) =>
      run.messages.flatMap((message: Raw) => [
        message.content ?? '',
        ...(message.tool_calls ?? []).map((call: Raw) => JSON.stringify(call.arguments)),
      ]),
    ),
  );
  assert.equal(seen, 40);
  const means: number[] = [];
  for (const path of RESULTS()) {
    const raw = JSON.parse(readFileSync(path, 'utf8')).simulations as Raw[];
    const runs = trajectoriesOf(await Array.fromAsync(importFiles([path])));
    assert.deepEqual(
      runs.map((run) => [run.id, run.task.id, run.steps.length, outcomeOf(run.outcomes).reward]),
      raw.map((run) => [`tau2:${run.id}`, `airline/${run.task_id}`, run.messages.length, run.reward_info.reward]),
    );
    // The provider's answers stand in the extra of their steps.
    const answers = raw.flatMap((run) => run.messages.filter((message: Raw) => message.raw_data));
    const kept = runs.flatMap((run) => run.steps.filter((step) => step.extra?.['raw_data'] !== undefined));
    assert.equal(kept.length, answers.length);
    means.push(raw.reduce((sum, run) => sum + run.reward_info.reward, 0) / raw.length);
  }
  // Published with the files: the fine-tuned model, then the one it was made from.
  assert.deepEqual(means, [0.65, 0.5]);
  await assertRedactedAlike(RESULTS()[0]!);
});

test('τ-bench: no text is lost, rewards give the published pass rates', { skip: skipWithoutData }, async () => {
  const files = [...dataFiles('tau-bench', /\.json$/), ...dataFiles('docent', /^tb_.*\.json$/)];
  const texts = (run: Raw): string[] =>
    run.traj.flatMap((message: Raw) => [
      message.content ?? '',
      ...(message.tool_calls ?? []).map(({ function: { arguments: given } }: Raw) =>
        typeof given === 'string' ? given : JSON.stringify(given),
      ),
    ]);
  const seen = await assertNoTextLost(files, (content) => [JSON.parse(content)].flat().map(texts));
  assert.equal(seen, 201);
  const rates: number[] = [];
  for (const path of files) {
    const raw: Raw[] = [JSON.parse(readFileSync(path, 'utf8'))].flat();
    const runs = trajectoriesOf(await Array.fromAsync(importFiles([path])));
    assert.deepEqual(
      runs.map((run) => [run.source.format, run.task.id, run.task.trial, outcomeOf(run.outcomes).reward]),
      raw.map((run) => ['tau-bench', `${run.task_id}`, `${run.trial}`, run.reward]),
    );
    for (const run of runs)
      assert.ok(run.steps.every((step) => (step.simulatedUser === true) === (step.actor === 'user')));
    assert.equal(new Set(runs.map((run) => run.id)).size, runs.length);
    const solved = runs.filter(({ outcomes }) => outcomeOf(outcomes).success === true).length;
    rates.push(solved / runs.length);
    await assertRedactedAlike(path);
  }
  assert.deepEqual(rates, [0.42, 0]);
});
