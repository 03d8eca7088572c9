import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { EthogramError, type ErrorCode } from '../core/ethogram-error.ts';
import type { ModelRequest } from '../core/model.ts';
import type { ModelCallRecord } from '../core/model-call-store.ts';
import { workItems } from '../core/work-items.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { modelName } from './model-name.ts';
import { openModel, type OpenModel, type OpenModelOptions } from './open-model.ts';
import { spending } from './spending.ts';
import type { Fault } from './testing/fault.ts';
import type { Mind } from './testing/mind.ts';
import { startModelServer, type ModelServer, type ModelServerOptions } from './testing/start-model-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-model-'));
const stores: Store[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

const SHAPE = { name: 'sum', schema: z.object({ value: z.number(), steps: z.array(z.string()) }) };
const VALUE = { value: 391, steps: ['17 × 20 = 340', '17 × 3 = 51'] };
const WORDS = 'Seventeen times twenty is 340, seventeen times three is 51, and together that makes 391.';
const PROVIDERS = ['compatible', 'openai', 'anthropic', 'google'] as const;

const sums: Mind = ({ schema, schemaTool }) => {
  if (schema === undefined && schemaTool === undefined) return { text: WORDS };
  return { text: JSON.stringify(VALUE) };
};

async function freshStore(): Promise<Store> {
  const store = await openStore(join(folder, String(stores.length), 'ethogram.db'));
  stores.push(store);
  return store;
}

async function serve(mind: Mind, options?: ModelServerOptions): Promise<ModelServer> {
  const server = await startModelServer(mind, options);
  servers.push(server);
  return server;
}

async function open(
  server: Pick<ModelServer, 'url'>,
  options: Partial<OpenModelOptions> & { readonly provider?: (typeof PROVIDERS)[number] } = {},
): Promise<OpenModel> {
  const { provider = 'compatible', ...rest } = options;
  const base = `${server.url}/${provider === 'google' ? 'v1beta' : 'v1'}`;
  return openModel(modelName(`${provider}:some-model`, base), {
    store: await freshStore(),
    env: {},
    cwd: folder,
    now: () => new Date(),
    ...rest,
  });
}

function ask(text = 'What is 17 times 23?', more: Partial<ModelRequest> = {}): ModelRequest<undefined> {
  return { purpose: 'test', messages: [{ role: 'user', text }], ...more } as ModelRequest<undefined>;
}

function askShape(text?: string): ModelRequest<z.infer<typeof SHAPE.schema>> {
  return { ...ask(text), shape: SHAPE };
}

async function callsOf(store: Pick<Store, 'modelCalls'>): Promise<ModelCallRecord[]> {
  const calls: ModelCallRecord[] = [];
  for await (const call of store.modelCalls()) calls.push(call);
  return calls;
}

const failsWith = (code: ErrorCode, message: RegExp) => (error: unknown) =>
  error instanceof EthogramError && error.code === code && message.test(error.message);

for (const provider of PROVIDERS) {
  test(`${provider}: words, a shape, tools and reasoning come back with their usage`, async () => {
    const server = await serve((request) => {
      if (request.tools.length === 0) return sums(request);
      if (request.messages.at(-1)!.role === 'tool') return { text: 'It has shipped.' };
      return { reasoning: 'Look it up.', toolCalls: [{ name: 'get_order', arguments: { id: 12 } }] };
    });
    const model = await open(server, { provider });
    const plain = await model.generate(ask());
    assert.equal(plain.text, WORDS);
    assert.equal(plain.finish, 'stop');
    assert.ok(plain.usage.inputTokens > 0 && plain.usage.outputTokens > 0);
    assert.deepEqual((await model.generate(askShape())).value, VALUE);

    const tools = [
      {
        name: 'get_order',
        description: 'Read an order.',
        parameters: { type: 'object', properties: { id: { type: 'number' } }, required: ['id'] },
      },
    ];
    const called = await model.generate({ ...ask('Where is order 12?'), tools });
    const [call] = called.toolCalls;
    assert.deepEqual([call?.name, JSON.parse(call?.argumentsText ?? '')], ['get_order', { id: 12 }]);
    assert.equal(called.finish, 'tool-calls');
    const told = await model.generate({
      ...ask('Where is order 12?'),
      tools,
      messages: [
        { role: 'user', text: 'Where is order 12?' },
        { role: 'assistant', text: called.text, toolCalls: called.toolCalls },
        { role: 'tool', results: [{ callId: call!.callId, name: 'get_order', text: '{"status":"shipped"}' }] },
      ],
    });
    assert.equal(told.text, 'It has shipped.');
  });
}

/** A fault that the first `times` requests meet, and what becomes of the question. */
const RECOVERED: readonly (readonly [what: string, fault: Fault, times: number, statuses: readonly string[]])[] = [
  ['429 with seconds', { kind: 'status', status: 429, retryAfter: { seconds: 1 } }, 1, ['http-429', 'answered']],
  ['429 with milliseconds', { kind: 'status', status: 429, retryAfter: { milliseconds: 20 } }, 2, ['http-429', 'http-429', 'answered']],
  ['429 with a date', { kind: 'status', status: 429, retryAfter: { dateSeconds: 1 } }, 1, ['http-429', 'answered']],
  ['429 with nothing', { kind: 'status', status: 429 }, 1, ['http-429', 'answered']],
  ['500', { kind: 'status', status: 500 }, 1, ['http-500', 'answered']],
  ['529', { kind: 'status', status: 529 }, 1, ['http-529', 'answered']],
  ['a page of a proxy', { kind: 'status', status: 502, html: true }, 1, ['http-502', 'answered']],
  ['a reset', { kind: 'reset' }, 1, ['cut-off', 'answered']],
  ['a stream that is reset', { kind: 'cut', afterShare: 0.5, how: 'reset' }, 1, ['cut-off', 'answered']],
  ['a stream that just ends', { kind: 'cut', afterShare: 0.5, how: 'end' }, 1, ['cut-off', 'answered']],
  ['silence', { kind: 'hang' }, 1, ['timed-out', 'answered']],
  ['silence in the middle', { kind: 'hang', afterShare: 0.5 }, 1, ['timed-out', 'answered']],
]; // prettier-ignore

for (const provider of PROVIDERS) {
  for (const [what, fault, times, statuses] of RECOVERED) {
    test(`${provider}: ${what} is sent again, and told in the audit`, { concurrency: true }, async () => {
      const server = await serve(sums, { faults: ({ index }) => (index < times ? fault : undefined) });
      const store = await freshStore();
      const model = await open(server, { provider, store, silentMs: 400 });
      assert.equal((await model.generate(ask())).text, WORDS);
      assert.deepEqual(
        (await callsOf(store)).map(({ status }) => status),
        statuses,
      );
      assert.equal(model.tally.calls, 1);
    });
  }
}

const MENDED: readonly (readonly [what: string, fault: Fault, calls: number])[] = [
  ['prose around it', { kind: 'prose-around' }, 1],
  ['a fence around it', { kind: 'fenced' }, 1],
  ['half of it', { kind: 'half-text' }, 2],
  ['nothing', { kind: 'empty' }, 2],
  ['half of it, at the limit', { kind: 'length' }, 2],
];

for (const [what, fault, calls] of MENDED) {
  test(`JSON with ${what} gives the value in the end`, async () => {
    const server = await serve(sums, { faults: ({ index }) => (index === 0 ? fault : undefined) });
    const model = await open(server);
    assert.deepEqual((await model.generate(askShape())).value, VALUE);
    assert.equal(model.tally.calls, calls);
  });
}

const GIVEN_UP: readonly (readonly [what: string, fault: Fault, code: ErrorCode, message: RegExp])[] = [
  ['a refusal', { kind: 'refusal' }, 'model-failed', /declined to answer|held no JSON/],
  ['half an answer twice', { kind: 'half-text' }, 'model-failed', /held no JSON/],
  ['an empty answer twice', { kind: 'empty' }, 'model-failed', /was empty/],
  ['400', { kind: 'status', status: 400 }, 'model-failed', /400/],
  ['401', { kind: 'status', status: 401 }, 'model-unusable', /401/],
  ['404', { kind: 'status', status: 404 }, 'model-unusable', /404/],
  ['an account without credit', { kind: 'status', status: 429, quota: true }, 'model-unusable', /429/],
];

for (const provider of PROVIDERS) {
  for (const [what, fault, code, message] of GIVEN_UP) {
    if (provider !== 'compatible' && provider !== 'openai' && 'quota' in fault) continue;
    test(`${provider}: ${what} ends as ${code}`, async () => {
      const server = await serve(sums, { faults: () => fault });
      const model = await open(server, { provider });
      await assert.rejects(model.generate(askShape()), failsWith(code, message));
      const asked = server.requests.length;
      // Failed for good: what was paid for is not asked again, and nothing else is asked of an unusable model.
      await assert.rejects(model.generate(askShape()), EthogramError);
      if (!(fault.kind === 'status' && fault.status === 400)) assert.equal(server.requests.length, asked);
    });
  }
}

test('an answer is paid for once: the same question again, at the same time or later, is answered from the store', async () => {
  const server = await serve(sums, { latencyMs: 20 });
  const store = await freshStore();
  const model = await open(server, { store, price: { input: 1, cachedInput: 1, output: 2 } });
  const [first, second] = await Promise.all([model.generate(ask()), model.generate(ask())]);
  assert.equal(first.text, second.text);
  const later = await open(server, { store });
  const third = await later.generate(ask());
  assert.deepEqual([third.stored, third.costUsd], [true, 0]);
  assert.equal((await later.generate(ask(undefined, { sample: 1 }))).stored, false);
  assert.equal(server.requests.length, 2);
});

test('--retry-failed asks again what could not be used, and only that', async () => {
  let broken = true;
  const server = await serve((request) => (broken ? { text: 'I would rather not.' } : sums(request)));
  const store = await freshStore();
  const first = await open(server, { store });
  await assert.rejects(first.generate(askShape()), failsWith('model-failed', /held no JSON/));
  broken = false;
  await assert.rejects((await open(server, { store })).generate(askShape()), failsWith('model-failed', /held no JSON/));
  const again = await open(server, { store, retryFailed: true });
  assert.deepEqual((await again.generate(askShape())).value, VALUE);
});

test('a server that dies and comes back loses nothing', async () => {
  const first = await serve(sums, { latencyMs: 30 });
  const store = await freshStore();
  const model = await open(first, { store, concurrency: 4, awayMs: 20_000 });
  const questions = Array.from({ length: 24 }, (_, i) => `What is 17 times 23, time ${i}?`);
  const working = workItems(questions, async (text) => void (await model.generate(ask(text))), { concurrency: 4 });
  await setTimeout(100);
  await first.close();
  await setTimeout(300);
  await serve(sums, { port: first.port });
  assert.deepEqual(await working, { done: 24, failed: [], left: 0 });
  const answered = (await callsOf(store)).filter(({ status }) => status === 'answered');
  assert.equal(new Set(answered.map(({ promptHash }) => promptHash)).size, 24);
  assert.equal(answered.length, 24);
});

test('a server that is not there makes the model unusable, with its address', async () => {
  const server = await serve(sums);
  await server.close();
  const model = await open(server, { awayMs: 200 });
  await assert.rejects(model.generate(ask()), failsWith('model-unusable', new RegExp(`at ${server.url}/v1: `)));
});

test('a limit that one call meets holds back all of them', async () => {
  const server = await serve(sums, {
    faults: ({ index }) =>
      index === 0 ? { kind: 'status', status: 429, retryAfter: { milliseconds: 500 } } : undefined,
  });
  const model = await open(server, { concurrency: 1 });
  await Promise.all(['a', 'b', 'c'].map((text) => model.generate(ask(text))));
  const [first, second] = server.requests;
  assert.ok(second!.startMs - first!.startMs >= 490, `${second!.startMs - first!.startMs} ms`);
});

test('a budget is never exceeded, and a higher one goes on where it stopped', async () => {
  const usage = { inputTokens: 100, cachedInputTokens: 0, outputTokens: 100, reasoningTokens: 0 };
  const server = await serve(() => ({ text: 'It is 391.', usage }));
  const store = await freshStore();
  const price = { input: 100, cachedInput: 100, output: 100 };
  const questions = Array.from({ length: 30 }, (_, i) => ask(`What is ${i} times 23?`, { maxOutputTokens: 200 }));
  const spend = async (maxCostUsd: number): Promise<OpenModel> => {
    const model = await open(server, { store, price, maxCostUsd, concurrency: 4 });
    const worked = await workItems(questions, async (question) => void (await model.generate(question)), {
      concurrency: 4,
    });
    assert.equal(worked.done + worked.left, 30);
    assert.equal(worked.failed.length, 0);
    return model;
  };
  const poor = await spend(0.2);
  assert.ok(poor.tally.costUsd! <= 0.2 && poor.tally.costUsd! > 0.15, `${poor.tally.costUsd}`);
  const rich = await spend(10);
  assert.equal(rich.tally.stored, poor.tally.calls);
  assert.equal(server.requests.length, 30);
});

test('two models spend from one purse, and each counts its own', async () => {
  const usage = { inputTokens: 100, cachedInputTokens: 0, outputTokens: 100, reasoningTokens: 0 };
  const server = await serve(() => ({ text: 'It is 391.', usage }));
  const options = { price: { input: 100, cachedInput: 100, output: 100 }, maxCostUsd: 0.2, spending: spending(0.2) };
  const [solver, judge] = [await open(server, options), await open(server, options)];
  const questions = Array.from({ length: 20 }, (_, i) => ask(`What is ${i} times 23?`, { maxOutputTokens: 100 }));
  await workItems(questions, async (question) => {
    await solver.generate(question);
    await judge.generate(question);
  }, { concurrency: 1 }); // prettier-ignore
  assert.ok(solver.tally.calls > 3 && judge.tally.calls > 3);
  assert.ok(solver.tally.costUsd! + judge.tally.costUsd! <= 0.2, `${solver.tally.costUsd} and ${judge.tally.costUsd}`);
  assert.equal(server.requests.length, solver.tally.calls + judge.tally.calls);
});

test('a budget without a price is refused', async () => {
  const options = { store: await freshStore(), env: { OPENAI_API_KEY: 'x' }, cwd: folder, now: () => new Date() };
  await assert.rejects(
    openModel(modelName('openai:never-heard-of'), { ...options, maxCostUsd: 1 }),
    failsWith('bad-argument', /^--max-cost: found no price of openai:never-heard-of/),
  );
  await assert.rejects(
    openModel(modelName('openai:gpt-5'), { ...options, env: {} }),
    failsWith('model-unusable', /found no key in the environment, expected OPENAI_API_KEY$/),
  );
  // Who only wants to know what it would cost needs no key yet.
  const dry = await openModel(modelName('openai:gpt-5'), { ...options, env: {}, isDry: true });
  assert.equal(await dry.isStored(ask()), false);
  await assert.rejects(dry.generate(ask()), failsWith('model-unusable', /found no key/));
});

test('what leaves the machine is redacted, and neither key nor secret is stored', async () => {
  const key = 'sk-proj-1234567890abcdefghijklmnopqrstuvwxyz1234567890';
  const server = await serve(sums, { apiKey: key });
  const store = await freshStore();
  const model = await open(server, { store, env: { ETHOGRAM_API_KEY: key } });
  await model.generate(ask(`My key is AKIAIOSFODNN7EXAMPLE and my mail jane.doe@example.org; what is 17 times 23?`));
  const sent = JSON.stringify(server.requests[0]!.body);
  assert.doesNotMatch(sent, /AKIAIOSFODNN7EXAMPLE|jane\.doe/);
  assert.doesNotMatch(JSON.stringify(await callsOf(store)), new RegExp(key));
});

test('a refusal that names no setting is not taken for one: nothing is left out, nothing asked again', async () => {
  const server = await serve(sums, { faults: () => ({ kind: 'status', status: 400 }) });
  const model = await open(server);
  await assert.rejects(model.generate(askShape('one')), failsWith('model-failed', /400/));
  assert.equal(server.requests.length, 1);
  assert.ok('response_format' in server.requests[0]!.body);
});
