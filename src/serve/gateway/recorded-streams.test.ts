import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { skipWithoutData } from '../../trajectory/testing/shared-data.ts';
import { dataFiles } from '../../trajectory/testing/text-law.ts';
import { CHAT, gatewayBefore, sendRaw } from '../testing/gateway-before.ts';

const FOLDER = 'vercel-ai-fixtures';

/** The recorded chunks as a server sends them. */
function eventStream(path: string): Buffer {
  const chunks = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return Buffer.from([...chunks.map((chunk) => `data: ${chunk}\n\n`), 'data: [DONE]\n\n'].join(''));
}

test('recorded streams come through the gateway as they come directly', { skip: skipWithoutData }, async (t) => {
  const files = dataFiles(FOLDER, /\.chunks\.txt$/);
  assert.equal(files.length, 3);
  for (const path of files) {
    const stream = eventStream(path);
    // Pieces that end anywhere, in the middle of a character too.
    const { gateway, upstream } = await gatewayBefore(t, (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let at = 0; at < stream.length; at += 997) response.write(stream.subarray(at, at + 997));
      response.end();
    });
    assert.deepEqual((await sendRaw(gateway.url)).body, stream);
    const chunks = async (url: string): Promise<readonly OpenAI.ChatCompletionChunk[]> => {
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k' });
      const messages = [{ role: 'user' as const, content: 'How many r are in strawberry?' }];
      return Array.fromAsync(await client.chat.completions.create({ model: 'm', messages, stream: true }));
    };
    const [direct, through] = [await chunks(upstream.url), await chunks(gateway.url)];
    assert.deepEqual(through, direct, basename(path));
    assert.deepEqual(reassembled(through), reassembled(direct));
    assert.ok(reassembled(through).text.length + reassembled(through).calls.length > 0);
  }
});

/** What a program makes of chunks: words, arguments of tool calls, usage. */
function reassembled(chunks: readonly OpenAI.ChatCompletionChunk[]): { text: string; calls: string[]; usage: unknown } {
  const calls: string[] = [];
  let text = '';
  for (const { choices } of chunks) {
    text += choices[0]?.delta.content ?? '';
    for (const { index, function: called } of choices[0]?.delta.tool_calls ?? []) {
      calls[index] = (calls[index] ?? '') + (called?.arguments ?? '');
    }
  }
  return { text, calls, usage: chunks.findLast(({ usage }) => usage)?.usage };
}

test('recorded whole answers come through the gateway as they come directly', { skip: skipWithoutData }, async (t) => {
  const files = dataFiles(FOLDER, /\.json$/);
  assert.equal(files.length, 18);
  for (const path of files) {
    const body = readFileSync(path);
    const isAnthropic = path.includes('/anthropic/');
    const { gateway, upstream } = await gatewayBefore(t, (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'r' });
      response.end(body);
    });
    assert.deepEqual((await sendRaw(gateway.url, { path: isAnthropic ? '/v1/messages' : CHAT })).body, body);
    const messages = [{ role: 'user' as const, content: 'How many r are in strawberry?' }];
    const ask = async (url: string): Promise<unknown> =>
      isAnthropic
        ? new Anthropic({ baseURL: url, apiKey: 'k' }).messages.create({
            model: 'claude-opus-4-6',
            max_tokens: 9,
            messages,
          })
        : new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k' }).chat.completions.create({ model: 'm', messages });
    assert.deepEqual(await ask(gateway.url), await ask(upstream.url), basename(path));
  }
});
