import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from '../../core/random.ts';
import { exportJsonl } from '../../trajectory/export-jsonl.ts';
import { ingest } from '../ingest.ts';
import { openStore } from '../open-store.ts';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';

// Together more than one transaction, and enough for worker threads to be used.
const FILES = 2;
const RUNS_PER_FILE = 250;
/** How often an import is killed, on each engine. */
const ROUNDS = 4;
const WORDS = ['order', 'refund', 'please', 'check', 'policy', 'cancel', 'flight', 'today', 'customer', 'address'];

/** What an import must do on every engine. `fresh` gives the location of a store that is not there yet. */
export function ingestContract(fresh: () => Promise<string>): void {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ethogram-ingest-'));
    for (let i = 0; i < FILES; i++) writeFileSync(join(folder, `runs-${i}.jsonl`), manyRuns(i));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('threads or none, the store is the same, and importing again changes nothing', async () => {
    const contents = [];
    for (const workers of [0, 3]) {
      const location = await fresh();
      const store = await openStore(location);
      const progress: number[] = [];
      const result = await ingest(store, [folder], { workers, onProgress: ({ bytes }) => progress.push(bytes) });
      const { imported, continued, duplicates, formats, issues, bytes } = result;
      assert.deepEqual(
        { imported, continued, duplicates, formats, issues },
        { imported: 500, continued: 0, duplicates: 0, formats: { 'openai-chat': 500 }, issues: [] },
      );
      assert.equal(progress.at(-1), bytes);
      assert.deepEqual(
        progress,
        progress.toSorted((a, b) => a - b),
      );
      contents.push(await collect(store.read()), await collect(store.calls()));
      const again = await ingest(store, [folder], { workers });
      assert.deepEqual(
        { ...again, bytes: 0 },
        { ...result, imported: 0, duplicates: 500, steps: 0, tokens: 0, bytes: 0 },
      );
      await store.close();
    }
    assert.deepEqual(contents.slice(0, 2), contents.slice(2));
  });

  test('an import that is killed goes on where it was, and may be watched meanwhile', { timeout: 60_000 }, async () => {
    const clean = await openStore(await fresh());
    await ingest(clean, [folder]);

    const location = await fresh();
    const child = spawn(process.execPath, ['--input-type=module', '-e', killableImport(location, folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [said] = await Promise.race([once(child.stdout, 'data'), ended]);
    assert.equal(String(said), 'one\n');
    const watching = await openStore(location);
    const seen = await collect(watching.list());
    child.kill('SIGKILL');
    await ended;
    assert.ok(seen.length > 0 && seen.length < FILES * RUNS_PER_FILE, `saw ${seen.length} runs`);
    await watching.close();

    const store = await openStore(location);
    const rest = await ingest(store, [folder]);
    assert.ok(
      rest.duplicates >= seen.length && rest.imported > 0,
      `saw ${seen.length}: ${JSON.stringify({ ...rest, info: await store.info() })}`,
    );
    assert.deepEqual(await collect(store.read()), await collect(clean.read()));
    assert.deepEqual(await collect(store.calls()), await collect(clean.calls()));
    await store.close();
    await clean.close();
  });

  test(
    'killed at random moments and begun again, an import ends as one that was not',
    { timeout: 300_000 },
    async () => {
      const clean = await openStore(await fresh());
      const startedMs = performance.now();
      await ingest(clean, [folder], { workers: 0 });
      const wholeMs = performance.now() - startedMs;
      const expected = await digest(clean);
      await clean.close();
      const random = seededRandom(Number(process.env['ETHOGRAM_SEED'] ?? Date.now() % 1e6));
      for (let round = 0; round < ROUNDS; round++) {
        const location = await fresh();
        const child = spawn(process.execPath, ['--input-type=module', '-e', plainImport(location, folder)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const ended = once(child, 'exit');
        await Promise.race([once(child.stdout, 'data'), ended]);
        await setTimeout(random.next() * wholeMs);
        child.kill('SIGKILL');
        await ended;
        const store = await openStore(location);
        const { imported, duplicates } = await ingest(store, [folder], { workers: 0 });
        assert.equal(imported + duplicates, FILES * RUNS_PER_FILE);
        assert.equal(await digest(store), expected);
        await store.close();
      }
    },
  );

  test('lines of five megabytes with NUL and lone surrogates are read from a file', async () => {
    const path = join(folder, 'long-lines.json');
    const long = `\0\ud800${'long \u2028'.repeat(800_000)}`;
    const run = (id: string): object => ({ task_id: id, messages: [{ role: 'user', content: long }] });
    writeFileSync(path, `${JSON.stringify(run('a'))}\n${JSON.stringify(run('b'))}\n`);
    const store = await openStore(await fresh());
    assert.equal((await ingest(store, [path])).imported, 2);
    for await (const { steps } of store.read()) assert.deepEqual(steps[0]!.parts, [{ kind: 'text', text: long }]);
    await store.close();
    rmSync(path);
  });

  test('what cannot be read is an issue, the rest is imported', async () => {
    const mixed = mkdtempSync(join(tmpdir(), 'ethogram-mixed-'));
    const line = JSON.stringify({ messages: [{ role: 'user', content: 'hello' }] });
    writeFileSync(join(mixed, 'good.jsonl'), `${line}\n{"messages": [\n`);
    writeFileSync(join(mixed, 'empty.jsonl'), '');
    const store = await openStore(await fresh());
    const { imported, issues } = await ingest(store, [mixed]);
    assert.equal(imported, 1);
    assert.deepEqual(issues.map(({ file, code }) => [file, code]).sort(), [
      [join(mixed, 'empty.jsonl'), 'empty-file'],
      [join(mixed, 'good.jsonl'), 'bad-json'],
    ]);
    await assert.rejects(ingest(store, [join(mixed, 'none.jsonl')]), { code: 'file-not-found' });
    await store.close();
    rmSync(mixed, { recursive: true });
  });
}

/** Runs as JSONL, about 3 MB a file, each of its own. */
function manyRuns(seed: number): string {
  const random = seededRandom(seed);
  const words = (n: number): string => Array.from({ length: n }, () => random.pick(WORDS)).join(' ');
  const lines = Array.from({ length: RUNS_PER_FILE }, (_, run) => {
    const messages: object[] = [{ role: 'system', content: `Policy. ${'Be kind and exact. '.repeat(100)}` }];
    for (let i = 0; i < 8; i++) {
      const id = `call_${i}`;
      messages.push(
        { role: 'user', content: words(100) },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id, type: 'function', function: { name: 'look_up', arguments: `{"id":${i}}` } }],
        },
        { role: 'tool', tool_call_id: id, content: words(60) },
      );
    }
    return JSON.stringify({ task_id: `task-${seed}-${run}`, messages });
  });
  return `${lines.join('\n')}\n`;
}

/** What an export of the store would hold, as a hash. */
async function digest(store: Store): Promise<string> {
  const hash = createHash('sha256');
  for await (const trajectory of store.read()) {
    hash.update(exportJsonl(trajectory, await collect(store.labels({ trajectoryId: trajectory.id }))));
  }
  return hash.digest('hex');
}

/** A program that says when the store is open, and imports. */
function plainImport(location: string, path: string): string {
  const module = (name: string): string => JSON.stringify(new URL(`../${name}`, import.meta.url).href);
  return `
    import { openStore } from ${module('open-store.ts')};
    import { ingest } from ${module('ingest.ts')};
    const store = await openStore(${JSON.stringify(location)});
    console.log('open');
    await ingest(store, [${JSON.stringify(path)}]);`;
}

/** A program that imports, says when the first transaction is done, and then dawdles between transactions. */
function killableImport(location: string, path: string): string {
  const module = (name: string): string => JSON.stringify(new URL(`../${name}`, import.meta.url).href);
  return `
    import { openStore } from ${module('open-store.ts')};
    import { ingest } from ${module('ingest.ts')};
    const store = await openStore(${JSON.stringify(location)});
    let transactions = 0;
    const slow = { async putEncoded(batch) {
      if (transactions > 0) await new Promise((resolve) => setTimeout(resolve, 60_000));
      const counts = await store.putEncoded(batch);
      if (++transactions === 1) console.log('one');
      return counts;
    } };
    await ingest(slow, [${JSON.stringify(path)}]);`;
}
