import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { ImportItem, Label } from '../trajectory.ts';

const labelsOf = (items: readonly ImportItem[]): Label[] =>
  items.flatMap((item) => ('label' in item ? [item.label] : []));

const TABLE = ['Session,scene_id,Walk,Graze,Interval(sec),Herd Size', '1,a,0.25,0.75,40,Small', '2,b,0,1,10,Large', ''].join('\n'); // prettier-ignore

test('each row is a run, each behavior a step as long as its share', async () => {
  const items = await importText('budgets.csv', TABLE);
  assert.deepEqual(issuesOf(items), []);
  const [a, b] = trajectoriesOf(items);
  assert.deepEqual(
    [a, b].map((run) => [run!.source.format, run!.task, run!.steps.map(({ at, endedAt }) => [at, endedAt])]),
    [
      ['activity-shares', { id: '1', tags: ['Session=1', 'Herd Size=Small'] }, [['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:10.000Z'], ['1970-01-01T00:00:10.000Z', '1970-01-01T00:00:40.000Z']]], // prettier-ignore
      ['activity-shares', { id: '2', tags: ['Session=2', 'Herd Size=Large'] }, [['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:10.000Z']]], // prettier-ignore
    ],
  );
  assert.deepEqual(
    labelsOf(items).map(({ name, steps, value }) => [name, steps, value]),
    [
      ['label:shares/Walk', [0, 0], 0.25],
      ['label:shares/Graze', [1, 1], 0.75],
      ['label:shares/Graze', [0, 0], 1],
    ],
  );
  assert.deepEqual(a!.extra, { Session: '1', scene_id: 'a', Walk: '0.25', Graze: '0.75', 'Interval(sec)': '40', 'Herd Size': 'Small' }); // prettier-ignore
});

test('a row whose interval is no number is an issue, the others are read', async () => {
  const items = await importText('budgets.csv', `${TABLE}3,c,0.5,0.5,long,Small\n`);
  assert.deepEqual(
    [trajectoriesOf(items).length, issuesOf(items)],
    [2, ['bad-record 4: found no shares that add up to 1']],
  );
});
