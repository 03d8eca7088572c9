import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropOlder } from './drop-older.ts';
import { says, sampleRun } from './testing/sample-run.ts';

const SINCE = Date.parse('2026-05-01T00:00:00Z');

test('runs that ended before are left out, with their labels and links', () => {
  const runs = [
    sampleRun([says('user', 'hi')], { id: 'old', startedAt: '2026-04-01T00:00:00Z' }),
    sampleRun([says('user', 'hi')], { id: 'long', startedAt: '2026-04-01T00:00:00Z', endedAt: '2026-05-02T00:00:00Z' }),
    sampleRun([{ ...says('user', 'hi'), at: '2026-04-30T00:00:00Z' }], { id: 'by step' }),
    sampleRun([says('user', 'hi')], { id: 'timeless' }),
    sampleRun([says('user', 'hi')], { id: 'nonsense', endedAt: 'yesterday' }),
  ];
  const drop = dropOlder(SINCE);
  const first = drop(runs.map((trajectory) => ({ trajectory })));
  assert.equal(first.older, 2);
  assert.deepEqual(
    first.items.map((item) => ('trajectory' in item ? item.trajectory.id : '')),
    ['long', 'timeless', 'nonsense'],
  );
  const later = [
    { label: { trajectoryId: 'old', name: 'label:x/y', value: 1 } },
    { label: { trajectoryId: 'long', name: 'label:x/y', value: 1 } },
    { link: { parentId: 'long', callId: 'c', childId: 'by step' } },
    { issue: { file: 'f', code: 'bad-json', message: 'm' } },
  ];
  assert.deepEqual(drop(later), { items: [later[1], later[3]], older: 0 });
  assert.deepEqual(dropOlder(undefined)(later), { items: later, older: 0 });
});
