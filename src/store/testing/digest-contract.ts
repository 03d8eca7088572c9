import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { DIGEST_VERSION } from '../../mine/digest/packed-fragment.ts';
import { digestRuns } from '../digest-runs.ts';
import { openStore } from '../open-store.ts';
import { collect } from './collect.ts';
import { exampleStore } from './example-store.ts';
import { earlierState, sampleTrajectory, type Script } from './sample-trajectory.ts';

const SCRIPT: Script = [
  ['user', 'Cancel order 12, please, and tell me what comes back to my account and when it does.'],
  ['agent', 'I will look at the order first.'],
  ['agent', 'CALL get_order'],
  ['tool', '{"status":"open"}'],
  ['agent', 'Done.'],
];

/** What a store must do with the digests that mining keeps. `fresh` gives the location of a store that is not there yet. */
export function digestContract(fresh: () => Promise<string>): void {
  test('a run is digested once, and again when it has grown or digests are made otherwise', async () => {
    const store = await openStore(await fresh());
    const whole = sampleTrajectory('run', SCRIPT);
    await store.put([{ trajectory: earlierState(whole, 3) }, { trajectory: sampleTrajectory('other', SCRIPT) }]);
    assert.equal(await digestRuns(store), 2);
    assert.equal(await digestRuns(store), 0);
    const [first] = await collect(store.digests(DIGEST_VERSION));
    assert.equal(first!.run.id, 'other');
    assert.deepEqual(first!.digest.words, ['user:request', 'agent:state-plan', 'tool:get_order', 'agent:report-done']);
    assert.equal(first!.digest.requestStretches.length, 9);
    await store.put([{ trajectory: whole }]);
    assert.deepEqual(
      (await store.undigested(DIGEST_VERSION)).map(({ id }) => id),
      ['run'],
    );
    assert.equal(await digestRuns(store), 1);
    assert.equal((await store.undigested(DIGEST_VERSION + 1)).length, 2);
    assert.deepEqual(await collect(store.digests(DIGEST_VERSION + 1)), []);
    await store.forget(['run']);
    assert.deepEqual(
      (await collect(store.digests(DIGEST_VERSION))).map(({ run }) => run.id),
      ['other'],
    );
    await store.close();
  });

  test('threads or none, digests are the same', async () => {
    const location = await fresh();
    const store = await exampleStore(location);
    await digestRuns(store, { workers: 0 });
    const alone = await collect(store.digests(DIGEST_VERSION));
    const second = await fresh();
    const other = await exampleStore(second);
    const progress: number[] = [];
    const done = await digestRuns(other, {
      location: second,
      workers: 2,
      smallestForWorkers: 0,
      onProgress: ({ done: n }) => progress.push(n),
    });
    assert.equal(done, alone.length);
    assert.equal(progress.at(-1), done);
    assert.deepEqual(
      (await collect(other.digests(DIGEST_VERSION))).map(({ digest }) => digest),
      alone.map(({ digest }) => digest),
    );
    await store.close();
    await other.close();
  });

  test('digesting that is killed goes on where it was', { timeout: 60_000 }, async () => {
    const location = await fresh();
    const store = await exampleStore(location);
    const all = (await store.undigested(DIGEST_VERSION)).length;
    const script = `
      const { openStore } = await import(${JSON.stringify(new URL('../open-store.ts', import.meta.url).href)});
      const { digestRuns } = await import(${JSON.stringify(new URL('../digest-runs.ts', import.meta.url).href)});
      const store = await openStore(${JSON.stringify(location)});
      await digestRuns(store, { onProgress: () => console.log('stored') });
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await setTimeout(10);
    const left = (await store.undigested(DIGEST_VERSION)).length;
    assert.ok(left < all, 'what was told to be stored is stored');
    assert.equal(await digestRuns(store), left);
    assert.equal((await collect(store.digests(DIGEST_VERSION))).length, all);
    await store.close();
  });
}
