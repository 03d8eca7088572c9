import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { importFiles } from '../trajectory/import-files.ts';
import { partText, type Trajectory } from '../trajectory/trajectory.ts';
import { detectRun } from './detect-run.ts';
import { failedResult } from './call/failed-result.ts';
import { loadCodebooks } from './codebooks/load-codebooks.ts';
import { detectionTally, type DetectionSummary } from './detection-tally.ts';
import { runSymbols } from './call/run-symbols.ts';

const DATA = resolve(import.meta.dirname, '../../../shared/data');
// Without the data there is nothing to read; where it must be there, its absence is a failure.
const skip = existsSync(DATA) || process.env['CI'] !== undefined ? false : 'real trajectories are not on this machine';
const CODEBOOKS = loadCodebooks();

async function read(...paths: readonly string[]): Promise<Trajectory[]> {
  const runs: Trajectory[] = [];
  for await (const item of importFiles(paths.map((path) => join(DATA, path)))) {
    if ('trajectory' in item) runs.push(item.trajectory);
  }
  return runs;
}

/** Codes runs; every span of every event, and every symbol, must be where it says. */
function detect(runs: readonly Trajectory[]): DetectionSummary {
  const tally = detectionTally(CODEBOOKS);
  for (const run of runs) {
    const detected = detectRun(run, CODEBOOKS);
    tally.add(detected);
    const ids = detected.events.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, run.id);
    for (const { code, spans } of detected.events) {
      for (const { step, part, start, end, quote } of spans) {
        assert.equal(partText(run.steps[step]!.parts[part]!).slice(start, end), quote, `${run.id} ${code}`);
      }
    }
    for (const { symbol, step, part, start, end } of runSymbols(run.steps)) {
      const text = partText(run.steps[step]!.parts[part]!);
      assert.ok(start >= 0 && start <= end && end <= text.length, `${run.id} ${symbol}`);
    }
  }
  return tally.summary();
}

test('every quote is found again in service dialogues, coding sessions and attacked runs', { skip }, async () => {
  for (const folder of [
    'tau-bench',
    'tau2-bench/src',
    'claude-code-spotter',
    'claude-code-log',
    'agentdojo/runs/gpt-4o-mini-2024-07-18',
  ]) {
    const runs = await read(folder);
    assert.ok(runs.length > 0, folder);
    const { behaviors } = detect(runs);
    for (const { slug, rate, interval, observedUnits } of behaviors) {
      assert.ok(
        rate >= 0 && rate <= 1 && interval[0] <= rate + 1e-9 && rate <= interval[1] + 1e-9,
        `${folder} ${slug} ${observedUnits}`,
      );
    }
  }
});

test('reasoning of a model that thinks in long thoughts shows the habits', { skip }, () => {
  const rows = JSON.parse(readFileSync(join(DATA, 'marco-o1/data/CoT_demo.json'), 'utf8')) as { response: string }[];
  const runs = rows.map(({ response }, index): Trajectory => ({
    id: `marco:${index}`,
    contentHash: '',
    revision: 1,
    source: { format: 'test', uri: '' },
    task: { tags: [] },
    agent: {},
    outcomes: [],
    extra: {},
    steps: [{ index: 0, actor: 'agent', parts: [{ kind: 'reasoning', text: response, visibility: 'raw' }] }],
  }));
  const found = new Map(detect(runs).behaviors.map(({ slug, trajectories }) => [slug, trajectories]));
  assert.ok(found.get('verification')! > 50 && found.get('backtracking')! > 20 && found.get('subgoal-setting')! > 80);
});

test(
  'in service dialogues most words make a known move, and confirmations come before bookings',
  { skip },
  async () => {
    const symbols = (await read('tau-bench')).flatMap(({ steps }) => runSymbols(steps).map(({ symbol }) => symbol));
    const moves = symbols.filter((symbol) => /^(?:agent|user):/.test(symbol));
    const unknown = moves.filter((symbol) => symbol.endsWith(':message')).length;
    assert.ok(unknown / moves.length < 0.05, `${unknown} of ${moves.length}`);
    const bookings = symbols.flatMap((symbol, i) =>
      symbol === 'tool:book_reservation' ? [symbols.slice(Math.max(0, i - 8), i)] : [],
    );
    assert.ok(bookings.filter((before) => before.includes('user:confirm')).length > bookings.length * 0.6);
  },
);

test('what a text says of failure agrees with what the source says', { skip }, async () => {
  let agree = 0;
  let missed = 0;
  for (const { steps } of await read('claude-code-spotter', 'agentdojo/runs/gpt-4o-mini-2024-07-18')) {
    for (const part of steps.flatMap(({ parts }) => parts)) {
      if (part.kind !== 'tool-result' || part.isError === undefined) continue;
      const { isError, ...silent } = part;
      const said = failedResult(silent);
      assert.ok(!said || isError, `taken for a failure: ${part.text.slice(0, 200)}`);
      if (said === isError) agree++;
      else missed++;
    }
  }
  assert.ok(agree > 100 && missed / (agree + missed) < 0.06, `${agree} agree, ${missed} missed`);
});
