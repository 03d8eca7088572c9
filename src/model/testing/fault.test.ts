import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { generateText, jsonSchema, NoObjectGeneratedError, Output, streamText } from 'ai';
import type { Fault } from './fault.ts';
import { modelsAt, PROVIDER_NAMES, type ProviderName } from './models-at.ts';
import { startModelServer, type ModelServerOptions, type ModelServer } from './start-model-server.ts';

const TEXT = '{"verdict":"present, and quite sure of it"}';
const HALF = TEXT.slice(0, 21);
const OUTPUT = Output.object({
  schema: jsonSchema<{ verdict: string }>({
    type: 'object',
    properties: { verdict: { type: 'string' } },
    required: ['verdict'],
    additionalProperties: false,
  }),
});

interface Failure {
  readonly name: string;
  readonly statusCode?: number;
  readonly isRetryable?: boolean;
  readonly message: string;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
}

interface Heard {
  readonly text: string;
  readonly finish?: string;
  readonly inputTokens?: number;
  readonly error?: Failure;
}

for (const name of PROVIDER_NAMES) {
  suite(`what goes wrong reaches ${name}`, () => {
    const whole = (fault: Fault): Promise<Heard> => once(fault, (server) => generated(server, name));
    const streamed = (fault: Fault): Promise<Heard> => once(fault, (server) => heard(server, name));
    const patient = (fault: Fault, hear: typeof heard): Promise<Heard> =>
      once(fault, (server) => hear(server, name, 200));

    for (const status of [400, 401, 403, 404, 408, 429, 500, 502, 503, 529]) {
      test(`status ${status} as an error that ${status === 408 || status >= 429 ? 'may' : 'must not'} be tried again`, async () => {
        for (const { error } of [await whole({ kind: 'status', status }), await streamed({ kind: 'status', status })]) {
          assert.equal(error?.name, 'AI_APICallError');
          assert.equal(error.statusCode, status);
          assert.equal(error.isRetryable, status === 408 || status >= 429);
          assert.match(error.message, /^[A-Z][a-z ]+\.$/);
        }
      });
    }

    test('when to come back, in whichever way it is said', async () => {
      const headers = async (
        retryAfter: NonNullable<Extract<Fault, { kind: 'status' }>['retryAfter']>,
      ): Promise<Failure> => {
        return (await streamed({ kind: 'status', status: 429, retryAfter })).error!;
      };
      assert.equal((await headers({ seconds: 2 })).responseHeaders!['retry-after'], '2');
      assert.equal((await headers({ milliseconds: 30 })).responseHeaders!['retry-after-ms'], '30');
      const date = Date.parse((await headers({ dateSeconds: 60 })).responseHeaders!['retry-after']!);
      assert.ok(Math.abs(date - Date.now() - 60_000) < 5000);
      const { responseBody, responseHeaders } = await headers({ detailSeconds: 7 });
      assert.equal(responseHeaders!['retry-after'], undefined);
      assert.equal(responseBody!.includes('"retryDelay":"7s"'), name === 'google');
    });

    test('an account without credit is told from a limit of requests', async () => {
      const { error } = await streamed({ kind: 'status', status: 429, quota: true });
      assert.match(error!.responseBody!, /insufficient_quota|billing_error|QuotaFailure/);
    });

    test("a proxy's page is an error with its status", async () => {
      const { error } = await streamed({ kind: 'status', status: 502, html: true });
      assert.deepEqual([error!.name, error!.statusCode, error!.isRetryable], ['AI_APICallError', 502, true]);
    });

    test('a connection that is reset', async () => {
      for (const { error } of [await whole({ kind: 'reset' }), await streamed({ kind: 'reset' })]) {
        assert.deepEqual([error!.name, error!.statusCode, error!.isRetryable], ['AI_APICallError', undefined, true]);
        assert.match(error!.message, /^Cannot connect to API: /);
      }
    });

    test('silence, until the caller gives up', async () => {
      assert.equal((await patient({ kind: 'hang' }, generated)).error!.name, 'TimeoutError');
      const { text, error } = await patient({ kind: 'hang', afterShare: 0.5 }, heard);
      assert.equal(error!.name, 'TimeoutError');
      assert.ok(text !== '' && text !== TEXT && TEXT.startsWith(text));
    });

    test('an answer that breaks off with its connection', async () => {
      const fault = { kind: 'cut', afterShare: 0.5, how: 'reset' } as const;
      for (const { error } of [await whole(fault), await streamed(fault)]) {
        assert.deepEqual([error!.name, error!.statusCode, error!.isRetryable], ['AI_APICallError', 200, true]);
      }
    });

    test('an answer that ends as if all had been said', async () => {
      const fault = { kind: 'cut', afterShare: 0.5, how: 'end' } as const;
      const { error } = await whole(fault);
      assert.deepEqual([error!.name, error!.message], ['AI_APICallError', 'Invalid JSON response']);
      const { text, finish } = await streamed(fault);
      assert.equal(finish, name === 'openai-compatible' ? 'error' : 'interrupted');
      assert.ok(text !== TEXT && TEXT.startsWith(text));
    });

    test('a stream without its middle looks like any other: only its text tells', async () => {
      const { text, finish, error } = await streamed({ kind: 'cut', afterShare: 0.5, how: 'final' });
      assert.equal(error, undefined);
      assert.equal(finish, 'stop');
      assert.notEqual(text, TEXT);
    });

    test('an error within a stream', async () => {
      const { text, error, finish } = await streamed({ kind: 'error-event', afterShare: 0.6, status: 529 });
      assert.ok(text !== '' && text !== TEXT && TEXT.startsWith(text));
      assert.equal(error!.message, 'The service is overloaded.');
      assert.equal(finish, 'error');
      assert.equal((await whole({ kind: 'error-event', afterShare: 0.6, status: 529 })).error!.statusCode, 529);
    });

    test('text that is not the JSON that was asked for', async () => {
      for (const kind of ['half-text', 'prose-around', 'fenced', 'empty', 'length'] as const) {
        assert.equal((await whole({ kind })).error!.name, 'AI_NoObjectGeneratedError', kind);
      }
      assert.equal((await streamed({ kind: 'half-text' })).text, HALF);
      assert.match((await streamed({ kind: 'prose-around' })).text, /^Sure, .*\n\n\{"verdict".*\}\n\nTell me/);
      assert.equal((await streamed({ kind: 'fenced' })).text, `\`\`\`json\n${TEXT}\n\`\`\``);
      assert.deepEqual(await streamed({ kind: 'empty' }), { text: '', finish: 'stop', inputTokens: 2 });
      assert.deepEqual(await streamed({ kind: 'length' }), { text: HALF, finish: 'length', inputTokens: 2 });
    });

    test('a refusal', async () => {
      const { text, finish } = await streamed({ kind: 'refusal', text: 'Not this.' });
      assert.equal(text, name === 'google' ? '' : 'Not this.');
      assert.equal(finish, 'content-filter');
    });

    test('usage that is wrong or missing', async () => {
      assert.equal((await streamed({ kind: 'usage', usage: 'zero' })).inputTokens, 0);
      const { inputTokens: tokens, error } = await streamed({ kind: 'usage', usage: 'absent' });
      assert.equal(tokens, undefined);
      // Anthropic's package insists on usage.
      assert.equal(error === undefined, name !== 'anthropic');
    });

    test('bytes that are no text, and a mark before it', async () => {
      const { text } = await whole({ kind: 'bytes', bytes: 'invalid-utf8' });
      assert.equal(text, `${HALF}\ufffd\ufffd(${TEXT.slice(21)}`);
      assert.equal((await streamed({ kind: 'bytes', bytes: 'invalid-utf8' })).text, text);
      assert.equal((await whole({ kind: 'bytes', bytes: 'byte-order-mark' })).text, TEXT);
      assert.equal((await streamed({ kind: 'bytes', bytes: 'byte-order-mark' })).text, TEXT);
    });

    test('a slow answer arrives all the same', async () => {
      assert.equal((await whole({ kind: 'drip', pauseMs: 1 })).text, TEXT);
      assert.equal((await streamed({ kind: 'drip', pauseMs: 1 })).text, TEXT);
    });

    test('a key or a model that it does not know', async () => {
      const wrongKey = await withServer({ apiKey: 'right' }, (server) => generated(server, name));
      assert.equal(wrongKey.error!.statusCode, name === 'google' ? 400 : 401);
      const rightKey = await withServer({ apiKey: 'key' }, (server) => generated(server, name));
      assert.equal(rightKey.text, TEXT);
      const unknown = await withServer({ models: ['other'] }, (server) => generated(server, name));
      assert.equal(unknown.error!.statusCode, 404);
    });
  });
}

test('the AI SDK itself tries again when it may, and the question counts its attempts', async () => {
  const faults: ModelServerOptions['faults'] = ({ attempt }) =>
    attempt < 2 ? { kind: 'status', status: 429, retryAfter: { milliseconds: 5 } } : undefined;
  await withServer({ faults }, async (server) => {
    const { text } = await generateText({ model: modelsAt(server.url).anthropic, prompt: 'Judge.', maxRetries: 2 });
    assert.equal(text, TEXT);
    assert.deepEqual(server.requests.map(({ attempt, status }) => [attempt, status]), [[0, 429], [1, 429], [2, 200]]); // prettier-ignore
  });
});

test('what did not arrive whole is drawn again', async () => {
  const faults: ModelServerOptions['faults'] = ({ index }) =>
    index < 2 ? { kind: 'cut', afterShare: 0.5, how: index === 0 ? 'reset' : 'end' } : undefined;
  await withServer({ faults }, async (server) => {
    for (const _ of [0, 1, 2, 3]) await heard(server, 'openai-compatible');
    assert.deepEqual(server.requests.map(({ attempt, draw }) => [attempt, draw]), [[0, 0], [1, 0], [2, 0], [3, 1]]); // prettier-ignore
  });
});

test('a server dies and comes back', async () => {
  const first = await startModelServer(() => ({ text: 'Here.', delayMs: 10_000 }));
  const pending = heard(first, 'openai-compatible');
  while (first.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await first.close();
  assert.equal((await pending).error!.isRetryable, true);
  assert.match((await heard(first, 'openai-compatible')).error!.message, /^Cannot connect to API: .*ECONNREFUSED/);
  const second = await startModelServer(() => ({ text: 'Here.' }), { port: first.port });
  assert.equal((await heard(second, 'openai-compatible')).text, 'Here.');
  await second.close();
});

test('what a service would not take is refused', async () => {
  await withServer({}, async ({ url }) => {
    const post = async (path: string, body: object): Promise<string> => {
      const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
      const { error } = (await answer.json()) as { error: { message: string } };
      return `${answer.status} ${error.message}`;
    };
    const user = { role: 'user', content: 'Hi' };
    const open = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
    const format = { type: 'json_schema', json_schema: { name: 'x', strict: true, schema: open } };
    assert.equal(
      await post('/v1/chat/completions', { model: 'm', messages: [user], response_format: format }),
      "400 Invalid schema for response_format 'x': schema: 'required' must hold every key of properties, missing 'a'.",
    );
    assert.match(
      await post('/v1/chat/completions', { model: 'gpt-5', max_tokens: 5, messages: [user] }),
      /^400 .*max_completion_tokens/,
    );
    assert.match(
      await post('/v1/chat/completions', { model: 'm', messages: [{ role: 'tool', tool_call_id: 'a' }] }),
      /^400 .*'tool'/,
    );
    assert.equal(await post('/v1/messages', { model: 'm', messages: [user] }), '400 max_tokens: Field required');
    assert.match(await post('/v1beta/models/m:generateContent', {}), /^400 .*contents is not specified$/);
    assert.equal(await post('/v1/nothing', {}), '404 There is nothing at /v1/nothing.');
    const broken = await fetch(`${url}/v1/responses`, { method: 'POST', body: '{"model":' });
    assert.equal(broken.status, 400);
  });
});

async function once(fault: Fault, use: (server: ModelServer) => Promise<Heard>): Promise<Heard> {
  return withServer({ faults: () => fault }, use);
}

async function withServer<T>(options: ModelServerOptions, use: (server: ModelServer) => Promise<T>): Promise<T> {
  const server = await startModelServer(() => ({ text: TEXT }), options);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

async function generated({ url }: ModelServer, name: ProviderName, timeoutMs = 20_000): Promise<Heard> {
  try {
    const model = modelsAt(url)[name];
    const asked = { model, prompt: 'Judge.', maxRetries: 0, abortSignal: AbortSignal.timeout(timeoutMs) };
    const { text, finishReason: finish, usage } = await generateText({ ...asked, output: OUTPUT });
    return { text, finish, inputTokens: usage.inputTokens };
  } catch (error) {
    return { text: NoObjectGeneratedError.isInstance(error) ? (error.text ?? '') : '', error: error as Failure };
  }
}

async function heard({ url }: ModelServer, name: ProviderName, timeoutMs = 20_000): Promise<Heard> {
  const errors: Failure[] = [];
  let text = '';
  const onError = ({ error }: { error: unknown }): void => void errors.push(error as Failure);
  const model = modelsAt(url)[name];
  const { textStream, finishReason, usage } = streamText({
    model,
    prompt: 'Judge.',
    maxRetries: 0,
    abortSignal: AbortSignal.timeout(timeoutMs),
    onError,
  });
  const ended = Promise.all([finishReason, usage]).catch((error: unknown) => {
    errors.push(error as Failure);
    return [];
  });
  try {
    for await (const delta of textStream) text += delta;
  } catch (error) {
    errors.push(error as Failure);
  }
  const [finish, counted] = await ended;
  return { text, finish, ...(errors[0] ? { error: errors[0] } : { inputTokens: counted?.inputTokens }) };
}
