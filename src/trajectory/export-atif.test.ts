import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { contentHash } from './content-hash.ts';
import { exportAtif } from './export-atif.ts';
import { importFiles } from './import-files.ts';
import { arbitraryTrajectory } from './testing/arbitrary-trajectory.ts';
import { importText, issuesOf, trajectoriesOf } from './testing/import-text.ts';
import { calls, sampleRun, says } from './testing/sample-run.ts';
import { skipWithoutData } from './testing/shared-data.ts';
import { dataFiles } from './testing/text-law.ts';
import type { ImportItem, Trajectory } from './trajectory.ts';

async function again(runs: readonly Trajectory[]): Promise<ImportItem[]> {
  const lines = await Array.fromAsync(exportAtif(runs));
  return importText('runs.jsonl', lines.join(''));
}

const inJson = (value: unknown): unknown => JSON.stringify(sorted(JSON.parse(JSON.stringify(value))));

// Fields that are set again come last.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}

/** Every step, and all a run says of itself but where it was read and its links to other runs. */
async function assertAgain(runs: readonly Trajectory[], place: string): Promise<void> {
  const items = await again(runs);
  assert.deepEqual(issuesOf(items), [], place);
  const found = Map.groupBy(trajectoriesOf(items), ({ id }) => id);
  for (const run of runs) {
    const twin = found.get(atifId(run.id))?.shift();
    assert.deepEqual(JSON.parse(JSON.stringify(twin?.steps)), JSON.parse(JSON.stringify(run.steps)), place);
    assert.equal(twin!.contentHash, contentHash(run.steps), place);
    for (const field of [
      'task',
      'agent',
      'outcomes',
      'extra',
      'project',
      'sessionId',
      'startedAt',
      'endedAt',
    ] as const) {
      assert.deepEqual(twin![field], run[field], `${place} ${field}`);
    }
    assert.equal(twin!.parentId, run.parentId === undefined ? undefined : atifId(run.parentId));
  }
  assert.ok(
    [...found.values()].every((left) => left.length === 0),
    place,
  );
}

// A run that was read from ATIF keeps its id.
function atifId(id: string): string {
  return id.startsWith('atif:') && !id.includes('%') ? id : `atif:${id}`;
}

const REAL: readonly (readonly [folder: string, files: RegExp])[] = [
  ['tau-bench', /airline\.json$/],
  ['tau2-bench', /trials\.json$/],
  ['claude-code-spotter', /\.jsonl$/],
  ['inspect_ai', /\.(?:eval|json)$/],
  ['inspect_scout', /\.(?:eval|json|jsonl)$/],
  ['any-agent', /_trace\.json$/],
  ['sharegpt-llamafactory', /\.jsonl?$/],
];

for (const [folder, files] of REAL) {
  test(`runs of ${folder} are the same after an export to ATIF`, { skip: skipWithoutData }, async () => {
    let seen = 0;
    for (const path of dataFiles(folder, files)) {
      const runs = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
      if (runs.length > 0) await assertAgain(runs, path);
      seen += runs.length;
    }
    assert.ok(seen > 0);
  });
}

test('any run at all is the same after an export to ATIF', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTrajectory(), async (run) => {
      const items = await again([run]);
      assert.deepEqual(issuesOf(items), []);
      const [twin] = trajectoriesOf(items);
      assert.equal(twin!.contentHash, run.contentHash);
      // As JSON, which knows no negative zero.
      assert.equal(inJson(twin!.steps), inJson(run.steps));
      assert.equal(inJson(twin!.extra), inJson(run.extra));
    }),
    { numRuns: 300 },
  );
});

test('a plain run is plain ATIF', async () => {
  const [asked, answered] = calls('c1', 'ls', '{"path":"."}', 'a.txt', true);
  const run = sampleRun([says('user', 'List.'), { ...asked!, usage: { inputTokens: 3, outputTokens: 1 } }, answered!]);
  const [line] = await Array.fromAsync(exportAtif([run]));
  assert.deepEqual(JSON.parse(line!), {
    schema_version: 'ATIF-v1.7',
    trajectory_id: 'test:1',
    agent: { name: 'tester', version: 'unknown' },
    steps: [
      { step_id: 1, source: 'user', message: 'List.' },
      {
        step_id: 2,
        source: 'agent',
        message: '',
        tool_calls: [{ tool_call_id: 'c1', function_name: 'ls', arguments: { path: '.' } }],
        observation: { results: [{ source_call_id: 'c1', content: 'a.txt', extra: { is_error: true } }] },
        metrics: { prompt_tokens: 3, completion_tokens: 1 },
      },
    ],
    final_metrics: { total_prompt_tokens: 3, total_completion_tokens: 1 },
    extra: { ethogram: { task: { tags: [] }, agent: { name: 'tester' }, outcomes: [], extra: {} } },
  });
});

test('sub-agents are embedded in the run before them and linked to the call that started them', async () => {
  const steps = [says('user', 'Go.'), ...calls('c1', 'Task', '{"p": 1}', 'done')];
  const parent = sampleRun(steps, { id: 'test:p' });
  const child = sampleRun([says('agent', 'inner')], {
    id: 'test:c',
    parentId: 'test:p',
    spawnedBy: { trajectoryId: 'test:p', callId: 'c1' },
  });
  const grandchild = sampleRun([says('agent', 'innermost')], { id: 'test:g', parentId: 'test:c' });
  const other = sampleRun([says('agent', 'alone')], { id: 'test:o', parentId: 'test:gone' });
  const lines = await Array.fromAsync(exportAtif([parent, child, grandchild, other]));
  assert.equal(lines.length, 2);
  const items = await again([parent, child, grandchild, other]);
  assert.deepEqual(
    trajectoriesOf(items).map(({ id, parentId }) => [id, parentId]),
    [
      ['atif:test:p', undefined],
      ['atif:test:c', 'atif:test:p'],
      ['atif:test:g', 'atif:test:c'],
      ['atif:test:o', 'atif:test:gone'],
    ],
  );
  assert.deepEqual(
    items.flatMap((item) => ('link' in item ? [item.link] : [])),
    [{ parentId: 'atif:test:p', callId: 'c1', childId: 'atif:test:c' }],
  );
});
