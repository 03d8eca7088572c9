import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { contentHash } from './content-hash.ts';
import { exportOtel } from './export-otel.ts';
import { importFiles } from './import-files.ts';
import { arbitraryTrajectory } from './testing/arbitrary-trajectory.ts';
import { importText, issuesOf, trajectoriesOf } from './testing/import-text.ts';
import { skipWithoutData } from './testing/shared-data.ts';
import { dataFiles } from './testing/text-law.ts';
import type { Trajectory } from './trajectory.ts';

async function exported(trajectories: readonly Trajectory[]): Promise<string> {
  return (await Array.fromAsync(exportOtel(trajectories))).join('');
}

// Reading again tells anew whether secrets were replaced.
function withoutRedaction({ source, ...trajectory }: Trajectory): object {
  return { ...trajectory, source: { format: source.format, uri: source.uri } };
}

test('any trajectory comes back from its export as it was', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTrajectory(), async (trajectory) => {
      const text = await exported([trajectory]);
      const items = await importText('a.jsonl', text);
      assert.deepEqual(issuesOf(items), []);
      const [again] = trajectoriesOf(items);
      // As JSON: what is undefined or -0 is not told by it.
      assert.deepEqual(JSON.parse(JSON.stringify(withoutRedaction(again!))), {
        ...(JSON.parse(JSON.stringify(withoutRedaction(trajectory))) as object),
        contentHash: contentHash(trajectory.steps),
      });
    }),
    { numRuns: 60 },
  );
});

const SOURCES: readonly (readonly [folder: string, name: RegExp, runs: number])[] = [
  ['any-agent', /_trace\.json$/, 4],
  ['langfuse', /\.trace\.json$/, 10],
  ['inspect_scout/tests/sources/atif_source', /\.json$/, 2],
  ['agentdojo', /injection_task_1\.json$/, -1],
  ['claude-code-transcripts', /\.jsonl?$/, -1],
];

for (const [folder, name, runs] of SOURCES) {
  test(`runs of ${folder} come back with their steps, outcomes and ids`, { skip: skipWithoutData }, async () => {
    const files = dataFiles(folder, name).slice(0, 40);
    const imported = trajectoriesOf(await Array.fromAsync(importFiles(files, { redact: false })));
    // Fixtures of different runs may name the same session.
    const trajectories = [...new Map(imported.map((item) => [item.id, item])).values()];
    assert.ok(runs < 0 ? trajectories.length > 0 : trajectories.length === runs, `${trajectories.length}`);
    const text = await exported(trajectories);
    const again = new Map(trajectoriesOf(await importText('a.jsonl', text)).map((item) => [item.id, item]));
    for (const trajectory of trajectories) {
      const found = again.get(trajectory.id);
      assert.equal(found?.contentHash, trajectory.contentHash);
      assert.deepEqual(found?.steps, JSON.parse(JSON.stringify(trajectory.steps)));
      assert.deepEqual(found?.outcomes, trajectory.outcomes);
    }
    assert.equal(await exported(trajectories), text);
  });
}

test(
  'without what only Ethogram reads, the export is still a run with the same words',
  { skip: skipWithoutData },
  async () => {
    const [path] = dataFiles('any-agent', /OPENAI_trace\.json$/);
    const [trajectory] = trajectoriesOf(await Array.fromAsync(importFiles([path!], { redact: false })));
    const text = (await exported([trajectory!])).replace('"ethogram.run"', '"other.run"');
    const [plain] = trajectoriesOf(await importText('a.jsonl', text));
    assert.deepEqual(
      plain!.steps.map(({ actor, parts }) => ({ actor, parts })),
      trajectory!.steps.map(({ actor, parts }) => ({ actor, parts })),
    );
  },
);
