import assert from 'node:assert/strict';
import test from 'node:test';
import type { ImportItem } from '../trajectory.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

const linksOf = (items: readonly ImportItem[]): unknown[] =>
  items.flatMap((item) => ('link' in item ? [item.link] : []));

test('what a delegate of OpenHands did is a run of its own, a sub-agent of the run that called it', async () => {
  const items = await importText(
    'events.json',
    JSON.stringify([
      { id: 0, timestamp: '2026-01-01T00:00:00', source: 'user', action: 'message', args: { content: 'Find it.' } },
      { id: 1, source: 'agent', action: 'delegate', args: { agent: 'Browser', inputs: { task: 'Look on the web.' } } },
      { id: 2, source: 'agent', action: 'browse', args: { url: 'u', thought: 'I open it.' } },
      { id: 3, source: 'agent', observation: 'browse', content: 'A page.', cause: 2, extras: {} },
      { id: 4, source: 'agent', action: 'delegate', args: { agent: 'Reader', inputs: {} } },
      { id: 5, source: 'agent', action: 'think', args: { thought: 'It is there.' } },
      { id: 6, source: 'agent', observation: 'delegate', content: 'Read.', cause: 4, extras: { outputs: {} } },
      { id: 7, source: 'agent', action: 'finish', args: { thought: 'Found.' } },
      { id: 8, source: 'agent', observation: 'delegate', content: 'It is there.', cause: 1, extras: { outputs: {} } },
      { id: 9, source: 'agent', action: 'finish', args: { final_thought: 'Done.' } },
    ]),
  );
  assert.deepEqual(issuesOf(items), []);
  const [main, browser, reader] = trajectoriesOf(items);
  const texts = (run = main): unknown[] =>
    run!.steps.map(({ actor, parts }) => [actor, ...parts.map((part) => ('text' in part ? part.text : part.kind))]);
  assert.deepEqual(texts(main), [
    ['user', 'Find it.'],
    ['agent', 'tool-call'],
    ['tool', 'It is there.'],
    ['agent', 'Done.'],
  ]);
  assert.deepEqual(texts(browser), [
    ['agent', 'I open it.', 'tool-call'],
    ['tool', 'A page.'],
    ['agent', 'tool-call'],
    ['tool', 'Read.'],
    ['agent', 'Found.'],
  ]);
  assert.deepEqual(texts(reader), [['agent', 'It is there.']]);
  assert.deepEqual(
    [browser, reader].map((run) => [run?.agent.name, run?.task.text, run?.parentId]),
    [
      ['Browser', 'Look on the web.', main?.id],
      ['Reader', undefined, browser?.id],
    ],
  );
  assert.deepEqual(linksOf(items), [
    { parentId: main?.id, childId: browser?.id, callId: 'event_1' },
    { parentId: browser?.id, childId: reader?.id, callId: 'event_4' },
  ]);
});

test('actions of one response of OpenHands are one step, used what the metrics rose by', async () => {
  const call = (id: string): object => ({
    id,
    type: 'function',
    function: { name: 'bash', arguments: `{"n":"${id}"}` },
  });
  const response = {
    id: 'r1',
    choices: [{ message: { role: 'assistant', content: 'Both.', tool_calls: [call('c1'), call('c2')] } }],
    usage: { prompt_tokens: 30, completion_tokens: 4, cache_read_input_tokens: 20 },
  };
  const run = (id: number, callId: string, cost: number): object => ({
    id,
    source: 'agent',
    action: 'run',
    args: { command: callId, thought: id === 1 ? 'Both.' : '' },
    tool_call_metadata: { function_name: 'bash', tool_call_id: callId, model_response: response },
    llm_metrics: { accumulated_cost: cost },
  });
  const answer = (id: number, callId: string): object => ({
    id,
    source: 'agent',
    observation: 'run',
    content: `out ${callId}`,
    cause: id - 1,
    tool_call_metadata: { function_name: 'bash', tool_call_id: callId, model_response: response },
    extras: { exit_code: 0 },
  });
  const metrics = (prompt: number, completion: number): object => ({
    accumulated_cost: 0.75,
    accumulated_token_usage: { prompt_tokens: prompt, completion_tokens: completion, cache_read_tokens: 0 },
  });
  const items = await importText(
    'events.json',
    JSON.stringify([
      { id: 0, source: 'user', action: 'message', args: { content: 'Go.' } },
      run(1, 'c1', 0.5),
      answer(2, 'c1'),
      run(3, 'c2', 0.5),
      answer(4, 'c2'),
      { id: 5, source: 'agent', action: 'message', args: { content: 'So.' }, llm_metrics: metrics(100, 8) },
      { id: 6, source: 'agent', action: 'message', args: { content: 'It is.' }, llm_metrics: metrics(150, 9) },
    ]),
  );
  const [found] = trajectoriesOf(items);
  assert.deepEqual(
    found?.steps.map(({ actor, parts, usage }) => [actor, parts, usage]),
    [
      ['user', [{ kind: 'text', text: 'Go.' }], undefined],
      [
        'agent',
        [
          { kind: 'text', text: 'Both.' },
          { kind: 'tool-call', callId: 'c1', name: 'bash', argumentsText: '{"n":"c1"}' },
          { kind: 'tool-call', callId: 'c2', name: 'bash', argumentsText: '{"n":"c2"}' },
        ],
        { inputTokens: 30, cachedInputTokens: 20, outputTokens: 4, costUsd: 0.5 },
      ],
      ['tool', [{ kind: 'tool-result', callId: 'c1', text: 'out c1' }], undefined],
      ['tool', [{ kind: 'tool-result', callId: 'c2', text: 'out c2' }], undefined],
      ['agent', [{ kind: 'text', text: 'So.' }], { inputTokens: 100, outputTokens: 8, costUsd: 0.25 }],
      ['agent', [{ kind: 'text', text: 'It is.' }], { inputTokens: 50, outputTokens: 1 }],
    ],
  );
});

test('a history of pairs is that of its events, and keeps its id when it goes on', async () => {
  const row = (more: readonly unknown[]): string =>
    JSON.stringify({
      instance_id: 'sums-1',
      instruction: 'Add.',
      history: [
        [
          { action: 'run', args: { command: 'ls', thought: 'I look.' } },
          { observation: 'run', content: 'a.py', extras: { exit_code: 0 } },
        ],
        ...more,
      ],
      test_result: { report: { resolved: false } },
      error: 'Out of turns.',
    });
  const [run] = trajectoriesOf(await importText('output.jsonl', row([])));
  assert.deepEqual(
    run?.steps.map(({ actor, parts }) => [actor, ...parts]),
    [
      [
        'agent',
        { kind: 'text', text: 'I look.' },
        { kind: 'tool-call', callId: 'event_0', name: 'run', argumentsText: '{"command":"ls"}' },
      ],
      ['tool', { kind: 'tool-result', callId: 'event_0', text: 'a.py' }],
    ],
  );
  assert.deepEqual(run.task, { id: 'sums-1', text: 'Add.', tags: ['openhands'] });
  assert.deepEqual(run.outcomes, [{ name: 'success', value: false, by: 'verifier' }]);
  assert.equal(run.extra['error'], 'Out of turns.');
  const [longer] = trajectoriesOf(await importText('output.jsonl', row([[{ action: 'finish', args: {} }, null]])));
  assert.deepEqual([longer?.id, longer?.steps.length], [run.id, 4]);
});
