import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { messageText, promptText, type Mind } from '../../model/testing/mind.ts';
import { startModelServer, type ModelServer } from '../../model/testing/start-model-server.ts';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import { storeWithRefund, type StoreContents } from '../in-app/testing/store-with-refund.ts';
import { startRawServer } from '../testing/start-raw-server.ts';
import { REFUND } from '../testing/start-gateway.ts';
import { ethogramFetch } from './ethogram-fetch.ts';

const ASKED = 'Please refund the order of this customer.';
const NOW = new Date('2026-01-02T03:04:05.678Z');

const mind: Mind = (request) => {
  if (promptText(request).includes('Fail')) return { fault: { kind: 'status', status: 400 } };
  return { text: `You said: ${messageText(request.messages.at(-1)!)}` };
};

const outline = ({ steps }: Trajectory): string[] =>
  steps.map(({ actor, parts }) =>
    parts
      .map((part) =>
        part.kind === 'text' && part.injected !== undefined
          ? `injected ${part.injected.join()}`
          : `${actor}: ${partText(part)}`,
      )
      .join(' | '),
  );

interface Wrapped {
  readonly server: ModelServer;
  readonly wrapped: ReturnType<typeof ethogramFetch>;
  readonly contents: () => Promise<StoreContents>;
}

async function start(context: TestContext, options: Parameters<typeof ethogramFetch>[1] = {}): Promise<Wrapped> {
  const server = await startModelServer(mind);
  const { path, contents } = await storeWithRefund(context);
  const wrapped = ethogramFetch(fetch, { store: path, now: () => NOW, ...options });
  context.after(async () => {
    await wrapped.close();
    await server.close();
  });
  return { server, wrapped, contents };
}

const CONVERSATION = [
  { role: 'user' as const, content: ASKED },
  { role: 'assistant' as const, content: `You said: ${ASKED}` },
  { role: 'user' as const, content: 'Thanks' },
];
const RUN = [
  `injected ${REFUND.id}`,
  `user: ${ASKED}`,
  `agent: You said: ${ASKED}`,
  'user: Thanks',
  'agent: You said: Thanks',
];

test('openai, Chat Completions: whole and streamed', async (context) => {
  const { server, wrapped, contents } = await start(context);
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'sk-secret', fetch: wrapped });
  const { data, response } = await client.chat.completions
    .create({ model: 'gpt-4.1', messages: CONVERSATION.slice(0, 1) })
    .withResponse();
  assert.equal(data.choices[0]?.message.content, `You said: ${ASKED}`);
  assert.equal(response.headers.get('x-ethogram-served'), REFUND.id);
  let streamed = '';
  for await (const chunk of await client.chat.completions.create({
    model: 'gpt-4.1',
    messages: CONVERSATION,
    stream: true,
  })) {
    streamed += chunk.choices[0]?.delta.content ?? '';
  }
  assert.equal(streamed, 'You said: Thanks');
  assert.equal((await client.models.list()).data.length, 1);
  await wrapped.close();
  const { runs, receipts } = await contents();
  assert.deepEqual(runs.map(outline), [RUN]);
  assert.equal(response.headers.get('x-ethogram-trajectory'), runs[0]?.id);
  assert.deepEqual(
    receipts.map(({ trajectory }) => trajectory),
    [runs[0]?.id],
  );
  assert.equal(JSON.stringify([runs, receipts]).includes('sk-secret'), false);
  const [first, second] = server.requests;
  assert.equal(first?.instructions, second?.instructions);
  assert.equal(first?.headers['authorization'], 'Bearer sk-secret');
});

test('openai, Responses: whole and streamed, by ids of earlier answers', async (context) => {
  const { server, wrapped, contents } = await start(context, { session: 's1' });
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'k', fetch: wrapped });
  const answer = await client.responses.create({ model: 'gpt-4.1', instructions: 'Be brief.', input: ASKED });
  assert.equal(answer.output_text, `You said: ${ASKED}`);
  const stream = await client.responses.create({
    model: 'gpt-4.1',
    instructions: 'Be brief.',
    input: CONVERSATION,
    stream: true,
  });
  const types = [];
  for await (const event of stream) types.push(event.type);
  assert.equal(types.at(-1), 'response.completed');
  await wrapped.close();
  const { runs } = await contents();
  assert.deepEqual(runs.map(outline), [RUN]);
  assert.equal(runs[0]?.id, 'recorded:s1');
  assert.equal(runs[0].agent.instructions, 'Be brief.');
});

test('anthropic: whole and streamed, behind what is cached', async (context) => {
  const { server, wrapped, contents } = await start(context);
  const client = new Anthropic({ baseURL: server.url, apiKey: 'sk-secret', fetch: wrapped });
  const system = [{ type: 'text' as const, text: 'Be brief.', cache_control: { type: 'ephemeral' as const } }];
  const ask = { model: 'claude-opus-4-6', max_tokens: 100, system };
  const whole = await client.messages.create({ ...ask, messages: CONVERSATION.slice(0, 1) });
  assert.deepEqual(
    whole.content.map((block) => block.type === 'text' && block.text),
    [`You said: ${ASKED}`],
  );
  const final = await client.messages.stream({ ...ask, messages: CONVERSATION }).finalMessage();
  assert.equal(final.usage.output_tokens > 0, true);
  await wrapped.close();
  assert.deepEqual((await contents()).runs.map(outline), [RUN]);
  for (const { body } of server.requests) {
    const blocks = body['system'] as { text: string; cache_control?: unknown }[];
    assert.deepEqual(
      blocks.map(({ text, cache_control }) => [text.slice(0, 9), cache_control !== undefined]),
      [
        ['Be brief.', true],
        ['<ethogram', false],
      ],
    );
  }
});

test('google: whole and streamed', async (context) => {
  const { server, wrapped, contents } = await start(context);
  const google = createGoogleGenerativeAI({ baseURL: `${server.url}/v1beta`, apiKey: 'k', fetch: wrapped });
  const model = google('gemini-2.5-flash');
  assert.equal((await generateText({ model, instructions: 'Be brief.', prompt: ASKED })).text, `You said: ${ASKED}`);
  assert.equal(await streamText({ model, instructions: 'Be brief.', messages: CONVERSATION }).text, 'You said: Thanks');
  await wrapped.close();
  assert.deepEqual((await contents()).runs.map(outline), [RUN]);
  assert.equal(server.requests[0]?.instructions, server.requests[1]?.instructions);
});

test('headers of a request go before the options, and are not sent on', async (context) => {
  const { server, wrapped, contents } = await start(context, { session: 'a', task: 't' });
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'k', fetch: wrapped });
  const headers = { 'x-ethogram-session': 'b', 'x-ethogram-task': 'u', 'x-ethogram-inject': 'off' };
  await client.chat.completions.create({ model: 'm', messages: CONVERSATION.slice(0, 1) }, { headers });
  await wrapped.close();
  const [run] = (await contents()).runs;
  assert.deepEqual([run?.id, run?.task.id, outline(run!).length], ['recorded:b', 'u', 2]);
  assert.deepEqual(
    Object.keys(server.requests[0]!.headers).filter((name) => name.startsWith('x-ethogram')),
    [],
  );
});

test('a stream that the client leaves is left upstream, too; one that breaks off breaks off', async (context) => {
  let left: () => void = () => {};
  const gone = new Promise<void>((resolve) => (left = resolve));
  const chunk = (content: string): string =>
    `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;
  const server = await startRawServer((response, request) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk('Hel'));
    if (String(request.body).includes('break')) setTimeout(() => response.destroy(), 50);
    else response.on('close', left);
  });
  context.after(() => server.close());
  const { path, contents } = await storeWithRefund(context);
  const wrapped = ethogramFetch(fetch, { store: path, now: () => NOW });
  const send = async (content: string): Promise<Response> =>
    wrapped(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content }] }),
    });
  const reader = (await send('leave')).body!.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), chunk('Hel'));
  await reader.cancel();
  await gone;
  await assert.rejects((await send('break')).text());
  await wrapped.close();
  const { runs } = await contents();
  assert.deepEqual(runs.map((run) => [outline(run).at(-1), run.steps.at(-1)?.extra?.['end']]).sort(), [
    ['agent: Hel', 'aborted'],
    ['agent: Hel', 'cut'],
  ]);
});

test('without a store, and for what it does not know, it is the fetch it was given', async (context) => {
  const server = await startModelServer(mind);
  context.after(() => server.close());
  const problems: string[] = [];
  const wrapped = ethogramFetch(fetch, { store: '/dev/null/a.db', onProblem: (message) => problems.push(message) });
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'k', fetch: wrapped, maxRetries: 0 });
  const answer = await client.chat.completions.create({ model: 'm', messages: CONVERSATION });
  assert.equal(answer.choices[0]?.message.content, 'You said: Thanks');
  await assert.rejects(client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'Fail' }] }), {
    status: 400,
  });
  const request = new Request(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', messages: CONVERSATION }),
  });
  assert.equal((await wrapped(request)).status, 200);
  assert.equal((await wrapped(`${server.url}/v1/chat/completions`, { method: 'POST', body: 'no JSON' })).status, 400);
  await assert.rejects(
    wrapped('http://127.0.0.1:1/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages: CONVERSATION }),
    }),
    { message: 'fetch failed' },
  );
  await wrapped.close();
  assert.ok(problems.length > 0);
});
