import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { loadCodebooks } from '../../behavior/codebooks/load-codebooks.ts';
import { withHash } from '../../behavior/codebooks/parse-codebook.ts';
import { DETECTOR } from '../../behavior/run-detector.ts';
import { detectRuns } from '../detect-runs.ts';
import { collect } from './collect.ts';
import { exampleStore } from './example-store.ts';

const CODEBOOKS = loadCodebooks(['four-habits', 'agent-runs']);
const KEYS = CODEBOOKS.map(({ name, hash }) => `${name}@${hash}`);

/**
 * What coding the runs of a store keeps to, on any engine.
 *
 * @param fresh - the location of a new store
 */
export function detectContract(fresh: () => Promise<string>): void {
  test('runs are coded once for the same codebooks, and the summary says all the same', async () => {
    const store = await exampleStore(await fresh());
    const first = await detectRuns(store, CODEBOOKS);
    assert.ok(first.events > 100 && first.trajectories > 300);
    assert.deepEqual(await store.uncoded(KEYS, DETECTOR), []);
    const progress: number[] = [];
    const again = await detectRuns(store, CODEBOOKS, { onProgress: ({ done }) => progress.push(done) });
    assert.deepEqual(progress, []);
    assert.deepEqual(again, first);
    const all = first.trajectories;
    assert.equal((await store.uncoded(KEYS, 'another@1')).length, all);
    assert.equal((await store.uncoded([...KEYS, 'unknown@1'], DETECTOR)).length, all);
    await store.close();
  });

  test('a changed codebook is coded anew, and its events never stand beside those of the old one', async () => {
    const store = await exampleStore(await fresh());
    await detectRuns(store, CODEBOOKS);
    const { hash, ...contents } = CODEBOOKS[0]!;
    const changed = withHash({ ...contents, version: `${contents.version}b` });
    const summary = await detectRuns(store, [changed]);
    assert.notEqual(changed.hash, hash);
    assert.ok(summary.events > 0);
    const hashes = new Set<string>();
    for await (const { code } of store.events({ codebook: changed.name }))
      hashes.add(code.slice(code.lastIndexOf('@') + 1));
    assert.deepEqual([...hashes], [changed.hash]);
    assert.equal((await store.uncoded(KEYS, DETECTOR)).length, summary.trajectories);
    await store.close();
  });

  test('threads or none, the same is found', async () => {
    const alone = await exampleStore(await fresh());
    const location = await fresh();
    const threaded = await exampleStore(location);
    const one = await detectRuns(alone, CODEBOOKS, { workers: 0 });
    const two = await detectRuns(threaded, CODEBOOKS, { location, workers: 2, smallestForWorkers: 0 });
    assert.deepEqual(two, one);
    assert.deepEqual(await collect(threaded.events()), await collect(alone.events()));
    await alone.close();
    await threaded.close();
  });

  test('coding that is killed goes on where it was', { timeout: 60_000 }, async () => {
    const location = await fresh();
    const store = await exampleStore(location);
    const all = (await store.uncoded(KEYS, DETECTOR)).length;
    const script = `
      const { openStore } = await import(${JSON.stringify(new URL('../open-store.ts', import.meta.url).href)});
      const { detectRuns } = await import(${JSON.stringify(new URL('../detect-runs.ts', import.meta.url).href)});
      const { loadCodebooks } = await import(${JSON.stringify(new URL('../../behavior/codebooks/load-codebooks.ts', import.meta.url).href)});
      const store = await openStore(${JSON.stringify(location)});
      await detectRuns(store, loadCodebooks(['four-habits', 'agent-runs']), { onProgress: () => console.log('stored') });
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await setTimeout(10);
    const left = (await store.uncoded(KEYS, DETECTOR)).length;
    assert.ok(left < all, 'what was told to be stored is stored');
    const summary = await detectRuns(store, CODEBOOKS);
    assert.equal(summary.trajectories, all);
    await store.close();
  });
}
