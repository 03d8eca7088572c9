import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse, stringify } from 'yaml';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles, textsOf } from '../testing/text-law.ts';

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const files = (): string[] => dataFiles('logfire', /\.yaml$/);

function itemTexts(item: Raw): string[] {
  if (item.type === 'function_call') return [item.arguments];
  if (item.type === 'function_call_output') return [item.output];
  return typeof item.content === 'string' ? [item.content] : item.content.map((block: Raw) => block.text);
}

test('no text of cassettes is lost, and none told twice', { skip: skipWithoutData }, async () => {
  const runs = (content: string): string[][] => {
    const calls: Raw[] = parse(content, { customTags: ['binary'] }).interactions;
    const { request, response } = calls.at(-1);
    const body = Buffer.from(response.body.string);
    const answer = JSON.parse(body[0] === 0x1f ? gunzipSync(body).toString() : body.toString());
    return [[...JSON.parse(request.body).input.flatMap(itemTexts), ...answer.output.flatMap(itemTexts)]];
  };
  assert.equal(await assertNoTextLost(files(), runs), 2);
  for (const path of files()) await assertRedactedAlike(path);
});

test('a handoff inside a conversation stands at its answer', { skip: skipWithoutData }, async () => {
  const path = files().find((name) => name.endsWith('test_responses.yaml'))!;
  const calls: Raw[] = parse(readFileSync(path, 'utf8'), { customTags: ['binary'] }).interactions;
  const [run] = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
  const answers = run!.steps.filter(({ extra }) => extra?.['http'] !== undefined);
  assert.equal(answers.length, calls.length);
  const agent = answers[1]!.extra!['agent'] as Raw;
  assert.deepEqual(agent, { instructions: JSON.parse(calls[1].request.body).instructions, tools: null });
  assert.equal((answers[0]!.extra!['http'] as Raw).uri, calls[0].request.uri);
  assert.deepEqual((answers[0]!.extra!['http'] as Raw).request.headers, calls[0].request.headers);
});

const chatCall = (
  messages: Raw[],
  answer: string,
  encode: (text: string) => Raw = (text) => ({ string: text }),
): Raw => ({
  request: {
    method: 'POST',
    uri: 'https://example.com/v1/chat/completions',
    body: JSON.stringify({ model: 'm', messages }),
  },
  response: {
    status: { code: 200 },
    headers: {},
    body: encode(
      JSON.stringify({ id: `id-${answer}`, choices: [{ index: 0, message: { role: 'assistant', content: answer } }] }),
    ),
  },
});
const user = (content: string): Raw => ({ role: 'user', content });
const said = (content: string): Raw => ({ role: 'assistant', content });

test('conversations are told apart and continued, whichever way bodies are written', async () => {
  const calls = [
    chatCall([user('a')], 'one'),
    chatCall([user('b')], 'two', (text) => ({ encoding: 'UTF-8', string: text })),
    {
      request: { method: 'GET', uri: 'https://example.com/health', body: '' },
      response: { status: { code: 204 }, body: { string: '' } },
    },
    chatCall([user('a'), said('one'), user('more')], 'three', (text) => ({
      base64_string: Buffer.from(text).toString('base64'),
    })),
    chatCall([user('a'), said('one'), user('other')], 'four'),
  ];
  const yaml = stringify({ interactions: calls, version: 1 });
  for (const items of [
    await importText('a.yaml', yaml),
    await importText('a.json', JSON.stringify({ http_interactions: calls })),
  ]) {
    assert.deepEqual(issuesOf(items), []);
    assert.deepEqual(trajectoriesOf(items).map(textsOf), [
      ['a', 'one', 'more', 'three'],
      ['b', 'two'],
      ['a', 'one', 'other', 'four'],
    ]);
    const [first] = trajectoriesOf(items);
    assert.equal(first!.id, 'http-cassette:id-one');
    assert.deepEqual(first!.extra['calls'], [0, 3]);
    assert.equal((first!.extra['other_calls'] as Raw[])[0].uri, 'https://example.com/health');
  }
});

test('packed bodies, streams and HAR files are read', async () => {
  const stream = ['Hel', 'lo'].map(
    (content) =>
      `data: ${JSON.stringify({ id: 's', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`,
  );
  const packed = gzipSync(stream.join('')).toString('base64');
  const body = JSON.stringify({ model: 'm', messages: [user('hi')], stream: true });
  const har = {
    log: {
      entries: [
        {
          startedDateTime: '2026-01-02T03:04:05.000Z',
          request: {
            method: 'POST',
            url: 'https://example.com',
            postData: { mimeType: 'application/json', text: body },
          },
          response: {
            status: 200,
            headers: { 'content-encoding': 'gzip' },
            content: { encoding: 'base64', text: packed },
          },
        },
      ],
    },
  };
  const [run] = trajectoriesOf(await importText('a.json', JSON.stringify(har)));
  assert.deepEqual(textsOf(run!), ['hi', 'Hello']);
  assert.equal(run!.startedAt, '2026-01-02T03:04:05.000Z');
});

test('YAML that is broken, or holds no call of a model, is an issue', async () => {
  const head = 'interactions:\n- request:\n    body: ';
  assert.deepEqual(issuesOf(await importText('a.yaml', `${head}"x\n`)), [
    'bad-record 1: found no YAML (MISSING_CHAR), expected a cassette',
  ]);
  assert.deepEqual(issuesOf(await importText('a.yaml', `${head}x\n  response: {}\n`)), [
    'bad-record 1: found no call of a model among the recorded calls',
  ]);
});
