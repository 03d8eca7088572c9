import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { EthogramError } from '../../core/ethogram-error.ts';
import type { Engine } from '../engine.ts';
import { migrate, MIGRATIONS } from '../migrate.ts';
import { openEngine, openStore } from '../open-store.ts';
import { sqlStore } from '../sql-store.ts';
import { collect } from './collect.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

const RUN = sampleTrajectory('a', [['user', 'hello']]);
const HUMAN_OUTCOME = { name: 'success', value: true, by: 'human' } as const;

/** What opening, migrating and closing must do on every engine. `fresh` gives the location of a store that is not there yet. */
export function layoutContract(fresh: () => Promise<string>): void {
  const oldStore = async (location: string): Promise<Engine> => {
    const engine = await openEngine(location, { readonly: false });
    await migrate(engine, { to: 1 });
    await sqlStore(engine).put([{ trajectory: RUN }]);
    return engine;
  };

  test('a store is there again when it is opened again, also for reading only', async () => {
    const location = await fresh();
    const first = await openStore(location);
    await first.put([{ trajectory: RUN }]);
    await first.close();
    const again = await openStore(location, { readonly: true });
    assert.deepEqual(await collect(again.read()), [RUN]);
    await assert.rejects(again.put([{ trajectory: sampleTrajectory('b', []) }]), { code: 'store-unavailable' });
    await again.close();
  });

  test('a store of version 1 is brought up to date with what it holds', async () => {
    const location = await fresh();
    const old = await oldStore(location);
    await old.db.destroy();
    await old.close();
    await assert.rejects(openStore(location, { readonly: true }), {
      code: 'store-unavailable',
      message: new RegExp(`: found store version 1, expected ${MIGRATIONS.length}$`),
    });
    const store = await openStore(location);
    assert.equal((await store.info()).version, MIGRATIONS.length);
    assert.deepEqual(await collect(store.read()), [RUN]);
    assert.deepEqual(await store.behaviors(), []);
    await store.close();
  });

  test('a migration that fails leaves the store as it was', async () => {
    const location = await fresh();
    const engine = await oldStore(location);
    // The last of the tables that version 2 makes: those before it are made, and must go again.
    await sql`create table history (stray integer)`.execute(engine.db);
    await assert.rejects(openStore(location), { name: 'EthogramError', code: 'store-unavailable' });
    await assert.rejects(sql`select * from coders`.execute(engine.db));
    await sql`drop table history`.execute(engine.db);
    const store = await openStore(location);
    assert.deepEqual(await collect(store.read()), [RUN]);
    await store.close();
    await engine.db.destroy();
    await engine.close();
  });

  test('a store that a newer Ethogram wrote is refused', async () => {
    const location = await fresh();
    const engine = await oldStore(location);
    await engine.db.updateTable('meta').set({ value: '99' }).where('name', '=', 'version').execute();
    await assert.rejects(openStore(location), (error: EthogramError) => {
      assert.equal(error.code, 'store-newer');
      assert.equal(error.message, `${engine.location}: found store version 99, expected at most ${MIGRATIONS.length}`);
      assert.equal(error.hint, 'npm install ethogram@latest reads newer stores');
      return true;
    });
    await engine.db.destroy();
    await engine.close();
  });

  test('two that open a new store at once make it once', async () => {
    const location = await fresh();
    const stores = await Promise.all([openStore(location), openStore(location)]);
    await stores[0].put([{ trajectory: RUN }]);
    assert.deepEqual(await collect(stores[1].read()), [RUN]);
    for (const store of stores) await store.close();
  });

  test('a closed store says so', async () => {
    const store = await openStore(await fresh());
    await store.close();
    await store.close();
    const closed = { code: 'store-closed', message: /: the store was used after it was closed$/ };
    await assert.rejects(store.put([]), closed);
    await assert.rejects(store.get('a'), closed);
    await assert.rejects(collect(store.list()), closed);
    await assert.rejects(store.addOutcome('a', HUMAN_OUTCOME), closed);
  });
}
