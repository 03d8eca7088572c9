import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readRecords } from './read-records.ts';
import type { Container } from '../trace-format.ts';

async function read(
  container: Container,
  text: string | Buffer,
  chunkBytes = 1 << 20,
): Promise<{ records: unknown[]; issues: string[] }> {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  const records: unknown[] = [];
  const issues: string[] = [];
  for await (const batch of readRecords(reused(chunks), container)) {
    records.push(...batch.records.map(({ value, line }) => [line, value]));
    issues.push(...batch.issues.map(({ line, code, message }) => `${code} ${line ?? '-'}: ${message}`));
  }
  return { records, issues };
}

// As from a file: every chunk stands in the same memory.
function* reused(chunks: readonly Buffer[]): Generator<Buffer> {
  const memory = Buffer.alloc(1 << 20);
  for (const chunk of chunks) {
    chunk.copy(memory);
    yield memory.subarray(0, chunk.length);
    memory.fill(0x7a);
  }
}

test('lines are records, with their numbers; empty ones, CRLF and a byte order mark do not count', async () => {
  assert.deepEqual(await read('jsonl', '\uFEFF{"a":1}\r\n\r\n  \n[2]\n"é😀"'), {
    records: [
      [1, { a: 1 }],
      [4, [2]],
      [5, 'é😀'],
    ],
    issues: [],
  });
});

test('a bad line is an issue and the good ones around it are read', async () => {
  assert.deepEqual(await read('jsonl', '1\n{"a": "secret" oops}\n<html>\n2\n{"a": [1, 2'), {
    records: [
      [1, 1],
      [4, 2],
    ],
    issues: [
      'bad-json 2: found no JSON at position 15, expected a JSON value',
      'bad-json 3: found no JSON, expected a JSON value',
      'truncated 5: the last record is cut off at position 11',
    ],
  });
});

test('of very many bad lines, fifty are told one by one', async () => {
  const { records, issues } = await read('jsonl', `${'x\n'.repeat(1000)}7\n`);
  assert.deepEqual(records, [[1001, 7]]);
  assert.equal(issues.length, 51);
  assert.equal(issues.at(-1), 'bad-json -: 950 more records that are not JSON');
});

test('the elements of an array are records', async () => {
  const text = '\uFEFF [ {"a": "x]},[\\""},\n [1, [2]], 3 , "s",\n{} \n]\n';
  const records = [
    [1, { a: 'x]},["' }],
    [2, [1, [2]]],
    [2, 3],
    [2, 's'],
    [3, {}],
  ];
  assert.deepEqual(await read('array', text), { records, issues: [] });
  assert.deepEqual(await read('array', '[]'), { records: [], issues: [] });
});

test('an array that is cut off or spoiled yields its good elements', async () => {
  assert.deepEqual(await read('array', '[{"a": 1}, {"b": 2'), {
    records: [[1, { a: 1 }]],
    issues: ['truncated 1: the last record is cut off at position 7'],
  });
  assert.deepEqual(await read('array', '[{"a": 1},'), {
    records: [[1, { a: 1 }]],
    issues: ['truncated -: the array is not closed'],
  });
  assert.deepEqual(await read('array', '[1, {oops}, 2]'), {
    records: [
      [1, 1],
      [1, 2],
    ],
    issues: ['bad-json 1: found no JSON at position 1, expected a JSON value'],
  });
});

test('a document is one record', async () => {
  assert.deepEqual(await read('document', '{\n "a": NaN\n}\n'), { records: [[1, { a: null }]], issues: [] });
  assert.deepEqual((await read('document', '{\n "a": ')).issues, ['truncated 1: the last record is cut off']);
});

test('however the bytes are cut into chunks, the same is read', async () => {
  const values = fc.array(fc.jsonValue({ stringUnit: 'binary' }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('jsonl', 'array'),
      async (list, chunkBytes, container) => {
        const texts = list.map((value) => JSON.stringify(value));
        const file = container === 'jsonl' ? texts.map((text) => `${text}\n`).join('') : `[${texts.join(',\n')}]`;
        const { records, issues } = await read(container, file, chunkBytes);
        assert.deepEqual(
          records,
          texts.map((text, i) => [i + 1, JSON.parse(text)]),
        );
        assert.deepEqual(issues, []);
      },
    ),
    { numRuns: 200 },
  );
});

test('a line of many megabytes is read', async () => {
  const long = 'x'.repeat(5_000_000);
  assert.deepEqual(await read('jsonl', `1\n"${long}"\n2`, 100_000), {
    records: [
      [1, 1],
      [2, long],
      [3, 2],
    ],
    issues: [],
  });
});
