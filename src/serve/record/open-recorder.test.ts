import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openStore } from '../../store/open-store.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { openRecorder } from './open-recorder.ts';
import type { RecordedCall } from './recorder.ts';

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const SECOND = Date.parse('2026-01-01T00:00:00Z');

function chatCall(
  session: string,
  messages: readonly unknown[],
  answer: string | object,
  more: Partial<RecordedCall> = {},
): RecordedCall {
  const message = typeof answer === 'string' ? { role: 'assistant', content: answer } : answer;
  return {
    session,
    path: '/v1/chat/completions',
    startedMs: SECOND,
    endedMs: SECOND + 1500,
    status: 200,
    request: bytes({ model: 'm', messages, temperature: 0 }),
    response: [
      bytes({
        id: 'r1',
        object: 'chat.completion',
        model: 'm-1',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
      }),
    ],
    ...more,
  };
}

async function storePath(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  return join(folder, 'a.db');
}

async function runsIn(path: string): Promise<Trajectory[]> {
  const store = await openStore(path, { readonly: true });
  const runs = await Array.fromAsync(store.read());
  await store.close();
  return runs;
}

const texts = (run: Trajectory | undefined): (string | undefined)[] | undefined =>
  run?.steps.map(({ parts }) => (parts[0]?.kind === 'text' ? parts[0].text : parts[0]?.kind));

test('calls of a session become one trajectory, each step once', async (context) => {
  const path = await storePath(context);
  const recorder = openRecorder(path);
  const system = { role: 'system', content: 'Be brief.' };
  const user = { role: 'user', content: 'How many?' };
  const call = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'count', arguments: '{"a": 1}' } }],
  };
  recorder.record(chatCall('s1', [system, user], call));
  // The client writes the arguments its own way.
  const sent = {
    ...call,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'count', arguments: '{"a":1}' } }],
  };
  recorder.record(
    chatCall('s1', [system, user, sent, { role: 'tool', tool_call_id: 'c1', content: '3' }], 'Three.', {
      startedMs: SECOND + 2000,
      endedMs: SECOND + 3000,
      task: 'ignored',
    }),
  );
  await recorder.close();
  const [run, ...others] = await runsIn(path);
  assert.equal(others.length, 0);
  assert.equal(run?.id, 'recorded:s1');
  assert.equal(run.sessionId, 's1');
  assert.deepEqual(texts(run), ['Be brief.', 'How many?', 'tool-call', 'tool-result', 'Three.']);
  assert.deepEqual(run.steps[2], {
    index: 2,
    actor: 'agent',
    parts: [{ kind: 'tool-call', callId: 'c1', name: 'count', argumentsText: '{"a": 1}' }],
    usage: { inputTokens: 9, outputTokens: 2 },
    at: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:01.500Z',
    extra: { finish_reason: 'stop', id: 'r1' },
  });
  assert.deepEqual(run.agent, { model: 'm-1' });
  assert.equal(run.startedAt, '2026-01-01T00:00:00.000Z');
  assert.equal(run.endedAt, '2026-01-01T00:00:03.000Z');
  assert.deepEqual(recorder.counts(), { recorded: 2, dropped: 0, unread: 0, waiting: 0, waitingBytes: 0, failures: 0 });
});

const USER = { role: 'user', content: 'How many?' };
const said = (content: string): object => ({ role: 'assistant', content });

test('another attempt from an earlier place is a run of its own, what it shares marked as copied', async (context) => {
  const path = await storePath(context);
  const recorder = openRecorder(path);
  recorder.record(chatCall('s', [USER], 'Three.'));
  recorder.record(chatCall('s', [USER], 'Four.'));
  recorder.record(chatCall('s', [USER, said('Four.'), { role: 'user', content: 'Sure?' }], 'Yes.'));
  recorder.record(chatCall('s', [{ role: 'user', content: 'A title, please' }], 'Counting'));
  await recorder.close();
  const runs = await runsIn(path);
  assert.deepEqual(
    runs.map((run) => [run.id, texts(run), run.extra['follows'], run.steps.map(({ copied }) => copied === true)]),
    [
      ['recorded:s', ['How many?', 'Three.'], undefined, [false, false]],
      [
        'recorded:s.2',
        ['How many?', 'Four.', 'Sure?', 'Yes.'],
        { id: 'recorded:s', step: 0 },
        [true, false, false, false],
      ],
      ['recorded:s.3', ['A title, please', 'Counting'], { id: 'recorded:s' }, [false, false]],
    ],
  );
});

test('what failed, and an answer that was cut, do not keep a session from going on', async (context) => {
  const path = await storePath(context);
  const recorder = openRecorder(path);
  const refused = { status: 429, response: [bytes({ error: { message: 'Too many requests' } })] };
  recorder.record(chatCall('s', [USER], '', refused));
  recorder.record(chatCall('s', [USER], 'Th', { end: 'cut' }));
  recorder.record(chatCall('s', [USER], 'Three.'));
  recorder.record(chatCall('s', [USER, said('Three.'), { role: 'user', content: 'Sure?' }], 'Yes.'));
  recorder.record({ ...chatCall('s', [USER], 'x'), path: '/v1/models' });
  await recorder.close();
  const [run, ...others] = await runsIn(path);
  assert.equal(others.length, 0);
  assert.deepEqual(texts(run), ['How many?', 'Too many requests', 'Th', 'Three.', 'Sure?', 'Yes.']);
  assert.deepEqual(
    run?.steps.map(({ actor, parent }) => [actor, parent]),
    [
      ['user', undefined],
      ['environment', undefined],
      ['agent', undefined],
      ['agent', 0],
      ['user', undefined],
      ['agent', undefined],
    ],
  );
  assert.equal(run?.steps[2]?.extra?.['end'], 'cut');
  assert.deepEqual([recorder.counts().recorded, recorder.counts().unread], [4, 1]);
});

test('a session goes on after a restart, and no secret reaches the store', async (context) => {
  const path = await storePath(context);
  const first = openRecorder(path);
  const asked = { role: 'user', content: 'My mail is jane.roe@corp.example, write to it' };
  const thought = '<think>Her mail: jane.roe@corp.example</think>Written.';
  first.record(chatCall('s', [asked], thought));
  first.record(chatCall('s', [USER], 'Three.'));
  await first.close();
  const second = openRecorder(path);
  second.record(chatCall('s', [asked, said('Written.'), { role: 'user', content: 'Thanks' }], 'Welcome.'));
  second.record(chatCall('s', [USER, said('Three.'), { role: 'user', content: 'Sure?' }], 'Yes.'));
  await second.close();
  const runs = await runsIn(path);
  assert.deepEqual(
    runs.map((run) => [run.id, texts(run), run.revision]),
    [
      ['recorded:s', ['My mail is [email-1], write to it', 'reasoning', 'Thanks', 'Welcome.'], 2],
      ['recorded:s.2', ['How many?', 'Three.', 'Sure?', 'Yes.'], 2],
    ],
  );
  assert.equal(JSON.stringify(runs).includes('jane'), false);
});

test('streams are put together, compressed or not, and what was injected is told apart', async (context) => {
  const path = await storePath(context);
  const recorder = openRecorder(path);
  const block = '<ethogram-behaviors ids="b1@1">\nCheck twice.\n</ethogram-behaviors>';
  const events = [
    {
      type: 'message_start',
      message: {
        id: 'm1',
        type: 'message',
        role: 'assistant',
        model: 'claude-x',
        content: [],
        usage: { input_tokens: 7, output_tokens: 1 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Thr' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ee.' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
    { type: 'message_stop' },
  ];
  const stream = Buffer.from(
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
  );
  const packed = gzipSync(stream);
  const request = bytes({
    model: 'claude-x',
    max_tokens: 9,
    stream: true,
    system: [
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: block },
    ],
    messages: [USER],
  });
  const call = { ...chatCall('a', [], ''), path: '/v1/messages', request };
  recorder.record({ ...call, response: [stream.subarray(0, 200), stream.subarray(200)] });
  recorder.record({
    ...call,
    session: 'b',
    response: [packed.subarray(0, 50), packed.subarray(50)],
    responseEncoding: 'gzip',
    parent: { session: 'a', callId: 'c9' },
  });
  await recorder.close();
  const runs = await runsIn(path);
  assert.equal(runs.length, 2);
  for (const run of runs) {
    assert.deepEqual(run.steps[0]?.parts, [{ kind: 'text', text: block, injected: ['b1@1'] }]);
    assert.deepEqual(texts(run), [block, 'How many?', 'Three.']);
    assert.deepEqual(run.agent, { model: 'claude-x', instructions: 'Be brief.' });
    assert.deepEqual(run.steps[2]?.usage, { inputTokens: 7, outputTokens: 3 });
  }
  assert.deepEqual(runs[1]?.spawnedBy, { trajectoryId: 'recorded:a', callId: 'c9' });
});

test('answers that a client names by their ids are known', async (context) => {
  const path = await storePath(context);
  const recorder = openRecorder(path);
  const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Three.' }] };
  const call = (input: unknown, id: string, more: object = {}): RecordedCall => ({
    ...chatCall('s', [], ''),
    path: '/v1/responses',
    request: bytes({ model: 'm', input, ...more }),
    response: [bytes({ id, object: 'response', model: 'm', output: [{ ...item, id: `msg_${id}` }] })],
  });
  const question = (text: string): object => ({ role: 'user', content: [{ type: 'input_text', text }] });
  recorder.record(call([question('One?')], 'r1'));
  recorder.record(call([question('One?'), { type: 'item_reference', id: 'msg_r1' }, question('Two?')], 'r2'));
  await recorder.close();
  // The provider keeps the conversation, also when this process is another.
  const later = openRecorder(path);
  later.record(call('Three?', 'r3', { previous_response_id: 'r2' }));
  await later.close();
  const [run, ...others] = await runsIn(path);
  assert.equal(others.length, 0);
  assert.deepEqual(texts(run), ['One?', 'Three.', 'Two?', 'Three.', 'Three?', 'Three.']);
});

test('an outcome may come before its session, and stays when the session goes on', async (context) => {
  const path = await storePath(context);
  const recorder = openRecorder(path);
  const records = [
    { name: 'success', value: true, by: 'human', at: '2026-01-01T00:00:00.000Z' },
    { name: 'feedback', value: 'ask bob@corp.example', by: 'human', at: '2026-01-01T00:00:00.000Z' },
  ] as const;
  assert.equal(await recorder.outcome({ target: { session: 's' }, records }), 'kept');
  assert.equal(
    await recorder.outcome({
      target: { trajectory: 'recorded:s' },
      records: [{ name: 'style', value: 0.5, by: 'verifier' }],
    }),
    'kept',
  );
  assert.equal(await recorder.outcome({ target: { trajectory: 'tau-bench:1' }, records }), 'not-found');
  recorder.record(chatCall('s', [USER], 'Three.'));
  await recorder.drain();
  const expected = [
    records[0],
    { ...records[1], value: 'ask [email-1]' },
    { name: 'style', value: 0.5, by: 'verifier' },
  ];
  assert.deepEqual((await runsIn(path))[0]?.outcomes, expected);
  const later = { name: 'reward', value: 1, by: 'verifier' } as const;
  assert.equal(await recorder.outcome({ target: { session: 's' }, records: [later] }), 'stored');
  recorder.record(chatCall('s', [USER, said('Three.'), USER], 'Still three.'));
  await recorder.close();
  const [run] = await runsIn(path);
  assert.deepEqual([run?.steps.length, run?.outcomes], [4, [...expected, later]]);
});

test('a store that cannot be opened costs calls, not errors', async (context) => {
  const problems: string[] = [];
  const recorder = openRecorder(`${await storePath(context)}/no/folder\0`, {
    mostWaiting: 3,
    onProblem: (message) => problems.push(message),
  });
  for (let i = 0; i < 5; i++) recorder.record(chatCall(`s${i}`, [USER], 'Three.'));
  assert.equal(
    await recorder.outcome({ target: { session: 's' }, records: [{ name: 'success', value: true, by: 'human' }] }),
    'unavailable',
  );
  await recorder.close();
  const { recorded, dropped, waiting } = recorder.counts();
  assert.deepEqual({ recorded, dropped, waiting }, { recorded: 0, dropped: 5, waiting: 0 });
  assert.equal(problems.length, 1);
});

test('a store that goes away is made anew, and has all that is still known', async (context) => {
  const path = await storePath(context);
  const recorder = openRecorder(path);
  recorder.record(chatCall('s', [USER], 'Three.'));
  await recorder.drain();
  for (const end of ['', '-wal', '-shm']) await rm(`${path}${end}`, { force: true });
  recorder.record(chatCall('s', [USER, said('Three.'), USER], 'Still three.'));
  await recorder.close();
  assert.deepEqual((await runsIn(path)).map(texts), [['How many?', 'Three.', 'How many?', 'Still three.']]);
});
