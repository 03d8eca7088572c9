import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';
import { sampleTrajectory, type Script } from './sample-trajectory.ts';

const SCRIPT: Script = [
  ['user', 'What is 17 times 23?'],
  ['agent', '391.'],
];

/** What a store must do with notes about runs and with decisions. `open` gives an empty store. */
export function noteContract(open: () => Promise<Store>): void {
  test('notes are kept by run, kind and name, the latest counts, and they go with their run', async () => {
    const store = await open();
    await store.put(['b', 'a'].map((id) => ({ trajectory: sampleTrajectory(id, SCRIPT) })));
    const hostile = { text: '\u0000\ud800', list: [1, null] };
    await store.putNotes('probe', [
      { trajectoryId: 'b', name: '1', value: 'first' },
      { trajectoryId: 'a', name: '2', value: hostile },
      { trajectoryId: 'no such run', name: '1', value: 'dropped' },
    ]);
    await store.putNotes('probe', [{ trajectoryId: 'b', name: '1', value: 'second' }]);
    await store.putNotes('reflection', [{ trajectoryId: 'b', name: '1', value: 'another kind' }]);
    assert.deepEqual(await collect(store.notes('probe')), [
      { trajectoryId: 'a', name: '2', value: hostile },
      { trajectoryId: 'b', name: '1', value: 'second' },
    ]);
    assert.equal((await collect(store.notes('probe', { trajectoryId: 'a' }))).length, 1);
    await store.forget(['b']);
    assert.deepEqual(await collect(store.notes('reflection')), []);
    assert.equal((await collect(store.notes('probe'))).length, 1);
  });

  test('notes are read in order of run and name, however many', async () => {
    const store = await open();
    const ids = Array.from({ length: 9 }, (_, i) => `run${i}`);
    await store.put(ids.map((id) => ({ trajectory: sampleTrajectory(id, SCRIPT) })));
    const names = Array.from({ length: 50 }, (_, i) => `n${String(i).padStart(2, '0')}`);
    const notes = ids.flatMap((trajectoryId) => names.map((name) => ({ trajectoryId, name, value: name })));
    await store.putNotes('probe', notes.toReversed());
    assert.deepEqual(await collect(store.notes('probe')), notes);
  });

  test('decisions are kept by kind and name', async () => {
    const store = await open();
    await store.putDecisions('kept-apart', [
      { name: 'b c', value: true },
      { name: 'a b', value: { why: 'one is about dates' } },
    ]);
    await store.putDecisions('kept-apart', [{ name: 'b c', value: false }]);
    assert.deepEqual(await store.decisions('kept-apart'), [
      { name: 'a b', value: { why: 'one is about dates' } },
      { name: 'b c', value: false },
    ]);
    assert.deepEqual(await store.decisions('kept-apart', ['b c', 'c', 'b c']), [{ name: 'b c', value: false }]);
    assert.deepEqual(await store.decisions('kept-apart', []), []);
    assert.deepEqual(await store.decisions('calibration'), []);
  });
}
