import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { planImport } from '../trajectory/plan-import.ts';
import { runImportJob } from '../trajectory/run-import-job.ts';
import { partText, type Trajectory } from '../trajectory/trajectory.ts';
import { mineBehaviors } from './mine-behaviors.ts';
import type { MineResult } from './mine-corpus.ts';

const DATA = path.resolve('../shared/data');

test('τ-bench airline: authenticate-first and confirm-before-acting are named, with quotes that exist', async (t) => {
  const mined = await mineFolder(t, 'tau-bench/historical_trajectories');
  if (mined === undefined) return;
  const byName = new Map(mined.result.behaviors.map((behavior) => [behavior.name, behavior]));
  const first = byName.get('behavior_authenticate_first');
  assert.match(
    first?.instruction ?? '',
    /^Ask the user for the user id and look up the user details with `get_user_details` before anything else[.;]/,
  );
  const confirm = byName.get('behavior_confirm_before_reservation_changes');
  assert.equal(
    confirm?.instruction,
    'Before booking, cancelling or updating a reservation, list the details and get an explicit yes.',
  );
  assert.ok(confirm.provenance.every(({ quote }) => quote.length > 0));
  assert.ok(first!.support.tasks > 25 && confirm.support.tasks > 25);
  assertQuotes(mined);
});

test('AgentDojo: nothing that an attacker planted in an answer becomes advice', async (t) => {
  const mined = await mineFolder(t, 'agentdojo/runs');
  if (mined === undefined) return;
  assert.ok(mined.result.behaviors.length >= 3);
  assertQuotes(mined);
  for (const { instruction, when = '', whenNot = '', pattern = '' } of mined.result.behaviors) {
    assert.doesNotMatch([instruction, when, whenNot, pattern].join('\n'), /US133|INFORMATION|important message|Emma/i);
  }
});

interface Mined {
  readonly result: MineResult;
  readonly runs: ReadonlyMap<string, Trajectory>;
}

async function mineFolder(t: TestContext, folder: string): Promise<Mined | undefined> {
  const source = path.join(DATA, folder);
  if (!existsSync(source)) {
    assert.ok(process.env['CI'] === undefined, `${source} is missing`);
    t.skip(`${source} is not there`);
    return undefined;
  }
  const runs = new Map<string, Trajectory>();
  for (const job of (await planImport([source])).jobs) {
    for await (const { items } of runImportJob(job)) {
      for (const item of items) if ('trajectory' in item) runs.set(item.trajectory.id, item.trajectory);
    }
  }
  const result = await mineBehaviors(async function* () {
    yield* runs.values();
  });
  return { result, runs };
}

function assertQuotes({ result, runs }: Mined): void {
  const names = result.behaviors.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, 'names are distinct');
  for (const { provenance, support } of result.behaviors) {
    assert.ok(support.trajectories >= 2 && support.tasks >= 2);
    assert.ok(provenance.length > 0 && provenance.length <= 20);
    for (const { trajectoryId, steps, quote, at } of provenance) {
      const part = runs.get(trajectoryId)!.steps[at.step]!.parts[at.part]!;
      assert.equal(partText(part).slice(at.start, at.end), quote);
      assert.ok(steps.includes(at.step));
    }
  }
}
