import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { contentHash } from '../content-hash.ts';
import { importFiles } from '../import-files.ts';
import { SHARED_DATA, skipWithoutData } from '../testing/shared-data.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { Json } from '../../core/json.ts';
import type { Trajectory } from '../trajectory.ts';

const file = (lines: readonly Json[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const base = { sessionId: 's1', cwd: '/home/mia/code/shop', gitBranch: 'main', version: '2.0', isSidechain: false };
const user = (content: Json, more: object = {}): Json => ({
  ...base,
  type: 'user',
  message: { role: 'user', content },
  ...more,
});
const agent = (id: string, content: Json, more: object = {}): Json => ({
  ...base,
  type: 'assistant',
  message: {
    id,
    role: 'assistant',
    model: 'opus',
    content,
    usage: { input_tokens: 1, cache_read_input_tokens: 4, cache_creation_input_tokens: 2, output_tokens: id.length },
  },
  ...more,
});
const call = (id: string, name: string, input: Json): Json => ({ type: 'tool_use', id, name, input });
const result = (id: string, content: Json, more: object = {}): Json => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...more,
});
const times = (n: number): { timestamp: string } => ({ timestamp: `2026-01-01T00:00:0${n}.000Z` });

const SESSION: readonly Json[] = [
  { type: 'file-history-snapshot', messageId: 'x', snapshot: {} },
  { type: 'summary', summary: 'An earlier talk', leafUuid: 'z' },
  user('Fix the test', { uuid: 'u1', parentUuid: null, ...times(1) }),
  agent('m1', [{ type: 'thinking', thinking: 'Look first.', signature: 'abc' }], {
    uuid: 'a1',
    parentUuid: 'u1',
    ...times(2),
  }),
  agent('m1', [call('t1', 'Read', { path: 'a' })], { uuid: 'a2', parentUuid: 'a1', ...times(3) }),
  user([result('t1', 'one', { is_error: false })], {
    uuid: 'r1',
    parentUuid: 'a2',
    toolUseResult: { type: 'text', lines: 1, file: { content: 'one' } },
    ...times(4),
  }),
  agent('m1', [call('t2', 'Bash', { command: 'false' })], { uuid: 'a3', parentUuid: 'a2', ...times(4) }),
  user(
    [
      result(
        't2',
        [
          { type: 'text', text: 'no' },
          { type: 'text', text: 'pe' },
        ],
        { is_error: true },
      ),
    ],
    { uuid: 'r2', parentUuid: 'a3', ...times(5) },
  ),
  { ...base, type: 'progress', data: { type: 'hook' }, uuid: 'p1', parentUuid: 'r2' },
  user(
    [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { type: 'text', text: 'see?' },
    ],
    { uuid: 'u2', parentUuid: 'p1' },
  ),
  {
    ...base,
    type: 'system',
    subtype: 'compact_boundary',
    content: 'Compacted',
    compactMetadata: { preTokens: 9 },
    uuid: 'c1',
  },
  user('So far: …', { isCompactSummary: true, uuid: 'c2' }),
  user('<local-command-stdout>ok</local-command-stdout>', {}),
  user('be brief', { isMeta: true }),
  { ...base, type: 'attachment', attachment: { type: 'queued_command', prompt: 'and hurry' }, uuid: 'q1' },
  agent(
    'm2',
    [
      { type: 'redacted_thinking', data: 'xyz' },
      { type: 'thinking', thinking: '', signature: 'abc' },
      { type: 'text', text: 'Done.' },
    ],
    { uuid: 'a4' },
  ),
  { ...base, type: 'something-new', payload: 1 },
];

test('a session is one trajectory: fragments merged, usage from the last, nothing that was said is lost', async () => {
  const items = await importText('s1.jsonl', file(SESSION), { redact: true });
  assert.deepEqual(issuesOf(items), []);
  const [trajectory] = trajectoriesOf(items);
  assert.deepEqual(items, [{ trajectory }]);
  assert.equal(trajectory!.source.line, 3);
  assert.deepEqual(trajectory, {
    id: 'claude-code:s1',
    contentHash: contentHash(trajectory!.steps),
    revision: 1,
    source: trajectory!.source,
    project: 'code/shop',
    sessionId: 's1',
    task: { tags: [] },
    agent: { name: 'claude-code', model: 'opus', version: '2.0' },
    startedAt: '2026-01-01T00:00:01.000Z',
    endedAt: '2026-01-01T00:00:05.000Z',
    outcomes: [],
    steps: [
      {
        index: 0,
        actor: 'user',
        at: '2026-01-01T00:00:01.000Z',
        parts: [{ kind: 'text', text: 'Fix the test' }],
        extra: { uuid: 'u1' },
      },
      {
        index: 1,
        actor: 'agent',
        at: '2026-01-01T00:00:02.000Z',
        endedAt: '2026-01-01T00:00:04.000Z',
        parts: [
          { kind: 'reasoning', text: 'Look first.', visibility: 'raw' },
          { kind: 'tool-call', callId: 't1', name: 'Read', argumentsText: '{"path":"a"}' },
          { kind: 'tool-call', callId: 't2', name: 'Bash', argumentsText: '{"command":"false"}' },
        ],
        usage: { inputTokens: 7, cachedInputTokens: 4, outputTokens: 2 },
        extra: {
          messageId: 'm1',
          usage: { cache_creation_input_tokens: 2 },
          blocks: [{ part: 0, signature: 'abc' }],
          uuid: ['a1', 'a2', 'a3'],
          times: '2026-01-01T00:00:03.000Z',
        },
      },
      {
        index: 2,
        actor: 'tool',
        name: 'Read',
        at: '2026-01-01T00:00:04.000Z',
        parts: [{ kind: 'tool-result', callId: 't1', text: 'one', isError: false }],
        extra: { toolUseResult: { type: 'text', lines: 1, file: { content: 'one' } }, uuid: 'r1' },
      },
      {
        index: 3,
        actor: 'tool',
        name: 'Bash',
        at: '2026-01-01T00:00:05.000Z',
        parts: [{ kind: 'tool-result', callId: 't2', text: 'nope', isError: true }],
        extra: { uuid: 'r2', events: [{ type: 'progress', data: { type: 'hook' }, uuid: 'p1' }] },
      },
      {
        index: 4,
        actor: 'user',
        parts: [
          { kind: 'media', mediaType: 'image/png', ref: 'inline:4' },
          { kind: 'text', text: 'see?' },
        ],
        extra: { uuid: 'u2' },
      },
      {
        index: 5,
        actor: 'environment',
        name: 'compact_boundary',
        parts: [{ kind: 'compaction', text: 'Compacted' }],
        extra: { compactMetadata: { preTokens: 9 }, uuid: 'c1' },
      },
      {
        index: 6,
        actor: 'environment',
        parts: [{ kind: 'compaction', text: 'So far: …' }],
        extra: { uuid: 'c2' },
      },
      {
        index: 7,
        actor: 'environment',
        parts: [{ kind: 'text', text: '<local-command-stdout>ok</local-command-stdout>' }],
      },
      { index: 8, actor: 'environment', parts: [{ kind: 'text', text: 'be brief' }], extra: { meta: true } },
      { index: 9, actor: 'user', parts: [{ kind: 'text', text: 'and hurry' }], extra: { queued: true, uuid: 'q1' } },
      {
        index: 10,
        actor: 'agent',
        parts: [
          { kind: 'reasoning', text: '', visibility: 'encrypted' },
          { kind: 'reasoning', text: '', visibility: 'encrypted' },
          { kind: 'text', text: 'Done.' },
        ],
        usage: { inputTokens: 7, cachedInputTokens: 4, outputTokens: 2 },
        extra: {
          messageId: 'm2',
          usage: { cache_creation_input_tokens: 2 },
          blocks: [
            { part: 0, data: 'xyz' },
            { part: 1, signature: 'abc' },
          ],
          uuid: 'a4',
          events: [{ type: 'something-new', payload: 1 }],
        },
      },
    ],
    extra: {
      cwd: '/home/[user-1]/code/shop',
      gitBranch: 'main',
      summaries: ['An earlier talk'],
      events: [
        { type: 'file-history-snapshot', messageId: 'x' },
        { type: 'summary', leafUuid: 'z' },
      ],
    },
  });
});

test('sessions of one file, side chains and agents are trajectories of their own, linked to the call that started them', async () => {
  const side = { isSidechain: true };
  const lines = [
    user('go'),
    agent('m1', [call('t1', 'Task', { prompt: 'count the files' }), call('t2', 'Task', { prompt: 'x' })]),
    user('count the files', { ...side, uuid: 'b1', parentUuid: null }),
    agent('m2', [{ type: 'text', text: 'three' }], { ...side, uuid: 'b2', parentUuid: 'b1' }),
    user('look', { ...side, agentId: 'ag1' }),
    user([result('t2', 'done')], { toolUseResult: { agentId: 'ag1' } }),
    user('other', { sessionId: 's2' }),
  ];
  const items = await importText('x.jsonl', file(lines));
  assert.deepEqual(
    trajectoriesOf(items).map(({ id, parentId, steps }) => [id, parentId, steps.length]),
    [
      ['claude-code:s1', undefined, 3],
      ['claude-code:s1/b1', 'claude-code:s1', 2],
      ['claude-code:s1/ag1', 'claude-code:s1', 1],
      ['claude-code:s2', undefined, 1],
    ],
  );
  assert.deepEqual(
    items.flatMap((item) => ('link' in item ? [item.link] : [])),
    [
      { parentId: 'claude-code:s1', callId: 't1', childId: 'claude-code:s1/b1' },
      { parentId: 'claude-code:s1', callId: 't2', childId: 'claude-code:s1/ag1' },
    ],
  );
});

test('a file of its own names the agent where its lines do not', async () => {
  const [child] = trajectoriesOf(
    await importText('agent-ab12.jsonl', file([user('look', { isSidechain: true, uuid: 'b1' })])),
  );
  assert.deepEqual([child!.id, child!.parentId], ['claude-code:s1/ab12', 'claude-code:s1']);
});

test('where the user went back, the step knows which one it follows', async () => {
  const lines = [
    user('one', { uuid: 'u1', parentUuid: null }),
    agent('m1', [{ type: 'text', text: 'first' }], { uuid: 'a1', parentUuid: 'u1' }),
    user('two', { uuid: 'u2', parentUuid: 'a1' }),
    agent('m2', [{ type: 'text', text: 'second' }], { uuid: 'a2', parentUuid: 'u2' }),
    user('two, differently', { uuid: 'u3', parentUuid: 'a1' }),
    agent('m3', [{ type: 'text', text: 'third' }], { uuid: 'a3', parentUuid: 'u3' }),
  ];
  const [trajectory] = trajectoriesOf(await importText('x.jsonl', file(lines)));
  assert.deepEqual(
    trajectory!.steps.map((step) => step.parent),
    [undefined, undefined, undefined, undefined, 1, undefined],
  );
});

test('a document of log lines and an array of them are read like lines', async () => {
  const lines = [user('hi', { sessionId: 's9' }), agent('m1', [{ type: 'text', text: 'ho' }], { sessionId: 's9' })];
  const steps = (list: Awaited<ReturnType<typeof importText>>): unknown =>
    trajectoriesOf(list).map((t) => [t.id, t.steps]);
  const expected = steps(await importText('a.jsonl', file(lines)));
  assert.deepEqual(steps(await importText('a.json', JSON.stringify({ loglines: lines }, null, 2))), expected);
  assert.deepEqual(steps(await importText('a.json', JSON.stringify(lines))), expected);
});

test('what is no log line is an issue', async () => {
  const items = await importText(
    'a.jsonl',
    `${file([user('hi')])}42\n{"silly": "this"}\n${file([
      { ...base, type: 'user' },
      { ...base, type: 'assistant', message: {} },
    ])}`,
  );
  assert.deepEqual(issuesOf(items), [
    'bad-record 2: found no object, expected a log line with a type',
    'bad-record 3: found no type, expected a log line with one',
    'bad-record 4: found a line of type user without a message',
    'bad-record 5: found an assistant message without content',
  ]);
});

test(
  'a session that is read while it is written only grows: by steps, and by parts of its steps',
  { skip: skipWithoutData },
  async () => {
    const folder = join(SHARED_DATA, 'claude-code-spotter/test/fixtures/transcripts');
    for (const name of ['tool_heavy.jsonl', 'subagent.jsonl']) {
      const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
      let before: Trajectory | undefined;
      for (let count = 1; count <= lines.length; count++) {
        const content = `${lines.slice(0, count).join('\n')}\n`;
        const [now] = trajectoriesOf(await importText('s.jsonl', content, { redact: true }));
        if (before !== undefined) {
          assert.equal(now!.id, before.id);
          for (const [index, step] of before.steps.entries()) {
            const { actor, name: tool, parts } = now!.steps[index]!;
            assert.deepEqual([actor, tool, parts.slice(0, step.parts.length)], [step.actor, step.name, step.parts]);
          }
        }
        before = now;
      }
    }
  },
);

test('the same session has the same id from another folder', { skip: skipWithoutData }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-'));
  const source = join(SHARED_DATA, 'claude-code-spotter/test/fixtures/transcripts');
  cpSync(source, join(folder, 'copy'), { recursive: true });
  writeFileSync(join(folder, 'README'), 'not data');
  const ids = async (path: string): Promise<string[]> =>
    trajectoriesOf(await Array.fromAsync(importFiles([path]))).map((t) => `${t.id} ${t.contentHash}`);
  assert.deepEqual(await ids(folder), await ids(source));
  rmSync(folder, { recursive: true });
});
