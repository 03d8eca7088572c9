import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { exportJsonl } from './export-jsonl.ts';
import { arbitraryLabel, arbitraryTrajectory } from './testing/arbitrary-trajectory.ts';
import { importText, issuesOf } from './testing/import-text.ts';

const runs = arbitraryTrajectory().chain((trajectory) =>
  fc.tuple(fc.constant(trajectory), fc.array(arbitraryLabel(trajectory.id), { maxLength: 2 })),
);

test('what was exported and imported again is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(runs, { minLength: 1, maxLength: 3 }), async (list) => {
      const file = list.map(([trajectory, labels]) => exportJsonl(trajectory, labels)).join('');
      const expected = list.flatMap(([trajectory, labels]) => [{ trajectory }, ...labels.map((label) => ({ label }))]);
      assert.deepEqual(await importText('runs.jsonl', file), expected);
    }),
    { numRuns: 60 },
  );
});

test('a hash in a file is not believed, and what is no trajectory is an issue', async () => {
  const good = {
    id: 'x:1',
    contentHash: 'made up',
    revision: 1,
    source: { format: 'x', uri: 'u' },
    task: { tags: [] },
    agent: {},
    outcomes: [],
    steps: [],
    extra: {},
  };
  const bad = [
    { ...good, id: 'a b' },
    { ...good, steps: [{ index: 0, actor: 'nobody', parts: [] }] },
    { ...good, steps: [{ index: 0, actor: 'user', parts: [{ kind: 'text' }] }] },
    { ...good, steps: [{ index: 0, actor: 'user', parts: [{ kind: 'constructor' }] }] },
    { ...good, outcomes: [{ name: 'reward', value: null, by: 'verifier' }] },
  ];
  const lines = [good, ...bad].map((trajectory) => JSON.stringify({ trajectory })).join('\n');
  const items = await importText('runs.jsonl', `${lines}\n{"label": {"name": "x"}}\n`);
  assert.deepEqual(items[0], {
    trajectory: { ...good, contentHash: 'feb568ce5308760e4cd9fb00e09f708b3342b18bb2e8671bd44c93ebe94843b6' },
  });
  assert.deepEqual(
    issuesOf(items),
    [2, 3, 4, 5, 6, 7].map((line) => `bad-record ${line}: found neither {"trajectory": …} nor {"label": …}`),
  );
});
