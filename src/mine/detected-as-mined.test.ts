import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { runExampleAgents } from '../../examples/agents/run-example-agents.ts';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { behaviorsAsCodebook } from '../behavior/codebooks/behaviors-as-codebook.ts';
import { codeSlug } from '../behavior/code-key.ts';
import { runDetector } from '../behavior/run-detector.ts';
import { importFiles } from '../trajectory/import-files.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { mineBehaviors } from './mine-behaviors.ts';

const DATA = path.resolve('../shared/data');

/**
 * Why a behavior may be detected in other runs than it was mined from; undefined when it may not. What is detected may then be
 * more (`more`) or less.
 */
function exception({ kind, scope, matcher }: MinedBehavior): 'more' | 'less' | undefined {
  // Cues are the wordings that are sure; what was clustered by meaning is more.
  if (matcher?.cues !== undefined) return 'less';
  // Codes have no project: the same file is looked up in others, too.
  if (kind === 'fact' && scope.projects !== undefined) return 'more';
  // That the very same call is repeated is not looked at.
  const isPassing = kind === 'repair' && matcher?.sequence?.where?.every(({ element }) => element < 2) === true;
  return isPassing && matcher.sequence.symbols[0]!.includes('|') ? 'more' : undefined;
}

test('example agents: what was mined is detected in just the runs it was mined from', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'ethogram-mined-'));
  try {
    await runExampleAgents({ directory, seed: 5, runs: { countdown: 40, shop: 120, coding: 60 } });
    await assertDetectedAsMined(directory, 15);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

for (const [folder, least] of [
  ['tau-bench', 6],
  ['intercode', 4],
] as const) {
  test(`${folder}: what was mined is detected in just the runs it was mined from`, async (t) => {
    const source = path.join(DATA, folder);
    if (isThere(t, source)) await assertDetectedAsMined(source, least);
  });
}

async function assertDetectedAsMined(folder: string, least: number): Promise<void> {
  const runs = new Map<string, Trajectory>();
  for await (const item of importFiles([folder]))
    if ('trajectory' in item) runs.set(item.trajectory.id, item.trajectory);
  const all = async function* (): AsyncGenerator<Trajectory> {
    yield* runs.values();
  };
  const { behaviors } = await mineBehaviors(all, { exemplars: Infinity });
  const codebook = behaviorsAsCodebook(behaviors);
  const detector = runDetector([codebook]);
  const seen = new Map<string, Set<string>>(codebook.codes.map(({ slug }) => [slug, new Set()]));
  for (const run of runs.values())
    for (const { code, trajectoryId } of detector.detect(run).events) seen.get(codeSlug(code))!.add(trajectoryId);
  let held = 0;
  for (const { slug, source } of codebook.codes) {
    const behavior = behaviors.find(({ id, version }) => source === `${id}@${version}`)!;
    const mined = new Set(behavior.provenance.map(({ trajectoryId }) => trajectoryId));
    const detected = seen.get(slug)!;
    const except = exception(behavior);
    if (except === undefined) {
      held++;
      assert.deepEqual([...detected].sort(), [...mined].sort(), slug);
    } else if (except === 'more') assert.ok(mined.isSubsetOf(detected), slug);
    else assert.ok(detected.size >= mined.size / 4, slug);
  }
  assert.ok(held >= least, `${held} behaviors`);
}

function isThere(t: TestContext, source: string): boolean {
  if (existsSync(source)) return true;
  assert.ok(process.env['CI'] === undefined, `${source} is missing`);
  t.skip(`${source} is not there`);
  return false;
}
