import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { withDerivedOutcomes } from '../behavior/derive-outcomes.ts';
import { importFiles } from '../trajectory/import-files.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { ingest } from './ingest.ts';
import { openStore } from './open-store.ts';
import { collect } from './testing/collect.ts';

const DATA = resolve('../shared/data');
// What a store may take of the bytes it was read from.
const LARGEST_SHARE = 0.6;
const folder = mkdtempSync(join(tmpdir(), 'ethogram-ingest-'));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const [source, runs] of [
  ['tau-bench', 200],
  ['claude-code-spotter', 7],
] as const) {
  const place = join(DATA, source);
  const skip = existsSync(place) || process.env['CI'] !== undefined ? false : `${place} is not there`;

  test(`${source} takes at most ${LARGEST_SHARE} of its bytes and comes back as it was read`, { skip }, async () => {
    const path = join(folder, `${source}.db`);
    const store = await openStore(path);
    const { imported, bytes } = await ingest(store, [place], { workers: 2 });
    assert.equal(imported, runs);
    const read: Trajectory[] = [];
    for await (const item of importFiles([place])) if ('trajectory' in item) read.push(item.trajectory);
    const stored = await collect(store.read());
    assert.deepEqual(
      stored.map(withoutLinks),
      read
        .map(withoutLinks)
        .map(withDerived)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    await store.close();
    const share = statSync(path).size / bytes;
    assert.ok(
      share <= LARGEST_SHARE,
      `${source}: found ${share.toFixed(3)} of the source, expected at most ${LARGEST_SHARE}`,
    );
  });
}

// The store derives what the source does not say.
function withDerived<T extends Pick<Trajectory, 'outcomes' | 'steps'>>(run: T): T {
  return { ...run, outcomes: withDerivedOutcomes(run.outcomes, run.steps) };
}

// Where a run came from in another run is said by links, which the importer yields beside the run.
function withoutLinks(run: Trajectory): Trajectory {
  const { spawnedBy: _spawnedBy, parentId: _parentId, ...rest } = run;
  return rest;
}
