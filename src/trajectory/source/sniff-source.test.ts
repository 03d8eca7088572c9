import assert from 'node:assert/strict';
import test from 'node:test';
import { sniffSource } from './sniff-source.ts';

const sniff = (text: string | Buffer, whole = true): unknown => {
  const sniffed = sniffSource('f', Buffer.from(text), { whole });
  return 'issue' in sniffed
    ? `${sniffed.issue.code}: ${sniffed.issue.message}`
    : [sniffed.sample.container, sniffed.sample.records];
};

test('the container is told from the beginning', () => {
  for (const [text, container, records] of [
    ['{"a":1}\n{"a":2}\n', 'jsonl', [{ a: 1 }, { a: 2 }]],
    ['{"a":1}', 'jsonl', [{ a: 1 }]],
    ['{\n  "a": 1\n}\n', 'document', [{ a: 1 }]],
    ['{"a": {\n"b": 1}}', 'document', [{ a: { b: 1 } }]],
    ['{oops\n{"a":1}\n', 'jsonl', [{ a: 1 }]],
    ['# comment\n{"a":1}\n', 'jsonl', [{ a: 1 }]],
    ['[{"a":1},\n{"a":2}]', 'array', [{ a: 1 }, { a: 2 }]],
    ['[\n]', 'array', []],
    ['[1]\n[2]\n', 'jsonl', [[1], [2]]],
    ['\uFEFF\n {"a":1}', 'jsonl', [{ a: 1 }]],
    ['Question: why?\nBecause.', 'text', ['Question: why?', 'Because.']],
  ] as const) {
    assert.deepEqual(sniff(text), [container, records], text);
  }
});

test('of a record longer than the head, its beginning is looked at', () => {
  assert.deepEqual(sniff('{"id": 1, "messages": [{"role": "user", "content": "very lo', false), [
    'jsonl',
    [{ id: 1, messages: [{ role: 'user', content: 'very lo' }] }],
  ]);
  assert.deepEqual(sniff('[{"id": 1, "x": [1, 2', false), ['array', [{ id: 1, x: [1] }]]);
  assert.deepEqual(sniff('{\n "id": 1,\n "x": [{"a": "b"}, {"c', false), [
    'document',
    [{ id: 1, x: [{ a: 'b' }, {}] }],
  ]);
});

test('empty and binary files are told as such', () => {
  assert.equal(sniff(''), 'empty-file: found nothing, expected at least one record');
  assert.equal(sniff(' \n\n'), 'empty-file: found nothing, expected at least one record');
  assert.equal(sniff('PK\u0003\u0004zip'), 'binary-file: found a ZIP archive, expected UTF-8 text');
  assert.equal(sniff(Buffer.from('{"a":1}', 'utf16le')), 'binary-file: found NUL bytes, expected UTF-8 text');
  assert.equal(
    sniff(Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37) % 255 || 1))),
    'binary-file: found control characters, expected UTF-8 text',
  );
});

test('a damaged first line that begins like an array does not hide the whole ones behind it', () => {
  const sniffed = (text: string): string | undefined => {
    const found = sniffSource('a.jsonl', Buffer.from(text), { whole: true });
    return 'sample' in found ? found.sample.container : undefined;
  };
  assert.equal(sniffed('[2,7] ---\n{"a":1}\n'), 'jsonl');
  assert.equal(sniffed('[{"a":1},\n{"b":2}\n]'), 'array');
  assert.equal(sniffed('[\n{"a":1}\n]'), 'array');
  assert.equal(sniffed('[{"a":1}\n]'), 'array');
});
