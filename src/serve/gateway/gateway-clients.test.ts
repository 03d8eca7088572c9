import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { generateText, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { z } from 'zod';
import { modelsAt, PROVIDER_NAMES } from '../../model/testing/models-at.ts';
import { startModelServer, type ModelServer } from '../../model/testing/start-model-server.ts';
import { messageText, type MindAnswer, type MindRequest } from '../../model/testing/mind.ts';
import { mayBeInjected } from '../../trajectory/split-injected.ts';
import { REFUND, startGateway, type TestGateway } from '../testing/start-gateway.ts';

const ASKED = 'Please refund the order of this customer.';

let upstream: ModelServer;
let gateway: TestGateway;

before(async () => {
  upstream = await startModelServer(mind, { apiKey: 'sk-secret' });
  gateway = await startGateway(upstream.url);
});

after(async () => {
  await gateway.close();
  await upstream.close();
});

/** Calls the tool that it is given once, then says what it found. */
function mind({ messages, tools }: MindRequest): MindAnswer {
  const last = messages.at(-1)!;
  if (last.role === 'tool') return { text: `It says: ${messageText(last)}` };
  if (tools !== undefined && tools.length > 0) {
    return { text: 'Let me look.', toolCalls: [{ name: tools[0]!.name, arguments: '{"id":"\u00e9\\n42"}' }] };
  }
  return { text: `You said: ${messageText(last)}` };
}

function lastBody(): string {
  return JSON.stringify(upstream.requests.at(-1)!.body);
}

test('openai: Chat Completions and Responses, whole and streamed', async () => {
  const through = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-secret' });
  const direct = new OpenAI({ baseURL: `${upstream.url}/v1`, apiKey: 'sk-secret' });
  const messages = [{ role: 'user' as const, content: ASKED }];
  const { data, response } = await through.chat.completions.create({ model: 'gpt-4.1', messages }).withResponse();
  assert.equal(data.choices[0]!.message.content, `You said: ${ASKED}`);
  assert.equal(response.headers.get('x-ethogram-served'), REFUND.id);
  assert.ok(mayBeInjected(JSON.parse(lastBody()).messages[0].content));
  const texts = async (client: OpenAI): Promise<unknown[]> => {
    const chunks = [];
    for await (const chunk of await client.chat.completions.create({ model: 'gpt-4.1', messages, stream: true, stream_options: { include_usage: true } })) chunks.push(chunk.choices); // prettier-ignore
    return chunks;
  };
  assert.deepEqual(await texts(through), await texts(direct));
  const answer = await through.responses.create({ model: 'gpt-4.1', input: ASKED });
  assert.equal(answer.output_text, `You said: ${ASKED}`);
  assert.ok(mayBeInjected(JSON.parse(lastBody()).instructions));
});

test('openai: models and embeddings pass, errors come as the provider says them', async () => {
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-secret', maxRetries: 0 });
  assert.equal((await client.models.list()).data[0]!.id, 'local-model');
  const { data } = await client.embeddings.create({ model: 'e', input: ['a', 'b'], encoding_format: 'float' });
  assert.equal(data.length, 2);
  const wrong = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-wrong', maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: ASKED }];
  await assert.rejects(wrong.chat.completions.create({ model: 'gpt-4.1', messages }), { status: 401 });
});

test('anthropic: Messages, whole and streamed, with a tool', async () => {
  const client = new Anthropic({ baseURL: gateway.url, apiKey: 'sk-secret' });
  const tools = [{ name: 'lookup', input_schema: { type: 'object' as const, properties: { id: { type: 'string' } } } }];
  const ask = {
    model: 'claude-opus-4-6',
    max_tokens: 100,
    tools,
    messages: [{ role: 'user' as const, content: ASKED }],
  };
  const whole = await client.messages.create(ask);
  const streamed = await client.messages.stream(ask).finalMessage();
  const call = (blocks: readonly Anthropic.ContentBlock[]): unknown =>
    blocks.flatMap((block) => (block.type === 'tool_use' ? [block.name, block.input] : [block.type]));
  assert.deepEqual(call(whole.content), ['text', 'lookup', { id: 'é\n42' }]);
  assert.deepEqual(call(streamed.content), call(whole.content));
  assert.ok(mayBeInjected(JSON.parse(lastBody()).system));
});

test('AI SDK: every provider, tools over several requests, is one session that gets the same block each time', async () => {
  const lookup = tool({ inputSchema: z.object({ id: z.string() }), execute: async () => 'it is open' });
  for (const name of PROVIDER_NAMES.filter((provider) => provider !== 'google')) {
    const from = upstream.requests.length;
    const made = gateway.calls.length;
    const model = modelsAt(gateway.url, 'sk-secret')[name];
    const options = {
      model,
      prompt: ASKED,
      system: 'You serve.',
      tools: { lookup },
      stopWhen: twoSteps,
      allowSystemInMessages: true,
    };
    const { text } = await generateText(options);
    assert.equal(text, 'It says: it is open', name);
    const streamed = streamText(options);
    assert.equal(await streamed.text, 'It says: it is open', name);
    const blocks = upstream.requests.slice(from).map(({ body }) => blockIn(JSON.stringify(body)));
    assert.equal(blocks.length, 4, name);
    assert.equal(new Set(blocks).size, 1, name);
    assert.match(blocks[0]!, /behavior_confirm_refund/);
    const sessions = gateway.calls.slice(made).map(({ session }) => session);
    assert.deepEqual([sessions[0] === sessions[1], sessions[2] === sessions[3], sessions[0] === sessions[2]], [true, true, false], name); // prettier-ignore
  }
});

function twoSteps({ steps }: { steps: readonly unknown[] }): boolean {
  return steps.length >= 2;
}

function blockIn(body: string): string {
  return /<ethogram-behaviors[^]*?<\/ethogram-behaviors>/.exec(body)?.[0] ?? '';
}

test('the caller’s authorisation is passed on, and handed to nobody else', async () => {
  assert.ok(upstream.requests.some(({ headers }) => headers['authorization'] === 'Bearer sk-secret'));
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const held = JSON.stringify(gateway.calls, (_, value: unknown) =>
    Buffer.isBuffer(value) ? value.toString() : value,
  );
  assert.doesNotMatch(`${text}${held}`, /sk-secret|sk-wrong/);
});
