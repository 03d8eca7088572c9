import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorRevision } from './behavior-store.ts';
import { approveBehavior, editBehavior, retireBehavior } from './lifecycle.ts';
import { mergeIntoOne } from './merge-into-one.ts';
import { exampleBehavior } from './testing/example-behavior.ts';
import { restoreRevision, undoChange } from './undo-change.ts';

const ASK = exampleBehavior({ runs: ['a', 'b'] });
const WAIT = exampleBehavior({
  id: 'b_0000000002',
  name: 'behavior_wait',
  instruction: 'Wait for a yes.',
  runs: ['c'],
});
const [MINED, APPROVED, EDITED, MERGED] = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'] as const;
const approved = approveBehavior(ASK, { by: 'anna', at: APPROVED });

test('undoing takes the last change back, an undoing too', () => {
  const edited = editBehavior(approved, { instruction: 'Ask!' });
  const history = [was('mined', MINED, ASK), was('approved', APPROVED, approved), was('edited', EDITED, edited)];
  const { changed } = undoChange(new Map([[ASK.id, history]]), ASK.id);
  assert.deepEqual(changed, [{ ...approved, version: 3 }]);
  const again = undoChange(new Map([[ASK.id, [...history, was('undone', MERGED, changed[0]!)]]]), ASK.id);
  assert.deepEqual(again.changed, [{ ...edited, version: 4 }]);
});

test('what was counted stays as it is: runs may have been forgotten since', () => {
  const support = { trajectories: 1, of: 9, tasks: 1, taskIds: ['task-b'] };
  const history = [
    was('mined', MINED, ASK),
    was('approved', APPROVED, approved),
    was('mined', EDITED, { ...approved, support }),
  ];
  assert.deepEqual(undoChange(new Map([[ASK.id, history]]), ASK.id).changed, [{ ...ASK, support }]);
});

test('a merge is taken back as a whole, from whichever side', () => {
  const [one, ...retired] = mergeIntoOne([ASK, WAIT]);
  const histories = new Map([
    [ASK.id, [was('mined', MINED, ASK), was('merged', MERGED, retired[0]!)]],
    [WAIT.id, [was('mined', MINED, WAIT), was('merged', MERGED, retired[1]!)]],
    [one!.id, [was('merged', MERGED, one!)]],
  ]);
  const expected = [ASK, WAIT, retireBehavior(one!)].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const id of [undefined, ASK.id, one!.id]) assert.deepEqual(undoChange(histories, id).changed, expected);
});

test('without an id it is what was done last by hand, with all that this touched', () => {
  const both = [ASK, WAIT].map((behavior) => approveBehavior(behavior, { by: 'anna', at: APPROVED }));
  const histories = new Map(
    [ASK, WAIT].map((behavior, i) => [
      behavior.id,
      [was('mined', MINED, behavior), was('approved', APPROVED, both[i]!), was('mined', MERGED, both[i]!)],
    ]),
  );
  assert.deepEqual(undoChange(histories).changed, [ASK, WAIT]);
  assert.deepEqual(undoChange(histories, ASK.id).changed, [ASK]);
});

test('what was changed since is not undone silently, and where nothing was done there is nothing to undo', () => {
  const both = [ASK, WAIT].map((behavior) => approveBehavior(behavior, { by: 'anna', at: APPROVED }));
  const merged = mergeIntoOne(both);
  const edited = editBehavior(merged[0]!, { instruction: 'Ask!' });
  const histories = new Map([
    [ASK.id, [was('approved', APPROVED, both[0]!), was('merged', MERGED, merged[1]!)]],
    [WAIT.id, [was('approved', APPROVED, both[1]!), was('merged', MERGED, merged[2]!)]],
    [edited.id, [was('merged', MERGED, merged[0]!), was('edited', '2026-01-05', edited)]],
  ]);
  assert.throws(() => undoChange(histories, ASK.id), {
    code: 'bad-argument',
    message: `${edited.id}: found it edited since, expected nothing newer`,
  });
  assert.throws(() => undoChange(new Map([[ASK.id, [was('mined', MINED, ASK)]]])), {
    message: 'undo: found no change made by hand, expected one',
  });
});

test('any state of its history can be brought back, and no other', () => {
  const edited = editBehavior(approved, { instruction: 'Ask!' });
  const history = [was('mined', MINED, ASK), was('approved', APPROVED, approved), was('edited', EDITED, edited)];
  assert.deepEqual(restoreRevision(history, 1), { ...ASK, version: 3 });
  assert.throws(() => restoreRevision(history, 4), { message: '--to: found 4, expected 1 to 3' });
});

function was(action: string, at: string, behavior: MinedBehavior): BehaviorRevision {
  return { version: behavior.version, action, at, behavior };
}
