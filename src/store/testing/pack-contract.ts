import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Engine } from '../engine.ts';
import { migrate } from '../migrate.ts';
import { openEngine } from '../open-store.ts';
import { unpackBytes } from '../pack-json.ts';
import { packReader } from '../pack-reader.ts';
import { sqlStore } from '../sql-store.ts';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';
import { earlierState, sampleTrajectory } from './sample-trajectory.ts';

// More than fits a pack.
const LONG_WORD = 'longer '.repeat(5000);

/** What lies in packs on every engine. `fresh` gives the location of a store that is not there yet. */
export function packContract(fresh: () => Promise<string>): void {
  const withStore = async (work: (store: Store, engine: Engine) => Promise<void>): Promise<void> => {
    const engine = await openEngine(await fresh(), { readonly: false });
    await migrate(engine);
    const store = sqlStore(engine);
    await work(store, engine);
    await store.close();
  };
  const chunks = async (engine: Engine): Promise<number> =>
    (await engine.db.selectFrom('chunks').select('number').execute()).length;

  test('small runs lie in one pack, in order of id, whatever the order they came in', async () => {
    await withStore(async (store, engine) => {
      const runs = ['c', 'a', 'b'].map(run);
      await store.put(items(runs));
      assert.deepEqual(await taskLines(engine), [['task a', 'steps', 'task b', 'steps', 'task c', 'steps']]);
      assert.deepEqual(await collect(store.read()), [runs[1], runs[2], runs[0]]);
      assert.equal(await chunks(engine), 0);
    });
  });

  test('what is known already is not stored again', async () => {
    await withStore(async (store, engine) => {
      await store.put(items(['a', 'b'].map(run)));
      await store.put(items(['a', 'c', 'b', 'c'].map(run)));
      await store.put(items(['a', 'b', 'c'].map(run)));
      assert.deepEqual(await taskLines(engine), [
        ['task a', 'steps', 'task b', 'steps'],
        ['', '', '', '', 'task c', 'steps', '', ''],
      ]);
      assert.deepEqual(await collect(store.read()), ['a', 'b', 'c'].map(run));
    });
  });

  test('a run that grows leaves nothing in the pack it was in, and gets chunks when it is large', async () => {
    await withStore(async (store, engine) => {
      const whole = sampleTrajectory(
        'b',
        [
          ['user', 'first'],
          ['agent', 'second'],
          ['user', LONG_WORD],
        ],
        { task: { id: 'task b', tags: [] } },
      );
      await store.put(items([run('a'), earlierState(whole, 1), run('c')]));
      await store.put(items([earlierState(whole, 2)]));
      assert.deepEqual(await store.get('b'), { ...earlierState(whole, 2), revision: 2 });
      assert.equal(await chunks(engine), 0);
      const large = await store.put(items([whole, run('d')]));
      assert.deepEqual(large, { ...large, imported: 1, continued: 1, duplicates: 0 });
      assert.deepEqual(await collect(store.read()), [run('a'), { ...whole, revision: 3 }, run('c'), run('d')]);
      assert.equal(await chunks(engine), 1);
      assert.deepEqual(await taskLines(engine), [
        ['task a', 'steps', '', '', 'task c', 'steps'],
        ['', ''],
        ['task b', '', 'task d', 'steps'],
      ]);
      assert.deepEqual(await store.put(items([earlierState(whole, 2)])), {
        imported: 0,
        continued: 0,
        duplicates: 1,
        steps: 0,
        tokens: 0,
      });
    });
  });

  test('states of one run in one batch leave the last', async () => {
    await withStore(async (store, engine) => {
      const whole = sampleTrajectory('a', [
        ['user', 'first'],
        ['agent', 'second'],
        ['user', 'third'],
      ]);
      const states = [1, 3, 2].map((n) => earlierState(whole, n));
      const { imported, continued, duplicates } = await store.put(items(states));
      assert.deepEqual({ imported, continued, duplicates }, { imported: 1, continued: 1, duplicates: 1 });
      assert.deepEqual(await collect(store.read()), [{ ...whole, revision: 2 }]);
      assert.deepEqual(await taskLines(engine), [['', '', '{"tags":[]}', 'steps', '', '']]);
    });
  });

  test('ids that are not their own keys come back, in lists, copies and calls', async () => {
    await withStore(async (store) => {
      for (const id of [
        '\0nul',
        '\u0001mark',
        'with \u0001 within',
        'x'.repeat(150),
        'y'.repeat(195),
        'z'.repeat(300),
      ]) {
        const script = (text: string) =>
          [
            ['user', `${text} ${id}`],
            ['agent', 'CALL get'],
            ['tool', 'ok'],
          ] as const;
        const first = sampleTrajectory(id, script('first'));
        const other = sampleTrajectory(id, script('other'));
        const copy = sampleTrajectory(`copy of ${id.length}`, script('other'));
        await store.put(items([first, other, copy]));
        const otherId = `${id}~${other.contentHash.slice(0, 8)}`;
        assert.deepEqual(await store.get(id), first);
        assert.deepEqual(await store.get(otherId), { ...other, id: otherId });
        assert.equal((await store.get(copy.id))?.copyOf, otherId);
        assert.deepEqual(
          (await collect(store.list({ ids: [otherId] }))).map((row) => row.id),
          [otherId],
        );
        assert.deepEqual(
          (await collect(store.calls({ trajectoryId: otherId }))).map((call) => call.trajectoryId),
          [otherId],
        );
      }
    });
  });

  test('a line that is missing is said to be, not waited for', async () => {
    await withStore(async (store, engine) => {
      await store.put(items([run('a')]));
      await engine.db.deleteFrom('packs').execute();
      await assert.rejects(collect(store.list()), {
        code: 'store-unavailable',
        message: `${engine.location}: a: found no line 0 in pack 1`,
      });
    });
  });

  test('a thousand runs come back from many packs, in any order', async () => {
    await withStore(async (store, engine) => {
      const ids = Array.from({ length: 1000 }, (_, i) => `${(i * 7919) % 1000}`.padStart(3, '0'));
      const words = (id: string) => Array.from({ length: 300 }, (_, i) => `${id}${i * Number(id)}`).join(' ');
      const runs = ids.map((id) => sampleTrajectory(id, [['agent', words(id)]]));
      for (let i = 0; i < 1000; i += 250) await store.put(items(runs.slice(i, i + 250)));
      assert.ok((await taskLines(engine)).length > 20);
      const expected = runs.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(await collect(store.read()), expected);
      for (const one of expected.slice(0, 50).reverse()) assert.deepEqual(await store.get(one.id), one);
      const places = await engine.db.selectFrom('trajectories').select(['id', 'pack', 'line']).execute();
      const forgetful = packReader({ rememberedBytes: 150_000 });
      for (const { id, ...place } of places.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        const [, steps] = (await forgetful(engine.db, [place.pack, 1]))(place);
        assert.equal(steps.toString(), JSON.stringify(runs[ids.indexOf(id)]!.steps));
      }
    });
  });
}

function run(id: string): Trajectory {
  return sampleTrajectory(id, [['user', `words of ${id}`]], { task: { id: `task ${id}`, tags: [] } });
}

function items(trajectories: readonly Trajectory[]) {
  return trajectories.map((trajectory) => ({ trajectory }));
}

/** Lines of each pack: the task of a head, `steps` for steps. */
async function taskLines(engine: Engine): Promise<string[][]> {
  const packs = await engine.db.selectFrom('packs').select('bytes').orderBy('key').execute();
  return packs.map(({ bytes }) =>
    unpackBytes(bytes)
      .toString('utf8')
      .split('\n')
      .map((line) => {
        if (!line.startsWith('{')) return line === '' ? '' : 'steps';
        const { task } = (JSON.parse(line) as { run: Pick<Trajectory, 'task'> }).run;
        return task.id ?? JSON.stringify(task);
      }),
  );
}
