import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test from 'node:test';
import type { Json } from '../core/json.ts';
import fc from 'fast-check';
import { FORMATS } from './formats.ts';
import { readRecords } from './source/read-records.ts';
import { itemFinisher } from './item-finisher.ts';
import { readProtobuf } from './source/read-protobuf.ts';
import { sniffSource } from './source/sniff-source.ts';
import { formatSamples, type FormatSample } from './testing/format-samples.ts';
import { SHARED_DATA, skipWithoutData } from './testing/shared-data.ts';
import { importText, issuesOf, trajectoriesOf } from './testing/import-text.ts';
import { SAMPLE_RECORDS, type Container, type SourceRecord } from './trace-format.ts';

const run = (text: string): string => JSON.stringify({ messages: [{ role: 'user', content: text }] });

test('empty, binary and truncated files give an issue each', async () => {
  assert.deepEqual(issuesOf(await importText('a.jsonl', '')), [
    'empty-file -: found nothing, expected at least one record',
  ]);
  assert.deepEqual(issuesOf(await importText('a.jsonl', Buffer.from([0x7f, 0, 1, 2]))), [
    'binary-file -: found NUL bytes, expected UTF-8 text',
  ]);
  const truncated = await importText('a.jsonl', `${run('a')}\n${run('b').slice(0, -9)}`);
  assert.deepEqual(issuesOf(truncated), ['truncated 2: the last record is cut off at position 35']);
  assert.equal(trajectoriesOf(truncated).length, 1);
});

test('bytes that are no UTF-8 inside a string are told and do not stop the reading', async () => {
  const items = await importText(
    'a.jsonl',
    Buffer.concat([Buffer.from(run('a').slice(0, -4)), Buffer.from([0xff, 0xc3]), Buffer.from(`"}]}\n${run('b')}`)]),
  );
  assert.equal(trajectoriesOf(items).length, 2);
  assert.deepEqual(issuesOf(items), ['bad-utf8 1: found bytes that are not UTF-8: they are read as U+FFFD']);
  assert.deepEqual(issuesOf(await importText('a.jsonl', run('a \ufffd b'))), []);
});

test('calls that are no list of calls are kept beside the step', async () => {
  const message = { role: 'assistant', content: 'x', tool_calls: { a: 1 } };
  const mixed = { role: 'assistant', content: 'y', tool_calls: ['call me', null, { name: 'f', arguments: '{}' }] };
  const items = await importText('a.jsonl', JSON.stringify({ messages: [message, mixed] }));
  const { steps } = trajectoriesOf(items)[0]!;
  assert.deepEqual(
    steps.map(({ extra }) => extra),
    [{ tool_calls: { a: 1 } }, { tool_calls: ['call me'] }],
  );
});

// Every value of a JSON text, at random, becomes another one, or goes.
function damaged(value: unknown, choose: () => number): unknown {
  const choice = choose();
  if (choice < 6) return [null, 7, '', [], {}, ['x']][choice];
  if (Array.isArray(value)) return value.map((item) => damaged(item, choose));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (choose() === 6 ? [] : [[key, damaged(item, choose)]])),
    );
  }
  return value;
}

interface Records {
  readonly container: Container;
  readonly records: readonly SourceRecord[];
}

// What the readers of a format are given of a sample: records as the file was cut into them.
async function recordsOf({ name, bytes }: FormatSample): Promise<Records> {
  const sniffed = sniffSource(name, bytes, { whole: true });
  assert.ok('sample' in sniffed);
  const { container } = sniffed.sample;
  const stream = Readable.from([bytes]);
  const batches = container === 'protobuf' ? readProtobuf(stream) : readRecords(stream, container);
  return { container, records: (await Array.fromAsync(batches)).flatMap(({ records }) => records) };
}

function damagedRecords({ container, records }: Records, choose: () => number): SourceRecord[] {
  if (container !== 'text') return records.map(({ value, line }) => ({ value: damaged(value, choose) as Json, line }));
  return records.flatMap(({ value, line }) => {
    const choice = choose();
    return choice === 6 ? [] : [{ value: damagedLine(value as string, choice), line }];
  });
}

function damagedLine(line: string, choice: number): string {
  if (choice > 15) return line;
  const middle = Math.floor((line.length * choice) / 16);
  const [before, after] = [line.slice(0, middle), line.slice(middle)];
  return (
    ['', before, after, `${before}"${after}`, `${before}\t<${after}`, line + line][choice] ?? before + line + after
  );
}

const SAMPLES: ReadonlyMap<string, readonly FormatSample[]> = Map.groupBy(
  formatSamples().filter(({ name }) => !name.endsWith('.eval') && !name.endsWith('.pretty.json')),
  ({ format }) => format,
);

for (const format of FORMATS) {
  test(`${format.name} never throws on damaged records`, async () => {
    const samples = await Promise.all((SAMPLES.get(format.name) ?? []).map(recordsOf));
    const read = (records: readonly SourceRecord[]): string[] => {
      const finisher = itemFinisher({ format: format.name, uri: 'f' }, { redact: true });
      const reader = format.open({ path: 'f' });
      for (const record of records) finisher.add([...reader.read(record)]);
      finisher.add([...reader.end()]);
      return finisher.take().items.map((item) => ('issue' in item ? item.issue.message : Object.keys(item)[0]!));
    };
    for (const { records } of samples) assert.equal(read(records).includes('trajectory'), true);
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.infiniteStream(fc.nat(60)), (sample, choices) => {
        const records = damagedRecords(sample, () => choices.next().value as number);
        const { container } = sample;
        const values = records.slice(0, SAMPLE_RECORDS).map(({ value }) => value);
        for (const other of FORMATS) other.detect({ path: 'f', container, records: values });
        for (const message of read(records)) assert.doesNotMatch(message, /could not be/);
      }),
      { numRuns: 400 },
    );
  });
}

test('real sessions with lines destroyed at random keep their other lines', { skip: skipWithoutData }, async () => {
  const folder = join(SHARED_DATA, 'claude-code-spotter/test/fixtures/transcripts');
  const lines = readFileSync(join(folder, 'tool_heavy.jsonl'), 'utf8').trimEnd().split('\n');
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...lines.keys()], { minLength: 1, maxLength: 8 }),
      fc.nat(200),
      async (destroyed, at) => {
        const kept = lines.map((line, i) =>
          destroyed.includes(i) ? line.slice(0, 1 + (at % (line.length - 2))) : line,
        );
        const items = await importText('a.jsonl', `${kept.join('\n')}\n`);
        assert.equal(issuesOf(items).filter((issue) => issue.startsWith('bad-json')).length, destroyed.length);
        const whole = await importText('a.jsonl', lines.filter((_, i) => !destroyed.includes(i)).join('\n'));
        const steps = (list: typeof items): unknown => trajectoriesOf(list).map((trajectory) => trajectory.steps);
        assert.deepEqual(steps(items), steps(whole));
      },
    ),
    { numRuns: 30 },
  );
});

test('what is nested beyond all measure is an issue, and roles that are names of object fields are read', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const lines = [
    `{"messages": [{"role": "user", "content": "a"}], "metadata": ${deep}}`,
    `{"messages": [{"role": "user", "content": ${deep}}]}`,
    `{"messages": [{"role": "constructor", "content": "b"}, {"role": "__proto__", "content": "c"}], "__proto__": {"x": 1}}`,
  ];
  for (const redact of [true, false]) {
    const items = await importText('a.jsonl', lines.join('\n'), { redact });
    assert.deepEqual(issuesOf(items), [
      'bad-record 1: could not be finished: nested deeper than 200 levels',
      'bad-record 2: could not be finished: nested deeper than 200 levels',
    ]);
    const [trajectory] = trajectoriesOf(items);
    assert.deepEqual(
      trajectory!.steps.map((step) => [step.actor, step.name]),
      [
        ['environment', 'constructor'],
        ['environment', '__proto__'],
      ],
    );
    assert.equal(JSON.stringify(trajectory!.extra), '{"__proto__":{"x":1}}');
  }
});

test('of very many records of another kind, fifty are told one by one', async () => {
  const items = await importText('a.jsonl', `${run('a')}\n${'{"n": 1}\n'.repeat(200)}`);
  assert.equal(items.length, 52);
  assert.equal(issuesOf(items).at(-1), 'bad-record -: 150 more records that could not be read');
});
