import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { FORMATS } from './formats.ts';
import { formatSamples, type FormatSample } from './testing/format-samples.ts';
import { importText, issuesOf, trajectoriesOf } from './testing/import-text.ts';
import { tarOf } from './testing/tar-of.ts';
import { zipOf } from './testing/zip-of.ts';
import type { Trajectory } from './trajectory.ts';

const SAMPLES: ReadonlyMap<string, readonly FormatSample[]> = Map.groupBy(formatSamples(), ({ format }) => format);

// Without the place it was read from.
async function runsIn(name: string, bytes: Buffer): Promise<Omit<Trajectory, 'source'>[]> {
  const items = await importText(name, bytes);
  assert.deepEqual(issuesOf(items), [], name);
  return trajectoriesOf(items).map(({ source: _source, ...rest }) => rest);
}

test('there is a sample of every format, and of no other', () => {
  assert.deepEqual([...SAMPLES.keys()].sort(), FORMATS.map(({ name }) => name).sort());
});

for (const [format, samples] of SAMPLES) {
  test(`samples of ${format} are recognised and read without an issue, packed or not`, async () => {
    for (const { name, bytes } of samples) {
      const items = await importText(name, bytes);
      assert.deepEqual(issuesOf(items), [], name);
      const formats = new Set(trajectoriesOf(items).map(({ source }) => source.format));
      assert.deepEqual([...formats], [format === 'ethogram' ? 'x' : format], name);
      const runs = await runsIn(name, bytes);
      assert.deepEqual(await runsIn(`${name}.gz`, gzipSync(bytes)), runs);
      assert.deepEqual(await runsIn(`${name}.zst`, zstdCompressSync(bytes)), runs);
      assert.deepEqual(await runsIn('all.zip', zipOf([[name, bytes]])), runs);
      assert.deepEqual(await runsIn('all.tar', tarOf([{ name, content: bytes }])), runs);
    }
  });
}
