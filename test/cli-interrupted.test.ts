import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { emptyFolder, runCli, startCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const shared = emptyFolder();
const CLI = join(ROOT, 'bin/ethogram.js');
let clean = '';

// Large enough that worker threads read it and that it takes several transactions.
function manyRuns(): string {
  return Array.from({ length: 1500 }, (_, i) => {
    const messages = Array.from({ length: 10 }, (_unused, k) => ({
      role: k % 2 === 0 ? 'user' : 'assistant',
      content: `${createHash('sha256').update(`${i}/${k}`).digest('base64')} ${'said and done '.repeat(25)}`,
    }));
    return JSON.stringify({ task_id: `t${i}`, messages });
  }).join('\n');
}

async function exported(store: string): Promise<string> {
  const { stdout } = await runCli(['export', 'jsonl', '--store', store], { cwd: shared });
  return createHash('sha256').update(stdout).digest('hex');
}

before(async () => {
  writeFileSync(join(shared, 'runs.jsonl'), manyRuns());
  assert.equal((await runCli(['import', 'runs.jsonl', '--store', 'clean.db'], { cwd: shared })).code, 0);
  clean = await exported('clean.db');
});

/** Starts an import, sends it a signal after a while, and returns how it ended. */
async function interrupted(
  store: string,
  signal: NodeJS.Signals,
  afterMs: number,
): Promise<[number | null, NodeJS.Signals | null]> {
  const child = spawn(process.execPath, [CLI, 'import', 'runs.jsonl', '--store', store], { cwd: shared });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, by) => resolve([code, by]));
  });
  await setTimeout(afterMs);
  child.kill(signal);
  return ended;
}

test('an import that is killed goes on where it was, whenever that is', async () => {
  for (const [n, afterMs] of [60, 250, 450].entries()) {
    const store = `killed-${n}.db`;
    await interrupted(store, 'SIGKILL', afterMs);
    const again = await runCli(['import', 'runs.jsonl', '--store', store, '--json'], { cwd: shared });
    const { imported, duplicates } = JSON.parse(again.stdout) as { imported: number; duplicates: number };
    assert.equal(imported + duplicates, 1500, `killed after ${afterMs} ms`);
    assert.equal(await exported(store), clean, `killed after ${afterMs} ms`);
  }
});

test('an import that is interrupted ends by the signal, and its store is fine', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    assert.deepEqual(await interrupted(`${signal}.db`, signal, 150), [null, signal]);
    await runCli(['import', 'runs.jsonl', '--store', `${signal}.db`], { cwd: shared });
    assert.equal(await exported(`${signal}.db`), clean);
  }
});

test('two imports at once into one store end as one', async () => {
  await runCli(['import', '-', '--store', 'both.db'], { cwd: shared, input: '' });
  const both = await Promise.all(
    [1, 2].map(() => startCli(['import', 'runs.jsonl', '--store', 'both.db', '--json'], { cwd: shared })),
  );
  const counts = both.map(({ stdout }) => JSON.parse(stdout) as { imported: number; duplicates: number });
  assert.equal(counts[0]!.imported + counts[1]!.imported, 1500);
  assert.equal(counts[0]!.duplicates + counts[1]!.duplicates, 1500);
  assert.equal(await exported('both.db'), clean);
  assert.ok(!existsSync(join(shared, 'both.db-wal')));
});
