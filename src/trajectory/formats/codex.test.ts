import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { Json } from '../../core/json.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../testing/text-law.ts';
import { importFiles } from '../import-files.ts';
import type { Trajectory } from '../trajectory.ts';

const file = (lines: readonly Json[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const at = (n: number): string => `2026-01-01T00:00:${String(n).padStart(2, '0')}.000Z`;
const line = (n: number, type: string, payload: Json): Json => ({ timestamp: at(n), type, payload });
const item = (n: number, payload: Json): Json => line(n, 'response_item', payload);
const event = (n: number, type: string, more: object = {}): Json => line(n, 'event_msg', { type, ...more });
const says = (role: string, text: string): Json => ({
  type: 'message',
  role,
  content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
});
const tokens = (input: number, output: number): object => ({
  input_tokens: input,
  cached_input_tokens: 3,
  output_tokens: output,
  reasoning_output_tokens: 1,
});
const META = line(0, 'session_meta', {
  id: 's1',
  timestamp: at(0),
  cwd: '/home/mia/code/shop',
  originator: 'codex_cli',
  cli_version: '0.9',
  base_instructions: { text: 'Be careful.' },
  git: { branch: 'main' },
});
const one = async (lines: readonly Json[], name = 'a.jsonl'): Promise<Trajectory> => {
  const items = await importText(name, file(lines));
  assert.deepEqual(issuesOf(items), []);
  const [trajectory, ...others] = trajectoriesOf(items);
  assert.equal(others.length, 0);
  return trajectory!;
};
const shapes = (trajectory: Trajectory): unknown[] =>
  trajectory.steps.map(({ actor, parts }) => [
    actor,
    ...parts.map(
      (part) =>
        `${part.kind} ${'text' in part ? part.text : part.kind === 'tool-call' ? part.argumentsText : part.ref}`,
    ),
  ]);

test('a response is one step with its usage; events that repeat its words are not told twice', async () => {
  const trajectory = await one([
    META,
    item(1, says('developer', 'rules')),
    item(1, says('user', '<environment_context>linux</environment_context>')),
    line(1, 'turn_context', { cwd: '/home/mia/code/shop', model: 'gpt-x', effort: 'low' }),
    item(2, says('user', 'Fix it')),
    event(2, 'user_message', { message: 'Fix it', images: [] }),
    event(2, 'token_count', { info: null, rate_limits: { used: 1 } }),
    event(3, 'agent_reasoning', { text: 'Look' }),
    item(3, {
      type: 'reasoning',
      summary: [
        { type: 'summary_text', text: 'Look' },
        { type: 'summary_text', text: 'Then fix' },
      ],
      content: [{ type: 'reasoning_text', text: 'hm' }],
      encrypted_content: 'gAAA',
    }),
    item(3, says('assistant', 'On it.')),
    event(3, 'agent_message', { message: 'On it.' }),
    item(4, { type: 'function_call', name: 'shell', arguments: '{"command": ["ls"]}', call_id: 'c1' }),
    item(4, { type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin', call_id: 'c2', status: 'completed' }),
    event(4, 'token_count', { info: { total_token_usage: tokens(9, 5), last_token_usage: tokens(9, 5) } }),
    item(5, { type: 'function_call_output', call_id: 'c1', output: '{"output":"no","metadata":{"exit_code":2}}' }),
    item(5, { type: 'custom_tool_call_output', call_id: 'c2', output: { content: 'done', success: true } }),
    line(6, 'turn_context', { cwd: '/home/mia/code/shop', model: 'gpt-y', effort: 'low' }),
    event(6, 'token_count', { info: { total_token_usage: tokens(9, 5), last_token_usage: tokens(9, 5) } }),
    item(6, { type: 'reasoning', summary: [], content: null, encrypted_content: 'gBBB' }),
    item(6, says('assistant', 'Done.')),
    event(6, 'task_complete', { turn_id: 't', last_agent_message: 'Done.' }),
  ]);
  const { steps, ...head } = trajectory;
  assert.deepEqual(
    { ...head, contentHash: '' },
    {
      id: 'codex:s1',
      contentHash: '',
      revision: 1,
      source: trajectory.source,
      project: 'code/shop',
      sessionId: 's1',
      task: { tags: [] },
      agent: { name: 'codex', model: 'gpt-x', version: '0.9', instructions: 'Be careful.' },
      startedAt: at(0),
      endedAt: at(6),
      outcomes: [],
      extra: {
        cwd: '/home/mia/code/shop',
        git: { branch: 'main' },
        session: { originator: 'codex_cli' },
        turnContext: { cwd: '/home/mia/code/shop', model: 'gpt-x', effort: 'low' },
        totalTokenUsage: tokens(9, 5),
      },
    },
  );
  assert.deepEqual(steps, [
    { index: 0, actor: 'system', at: at(1), parts: [{ kind: 'text', text: 'rules' }] },
    {
      index: 1,
      actor: 'environment',
      at: at(1),
      parts: [{ kind: 'text', text: '<environment_context>linux</environment_context>' }],
    },
    {
      index: 2,
      actor: 'user',
      at: at(2),
      parts: [{ kind: 'text', text: 'Fix it' }],
      extra: { events: [{ timestamp: at(2), type: 'token_count', rate_limits: { used: 1 } }] },
    },
    {
      index: 3,
      actor: 'agent',
      at: at(3),
      endedAt: at(4),
      parts: [
        { kind: 'reasoning', text: 'Look', visibility: 'summary' },
        { kind: 'reasoning', text: 'Then fix', visibility: 'summary' },
        { kind: 'reasoning', text: 'hm', visibility: 'raw' },
        { kind: 'text', text: 'On it.' },
        { kind: 'tool-call', callId: 'c1', name: 'shell', argumentsText: '{"command": ["ls"]}' },
        { kind: 'tool-call', callId: 'c2', name: 'apply_patch', argumentsText: '*** Begin' },
      ],
      usage: { inputTokens: 9, cachedInputTokens: 3, outputTokens: 5, reasoningTokens: 1 },
      extra: { encrypted_content: 'gAAA', status: 'completed' },
    },
    {
      index: 4,
      actor: 'tool',
      name: 'shell',
      at: at(5),
      parts: [{ kind: 'tool-result', callId: 'c1', text: '{"output":"no","metadata":{"exit_code":2}}', isError: true }],
    },
    {
      index: 5,
      actor: 'tool',
      name: 'apply_patch',
      at: at(5),
      parts: [{ kind: 'tool-result', callId: 'c2', text: 'done', isError: false }],
      extra: { events: [{ timestamp: at(6), type: 'turn_context', model: 'gpt-y' }] },
    },
    {
      index: 6,
      actor: 'agent',
      at: at(6),
      parts: [
        { kind: 'reasoning', text: '', visibility: 'encrypted' },
        { kind: 'text', text: 'Done.' },
      ],
      extra: {
        model: 'gpt-y',
        encrypted_content: 'gBBB',
        events: [{ timestamp: at(6), type: 'task_complete', turn_id: 't', last_agent_message: 'Done.' }],
      },
    },
  ]);
});

test('what only an event says is kept, and errors are words of their own', async () => {
  const output = `first\n${'x'.repeat(80)}`;
  const { steps } = await one([
    META,
    item(1, says('user', 'go')),
    event(2, 'agent_reasoning', { text: 'never finished' }),
    item(2, { type: 'local_shell_call', call_id: 'c1', status: 'completed', action: { command: ['ls'] } }),
    event(3, 'exec_command_end', { call_id: 'c1', exit_code: 1, aggregated_output: output, duration: '1s' }),
    item(3, { type: 'function_call_output', call_id: 'c1', output: `ran\n${output}` }),
    event(4, 'error', { message: 'connection lost', codex_error_info: 'other' }),
    event(4, 'turn_aborted', { reason: 'interrupted' }),
    item(5, { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } }),
    item(6, { type: 'something_new', payload: 1 }),
    line(6, 'world_state', { files: ['a'] }),
  ]);
  assert.deepEqual(
    steps.map(({ actor, parts, extra }) => [actor, parts, extra]),
    [
      [
        'user',
        [{ kind: 'text', text: 'go' }],
        { events: [{ timestamp: at(2), type: 'agent_reasoning', text: 'never finished' }] },
      ],
      [
        'agent',
        [{ kind: 'tool-call', callId: 'c1', name: 'local_shell', argumentsText: '{"command":["ls"]}' }],
        {
          status: 'completed',
          events: [{ timestamp: at(3), type: 'exec_command_end', call_id: 'c1', exit_code: 1, duration: '1s' }],
        },
      ],
      ['tool', [{ kind: 'tool-result', callId: 'c1', text: `ran\n${output}`, isError: true }], undefined],
      [
        'environment',
        [{ kind: 'text', text: 'connection lost' }],
        {
          codex_error_info: 'other',
          events: [{ timestamp: at(4), type: 'turn_aborted', reason: 'interrupted' }],
        },
      ],
      [
        'agent',
        [{ kind: 'tool-call', callId: '', name: 'web_search', argumentsText: '{"type":"search","query":"q"}' }],
        {
          status: 'completed',
          events: [
            { timestamp: at(6), type: 'something_new', payload: 1 },
            { timestamp: at(6), record: 'world_state', files: ['a'] },
          ],
        },
      ],
    ],
  );
});

test('a compaction keeps its summary and what is new in the history that replaces the old', async () => {
  const { steps } = await one([
    META,
    item(1, says('user', 'go')),
    line(2, 'compacted', {
      message: 'So far',
      replacement_history: [says('user', 'go'), says('user', 'a new bridge'), says('user', 'So far')],
    }),
    item(3, { type: 'compaction', encrypted_content: 'gAAA' }),
  ]);
  const rest = { type: 'message', role: 'user' };
  assert.deepEqual(steps[1], {
    index: 1,
    actor: 'environment',
    name: 'compacted',
    at: at(2),
    parts: [{ kind: 'compaction', text: 'So far' }],
    extra: {
      replacementHistory: [{ ...rest, content: [] }, says('user', 'a new bridge'), { ...rest, content: [] }],
    },
  });
  assert.deepEqual(steps[2]!.extra, { encrypted_content: 'gAAA' });
});

test('a fork marks what it copied; after a rollback the next step follows what was before', async () => {
  const { id, steps, extra } = await one([
    line(0, 'session_meta', { id: 'child', forked_from_id: 's1' }),
    META,
    item(0, says('user', 'old')),
    item(1, says('assistant', 'old answer')),
    item(8, says('user', 'new')),
    item(9, says('assistant', 'answer')),
    event(9, 'thread_rolled_back', { num_turns: 1 }),
    item(10, says('user', 'newer')),
  ]);
  assert.equal(id, 'codex:child');
  assert.deepEqual(
    steps.map(({ copied, parent }) => [copied, parent]),
    [
      [true, undefined],
      [true, undefined],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, 1],
    ],
  );
  assert.equal((extra['events'] as { id: string }[])[0]!.id, 's1');
});

test('turns taken back may be more than there were, or no whole number', async () => {
  const lines = [META, item(1, says('user', 'a')), event(2, 'thread_rolled_back', { num_turns: 1.5 })];
  const more = [
    item(3, says('user', 'b')),
    event(4, 'thread_rolled_back', { num_turns: 9 }),
    item(5, says('user', 'c')),
  ];
  const [trajectory] = trajectoriesOf(await importText('a.jsonl', file([...lines, ...more])));
  assert.deepEqual(
    trajectory!.steps.map(({ parent }) => parent),
    [undefined, undefined, 0],
  );
});

test('a thread that another started is its child', async () => {
  const items = await importText(
    'a.jsonl',
    file([
      META,
      item(1, says('user', 'go')),
      event(2, 'collab_agent_spawn_end', { call_id: 'c1', sender_thread_id: 's1', new_thread_id: 's2' }),
    ]),
  );
  assert.deepEqual(
    items.flatMap((found) => ('link' in found ? [found.link] : [])),
    [{ parentId: 'codex:s1', callId: 'c1', childId: 'codex:s2' }],
  );
  const source = { subagent: { thread_spawn: { parent_thread_id: 's1', depth: 1 } } };
  const child = await one([line(0, 'session_meta', { id: 's2', source }), item(1, says('user', 'count'))]);
  assert.equal(child.parentId, 'codex:s1');
});

test('the older generations: bare items after a head, one document, and a file without a head', async () => {
  const head = { id: 'old', timestamp: at(0), instructions: 'Be brief.' };
  const items = [
    says('user', 'hi'),
    { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'greet' }] },
    says('assistant', 'ho'),
  ];
  const lines = await one([head, { record_type: 'state' }, ...items], 'rollout.jsonl');
  assert.deepEqual([lines.id, lines.agent.instructions, lines.startedAt], ['codex:old', 'Be brief.', at(0)]);
  assert.deepEqual(shapes(lines), [
    ['user', 'text hi'],
    ['agent', 'reasoning greet', 'text ho'],
  ]);
  assert.deepEqual(lines.extra['events'], [{ record_type: 'state' }]);
  const [document] = trajectoriesOf(await importText('a.json', JSON.stringify({ session: head, items }, null, 2)));
  assert.deepEqual([document!.id, shapes(document!)], [lines.id, shapes(lines)]);
  const name = 'rollout-2026-01-01T00-00-00-0123abcd-0123-0123-0123-0123456789ab.jsonl';
  assert.equal((await one([item(1, says('user', 'hi'))], name)).id, 'codex:0123abcd-0123-0123-0123-0123456789ab');
});

test('bad lines are issues, odd fields are no accident', async () => {
  const items = await importText(
    'a.jsonl',
    file([
      META,
      42,
      { type: 'response_item', payload: 'x' },
      { silly: 1 },
      item(1, { type: 'function_call', name: 7, arguments: { a: 1 }, call_id: 5 }),
      item(1, { type: 'function_call_output', call_id: 5, output: [{ type: 'input_text', text: 'ok' }, { odd: 1 }] }),
      item(1, { type: 'message', role: '__proto__', content: null }),
    ]),
  );
  assert.deepEqual(issuesOf(items), [
    'bad-record 2: found no object, expected a line of a rollout',
    'bad-record 3: found a line of type response_item whose payload is no object',
    'bad-record 4: found neither a type nor a payload, expected a line of a rollout',
  ]);
  const [{ steps }] = trajectoriesOf(items) as [Trajectory];
  assert.deepEqual(
    steps.map(({ actor, parts, extra }) => [actor, parts, extra]),
    [
      ['agent', [{ kind: 'tool-call', callId: '5', name: '', argumentsText: '{"a":1}' }], undefined],
      ['tool', [{ kind: 'tool-result', callId: '5', text: 'ok' }], { output: { content: [{ odd: 1 }] } }],
      ['environment', [], undefined],
    ],
  );
});

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const FILES = (): string[] =>
  [...dataFiles('codex-localpush', /\.jsonl$/), ...dataFiles('agentsview', /\.jsonl$/)].filter((path) =>
    path.includes('/codex'),
  );
const linesOf = (content: string): Raw[] =>
  content.split('\n').flatMap((text) => (text === '' ? [] : [JSON.parse(text)]));

test('no text of the rollouts is lost', { skip: skipWithoutData }, async () => {
  const runs = await assertNoTextLost(FILES(), (content) => [
    linesOf(content).flatMap(({ type, payload }) => {
      if (type !== 'response_item') return [];
      const given = payload.arguments;
      return [
        ...(Array.isArray(payload.summary) ? payload.summary : []).map((block: Raw) => block.text),
        ...(payload.content ?? []).map((block: Raw) => block.text),
        typeof given === 'object' ? JSON.stringify(given) : (given ?? ''),
        payload.output ?? '',
      ];
    }),
  ]);
  assert.equal(runs, 8);
  for (const path of FILES()) await assertRedactedAlike(path);
});

test('the usage of the steps adds up to what the session says', { skip: skipWithoutData }, async () => {
  for (const path of dataFiles('codex-localpush', /\.jsonl$/)) {
    const [trajectory] = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
    const totals = linesOf(readFileSync(path, 'utf8')).flatMap(({ payload }) => payload.info?.total_token_usage ?? []);
    const sum = (name: 'inputTokens' | 'outputTokens'): number =>
      trajectory!.steps.reduce((total, { usage }) => total + (usage?.[name] ?? 0), 0);
    assert.deepEqual(
      [sum('inputTokens'), sum('outputTokens')],
      [totals.at(-1).input_tokens, totals.at(-1).output_tokens],
    );
  }
});
