import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { EthogramError } from '../core/ethogram-error.ts';
import type { ModelAnswer, ModelRequest } from '../core/model.ts';
import type { ModelCallRecord } from '../core/model-call-store.ts';
import { openStore } from '../store/open-store.ts';
import { modelName } from './model-name.ts';
import { openModel, type OpenModelOptions } from './open-model.ts';

type Behaviour = (request: IncomingMessage, response: ServerResponse, index: number) => void;

const folder = mkdtempSync(join(tmpdir(), 'ethogram-odd-'));
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const KEY = 'sk-proj-1234567890abcdefghijklmnopqrstuvwxyz1234567890';
const SHAPE = { name: 'sum', schema: z.object({ value: z.number() }) };
const PRICE = { input: 1, cachedInput: 0.1, output: 10 };

async function serve(behaviour: Behaviour): Promise<string> {
  let index = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => behaviour(request, response, index++));
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

interface Asked {
  readonly answer?: ModelAnswer;
  readonly error?: EthogramError;
  readonly calls: readonly ModelCallRecord[];
}

/** Asks a server once, with a fresh store. */
async function ask(
  behaviour: Behaviour,
  request: Partial<ModelRequest> = {},
  options: Partial<OpenModelOptions> = {},
): Promise<Asked> {
  const store = await openStore(join(mkdtempSync(join(folder, 'store-')), 'ethogram.db'));
  const calls: ModelCallRecord[] = [];
  const model = await openModel(modelName('some-model', await serve(behaviour)), {
    store,
    env: { ETHOGRAM_API_KEY: KEY },
    cwd: folder,
    now: () => new Date(),
    silentMs: 500,
    price: PRICE,
    ...options,
  });
  let asked: Pick<Asked, 'answer' | 'error'>;
  try {
    const question = { purpose: 'test', messages: [{ role: 'user', text: 'What is 17 times 23?' }], ...request };
    asked = { answer: await model.generate(question as ModelRequest) };
  } catch (error) {
    if (!(error instanceof EthogramError)) throw error;
    asked = { error };
  }
  for await (const call of store.modelCalls()) calls.push(call);
  await store.close();
  return { ...asked, calls };
}

function chunk(delta: object, finish: string | null = null): string {
  return `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
}

function usage(counts: object): string {
  return `data: ${JSON.stringify({ id: 'x', choices: [], usage: counts })}\n\n`;
}

const DONE = 'data: [DONE]\n\n';
const SAID = `${chunk({ content: 'It is 391.' })}${chunk({}, 'stop')}${DONE}`;
const WHOLE = { choices: [{ index: 0, message: { role: 'assistant', content: 'It is 391.' }, finish_reason: 'stop' }] };

const sends =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}, status = 200): Behaviour =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** Sends without end, until the client goes away. */
const floods =
  (piece: (i: number) => string, status = 200): Behaviour =>
  (_, response) => {
    let i = 0;
    response.writeHead(status);
    const more = (): void => {
      while (!response.destroyed) if (!response.write(piece(i++))) return void response.once('drain', more);
    };
    more();
  };

const ANSWERED: Readonly<Record<string, Behaviour>> = {
  'one that compresses': sends(gzipSync(SAID), { 'content-encoding': 'gzip' }),
  'one that says it sends a picture': sends(SAID, { 'content-type': 'image/png' }),
  'one that cannot stream': sends(JSON.stringify(WHOLE), { 'content-type': 'application/json' }),
  'one that cannot stream, and does not say so': sends(`\n ${JSON.stringify(WHOLE)}`),
  'one that leaves the connection open': (_, response) => void response.write(SAID),
  'one that counts below nought': sends(
    SAID.replace(DONE, usage({ prompt_tokens: -5e9, completion_tokens: -2, total_tokens: 0 }) + DONE),
  ),
  'one that is slow, with signs of life': (_, response) => {
    let sent = 0;
    const timer = setInterval(() => {
      if (sent++ < 6) response.write(': working\n\n');
      else {
        clearInterval(timer);
        response.end(SAID);
      }
    }, 150);
  },
};

for (const [what, behaviour] of Object.entries(ANSWERED)) {
  test(`a server is understood: ${what}`, async () => {
    const { answer, calls } = await ask(behaviour);
    assert.equal(answer?.text, 'It is 391.');
    assert.deepEqual(answer.usage, { inputTokens: 13, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 });
    assert.equal(calls.length, 1);
  });
}

const GIVEN_UP: readonly (readonly [what: string, behaviour: Behaviour, message: RegExp, calls: number])[] = [
  ['a web page', sends('<!doctype html><h1>Welcome</h1>'), /^model-unusable .*a web page/, 1],
  ['an error that says it is none', sends('{"error":{"message":"No credit left","code":402}}'), /^model-unusable .*402 No credit left$/, 1],
  ['an account without credit', sends('{"error":{"message":"Top up"}}', {}, 402), /^model-unusable .*402 Top up$/, 1],
  ['another shape', sends('data: {"choices":[{"delta":{"content":5}}]}\n\n'), /^model-failed .*not one of the protocol, 2 times$/, 2],
  ['comments without end', floods(() => ': working\n\n'.repeat(1000)), /^model-failed .*more than 64 MB$/, 1],
  ['one line without end', floods((i) => (i === 0 ? 'data: ' : 'x'.repeat(65_536))), /^model-failed .*more than 64 MB$/, 1],
  ['escapes for the terminal', sends('{"error":{"message":"\\u001b[2J\\u202ebad"}}', {}, 400), /^model-failed .*400 +\[2J bad$/, 1],
  ['a tool where there is none', sends(chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'rm', arguments: '{}' } }] }) + chunk({}, 'tool_calls') + DONE), /^model-failed .*tools that it was not given$/, 1],
]; // prettier-ignore

for (const [what, behaviour, message, count] of GIVEN_UP) {
  test(`a server is given up, and told why: it sends ${what}`, async () => {
    const { error, calls } = await ask(behaviour);
    assert.match(`${error?.code} ${error?.message}`, message);
    assert.equal(calls.length, count);
  });
}

test('nobody is sent elsewhere: neither key nor question', async () => {
  const reached: string[] = [];
  const thief = await serve((request, response) => {
    reached.push(JSON.stringify(request.headers));
    response.end(SAID);
  });
  for (const status of [301, 302, 307, 308]) {
    const { error } = await ask(sends('', { location: `${thief}/chat/completions` }, status));
    assert.equal(error?.code, 'model-unusable');
    assert.match(
      error.message,
      new RegExp(`: ${status} it sends to ${thief}/chat/completions, which is not followed$`),
    );
  }
  assert.deepEqual(reached, []);
});

test('an answer without end is kept up to the limit that was asked for, and charged for no more', async () => {
  const endless = floods(() => chunk({ content: 'and so on, '.repeat(100) }));
  const { answer, calls } = await ask(endless, { maxOutputTokens: 100 });
  assert.equal(answer?.finish, 'length');
  assert.ok(answer.text.length < 25_000, `${answer.text.length}`);
  assert.equal(answer.usage.outputTokens, 100);
  assert.deepEqual(
    calls.map(({ status }) => status),
    ['answered'],
  );
});

test('what came before a stream broke is charged for', async () => {
  const { calls } = await ask((_, response, index) => {
    if (index > 0) return void response.end(SAID);
    response.write(chunk({ content: 'It is, as far as I can see, ' }));
    setTimeout(() => response.destroy(), 50);
  });
  assert.deepEqual(
    calls.map(({ status, outputTokens, costUsd }) => [status, outputTokens, costUsd]),
    [
      ['cut-off', 11, 0.000123],
      ['answered', 5, 0.000063],
    ],
  );
});

test('the key is not in what a server says back', async () => {
  const echo = (request: IncomingMessage): string => `You sent ${request.headers.authorization}`;
  const refused = await ask((request, response) => {
    response.writeHead(401);
    response.end(JSON.stringify({ error: { message: echo(request) } }));
  });
  assert.match(refused.error?.message ?? '', /401 You sent Bearer \[KEY\]$/);
  const told = await ask((request, response) => {
    response.end(chunk({ content: echo(request) }) + chunk({}, 'stop') + DONE);
  });
  assert.equal(told.answer?.text, 'You sent Bearer [KEY]');
});

test('a key is hidden before an error is shortened, and in the names and ids of calls', async () => {
  // Of a message that is cut in the middle of the key, the first half would stay.
  for (let before = 150; before < 200; before += 7) {
    const { error } = await ask((request, response) => {
      response.writeHead(400);
      const message = `${'-'.repeat(before)}${request.headers.authorization}`;
      response.end(JSON.stringify({ error: { message } }));
    });
    assert.ok(!error?.message.includes(KEY.slice(0, 3)), error?.message);
  }
  const tools = [{ name: 'look', description: 'Look.', parameters: { type: 'object', properties: {} } }];
  const { answer } = await ask(
    (request, response) => {
      const key = request.headers.authorization!;
      const call = { index: 0, id: key, function: { name: key, arguments: JSON.stringify({ key }) } };
      response.end(chunk({ tool_calls: [call] }) + chunk({}, 'tool_calls') + DONE);
    },
    { tools },
  );
  assert.deepEqual(answer?.toolCalls, [
    { callId: 'Bearer [KEY]', name: 'Bearer [KEY]', argumentsText: '{"key":"Bearer [KEY]"}' },
  ]);
});

test('a key that cannot be sent is named, not shown', async () => {
  const env = { ETHOGRAM_API_KEY: `${KEY}\n${KEY}` };
  await assert.rejects(ask(sends(SAID), {}, { env }), (error: unknown) => {
    assert.ok(error instanceof EthogramError);
    assert.equal(
      error.message,
      'compatible:some-model: found white space or other odd characters in ETHOGRAM_API_KEY, expected a key',
    );
    return true;
  });
  // White space around it comes from the file it was read from.
  const { answer } = await ask(sends(SAID), {}, { env: { ETHOGRAM_API_KEY: `${KEY}\n` } });
  assert.equal(answer?.text, 'It is 391.');
});

test('calls of one answer have ids of their own', async () => {
  const call = (index: number, id: string): string =>
    chunk({ tool_calls: [{ index, id, function: { name: 'look', arguments: '{}' } }] });
  const tools = [{ name: 'look', description: 'Look.', parameters: { type: 'object', properties: {} } }];
  const { answer } = await ask(sends(call(0, 'same') + call(1, 'same') + chunk({}, 'tool_calls') + DONE), { tools });
  assert.equal(new Set(answer?.toolCalls.map(({ callId }) => callId)).size, 2);
});

test('a value is read from the answer, never from the thoughts before it', async () => {
  const thought = '<think>Perhaps {"value": 1}? No.</think>\n{"value": 391}';
  const { answer } = await ask(sends(chunk({ content: thought }) + chunk({}, 'stop') + DONE), { shape: SHAPE });
  assert.deepEqual(answer?.value, { value: 391 });
});

test('a long answer that is all quotes, brackets or fences takes no time', async () => {
  for (const piece of ['"\\', '[', '{}', '```json\n', '\\"']) {
    const content = `{${piece.repeat(200_000 / piece.length)}`;
    const startedMs = performance.now();
    const request = { shape: SHAPE, maxOutputTokens: 100_000 };
    const { error } = await ask(sends(chunk({ content }) + chunk({}, 'stop') + DONE), request);
    assert.equal(error?.code, 'model-failed');
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs < 5000, `${JSON.stringify(piece)}: ${tookMs} ms`);
  }
});

test('a setting that a server does not know is left out', async () => {
  const refused = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Record<string, unknown>;
    const unknown = ['response_format', 'seed', 'temperature'].find((name) => name in body);
    if (unknown === undefined) return void response.end(SAID.replace('It is 391.', '{\\"value\\":391}'));
    refused.add(unknown);
    response.writeHead(422);
    return void response.end(JSON.stringify({ error: { message: `Extra inputs are not permitted: ${unknown}` } }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const store = await openStore(join(folder, 'settings', 'ethogram.db'));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const model = await openModel(modelName('some-model', url), { store, env: {}, cwd: folder, now: () => new Date() });
  const question = (text: string): ModelRequest<{ value: number }> => {
    return { purpose: 'test', messages: [{ role: 'user', text }], shape: SHAPE, sample: 1, temperature: 0.5 };
  };
  assert.deepEqual((await model.generate(question('one'))).value, { value: 391 });
  assert.deepEqual([...refused], ['response_format', 'seed', 'temperature']);
  const before = model.tally.calls;
  await model.generate(question('two'));
  assert.equal(model.tally.calls, before + 1);
  await store.close();
});
