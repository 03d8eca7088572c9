import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

const text = (words: string): unknown => [{ type: 'text', text: words }];

test('events of the OpenHands SDK are one run: calls of one response one step, a condensation a compaction', async () => {
  const call = (id: string, command: string): unknown => ({
    kind: 'ActionEvent',
    id: `event ${id}`,
    source: 'agent',
    timestamp: '2026-01-01T00:00:02',
    thought: text('Two looks.'),
    reasoning_content: 'Look first.',
    action: { kind: 'ExecuteBashAction', command },
    tool_name: 'execute_bash',
    tool_call_id: id,
    tool_call: { id, name: 'execute_bash', arguments: `{"command": "${command}"}` },
    llm_response_id: 'r1',
  });
  const items = await importText(
    'events.json',
    JSON.stringify([
      {
        kind: 'SystemPromptEvent',
        id: 's',
        source: 'agent',
        system_prompt: { type: 'text', text: 'Be brief.' },
        tools: [],
      },
      { kind: 'MessageEvent', id: 'm', source: 'user', llm_message: { role: 'user', content: text('Find it.') } },
      call('c1', 'ls'),
      call('c2', 'pwd'),
      {
        kind: 'ObservationEvent',
        id: 'o',
        tool_name: 'execute_bash',
        tool_call_id: 'c1',
        observation: { content: text('a b') },
      },
      { kind: 'AgentErrorEvent', id: 'e', tool_name: 'execute_bash', tool_call_id: 'c2', error: 'No such tool.' },
      { kind: 'Condensation', id: 'k', source: 'environment', summary: 'Looked twice.', forgotten_event_ids: ['o'] },
      7,
    ]),
  );
  assert.deepEqual(issuesOf(items), [
    'bad-record 1: found no event, expected {"kind": "ActionEvent", "source", …} or another kind',
  ]);
  const [run] = trajectoriesOf(items);
  assert.equal(run?.source.format, 'openhands-sdk');
  assert.deepEqual(
    run.steps.map(({ actor, parts }) => [actor, ...parts]),
    [
      ['system', { kind: 'text', text: 'Be brief.' }],
      ['user', { kind: 'text', text: 'Find it.' }],
      [
        'agent',
        { kind: 'reasoning', text: 'Look first.', visibility: 'raw' },
        { kind: 'text', text: 'Two looks.' },
        { kind: 'tool-call', callId: 'c1', name: 'execute_bash', argumentsText: '{"command": "ls"}' },
        { kind: 'tool-call', callId: 'c2', name: 'execute_bash', argumentsText: '{"command": "pwd"}' },
      ],
      ['tool', { kind: 'tool-result', callId: 'c1', text: 'a b' }],
      ['tool', { kind: 'tool-result', callId: 'c2', text: 'No such tool.', isError: true }],
      ['environment', { kind: 'compaction', text: 'Looked twice.' }],
    ],
  );
});
