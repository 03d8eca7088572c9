import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FileRange } from './cut-ranges.ts';
import { cutArray } from './cut-array.ts';
import { readRecords, type RecordBatch } from './read-records.ts';
import { CHUNK_BYTES, sourceChunks } from './source-chunks.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-cut-array-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function rangesOf(text: string, bytes: number): Promise<{ ranges: FileRange[]; path: string }> {
  const path = join(folder, 'array.json');
  writeFileSync(path, text);
  const handle = await open(path);
  try {
    return { ranges: await cutArray(handle, bytes), path };
  } finally {
    await handle.close();
  }
}

async function recordsOf(path: string, ranges: readonly FileRange[]): Promise<Pick<RecordBatch, 'records' | 'issues'>> {
  const all = { records: [] as RecordBatch['records'][number][], issues: [] as RecordBatch['issues'][number][] };
  for (const { start, end, line, goesOn } of ranges) {
    const chunks = sourceChunks(path, [start, end]);
    for await (const { records, issues } of readRecords(chunks, 'array', { line, isInside: start > 0, goesOn })) {
      all.records.push(...records);
      all.issues.push(...issues);
    }
  }
  return all;
}

test('ranges of an array yield the elements and lines that the whole does, wherever chunks end', async () => {
  // Escapes and brackets stand so close that some chunk ends inside each of them for some shift.
  const tricky = ['\\', '"', '],[', '},{', '\\"', ',', 'é', '\n', 'x'.repeat(100), '\\'.repeat(60)];
  const elements = Array.from({ length: 30_000 }, (_, i) => ({
    [`k${i % 7}"`]: tricky.map((_t, j) => tricky[(i * 7 + j * 3) % tricky.length]).join(''),
    list: [i, [i], { 'a,': null }],
  }));
  for (let shift = 0; shift < 8; shift++) {
    const text = `${' '.repeat(shift)}[\n${elements.map((element) => JSON.stringify(element)).join(',\n')}\n]\n`;
    assert.ok(text.length > 3 * CHUNK_BYTES);
    const { ranges, path } = await rangesOf(text, 300_000);
    assert.ok(ranges.length > 10);
    const found = await recordsOf(path, ranges);
    assert.deepEqual(found.issues, []);
    assert.deepEqual(
      found.records.map(({ value }) => value),
      elements,
    );
    assert.deepEqual(
      found.records.map(({ line }) => line),
      elements.map((_, i) => i + 2),
    );
  }
});

test('what is wrong with an array is told once, whether it is cut or not', async () => {
  const element = JSON.stringify({ text: 'y'.repeat(1000) });
  const whole = `[${Array.from({ length: 50 }, () => element).join(', ')}`;
  for (const [end, codes] of [
    ['', ['truncated']],
    [',', ['truncated']],
    [', {"text": "cut', ['truncated']],
    [', {"text": nothing}, 1]', ['bad-json']],
    ['] and more, [1, 2]', []],
    [']', []],
  ] as const) {
    const { ranges, path } = await rangesOf(whole + end, 5000);
    assert.ok(ranges.length > 5);
    const cut = await recordsOf(path, ranges);
    const uncut = await recordsOf(path, [{ start: 0, end: Buffer.byteLength(whole + end), line: 1, goesOn: false }]);
    assert.deepEqual(
      cut.issues.map(({ code }) => code),
      codes,
    );
    assert.deepEqual(uncut.issues, cut.issues);
    assert.deepEqual(uncut.records, cut.records);
  }
});
