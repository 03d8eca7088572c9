import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Json, JsonObject } from '../../core/json.ts';
import { openStore } from '../../store/open-store.ts';
import { importFiles } from '../../trajectory/import-files.ts';
import { trajectoriesOf } from '../../trajectory/testing/import-text.ts';
import { otlpMessage } from '../../trajectory/testing/otlp-message.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { answerTraces, type TracesRequest } from './answer-traces.ts';
import { openRecorder } from './open-recorder.ts';

const said = (role: string, content: string): Json => [{ role, parts: [{ type: 'text', content }] }];
const attributes = (values: Record<string, string>): Json =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));

/** A span of a trace, as OTLP/JSON: the call of a model unless it is the root. */
function span(traceId: number, spanId: number, { root = false, question = '' } = {}): JsonObject {
  const trace = traceId.toString(16).padStart(32, '0');
  const id = spanId.toString(16).padStart(16, '0');
  const start = 1_767_225_600_000_000_000n + BigInt(spanId) * 1_000_000_000n;
  const chat = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'm',
    'gen_ai.input.messages': JSON.stringify(said('user', question)),
    'gen_ai.output.messages': JSON.stringify(said('assistant', `Answer to ${question}`)),
  };
  return {
    traceId: trace,
    spanId: id,
    ...(!root && { parentSpanId: '00000000000000ff' }),
    name: root ? 'run' : 'chat m',
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 500_000_000n),
    attributes: root
      ? attributes({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper' })
      : attributes(chat),
  };
}

const otlp = (...spans: readonly JsonObject[]): JsonObject => ({
  resourceSpans: [
    { resource: { attributes: attributes({ 'service.name': 'app' }) }, scopeSpans: [{ scope: { name: 's' }, spans }] },
  ],
});

async function folderOf(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function runsIn(path: string): Promise<Trajectory[]> {
  const store = await openStore(path, { readonly: true });
  const runs = await Array.fromAsync(store.read());
  await store.close();
  return runs;
}

// But for the place, and what a store adds.
const bare = ({ id, contentHash, steps, agent, task, startedAt, endedAt, extra }: Trajectory): unknown => ({
  id,
  contentHash,
  steps,
  agent,
  task,
  startedAt,
  endedAt,
  extra,
});

test('spans in any encoding become the runs that an import of them makes', async (context) => {
  const folder = await folderOf(context);
  const value = otlp(span(7, 1, { question: 'One?' }), span(7, 2, { question: 'Two?' }), span(7, 255, { root: true }));
  const json = Buffer.from(JSON.stringify(value));
  const message = otlpMessage(9, 'Hello?');
  await writeFile(join(folder, 'a.json'), json);
  await writeFile(join(folder, 'b.pb'), message);
  const imported = trajectoriesOf(await Array.fromAsync(importFiles([join(folder, 'a.json'), join(folder, 'b.pb')])));
  assert.equal(imported.length, 2);
  const bodies: TracesRequest[] = [
    { body: json, contentType: 'application/json; charset=utf-8', contentEncoding: undefined },
    { body: gzipSync(json), contentType: 'application/json', contentEncoding: 'gzip' },
    { body: deflateSync(message), contentType: 'application/x-protobuf', contentEncoding: 'deflate' },
    { body: deflateRawSync(message), contentType: 'application/x-protobuf', contentEncoding: 'deflate' },
    { body: message, contentType: 'application/x-protobuf', contentEncoding: 'identity' },
  ];
  const path = join(folder, 'a.db');
  const recorder = openRecorder(path);
  for (const body of bodies) {
    const { status, headers, body: answer } = await answerTraces(recorder, body);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], body.contentType?.split(';')[0]);
    assert.equal(answer.length === 0 || answer === '{}', true);
  }
  assert.deepEqual((await runsIn(path)).map(bare), imported.map(bare));
  await recorder.close();
});

test('a trace that comes in pieces is read when its root has come, or at the end', async (context) => {
  const path = join(await folderOf(context), 'a.db');
  const recorder = openRecorder(path);
  const post = async (...spans: readonly JsonObject[]): Promise<number> =>
    (
      await answerTraces(recorder, {
        body: Buffer.from(JSON.stringify(otlp(...spans))),
        contentType: 'application/json',
        contentEncoding: undefined,
      })
    ).status;
  assert.equal(await post(span(7, 2, { question: 'Two?' }), span(8, 1, { question: 'Else?' })), 200);
  assert.equal(await post(span(7, 1, { question: 'One?' })), 200);
  await recorder.outcome({ target: { session: 's' }, records: [{ name: 'reward', value: 1, by: 'human' }] });
  assert.deepEqual(await runsIn(path), []);
  await post(span(7, 255, { root: true }));
  const steps = async (): Promise<number[]> => (await runsIn(path)).map((run) => run.steps.length);
  assert.deepEqual(await steps(), [4]);
  await post(span(7, 3, { question: 'Three?' }));
  assert.deepEqual(await steps(), [6]);
  await recorder.close();
  assert.deepEqual(await steps(), [6, 2]);
});

test('what is no trace is refused, and what is only partly one is told', async (context) => {
  const recorder = openRecorder(join(await folderOf(context), 'a.db'));
  const post = async (body: string | Buffer, contentType?: string, contentEncoding?: string): Promise<unknown> => {
    const answer = await answerTraces(recorder, { body: Buffer.from(body), contentType, contentEncoding });
    return [
      answer.status,
      typeof answer.body === 'string'
        ? (JSON.parse(answer.body) as unknown)
        : Buffer.from(answer.body).toString('latin1'),
    ];
  };
  const json = 'application/json';
  assert.deepEqual(await post('{}'), [
    415,
    { code: 3, message: 'found no content-type, expected application/x-protobuf or application/json' },
  ]);
  assert.deepEqual(await post('{}', json, 'br'), [
    415,
    { code: 3, message: 'found content-encoding br, expected gzip, deflate or none' },
  ]);
  assert.deepEqual(await post('{', json), [
    400,
    { code: 3, message: 'OTLP body: found no JSON in UTF-8, expected OTLP/JSON' },
  ]);
  assert.deepEqual(await post('{}', json, 'gzip'), [400, { code: 3, message: 'found gzip that cannot be unpacked' }]);
  assert.deepEqual(await post('\xff', 'application/x-protobuf'), [
    400,
    '\b\x03\x12ZOTLP body, byte 3 of 2: found premature EOF, expected a protobuf ExportTraceServiceRequest',
  ]);
  const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20, 32));
  assert.deepEqual(await post(bomb, json, 'gzip'), [
    413,
    { code: 8, message: 'found more than 67108864 bytes when unpacked' },
  ]);
  const partial = otlp(span(7, 1, { question: 'One?' }), span(7, 255, { root: true }), { name: 'no ids' });
  assert.deepEqual(await post(JSON.stringify(partial), json), [200, { partialSuccess: { rejectedSpans: '1' } }]);
  const silent = otlp({ ...span(9, 1, { root: true }), attributes: [] });
  const [status, answer] = (await post(JSON.stringify(silent), json)) as [
    number,
    { partialSuccess: { errorMessage: string } },
  ];
  assert.equal(status, 200);
  assert.match(answer.partialSuccess.errorMessage, /^found 1 span in 1 trace without messages/);
  assert.deepEqual(await post(JSON.stringify({ resourceSpans: [] }), json), [200, {}]);
  let deep = '{"stringValue":"x"}';
  for (let i = 0; i < 20_000; i++) deep = `{"arrayValue":{"values":[${deep}]}}`;
  const nested = JSON.stringify(otlp(span(10, 1, { root: true }))).replace('{"stringValue":"app"}', deep);
  assert.equal(((await post(nested, json)) as [number])[0], 400);
  assert.deepEqual(await post(JSON.stringify(otlp(span(11, 1, { root: true, question: 'x' }))), json), [
    200,
    {
      partialSuccess: {
        errorMessage:
          'found 1 span in 1 trace without messages, expected the content of prompts and answers; nothing was imported of them',
      },
    },
  ]);
  await recorder.close();
});
