import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { sampleTrajectory } from '../../store/testing/sample-trajectory.ts';
import { readSequences } from './read-sequences.ts';
import { sampleEvent } from '../../behavior/testing/sample-event.ts';

let store: Store;

before(async () => {
  store = await openStore(':memory:');
  await store.put(['b', 'a', 'c'].map((id) => ({ trajectory: sampleTrajectory(id, [['user', 'Hi'], ['agent', 'Yes?']]) }))); // prettier-ignore
  const coding = { revision: 1, codebook: 'book@1', detector: 'cues@1', notObservable: {}, observedTokens: 9 };
  await store.putCodings([
    {
      coding: { ...coding, trajectoryId: 'a', observedUnits: { ask: 2, wait: 0 } },
      events: [sampleEvent('a', 'ask', 1), sampleEvent('a', 'ask', 0, { actor: 'user' }), sampleEvent('a', 'ask', 1, { verdict: 'unsupported' })],
    },
    { coding: { ...coding, trajectoryId: 'b', observedUnits: { ask: 1, wait: 3 } }, events: [] },
  ]); // prettier-ignore
});

after(async () => store.close());

test('runs that were examined come as codes in order, with what could be observed', async () => {
  const { alphabet, sequences } = await readSequences(store, { codebook: 'book' });
  assert.deepEqual(alphabet, ['book/ask', 'book/wait']);
  assert.deepEqual(
    sequences.map(({ id, codes, first, actors, observed }) => [id, [...codes], [...first], [...actors], [...observed!]]),
    [
      ['a', [0, 0], [0, 1], [1, 0], [2, 0]],
      ['b', [], [], [], [1, 3]],
    ],
  );
}); // prettier-ignore

test('only what one actor does is read when asked for', async () => {
  const { sequences } = await readSequences(store, { actor: 'user' });
  assert.deepEqual(
    sequences.map(({ first }) => [...first]),
    [[0], []],
  );
});

test('every run is there for calls, with none where it made none', async () => {
  const { alphabet, sequences } = await readSequences(store, { of: 'calls' });
  assert.deepEqual([alphabet, sequences.map(({ id }) => id)], [[], ['a', 'b', 'c']]);
});
