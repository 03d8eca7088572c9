import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encodeJobs, groupJobs } from './encode-jobs.ts';
import { itemEncoder } from './item-encoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-jobs-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function runFile(name: string): { readonly path: string; readonly bytes: number } {
  const path = join(folder, name);
  writeFileSync(path, `${JSON.stringify({ task_id: name, messages: [{ role: 'user', content: name }] })}\n`);
  return { path, bytes: statSync(path).size };
}

test('small files that follow each other are read together, large ones and pipes alone', () => {
  const job = (path: string, bytes: number) => ({ path, bytes });
  const groups = groupJobs([
    job('a', 1000),
    job('b', 2000),
    job('pipe', 0),
    job('c', 1000),
    job('large', 10_000_000),
    job('d', 1),
  ]);
  assert.deepEqual(
    groups.map((group) => group.map(({ path }) => path)),
    [['a', 'b'], ['pipe'], ['c'], ['large'], ['d']],
  );
  assert.deepEqual(groupJobs([]), []);
});

test('files that are read together share a pack, and one that has gone is an issue', async () => {
  const [a, b] = [runFile('a.jsonl'), runFile('b.jsonl')];
  const gone = { path: join(folder, 'gone.jsonl'), bytes: 10 };
  const pieces = await Array.fromAsync(encodeJobs([a, gone, b], { redact: true, encode: itemEncoder() }));
  assert.deepEqual(
    pieces.map(({ bytes, issues, batch }) => [bytes, issues.map(({ file, code }) => [file, code]), batch.packs.length]),
    [[a.bytes + b.bytes, [[gone.path, 'file-not-found']], 1]],
  );
  assert.deepEqual(
    pieces[0]!.batch.items.map((item) => 'run' in item && item.run.taskId),
    ['a.jsonl', 'b.jsonl'],
  );
});
