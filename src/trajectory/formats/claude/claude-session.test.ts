import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json } from '../../../core/json.ts';
import { importText, issuesOf, trajectoriesOf } from '../../testing/import-text.ts';
import type { Step, Trajectory } from '../../trajectory.ts';

const run = async (lines: readonly Json[]): Promise<Trajectory> => {
  const items = await importText('s.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  assert.deepEqual(issuesOf(items), []);
  return trajectoriesOf(items)[0]!;
};
const base = { sessionId: 's1', version: '2.0', userType: 'external', slug: 'calm-fox' };
const user = (content: Json, more: object = {}): Json => ({
  ...base,
  type: 'user',
  message: { role: 'user', content },
  ...more,
});
const agent = (id: string, content: Json, more: object = {}): Json => ({
  ...base,
  type: 'assistant',
  message: { id, role: 'assistant', model: 'opus', content },
  ...more,
});
const call = (id: string, name: string, input: Json): Json => ({ type: 'tool_use', id, name, input });
const result = (id: string, content: Json): Json => ({ type: 'tool_result', tool_use_id: id, content });
const short = ({ actor, name, parts, extra }: Step): unknown[] => [
  actor,
  name,
  parts.map((part) => ('text' in part ? part.text : part.kind)),
  extra,
];

test('of a tool result in its own shape, what neither the text nor the call says is kept, however long', async () => {
  const content = `first line\n${'second line '.repeat(9)}`;
  const numbered = content
    .split('\n')
    .map((line, index) => `     ${index + 1}→${line}`)
    .join('\n');
  const original = `before ${'x'.repeat(99)}`;
  const { steps } = await run([
    agent('m', [call('t1', 'Read', { path: 'a' }), call('t2', 'Edit', { new: content })]),
    user([result('t1', numbered)], { toolUseResult: { type: 'text', file: { content, numLines: 2, startLine: 1 } } }),
    user([result('t2', 'changed')], { toolUseResult: { newString: content, originalFile: original, ok: false } }),
    user([result('t3', 'Error: no')], { toolUseResult: `Error: no\n${original}` }),
  ]);
  assert.deepEqual(
    steps.slice(1).map(({ extra }) => extra!['toolUseResult']),
    [
      { type: 'text', file: { numLines: 2, startLine: 1 } },
      { originalFile: original, ok: false },
      `Error: no\n${original}`,
    ],
  );
});

test('pictures in a tool result come after it; what blocks say beside their parts is kept with the part', async () => {
  const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
  const { steps } = await run([
    agent('m', [{ type: 'text', text: 'a' }]),
    agent('m', [{ ...(call('t1', 'Shot', {}) as object), caller: { type: 'direct' } }]),
    user([result('t1', [{ type: 'text', text: 'here' }, picture, { type: 'tool_reference', tool_name: 'x' }])]),
  ]);
  assert.deepEqual(steps[0]!.extra, { messageId: 'm', blocks: [{ part: 1, caller: { type: 'direct' } }] });
  assert.deepEqual(steps[1]!.parts, [
    { kind: 'tool-result', callId: 't1', text: 'here' },
    { kind: 'media', mediaType: 'image/png', ref: 'inline:4' },
  ]);
  assert.deepEqual(steps[1]!.extra, {
    blocks: [{ part: 0, content: [{ type: 'tool_reference', tool_name: 'x' }] }],
  });
});

test('outputs of hooks, files and reminders that reach the agent as attachments are words of the environment', async () => {
  const attach = (attachment: Json): Json => ({ ...base, type: 'attachment', attachment });
  const { steps } = await run([
    user('go'),
    attach({ type: 'hook_success', hookName: 'Stop', content: '', stdout: 'all fine\n', stderr: '', exitCode: 0 }),
    attach({ type: 'hook_additional_context', content: ['one', 'two'], hookEvent: 'SessionStart' }),
    attach({ type: 'hook_blocking_error', blockingError: { blockingError: 'not so', command: 'lint' } }),
    attach({ type: 'nested_memory', path: 'a.md', content: { type: 'Project', content: 'Be kind.' } }),
    attach({ type: 'file', filename: 'b', content: { type: 'text', file: { filePath: 'b', content: 'text of b' } } }),
    attach({ type: 'edited_text_file', filename: 'c', snippet: '1\tc' }),
    attach({ type: 'plan_mode', reminderType: 'full' }),
  ]);
  assert.deepEqual(steps.slice(1).map(short), [
    ['environment', 'hook_success', ['all fine\n'], { attachment: { hookName: 'Stop', exitCode: 0 } }],
    [
      'environment',
      'hook_additional_context',
      ['one', 'two'],
      { attachment: { content: ['one', 'two'], hookEvent: 'SessionStart' } },
    ],
    [
      'environment',
      'hook_blocking_error',
      ['not so'],
      { attachment: { blockingError: { blockingError: 'not so', command: 'lint' } } },
    ],
    [
      'environment',
      'nested_memory',
      ['Be kind.'],
      { attachment: { path: 'a.md', content: { type: 'Project', content: 'Be kind.' } } },
    ],
    [
      'environment',
      'file',
      ['text of b'],
      { attachment: { filename: 'b', content: { type: 'text', file: { filePath: 'b', content: 'text of b' } } } },
    ],
    [
      'environment',
      'edited_text_file',
      ['1\tc'],
      {
        attachment: { filename: 'c' },
        events: [{ type: 'attachment', attachment: { type: 'plan_mode', reminderType: 'full' } }],
      },
    ],
  ]);
});

test('compaction of either size, api errors, modes and changed facts of the session', async () => {
  const { steps, extra } = await run([
    user('go', { permissionMode: 'plan', cwd: '/a/b' }),
    { ...base, type: 'system', subtype: 'microcompact_boundary', content: 'Smaller', microcompactMetadata: { n: 1 } },
    agent('e', [{ type: 'text', text: 'API Error' }], { isApiErrorMessage: true, error: 'rate_limit' }),
    user('on', { cwd: '/a/c', version: '2.1', todos: [{ content: 'x' }] }),
    { ...base, type: 'system', subtype: 'turn_duration', durationMs: 5 },
  ]);
  assert.deepEqual(steps.map(short), [
    ['user', undefined, ['go'], { permissionMode: 'plan' }],
    ['environment', 'microcompact_boundary', ['Smaller'], { microcompactMetadata: { n: 1 } }],
    ['environment', undefined, ['API Error'], { apiError: true, messageId: 'e', error: 'rate_limit' }],
    [
      'user',
      undefined,
      ['on'],
      {
        todos: [{ content: 'x' }],
        cwd: '/a/c',
        version: '2.1',
        events: [{ type: 'system', subtype: 'turn_duration', durationMs: 5 }],
      },
    ],
  ]);
  assert.deepEqual(extra, { cwd: '/a/b', userType: 'external', slug: 'calm-fox' });
});

test('progress keeps what the result does not say; a queued prompt that was sent is not told twice', async () => {
  const output = `line\n${'y'.repeat(80)}`;
  const queued = `please ${'z'.repeat(80)}`;
  const progress = (fullOutput: string): Json => ({
    ...base,
    type: 'progress',
    parentToolUseID: 't1',
    data: { type: 'bash_progress', fullOutput },
  });
  const { steps } = await run([
    agent('m', [call('t1', 'Bash', {})]),
    progress(output),
    progress(`gone ${'w'.repeat(80)}`),
    { type: 'queue-operation', operation: 'enqueue', sessionId: 's1', content: queued },
    user([result('t1', `${output}\nend`)]),
    user(queued),
  ]);
  assert.deepEqual(steps[0]!.extra!['events'], [
    { type: 'progress', parentToolUseID: 't1', data: { type: 'bash_progress' } },
    { type: 'progress', parentToolUseID: 't1', data: { type: 'bash_progress', fullOutput: `gone ${'w'.repeat(80)}` } },
    { type: 'queue-operation', operation: 'enqueue' },
  ]);
});

test('lines that a resumed session repeats are read once; those of a fork are marked as copies', async () => {
  const lines = [user('one', { uuid: 'u1' }), agent('m1', [{ type: 'text', text: 'two' }], { uuid: 'a1' })];
  const { steps } = await run([...lines, ...lines, user('three', { uuid: 'u2' })]);
  assert.deepEqual(
    steps.map(({ parts }) => parts.length),
    [1, 1, 1],
  );
  const forked = await run([user('one', { forkedFrom: { sessionId: 's0', messageUuid: 'x' } }), user('new')]);
  assert.deepEqual(
    forked.steps.map(({ copied }) => copied),
    [true, undefined],
  );
});

test('usage is that of the last fragment of a message, once', async () => {
  const usage = (output: number): Json => ({ input_tokens: 2, output_tokens: output, service_tier: 'standard' });
  const part = (text: string, output: number): Json => ({
    ...base,
    type: 'assistant',
    message: { id: 'm', model: 'opus', content: [{ type: 'text', text }], usage: usage(output) },
  });
  const { steps } = await run([part('a', 1), part('b', 7)]);
  assert.deepEqual(
    steps.map(({ usage: counted }) => counted),
    [{ inputTokens: 2, outputTokens: 7 }],
  );
  assert.deepEqual(steps[0]!.extra, { messageId: 'm', usage: { service_tier: 'standard' } });
});

test('what Claude Code prints while it runs is a session too, its agents named by the call that started them', async () => {
  const printed = { session_id: 's1', parent_tool_use_id: null };
  const items = await importText(
    's.jsonl',
    [
      { type: 'system', subtype: 'init', session_id: 's1', cwd: '/home/mia/shop', tools: ['Task'], model: 'opus' },
      { type: 'assistant', message: { id: 'm', content: [call('t1', 'Task', { prompt: 'look' })] }, ...printed },
      { type: 'stream_event', event: {}, ...printed },
      { type: 'user', message: { content: 'look' }, session_id: 's1', parent_tool_use_id: 't1' },
      { type: 'assistant', message: { id: 'n', content: [{ type: 'text', text: 'Done.' }] }, ...printed },
      { type: 'result', subtype: 'success', is_error: false, total_cost_usd: 0.1, result: 'Done.', session_id: 's1' },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
  assert.deepEqual(issuesOf(items), []);
  const [main, child] = trajectoriesOf(items);
  assert.deepEqual(
    [main!.id, main!.agent, main!.project],
    ['claude-code:s1', { name: 'claude-code', model: 'opus', tools: ['Task'] }, 'shop'],
  );
  assert.deepEqual(main!.steps[1]!.extra!['events'], [
    { type: 'result', subtype: 'success', is_error: false, total_cost_usd: 0.1, result: 'Done.' },
  ]);
  assert.equal(main!.extra['streamEvents'], 1);
  assert.deepEqual([child!.id, child!.parentId], ['claude-code:s1/t1', 'claude-code:s1']);
  assert.deepEqual(
    items.flatMap((item) => ('link' in item ? [item.link] : [])),
    [{ parentId: 'claude-code:s1', callId: 't1', childId: 'claude-code:s1/t1' }],
  );
});
