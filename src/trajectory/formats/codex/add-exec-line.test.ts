import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json } from '../../../core/json.ts';
import { importText, issuesOf, trajectoriesOf } from '../../testing/import-text.ts';

test('what codex exec prints is a session: completed items are its steps', async () => {
  const done = (item: Json): Json => ({ type: 'item.completed', item });
  const lines: Json[] = [
    { type: 'thread.started', thread_id: 't1' },
    { type: 'turn.started' },
    { type: 'item.started', item: { id: 'i1', type: 'command_execution', command: 'ls', status: 'in_progress' } },
    done({ id: 'i0', type: 'reasoning', text: 'Look' }),
    done({
      id: 'i1',
      type: 'command_execution',
      command: 'ls',
      aggregated_output: 'none',
      exit_code: 2,
      status: 'failed',
    }),
    done({ id: 'i2', type: 'mcp_tool_call', server: 's', tool: 'get', arguments: { a: 1 }, result: { ok: 1 } }),
    done({ id: 'i3', type: 'file_change', changes: [{ path: 'a', kind: 'add' }], status: 'completed' }),
    done({ id: 'i4', type: 'todo_list', items: [{ text: 'x' }] }),
    done({ id: 'i5', type: 'agent_message', text: 'Done.' }),
    { type: 'turn.completed', usage: { input_tokens: 9, cached_input_tokens: 4, output_tokens: 2 } },
    { type: 'turn.failed', error: { message: 'lost' } },
  ];
  const items = await importText('a.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
  assert.deepEqual(issuesOf(items), []);
  const [trajectory] = trajectoriesOf(items);
  assert.equal(trajectory!.id, 'codex:t1');
  assert.deepEqual(trajectory!.extra['events'], [{ type: 'turn.started' }]);
  assert.deepEqual(
    trajectory!.steps.map(({ actor, name, parts, usage, extra }) => ({ actor, name, parts, usage, extra })),
    [
      {
        actor: 'agent',
        name: undefined,
        parts: [
          { kind: 'reasoning', text: 'Look', visibility: 'summary' },
          { kind: 'tool-call', callId: 'i1', name: 'command_execution', argumentsText: 'ls' },
        ],
        usage: undefined,
        extra: { id: 'i0', status: 'failed' },
      },
      {
        actor: 'tool',
        name: 'command_execution',
        parts: [{ kind: 'tool-result', callId: 'i1', text: 'none', isError: true }],
        usage: undefined,
        extra: { output: { exit_code: 2 } },
      },
      {
        actor: 'agent',
        name: undefined,
        parts: [{ kind: 'tool-call', callId: 'i2', name: 'get', argumentsText: '{"a":1}' }],
        usage: undefined,
        extra: { server: 's' },
      },
      {
        actor: 'tool',
        name: 'get',
        parts: [{ kind: 'tool-result', callId: 'i2', text: '{"ok":1}', isError: false }],
        usage: undefined,
        extra: undefined,
      },
      {
        actor: 'agent',
        name: undefined,
        parts: [
          { kind: 'tool-call', callId: 'i3', name: 'file_change', argumentsText: '[{"path":"a","kind":"add"}]' },
          { kind: 'text', text: 'Done.' },
        ],
        usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 2 },
        extra: {
          status: 'completed',
          id: 'i5',
          events: [{ item: { id: 'i4', type: 'todo_list', items: [{ text: 'x' }] } }, { type: 'turn.completed' }],
        },
      },
      {
        actor: 'environment',
        name: 'error',
        parts: [{ kind: 'text', text: 'lost' }],
        usage: undefined,
        extra: undefined,
      },
    ],
  );
});
