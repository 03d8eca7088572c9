import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { importFiles } from '../src/trajectory/import-files.ts';
import { SHARED_DATA, skipWithoutData } from '../src/trajectory/testing/shared-data.ts';
import { DATA_FOLDERS, type FolderCounts } from './data-folders.ts';

/** What importing a folder gives, counted. */
async function counted(folder: string): Promise<FolderCounts> {
  const formats: Record<string, [trajectories: number, steps: number]> = {};
  const labels: Record<string, number> = {};
  const outcomes: Record<string, number> = {};
  const issues: Record<string, number> = {};
  const count = (counts: Record<string, number>, name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for await (const item of importFiles([join(SHARED_DATA, folder)])) {
    if ('trajectory' in item) {
      const { source, steps, outcomes: found } = item.trajectory;
      const [trajectories, all] = formats[source.format] ?? [0, 0];
      formats[source.format] = [trajectories + 1, all + steps.length];
      for (const { name } of found) count(outcomes, name);
    } else if ('label' in item) count(labels, item.label.name);
    else if ('issue' in item) count(issues, item.issue.code);
  }
  const some = (name: string, counts: object): object => (Object.keys(counts).length === 0 ? {} : { [name]: counts });
  return {
    ...some('formats', formats),
    ...some('labels', labels),
    ...some('outcomes', outcomes),
    ...some('issues', issues),
  };
}

test('every folder of the shared data stands in the table', { skip: skipWithoutData }, () => {
  const folders = readdirSync(SHARED_DATA).filter((name) => statSync(join(SHARED_DATA, name)).isDirectory());
  assert.deepEqual(folders.sort(), Object.keys(DATA_FOLDERS).sort());
});

for (const [folder, { why: _why, ...expected }] of Object.entries(DATA_FOLDERS)) {
  test(`${folder} gives the runs, steps, labels and outcomes that it holds`, { skip: skipWithoutData }, async () => {
    assert.deepEqual(await counted(folder), expected);
  });
}
