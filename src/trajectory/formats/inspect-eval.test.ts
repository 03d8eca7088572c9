import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { INSPECT_SEEDS } from '../testing/inspect-seeds.ts';
import { zipOf } from '../testing/zip-of.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../testing/text-law.ts';

// What stands in the sources is walked here once more, with nothing of the importers.
type Raw = any; // oxlint-disable-line typescript/no-explicit-any

function samplesIn(path: string): Raw[] {
  const bytes = readFileSync(path);
  if (bytes.readUInt32LE(0) !== 0x04034b50) return JSON.parse(bytes.toString()).samples ?? [];
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const samples: [string, Raw][] = [];
  for (let at = bytes.readUInt32LE(end + 16); at < end;) {
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const member = bytes.toString('utf8', at + 46, at + 46 + name);
    const header = bytes.readUInt32LE(at + 42);
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    if (member.startsWith('samples/')) samples.push([member, JSON.parse(inflateRawSync(packed).toString())]);
    at += 46 + name + extra + comment;
  }
  return samples.sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, sample]) => sample);
}

const withAttachments = (text: string, sample: Raw): string =>
  text.startsWith('attachment://') ? sample.attachments[text.slice('attachment://'.length)] : text;
const textOf = (content: Raw, sample: Raw): string =>
  typeof content === 'string'
    ? withAttachments(content, sample)
    : content.map((block: Raw) => withAttachments(block.text, sample)).join('');

const LOGS = (): string[] => [
  ...dataFiles('inspect_ai', /\.eval$/),
  ...dataFiles('inspect_scout', /\.eval$/),
  ...dataFiles('inspect_ai/tests/analysis', /\.json$/).filter((path) => !path.includes('no-samples')),
];

test('no text of Inspect logs is lost', { skip: skipWithoutData }, async () => {
  const seen = await assertNoTextLost(LOGS(), (_content, path) =>
    samplesIn(path).map((sample) =>
      sample.messages.flatMap((message: Raw) => [
        textOf(message.content, sample),
        ...(message.tool_calls ?? []).map((call: Raw) => JSON.stringify(call.arguments)),
      ]),
    ),
  );
  assert.equal(seen, 51);
  for (const path of LOGS()) await assertRedactedAlike(path);
});

test(
  'samples, scores, tokens and times of Inspect logs are those of the files',
  { skip: skipWithoutData },
  async () => {
    for (const path of LOGS()) {
      const runs = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
      for (const [index, sample] of samplesIn(path).entries()) {
        const { steps, outcomes, task, extra } = runs[index]!;
        assert.equal(task.trial, String(sample.epoch));
        assert.deepEqual(extra['scores'], sample.scores);
        const values = Object.values(sample.scores).map((score: Raw) => score.value);
        assert.deepEqual(
          outcomes.flatMap(({ name, value }) => (name === 'success' ? [] : [value])),
          values,
        );
        if (values[0] === 'C' || values[0] === 'I') assert.equal(outcomes.at(-1)?.value, values[0] === 'C');
        const answered = sample.events.filter((event: Raw) => event.event === 'model' && event.output.usage);
        const tokens = answered.reduce((sum: number, event: Raw) => sum + event.output.usage.output_tokens, 0);
        // A grader's tokens are not the agent's.
        const own = steps.reduce((sum, { usage }) => sum + (usage?.outputTokens ?? 0), 0);
        assert.ok(
          own > 0 ? own <= tokens : tokens === 0 || sample.messages.every((m: Raw) => m.source === 'input'),
          path,
        );
        assert.equal((extra['events'] as Raw[]).length, sample.events.length);
      }
    }
  },
);

test('a log without samples, and transcripts of events, are told and read', { skip: skipWithoutData }, async () => {
  const [empty] = dataFiles('inspect_ai', /no-samples\.json$/);
  assert.deepEqual(issuesOf(await Array.fromAsync(importFiles([empty!]))), [
    'bad-record 1: found a log without samples',
  ]);
  const files = [
    ...dataFiles('inspect_ai/tests/timeline', /\.json$/),
    ...dataFiles('inspect_scout/tests/transcript', /\.json$/),
  ];
  let runs = 0;
  for (const path of files.filter((name) => !name.includes('empty_transcript'))) {
    const items = await Array.fromAsync(importFiles([path], { redact: false }));
    assert.deepEqual(issuesOf(items), []);
    const { events } = JSON.parse(readFileSync(path, 'utf8'));
    const all = (list: Raw[]): Raw[] => list.flatMap((event) => [event, ...all(event.events ?? [])]);
    const agents = trajectoriesOf(items);
    runs += agents.length;
    const spoken = agents.flatMap(({ steps }) =>
      steps.filter(({ at, actor }) => actor === 'agent' && at !== undefined),
    );
    assert.equal(spoken.length, all(events).filter((event) => event.event === 'model').length, path);
    assert.equal(new Set(agents.map(({ id }) => id)).size, agents.length);
  }
  assert.ok(runs > files.length);
});

test('pools and attachments are put back, agents of tools are runs of their own, edits are by humans', async () => {
  const log = INSPECT_SEEDS['inspect-eval'];
  const items = await importText('log.json', JSON.stringify({ ...log, samples: [...log.samples, 7] }));
  const [run, child] = trajectoriesOf(items);
  assert.deepEqual(issuesOf(items), ['bad-record 1: samples[1]: found no messages, expected a sample']);
  assert.deepEqual(
    [run!.id, run!.task],
    ['inspect-eval:e/q/2', { id: 'quiz/q', trial: '2', text: 'the question', tags: ['inspect', 'quiz'] }],
  );
  assert.deepEqual(
    run!.steps.map(({ parts }) => parts),
    [
      [{ kind: 'text', text: 'the question' }],
      [
        { kind: 'reasoning', text: 'so', visibility: 'raw' },
        { kind: 'reasoning', text: 'in short', visibility: 'summary' },
        { kind: 'text', text: 'look' },
        { kind: 'media', mediaType: 'image/png', ref: 'inline:26' },
        { kind: 'tool-call', callId: 'w', name: 'web', argumentsText: '{"q":1}' },
        { kind: 'tool-result', callId: 'w', text: 'found', isError: true },
        { kind: 'tool-call', callId: 'c1', name: 'ask', argumentsText: '{"who":"helper"}' },
      ],
      [{ kind: 'tool-result', callId: 'c1', text: 'slow', isError: true }],
    ],
  );
  assert.deepEqual(run!.steps[1]!.usage, { inputTokens: 8, cachedInputTokens: 3, outputTokens: 2 });
  assert.deepEqual(
    run!.steps.map(({ at, endedAt }) => [at, endedAt]),
    [
      [undefined, undefined],
      ['2', '3'],
      ['5', undefined],
    ],
  );
  assert.deepEqual(run!.outcomes, [
    { name: 'exact', value: 'C', by: 'verifier' },
    { name: 'judge', value: 'C', by: 'model' },
    { name: 'judge', value: 'I', by: 'human', at: '2026-01-02T00:00:00Z' },
    { name: 'parts/form', value: 1, by: 'verifier' },
    { name: 'parts/content', value: 'N', by: 'verifier' },
  ]);
  const { events, pool, attachments } = run!.extra as Raw;
  assert.deepEqual(events[1].input, ['0', 'p0']);
  assert.deepEqual(pool[0], { id: 'x', role: 'user', content: 'other' });
  assert.deepEqual(Object.keys(attachments), ['aa', 'bb']);
  assert.deepEqual(
    [run!.agent, run!.extra['log']],
    [
      { model: 'm/x', tools: [{ name: 'ask' }] },
      { version: 3, status: 'error' },
    ],
  );
  assert.deepEqual(
    [child!.id, child!.parentId, child!.agent, child!.steps.length],
    ['inspect-eval:e/q/2/sub', 'inspect-eval:e/q/2', { name: 'helper', model: 'small' }, 2],
  );
  assert.deepEqual(
    items.flatMap((item) => ('link' in item ? [item.link.callId] : [])),
    ['c1'],
  );
});

test('a log in zstd, one still being written, and one inside another archive are read alike', async () => {
  const { samples, eval: spec, ...header } = INSPECT_SEEDS['inspect-eval'];
  const start = JSON.stringify({ version: header.version, eval: spec, plan: {} });
  const files = [2, 10, 1].map((epoch): [string, string, 93] => [
    `samples/q_epoch_${epoch}.json`,
    JSON.stringify({ ...samples[0], epoch }),
    93,
  ]);
  const summaries: [string, string] = ['_journal/summaries/1.json', '[]'];
  const written = zipOf([['_journal/start.json', start], ...files, summaries]);
  const finished = zipOf([
    ['_journal/start.json', start],
    ...files,
    summaries,
    ['summaries.json', '[]'],
    ['header.json', JSON.stringify({ ...header, eval: spec }), 93],
  ]);
  const steps = async (name: string, content: Buffer): Promise<unknown[]> =>
    trajectoriesOf(await importText(name, content))
      .filter(({ parentId }) => parentId === undefined)
      .map(({ id, contentHash }) => [id, contentHash]);
  const expected = await steps('run.eval', finished);
  assert.deepEqual(
    expected.map((run) => (run as string[])[0]),
    ['inspect-eval:e/q/1', 'inspect-eval:e/q/2', 'inspect-eval:e/q/10'],
  );
  assert.deepEqual(await steps('run.eval', written), expected);
  assert.deepEqual(await steps('logs.zip', zipOf([['logs/run.eval', finished, 0]])), expected);
  const damaged = Buffer.from(finished);
  damaged.fill(1, damaged.indexOf('samples/q_epoch_10.json') + 30, damaged.indexOf('samples/q_epoch_10.json') + 40);
  const items = await importText('run.eval', damaged);
  assert.equal(trajectoriesOf(items).filter(({ parentId }) => parentId === undefined).length, 2);
  assert.match(issuesOf(items).join(), /^bad-archive -: samples\/q_epoch_10\.json: .* in zstd data$/);
});
