import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json } from '../../core/json.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../testing/text-law.ts';
import type { Step, Trajectory } from '../trajectory.ts';

const at = (n: number): string => `2026-01-01T00:00:0${n}.000Z`;
const file = (lines: readonly Json[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const HEAD = { sessionId: 's1', projectHash: 'h', startTime: at(0), lastUpdated: at(9) };
const message = (id: string, type: string, content: Json, more: object = {}): Json => ({
  id,
  timestamp: at(1),
  type,
  content,
  ...more,
});
const run = async (name: string, text: string): Promise<Trajectory> => {
  const items = await importText(name, text);
  assert.deepEqual(issuesOf(items), []);
  return trajectoriesOf(items)[0]!;
};
const said = ({ steps }: Trajectory): unknown[] =>
  steps.map(({ actor, parts }) => [actor, ...parts.map((part) => ('text' in part ? part.text : part.kind))]);

test('a session document: thoughts, calls and results in their places, tokens with their sum', async () => {
  const long = 'y'.repeat(90);
  const { steps, ...head } = await run(
    'session-1.json',
    JSON.stringify({
      ...HEAD,
      summary: 'Counting',
      messages: [
        message('u1', 'user', [
          { text: 'Count ' },
          { text: 'files' },
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
        ]),
        message('a1', 'gemini', 'I look.', {
          model: 'gem-1',
          thoughts: [{ subject: 'Plan', description: 'List them.', timestamp: at(1) }],
          tokens: { input: 10, output: 5, cached: 4, thoughts: 2, tool: 1, total: 18 },
          toolCalls: [
            {
              id: 'c1',
              name: 'ls',
              args: { path: '.' },
              status: 'success',
              timestamp: at(2),
              result: [{ functionResponse: { id: 'c1', name: 'ls', response: { output: long } } }],
              resultDisplay: long,
              agentId: 's2',
            },
            {
              name: 'cat',
              args: {},
              status: 'error',
              result: [{ functionResponse: { name: 'cat', response: { error: 'no file' } } }],
            },
          ],
        }),
        message('a2', 'gemini', 'Two.', { model: 'gem-2', tokens: { input: 3, output: 1, thoughts: 4 } }),
        message('e1', 'error', 'quota', { displayContent: 'Quota!' }),
      ],
    }),
  );
  assert.deepEqual(
    [head.id, head.agent, head.startedAt, head.endedAt, head.extra],
    ['gemini-cli:s1', { name: 'gemini-cli', model: 'gem-1' }, at(0), at(9), { projectHash: 'h', summary: 'Counting' }],
  );
  const expected: Step[] = [
    {
      index: 0,
      actor: 'user',
      at: at(1),
      parts: [
        { kind: 'text', text: 'Count ' },
        { kind: 'text', text: 'files' },
        { kind: 'media', mediaType: 'image/png', ref: 'inline:4' },
      ],
      extra: { id: 'u1' },
    },
    {
      index: 1,
      actor: 'agent',
      at: at(1),
      parts: [
        { kind: 'reasoning', text: 'Plan\nList them.', visibility: 'summary' },
        { kind: 'text', text: 'I look.' },
        { kind: 'tool-call', callId: 'c1', name: 'ls', argumentsText: '{"path":"."}' },
        { kind: 'tool-call', callId: 'a1-1', name: 'cat', argumentsText: '{}' },
      ],
      usage: { inputTokens: 11, cachedInputTokens: 4, outputTokens: 7, reasoningTokens: 2 },
      extra: {
        tokens: { input: 10, output: 5, cached: 4, thoughts: 2, tool: 1, total: 18 },
        thoughtTimes: [at(1)],
        id: 'a1',
        toolCalls: [
          { callId: 'c1', timestamp: at(2), agentId: 's2' },
          { callId: 'a1-1', status: 'error' },
        ],
      },
    },
    {
      index: 2,
      actor: 'tool',
      at: at(2),
      parts: [
        { kind: 'tool-result', callId: 'c1', text: long, isError: false },
        { kind: 'tool-result', callId: 'a1-1', text: 'no file', isError: true },
      ],
    },
    {
      index: 3,
      actor: 'agent',
      at: at(1),
      parts: [
        { kind: 'reasoning', text: '', visibility: 'absent' },
        { kind: 'text', text: 'Two.' },
      ],
      usage: { inputTokens: 3, outputTokens: 5, reasoningTokens: 4 },
      extra: { model: 'gem-2', tokens: { input: 3, output: 1, thoughts: 4 }, id: 'a2' },
    },
    {
      index: 4,
      actor: 'environment',
      name: 'error',
      at: at(1),
      parts: [{ kind: 'text', text: 'quota' }],
      extra: { id: 'e1', displayContent: 'Quota!' },
    },
  ];
  assert.deepEqual(steps, expected);
});

test('lines: versions of a message are one step, a rewind is a branch, a rewritten list loses nothing', async () => {
  const trajectory = await run(
    'session-1.jsonl',
    file([
      HEAD,
      message('u1', 'user', 'one'),
      message('a1', 'gemini', 'first'),
      message('a1', 'gemini', 'first', { toolCalls: [{ id: 'c', name: 'ls', args: {}, result: 'ok' }] }),
      { $set: { lastUpdated: at(5), summary: 'S' } },
      message('u2', 'user', 'two'),
      message('a2', 'gemini', 'second'),
      { $rewindTo: 'u2' },
      message('u3', 'user', 'three'),
      message('u3', 'user', 'three!'),
      { $set: { messages: [message('x', 'info', 'So far'), message('u3', 'user', 'cut')] } },
      message('a3', 'gemini', 'third'),
    ]),
  );
  assert.deepEqual(said(trajectory), [
    ['user', 'one'],
    ['agent', 'first', 'tool-call'],
    ['tool', 'ok'],
    ['user', 'two'],
    ['agent', 'second'],
    ['user', 'three!'],
    ['environment', 'So far'],
    ['agent', 'third'],
  ]);
  assert.deepEqual(
    trajectory.steps.map(({ parent }) => parent ?? -1),
    [-1, -1, -1, -1, -1, 2, -1, -1],
  );
  assert.deepEqual(trajectory.steps[5]!.extra, { id: 'u3', earlier: ['three'] });
  assert.deepEqual(trajectory.extra, { projectHash: 'h', summary: 'S', rewritten: [message('u3', 'user', 'cut')] });
  assert.equal(trajectory.endedAt, at(5));
});

const TURNS = [
  { role: 'user', parts: [{ text: 'This is the Gemini CLI. Today is Monday.' }] },
  { role: 'user', parts: [{ text: 'go' }] },
  {
    role: 'model',
    parts: [
      { text: 'hm', thought: true },
      { functionCall: { name: 'ls', args: { a: 1 } }, thoughtSignature: 'x' },
    ],
  },
  { role: 'user', parts: [{ functionResponse: { name: 'ls', response: { files: 2 } } }] },
];

test('saved chats: a list of turns, a document, a restore point', async () => {
  const expected = [
    ['environment', 'This is the Gemini CLI. Today is Monday.'],
    ['user', 'go'],
    ['agent', 'hm', 'tool-call'],
    ['tool', '{"files":2}'],
  ];
  const list = await run('checkpoint-mine.json', JSON.stringify(TURNS));
  assert.deepEqual(said(list), expected);
  assert.deepEqual(list.extra, { checkpoint: 'mine' });
  assert.deepEqual(
    list.steps
      .slice(2)
      .map(({ name, parts }) => [name, parts.flatMap((part) => ('callId' in part ? part.callId : []))]),
    [
      [undefined, ['call_0']],
      ['ls', ['call_0']],
    ],
  );
  assert.deepEqual(list.steps[2]!.extra, { parts: [{ thoughtSignature: 'x' }] });
  assert.deepEqual(said(await run('a.json', JSON.stringify({ history: TURNS, authType: 'key' }, null, 1))), expected);
  const shown = [{ type: 'user', text: 'go' }];
  const point = await run('b.json', JSON.stringify({ history: shown, clientHistory: TURNS, toolCall: { name: 'w' } }));
  assert.deepEqual(said(point), expected);
  assert.deepEqual(point.extra, { history: shown, toolCall: { name: 'w' } });
});

test('the log of prompts is one run a session', async () => {
  const prompt = (sessionId: string, messageId: number, text: string): Json => ({
    sessionId,
    messageId,
    timestamp: at(messageId),
    type: 'user',
    message: text,
  });
  const items = await importText(
    'logs.json',
    JSON.stringify([prompt('s1', 0, 'a'), prompt('s2', 0, 'b'), prompt('s1', 1, 'c')]),
  );
  assert.deepEqual(
    trajectoriesOf(items).map((found) => [found.id, ...said(found)]),
    [
      ['gemini-cli:s1/log', ['user', 'a'], ['user', 'c']],
      ['gemini-cli:s2/log', ['user', 'b']],
    ],
  );
});

test('lines of Qwen Code are read, and branch where the user went back', async () => {
  const line = (uuid: string, parentUuid: string | null, type: string, parts: Json, more: object = {}): Json => ({
    uuid,
    parentUuid,
    sessionId: 'q1',
    timestamp: at(1),
    type,
    cwd: '/home/mia/code/shop',
    version: '0.2',
    message: { role: type === 'assistant' ? 'model' : 'user', parts },
    ...more,
  });
  const trajectory = await run(
    'q.jsonl',
    file([
      line('1', null, 'user', [{ text: 'go' }]),
      line('2', '1', 'assistant', [{ text: 'no' }], {
        model: 'qwen',
        usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 2 },
      }),
      line('3', '1', 'assistant', [{ functionCall: { id: 'c', name: 'ls', args: {} } }], { model: 'qwen' }),
      line('4', '3', 'tool_result', [{ functionResponse: { id: 'c', response: { output: 'ok' } } }]),
      { uuid: '5', parentUuid: '4', sessionId: 'q1', type: 'system', subtype: 'compression', systemPayload: { n: 1 } },
    ]),
  );
  assert.deepEqual(
    [trajectory.id, trajectory.project, trajectory.agent],
    ['gemini-cli:q1', 'code/shop', { name: 'qwen-code', model: 'qwen', version: '0.2' }],
  );
  assert.deepEqual(said(trajectory), [
    ['user', 'go'],
    ['agent', 'no'],
    ['agent', 'tool-call'],
    ['tool', 'ok'],
    ['environment'],
  ]);
  assert.deepEqual(
    trajectory.steps.map(({ parent }) => parent ?? -1),
    [-1, -1, 0, -1, -1],
  );
  assert.deepEqual(trajectory.steps[1]!.usage, { inputTokens: 4, outputTokens: 2 });
  assert.deepEqual(trajectory.steps[4]!.extra, { uuid: '5', systemPayload: { n: 1 } });
});

test('a sub-agent is linked to the call that started it', async () => {
  const items = await importText(
    'session-1.jsonl',
    file([HEAD, message('a', 'gemini', '', { toolCalls: [{ id: 'c1', name: 'agent', args: {}, agentId: 's2' }] })]),
  );
  assert.deepEqual(
    items.flatMap((found) => ('link' in found ? [found.link] : [])),
    [{ parentId: 'gemini-cli:s1', callId: 'c1', childId: 'gemini-cli:s2' }],
  );
});

test('bad records are issues, odd fields are kept', async () => {
  const items = await importText(
    'a.jsonl',
    file([HEAD, 42, { silly: 1 }, message('m', 'gemini', 7, { toolCalls: 'x', thoughts: [1], tokens: null })]),
  );
  assert.deepEqual(issuesOf(items), [
    'bad-record 2: found no object, expected a record of a session',
    'bad-record 3: found neither a message nor facts of a session',
  ]);
  const [{ steps }] = trajectoriesOf(items) as [Trajectory];
  assert.deepEqual(steps[0]!.parts, [{ kind: 'reasoning', text: '1', visibility: 'summary' }]);
  assert.deepEqual(steps[0]!.extra, { toolCalls: 'x', id: 'm', content: [7] });
});

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

test('no text of real sessions is lost', { skip: skipWithoutData }, async () => {
  const files = dataFiles('agentsview/internal/parser/testdata/gemini', /\.json$/);
  const runs = await assertNoTextLost(files, (content) => [
    JSON.parse(content).messages.flatMap((m: Raw) => [
      ...(m.thoughts ?? []).map((thought: Raw) => `${thought.subject}\n${thought.description}`),
      m.content,
      ...(m.toolCalls ?? []).map((call: Raw) => JSON.stringify(call.args)),
    ]),
  ]);
  assert.equal(runs, 4);
  for (const path of files) await assertRedactedAlike(path);
});
