import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { fullPlaces, leavingPlaces, placesOf } from './active-cap.ts';
import { exampleBehavior } from './testing/example-behavior.ts';

test('a behavior competes in each project with each tool that it is for', () => {
  assert.deepEqual(placesOf({ scope: {} }), ['*/*']);
  assert.deepEqual(placesOf({ scope: { projects: ['shop', 'bank'], tools: ['Bash'] } }), ['shop/Bash', 'bank/Bash']);
});

test('where a place would be too full the weakest leave: harmful ones, then those that save least', () => {
  const active = [behavior('b_1', 5), behavior('b_2', 1), { ...behavior('b_3', 9), ...HARMFUL }];
  assert.deepEqual(fullPlaces(active, [behavior('b_4', 0)], { cap: 4 }), []);
  const [full] = fullPlaces(active, [behavior('b_4', 0), behavior('b_5', 0)], { cap: 3 });
  assert.deepEqual([full?.place, full?.active, ids(full?.leaving)], ['*/*', 5, ['b_3', 'b_2']]);
  assert.deepEqual(
    leavingPlaces([full!]).map(({ id, status }) => [id, status]),
    [
      ['b_3', 'shadow'],
      ['b_2', 'shadow'],
    ],
  );
});

test('what is pinned, or was hardly looked for, does not leave; places are counted apart', () => {
  const active = [
    { ...behavior('b_1', 1), pinned: true },
    { ...behavior('b_2', 2), support: { trajectories: 1, of: 19, tasks: 1 } },
    behavior('b_3', 3),
  ];
  assert.deepEqual(ids(fullPlaces(active, [behavior('b_4', 0)], { cap: 1 })[0]?.leaving), ['b_3']);
  const elsewhere = exampleBehavior({ id: 'b_5', scope: { projects: ['shop'] } });
  assert.deepEqual(fullPlaces(active, [elsewhere], { cap: 1 }), []);
});

test('what is active already takes no second place, and what was too many before is not counted again', () => {
  assert.deepEqual(fullPlaces([behavior('b_1', 1)], [behavior('b_1', 1)], { cap: 1 }), []);
  const many = ['b_1', 'b_2', 'b_3'].map((id, i) => behavior(id, i));
  assert.deepEqual(ids(fullPlaces(many, [behavior('b_4', 0)], { cap: 1 })[0]?.leaving), ['b_1']);
});

const HARMFUL: Partial<MinedBehavior> = { outcome: { difference: -0.3, interval: [-0.5, -0.1], q: 0.01, n: 80 } };

function behavior(id: string, savedTokens: number): MinedBehavior {
  return exampleBehavior({ id, savedTokens, status: 'active', instruction: `Do ${id}.` });
}

function ids(behaviors: readonly MinedBehavior[] = []): string[] {
  return behaviors.map(({ id }) => id);
}
