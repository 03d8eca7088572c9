import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import { approveBehavior, moveBehavior, retireBehavior } from '../../handbook/lifecycle.ts';
import { exampleBehavior } from '../../handbook/testing/example-behavior.ts';
import { openStore } from '../open-store.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

/** What a store must hold of a handbook that several people and processes change. */
export function handbookContract(fresh: () => Promise<string>): void {
  const change = { action: 'approved', at: '2026-01-02T00:00:00Z', by: 'anna' };

  test('of many changes at once, from several processes, none is lost', async () => {
    const place = await fresh();
    const stores = await Promise.all([openStore(place), openStore(place)]);
    await stores[0].putBehaviors([exampleBehavior()], { action: 'mined', at: '2026-01-01T00:00:00Z' });
    const { id } = exampleBehavior();
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        stores[i % 2]!.updateBehaviors(async (handbook) => {
          const behavior = (await handbook.behavior(id))!;
          return { changed: [{ ...behavior, savedTokens: behavior.savedTokens + 1 }], change, result: undefined };
        }),
      ),
    );
    assert.equal((await stores[0].behavior(id))?.savedTokens, 20);
    assert.equal((await stores[1].history(id)).length, 11);
    for (const store of stores) await store.close();
  });

  test('work that fails changes nothing, and says why', async () => {
    const store = await openStore(await fresh());
    await store.putBehaviors([exampleBehavior()], { action: 'mined', at: '2026-01-01T00:00:00Z' });
    await assert.rejects(
      store.updateBehaviors(async () => {
        throw new Error('no');
      }),
      /no/,
    );
    assert.deepEqual(await store.behaviors(), [exampleBehavior()]);
    await store.close();
  });

  test('histories tell who did what, of every behavior', async () => {
    const store = await openStore(await fresh());
    const [one, other] = [exampleBehavior({ runs: ['a'] }), exampleBehavior({ id: 'b_2', instruction: 'Wait.' })];
    await store.putBehaviors([one, other], { action: 'mined', at: '2026-01-01T00:00:00Z' });
    await store.updateBehaviors(async () => ({ changed: [{ ...one, status: 'active' }], change, result: undefined }));
    const bare = { ...one, provenance: [] };
    const mined = { version: 1, action: 'mined', at: '2026-01-01T00:00:00Z' };
    assert.deepEqual(
      await store.histories(),
      new Map([
        [
          one.id,
          [
            { ...mined, behavior: bare },
            { version: 1, ...change, behavior: { ...bare, status: 'active' } },
          ],
        ],
        [other.id, [{ ...mined, behavior: other }]],
      ]),
    );
    await store.close();
  });

  test('what somebody approved outlives its evidence while it is stale or on trial, and so does what was decided about it', async () => {
    const store = await openStore(await fresh());
    await store.put([{ trajectory: sampleTrajectory('a', [['user', 'May I?']]) }]);
    const anna = { by: 'anna', at: '2026-01-02T00:00:00Z' };
    const one = (id: string): MinedBehavior => exampleBehavior({ id, runs: ['a'], instruction: `Do ${id}.` });
    const approved = approveBehavior(one('b_1'), anna);
    await store.putBehaviors(
      [moveBehavior(approved, 'try'), retireBehavior(approveBehavior(one('b_2'), anna)), one('b_3')],
      { action: 'mined', at: '2026-01-01T00:00:00Z' },
    );
    assert.equal((await store.forget(['a'])).behaviors, 2);
    const [left, ...more] = await store.behaviors();
    assert.deepEqual([left?.id, left?.status, left?.approval, more], ['b_1', 'shadow', approved.approval, []]);
    assert.deepEqual([...(await store.histories()).keys()], ['b_1']);
    await store.close();
  });
}
