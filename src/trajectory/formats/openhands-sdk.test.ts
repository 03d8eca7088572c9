import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { zipOf } from '../testing/zip-of.ts';
import { outcomeOf, partText } from '../trajectory.ts';

const list = (words: string): object[] => [{ type: 'text', text: words }];

test('events of the OpenHands SDK are one run: calls of one response one step, a condensation a compaction', async () => {
  const call = (id: string, command: string): unknown => ({
    kind: 'ActionEvent',
    id: `event ${id}`,
    source: 'agent',
    timestamp: '2026-01-01T00:00:02',
    thought: list('Two looks.'),
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
      { kind: 'MessageEvent', id: 'm', source: 'user', llm_message: { role: 'user', content: list('Find it.') } },
      call('c1', 'ls'),
      call('c2', 'pwd'),
      {
        kind: 'ObservationEvent',
        id: 'o',
        tool_name: 'execute_bash',
        tool_call_id: 'c1',
        observation: { content: list('a b') },
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
  assert.equal(run.steps[5]?.extra?.['forgotten_event_ids'] !== undefined, true);
});

test('a conversation has its id, model and end; what happens without words is named after its kind', async () => {
  const items = await importText(
    'events.jsonl',
    [
      {
        id: '0b0b0b0b-1111-2222-3333-444444444444',
        agent: { kind: 'Agent', llm: { model: 'model-1' } },
        execution_status: 'running',
      },
      {
        kind: 'SystemPromptEvent',
        id: 's',
        source: 'agent',
        system_prompt: { type: 'text', text: 'Be brief.' },
        dynamic_context: { type: 'text', text: 'Today is Monday.' },
        tools: [{ kind: 'TerminalTool' }],
      },
      {
        kind: 'MessageEvent',
        id: 'm',
        source: 'user',
        llm_message: { role: 'user', content: [...list('Look.'), { type: 'image', image_urls: ['u1', 'u2'] }] },
        extended_content: list('By the way.'),
      },
      {
        kind: 'ActionEvent',
        id: 'a1',
        source: 'agent',
        parent_id: 'm',
        thought: list('<think>Hm.</think>I try.'),
        reasoning_content: 'Hm.',
        responses_reasoning_item: { id: 'i', summary: ['Trying.'], encrypted_content: 'gAAA', content: [] },
        tool_name: 'terminal',
        tool_call_id: 'c1',
        tool_call: { id: 'c1', name: 'terminal', arguments: '{"command": "ls"}', origin: 'responses' },
        llm_response_id: 'r1',
        security_risk: 'LOW',
      },
      {
        kind: 'ConversationStateUpdateEvent',
        id: 'u',
        source: 'environment',
        key: 'execution_status',
        value: 'paused',
      },
      {
        kind: 'UserRejectObservation',
        id: 'o1',
        source: 'environment',
        action_id: 'a1',
        tool_name: 'terminal',
        tool_call_id: 'c1',
        rejection_reason: 'Not that.',
        rejection_source: 'user',
      },
      {
        kind: 'HookExecutionEvent',
        id: 'h',
        source: 'hook',
        hook_event_type: 'PreToolUse',
        hook_command: 'check',
        stdout: 'fine',
        stderr: '',
        exit_code: 0,
      },
      { kind: 'PauseEvent', id: 'p', source: 'user' },
      {
        kind: 'ACPToolCallEvent',
        id: 't1',
        source: 'agent',
        tool_call_id: 'x',
        title: 'Read',
        status: 'in_progress',
        raw_input: { path: 'a' },
      },
      {
        kind: 'ACPToolCallEvent',
        id: 't2',
        source: 'agent',
        tool_call_id: 'x',
        title: 'Read',
        status: 'completed',
        raw_input: { path: 'a' },
        raw_output: 'text of a',
      },
      {
        kind: 'MessageEvent',
        id: 'n',
        source: 'agent',
        parent_id: 'm',
        llm_message: {
          role: 'assistant',
          content: list('Again.'),
          thinking_blocks: [{ type: 'redacted_thinking', data: 'x' }],
        },
      },
      { kind: 'SomethingNewEvent', id: 'z', source: 'agent', text: 'kept' },
    ]
      .map((event) => JSON.stringify(event))
      .join('\n'),
  );
  assert.deepEqual(issuesOf(items), []);
  const [run] = trajectoriesOf(items);
  assert.equal(run?.id, 'openhands-sdk:0b0b0b0b111122223333444444444444');
  assert.deepEqual(run.agent, { name: 'OpenHands', model: 'model-1', tools: [{ kind: 'TerminalTool' }] });
  assert.deepEqual(run.outcomes, [{ name: 'execution_status', value: 'paused', by: 'self' }]);
  assert.deepEqual(
    run.steps.map(({ actor, name, parent, parts }) => [actor, name ?? parent, ...parts]),
    [
      ['system', undefined, { kind: 'text', text: 'Be brief.' }, { kind: 'text', text: 'Today is Monday.' }],
      [
        'user',
        undefined,
        { kind: 'text', text: 'Look.' },
        { kind: 'media', mediaType: 'image', ref: 'u1' },
        { kind: 'media', mediaType: 'image', ref: 'u2' },
        { kind: 'text', text: 'By the way.' },
      ],
      [
        'agent',
        undefined,
        { kind: 'reasoning', text: 'Trying.', visibility: 'summary' },
        { kind: 'reasoning', text: 'Hm.', visibility: 'raw', open: '<think>', close: '</think>' },
        { kind: 'text', text: 'I try.' },
        { kind: 'tool-call', callId: 'c1', name: 'terminal', argumentsText: '{"command": "ls"}' },
      ],
      ['environment', 'ConversationStateUpdateEvent'],
      ['tool', 'terminal', { kind: 'tool-result', callId: 'c1', text: 'Not that.', isError: true }],
      ['environment', 'HookExecutionEvent', { kind: 'text', text: 'fine' }],
      ['environment', 'PauseEvent'],
      ['agent', undefined, { kind: 'tool-call', callId: 'x', name: 'Read', argumentsText: '{"path":"a"}' }],
      ['tool', 'Read', { kind: 'tool-result', callId: 'x', text: 'text of a', isError: false }],
      ['agent', 1, { kind: 'reasoning', text: '', visibility: 'encrypted' }, { kind: 'text', text: 'Again.' }],
      ['environment', 'SomethingNewEvent'],
    ],
  );
  assert.deepEqual(run.steps[2]?.extra?.['responses_reasoning_item'], { id: 'i', encrypted_content: 'gAAA' });
  assert.equal(run.steps[10]?.extra?.['text'], 'kept');
});

test('a conversation of one file per event is one run, whichever of its files is named', async () => {
  const root = await mkdtemp(join(tmpdir(), 'ethogram-'));
  try {
    const id = '0b0b0b0b111122223333444444444444';
    const events = join(root, id, 'events');
    await mkdir(events, { recursive: true });
    const state = { id, agent: { llm: { model: 'model-1' } }, execution_status: 'finished' };
    await writeFile(join(root, id, 'base_state.json'), JSON.stringify(state, undefined, 2));
    const name = (index: number): string =>
      join(events, `event-${String(index).padStart(5, '0')}-aaaaaaaa-${index}.json`);
    for (const index of [0, 1, 2, 9, 10]) {
      const llm = { role: index % 2 === 0 ? 'user' : 'assistant', content: list(`Words ${index}\n.`) };
      const event = {
        kind: 'MessageEvent',
        id: `e${index}`,
        source: index % 2 === 0 ? 'user' : 'agent',
        llm_message: llm,
      };
      await writeFile(name(index), JSON.stringify(event, undefined, 1));
    }
    await writeFile(name(3), '{"kind": "MessageEvent", "id"');
    for (const paths of [[root], [name(1)], [name(0), name(10)], [join(events, '*.json')]]) {
      const items = await Array.fromAsync(importFiles(paths));
      assert.deepEqual(
        items.flatMap((item) => ('issue' in item ? [[item.issue.code, item.issue.file, item.issue.line]] : [])),
        [['bad-json', events, 5]],
      );
      const runs = trajectoriesOf(items);
      assert.deepEqual(
        runs.map((run) => [run.id, run.agent.model, outcomeOf(run.outcomes), run.source.uri]),
        [[`openhands-sdk:${id}`, 'model-1', { scores: {} }, events]],
      );
      assert.deepEqual(
        runs[0]?.steps.map((step) => [step.actor, ...step.parts.map(partText)]),
        [0, 1, 2, 9, 10].map((index) => [index % 2 === 0 ? 'user' : 'agent', `Words ${index}\n.`]),
      );
    }
  } finally {
    await rm(root, { recursive: true });
  }
});

test('an exported conversation, a ZIP of one file per event, is one run', async () => {
  const event = (index: number): string =>
    JSON.stringify(
      {
        kind: 'MessageEvent',
        id: `e${index}`,
        source: 'user',
        llm_message: { role: 'user', content: list(`Words ${index}`) },
      },
      undefined,
      2,
    );
  const name = (index: number): string => `event_${String(index).padStart(6, '0')}_aaaaaaaa-${index}.json`;
  const members = [10, 0, 2].map((index) => [name(index), event(index)] as const);
  const items = await importText('conversation.zip', zipOf(members));
  assert.deepEqual(issuesOf(items), []);
  const runs = trajectoriesOf(items);
  assert.deepEqual(
    runs.map((run) => [run.source.format, ...run.steps.flatMap((step) => step.parts.map(partText))]),
    [['openhands-sdk', 'Words 0', 'Words 2', 'Words 10']],
  );
});
