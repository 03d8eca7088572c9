import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { ImportItem, Label } from '../trajectory.ts';

const labelsOf = (items: readonly ImportItem[]): Label[] =>
  items.flatMap((item) => ('label' in item ? [item.label] : []));

test('frames of one track are a run, equal labels in a row one bout', async () => {
  const table = 'video track frame label\nV 0 1 walk\nV 1 0 graze\nV 0 0 walk\nV 0 2 graze\n';
  const items = await importText('frames.csv', table);
  assert.deepEqual(issuesOf(items), []);
  assert.deepEqual(
    trajectoriesOf(items).map(({ source, task, steps }) => [source.format, task.id, steps.map(({ name, parts }) => [name, (parts[0] as { ref?: string }).ref])]), // prettier-ignore
    [
      ['frame-labels', 'V', [['0', 'V#frame=0'], ['0', 'V#frame=1'], ['0', 'V#frame=2']]], // prettier-ignore
      ['frame-labels', 'V', [['1', 'V#frame=0']]],
    ],
  );
  assert.deepEqual(
    labelsOf(items).map(({ name, steps }) => [name, steps]),
    [
      ['label:frames/walk', [0, 1]],
      ['label:frames/graze', [2, 2]],
      ['label:frames/graze', [0, 0]],
    ],
  );
});

test('frames without a label are between bouts', async () => {
  const items = await importText('frames.csv', 'video,frame,behavior\nV,0,walk\nV,1,\nV,2,walk\n');
  assert.deepEqual(
    labelsOf(items).map(({ steps }) => steps),
    [
      [0, 0],
      [2, 2],
    ],
  );
});
