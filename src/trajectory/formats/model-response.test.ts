import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles, textsOf } from '../testing/text-law.ts';

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const FOLDER = 'vercel-ai-fixtures';
const reasoningOf = (message: Raw): string => message.reasoning_content ?? message.reasoning ?? '';

test('no text of responses and streams is lost', { skip: skipWithoutData }, async () => {
  const chat = dataFiles(FOLDER, /reasoning\.json$/);
  const whole = (content: string): string[][] => {
    const { message } = JSON.parse(content).choices[0];
    return [[reasoningOf(message), message.content]];
  };
  assert.equal(await assertNoTextLost(chat, whole), 3);
  const streams = dataFiles(FOLDER, /\.chunks\.txt$/);
  const pieces = (content: string): string[][] => {
    const deltas = content
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => JSON.parse(line).choices.map((choice: Raw) => choice.delta));
    const texts = (pick: (delta: Raw) => string): string => deltas.map(pick).join('');
    return [
      [
        texts(reasoningOf),
        texts((delta) => delta.content ?? ''),
        texts((delta) => (delta.tool_calls ?? []).map((call: Raw) => call.function.arguments).join('')),
      ],
    ];
  };
  assert.equal(await assertNoTextLost(streams, pieces), 3);
});

test('no text of Anthropic responses is lost', { skip: skipWithoutData }, async () => {
  const texts = (content: string): string[][] => [
    JSON.parse(content).content.map((block: Raw) => {
      if (block.type.endsWith('tool_use')) return JSON.stringify(block.input);
      return block.type.endsWith('tool_result') ? JSON.stringify(block.content) : (block.text ?? block.thinking);
    }),
  ];
  assert.equal(await assertNoTextLost(dataFiles(`${FOLDER}/packages/anthropic`, /\.json$/), texts), 15);
});

test('everything a response says is somewhere in its run', { skip: skipWithoutData }, async () => {
  for (const path of dataFiles(FOLDER, /\.json$/)) {
    const [run] = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
    // Reasoning that stands in the text is a part of its own.
    const told = JSON.stringify(run) + JSON.stringify(textsOf(run!).join(''));
    const walk = (value: Raw): void => {
      if (typeof value === 'string') {
        const inside = JSON.stringify(value).slice(1, -1);
        // Results of server tools are kept as JSON text, whose quotes are escaped once more.
        const known = told.includes(inside) || told.includes(JSON.stringify(inside).slice(1, -1));
        assert.ok(
          known ||
            ['message', 'assistant', 'text', 'thinking', 'tool_use', 'function', 'chat.completion'].includes(value),
          `${path}: ${value.slice(0, 80)}`,
        );
      } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner);
    };
    walk(JSON.parse(readFileSync(path, 'utf8')));
    await assertRedactedAlike(path);
  }
});

test('streams and responses have ids, usage and reasons to finish', { skip: skipWithoutData }, async () => {
  const [path] = dataFiles(FOLDER, /groq.*\.chunks\.txt$/);
  const [run] = trajectoriesOf(await Array.fromAsync(importFiles([path!], { redact: false })));
  assert.equal(run!.id, 'model-stream:chatcmpl-3556c041-562b-471f-9a90-763dbcea5a3f');
  assert.equal(run!.agent.model, 'qwen/qwen3-32b');
  const { usage, extra, parts } = run!.steps[0]!;
  assert.deepEqual(usage, { inputTokens: 17, outputTokens: 1107, reasoningTokens: 963 });
  assert.deepEqual(extra, { finish_reason: 'stop' });
  assert.deepEqual(
    parts.map(({ kind }) => kind),
    ['reasoning', 'text'],
  );
});

test('choices beyond the first are branches; requests come before their responses', async () => {
  const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 1 };
  const choice = (index: number, content: string): unknown => ({
    index,
    message: { role: 'assistant', content },
    finish_reason: 'stop',
  });
  const response = { id: 'c', object: 'chat.completion', model: 'm-1', choices: [choice(0, 'a'), choice(1, 'b')] };
  const [run] = trajectoriesOf(await importText('a.jsonl', JSON.stringify({ request, response })));
  assert.deepEqual(textsOf(run!), ['hi', 'a', 'b']);
  assert.deepEqual(
    run!.steps.map((step) => step.parent),
    [undefined, undefined, 0],
  );
  assert.deepEqual(run!.extra, { request: { temperature: 1, model: 'm' } });
  assert.equal(run!.agent.model, 'm-1');
});

test('Gemini responses are read', async () => {
  const response = {
    responseId: 'g',
    modelVersion: 'gemini-x',
    candidates: [
      {
        content: {
          role: 'model',
          parts: [
            { thought: true, text: 'hm' },
            { text: 'hi' },
            { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'sig' },
          ],
        },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, thoughtsTokenCount: 5, totalTokenCount: 12 },
  };
  const [run] = trajectoriesOf(await importText('a.json', JSON.stringify(response)));
  assert.equal(run!.id, 'model-response:g');
  assert.deepEqual(run!.steps[0], {
    index: 0,
    actor: 'agent',
    parts: [
      { kind: 'reasoning', text: 'hm', visibility: 'summary' },
      { kind: 'text', text: 'hi' },
      { kind: 'tool-call', callId: 'call_0', name: 'f', argumentsText: '{"a":1}' },
    ],
    usage: { inputTokens: 3, outputTokens: 9, reasoningTokens: 5 },
    extra: { finishReason: 'STOP', parts: [{ part: 2, thoughtSignature: 'sig' }] },
  });
});

test('server-sent events of several responses are runs of their own', async () => {
  const chunk = (id: string, content: string): string =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}`;
  const log = [': ping', chunk('a', 'one '), '', chunk('b', 'two'), '', chunk('a', 'more'), 'data: [DONE]'].join('\n');
  const items = await importText('a.log', log);
  assert.deepEqual(issuesOf(items), []);
  assert.deepEqual(
    trajectoriesOf(items).map((run) => [run.id, textsOf(run).join()]),
    [
      ['model-stream:a', 'one more'],
      ['model-stream:b', 'two'],
    ],
  );
});
