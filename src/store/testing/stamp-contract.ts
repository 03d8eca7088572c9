import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposedBehavior } from '../../handbook/proposed-behavior.ts';
import type { Store } from '../store.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

const CHANGE = { action: 'mined', at: '2026-01-01T00:00:00.000Z' };

/** What a store must tell of its handbook's changes. `open` gives an empty store. */
export function stampContract(open: () => Promise<Store>): void {
  test('the stamp of the handbook changes with every change of it, and with nothing else', async () => {
    const store = await open();
    const words = { name: 'behavior_ask_first', instruction: 'Ask first.', kind: 'workflow' } as const;
    const behavior = proposedBehavior(words, { by: 'test' });
    const stamps = [await store.handbookStamp()];
    const note = async (): Promise<void> => void stamps.push(await store.handbookStamp());
    await store.putBehaviors([behavior], CHANGE);
    await note();
    await store.putBehaviors([{ ...behavior, status: 'archived' }], CHANGE);
    await note();
    await store.updateBehaviors(async () => ({ changed: [behavior], change: CHANGE, result: undefined }));
    await note();
    assert.equal(new Set(stamps).size, 4);
    await store.put([{ trajectory: sampleTrajectory('run', [['user', 'Hello?'], ['agent', 'Yes.']]) }]); // prettier-ignore
    await store.putBehaviors([], CHANGE);
    assert.equal(await store.handbookStamp(), stamps.at(-1));
    // Evidence goes with the run.
    await store.forget(['run']);
    assert.notEqual(await store.handbookStamp(), stamps.at(-1));
    await store.close();
  });
}
