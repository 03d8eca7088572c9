import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { ageBehaviors } from './age-behaviors.ts';
import { exampleBehavior } from './testing/example-behavior.ts';

const SEEN = { first: '2026-01-01T00:00:00Z', last: '2026-01-10T00:00:00Z' };
const OLD = exampleBehavior({ seen: SEEN, status: 'active' });

test('what was not seen for long although runs went on goes stale', () => {
  const [aged] = ageBehaviors([OLD], runs(20, '2026-05-01T00:00:00Z'));
  assert.deepEqual(aged, { behavior: { ...OLD, status: 'stale', unseenSince: SEEN.last }, runs: 20 });
  assert.deepEqual(ageBehaviors([OLD], runs(19, '2026-05-01T00:00:00Z')), []);
  assert.deepEqual(ageBehaviors([OLD], runs(20, '2026-04-01T00:00:00Z')), []);
  assert.equal(ageBehaviors([OLD], runs(20, '2026-04-01T00:00:00Z'), { days: 30 }).length, 1);
});

test('what is pinned, was never dated, is for another project or was put before an agent lately stays', () => {
  const stays = (change: Partial<MinedBehavior>): boolean =>
    ageBehaviors([{ ...OLD, ...change }], runs(50, '2026-05-01T00:00:00Z')).length === 0;
  assert.deepEqual(
    [{ pinned: true as const }, { seen: undefined! }, { scope: { projects: ['bank'] } }, { status: 'archived' as const }].map(stays),
    [true, true, true, true],
  );
  assert.ok(!stays({ scope: { projects: ['shop'] } }));
  const servedAt = new Map([[OLD.id, '2026-04-20T00:00:00Z']]);
  assert.deepEqual(ageBehaviors([OLD], runs(50, '2026-05-01T00:00:00Z'), { servedAt }), []);
}); // prettier-ignore

test('nothing ages while nothing runs', () => {
  assert.deepEqual(ageBehaviors([OLD], []), []);
  assert.deepEqual(ageBehaviors([OLD], [{ startedAt: 'long ago' }]), []);
});

function runs(count: number, startedAt: string): { startedAt: string; project: string }[] {
  return Array.from({ length: count }, () => ({ startedAt, project: 'work/shop' }));
}
