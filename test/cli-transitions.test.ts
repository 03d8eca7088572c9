import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';

const cwd = emptyFolder();

// oxlint-disable-next-line typescript/no-explicit-any -- the shapes of what is printed are what the tests assert
type Printed = any;

async function analyse(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await runCli(['analyse', ...args, '--json'], { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

before(async () => {
  // Twelve cases in which a check follows every claim, and files are looked at in between.
  const acts = ['look', 'claim', 'check', 'look', 'look', 'claim', 'check', 'look', 'ask', 'claim', 'check', 'look'];
  const rows = Array.from({ length: 12 }, (_, run) =>
    acts.slice(run % 3).map((act, at) => `case-${run},${act},2026-01-0${1 + (run % 9)} 03:${10 + at}:00`),
  );
  writeFileSync(join(cwd, 'log.csv'), ['case,activity,time', ...rows.flat(), ''].join('\n'));
  writeFileSync(
    join(cwd, 'budgets.csv'),
    [
      'session,scene_id,Walk,Graze,Interval(sec),Herd',
      ...Array.from({ length: 40 }, (_, i) => `${i},scene-${i},${i % 2 === 0 ? '0.9,0.1' : '0.2,0.8'},60,${i % 2 === 0 ? 'small' : 'large'}`), // prettier-ignore
      '',
    ].join('\n'),
  );
  const { code, stderr } = await runCli(['import', 'log.csv', 'budgets.csv'], { cwd });
  assert.equal(code, 0, stderr);
});

test('transitions prints the tables of the contract, and draws them', async () => {
  const found = await analyse('transitions', '--of', 'calls', '--svg', 'map.svg');
  assert.deepEqual(found.states, ['ask', 'check', 'claim', 'look']);
  for (const table of ['observed', 'expected', 'z', 'yuleQ', 'q']) {
    assert.deepEqual([found[table].length, ...found[table].map((row: number[]) => row.length)], [4, 4, 4, 4, 4], table);
  }
  assert.equal(found.observed[2][1], 32);
  const [first] = found.rows;
  assert.deepEqual([first.from, first.to, first.observed, first.n, first.runs], ['claim', 'check', 32, 32, 12]);
  assert.ok(first.q < 0.001 && first.between.q < 0.001 && first.interval[0] > 2);
  const svg = readFileSync(join(cwd, 'map.svg'), 'utf8');
  assert.match(svg, /^<svg [^>]*><style>[^]*<title>check after claim: 32 of 32/);
});

test('the finding is said in words, with its numbers', async () => {
  const { stdout } = await runCli(['analyse', 'transitions', '--of', 'calls', '--bins', '2'], { cwd });
  assert.match(
    stdout,
    /^After claim, check comes next [\d.]+ times as often as chance: 32 of 32, 95% interval [\d.–]+; so in 12 of 12 runs\.\n/,
  );
  assert.match(stdout, /\n\nWhat follows what changes along a run \(G² /);
});

test('several lags stand side by side', async () => {
  const { lags } = await analyse('transitions', '--of', 'calls', '--lags', '3');
  assert.deepEqual(
    lags.map(({ lag, observed }: Printed) => [lag, observed[2][3]]),
    [
      [1, 0],
      [2, 32],
      [3, 8],
    ],
  );
});

test('a behavior that goes on is one when asked', async () => {
  const { observed, states } = await analyse('transitions', '--of', 'calls', '--no-self');
  const look = states.indexOf('look');
  assert.equal(observed[look][look], 0);
});

test('co-occurrence in windows prints pairs with their chance', async () => {
  const { window, rows } = await analyse('co-occurrence', '--of', 'calls', '--window', '2');
  assert.equal(window, 2);
  assert.deepEqual(Object.keys(rows[0]), ['a', 'b', 'both', 'onlyA', 'onlyB', 'n', 'chance', 'ratio', 'interval', 'jaccard', 'runs', 'p', 'q']); // prettier-ignore
});

test('time budgets of animals are by what their tables say', async () => {
  const args = ['time-budget', '--of', 'labels', '--format', 'activity-shares', '--by', 'tag:Herd'];
  const { rows } = await analyse(...args);
  assert.deepEqual(
    rows.map(({ behavior, cohort, n, share, total }: Printed) => [behavior, cohort, n, share.seconds, total.seconds]),
    [
      ['Graze', 'small', 20, 0.1, 120],
      ['Graze', 'large', 20, 0.8, 960],
      ['Walk', 'small', 20, 0.9, 1080],
      ['Walk', 'large', 20, 0.2, 240],
    ],
  );
  const { stdout } = await runCli(['analyse', ...args], { cwd });
  assert.match(stdout, /^(?:Graze|Walk) differs most by Herd: /);
});

test('time budgets of calls count every run that could have made them', async () => {
  const { rows } = await analyse('time-budget', '--of', 'calls', '--format', 'event-table');
  assert.deepEqual(
    rows.map(({ behavior, events, runs, n }: Printed) => [behavior, events, runs, n]),
    [
      ['ask', 12, 12, 12],
      ['check', 36, 12, 12],
      ['claim', 32, 12, 12],
      ['look', 52, 12, 12],
    ],
  );
});

test('transitions and time budgets are told for stretches of the time since a run began', async () => {
  const { bins } = await analyse('transitions', '--of', 'calls', '--bins', '5m');
  assert.deepEqual(
    [bins.runs, ...bins.list.map(({ unit, from, to, observed }: Printed) => [unit, from, to, observed.flat().reduce((sum: number, n: number) => sum + n, 0)])], // prettier-ignore
    [12, ['seconds', 0, 300, 60], ['seconds', 300, 600, 56], ['seconds', 600, 900, 4]],
  );
  const { rows } = await analyse('time-budget', '--of', 'calls', '--format', 'event-table', '--bins', '5m');
  assert.deepEqual(
    rows.flatMap(({ behavior, bin, cohort, events, n }: Printed) =>
      behavior === 'ask' ? [[bin.from, cohort, events, n]] : [],
    ),
    [
      [0, '0–5 min', 0, 12],
      [300, '5–10 min', 12, 12],
      [600, '10–15 min', 0, 8],
    ],
  );
  const { stdout } = await runCli(['analyse', 'time-budget', '--of', 'calls', '--bins', '2'], { cwd });
  assert.match(stdout, /^[a-z]+ differs most by part of the run: .* in 0–50% of the run/);
});

test('tables that say how much, but in no order, tell nothing of what follows what', async () => {
  const { stdout, stderr } = await runCli(['analyse', 'transitions', '--of', 'labels', '--format', 'activity-shares'], { cwd }); // prettier-ignore
  assert.match(stderr, /^40 runs of tables that say how much, but in no order, left out\.\n/);
  assert.match(
    stdout,
    /^No behavior follows another more or less often than chance would have it\.\n|^Nothing is coded yet/,
  );
});

test('what cannot be asked is refused', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['transitions', '--from', 'agent'], /--to: found nothing, expected one of/],
    [['transitions', '--from', 'agent', '--to', 'agent'], /expected another actor/],
    [['transitions', '--from', 'agent', '--to', 'user', '--bins', '3'], /--bins: found with --from and --to/],
    [['transitions', '--lag', '0'], /--lag: found "0", expected a whole number/],
    [['time-budget', '--bins', '4', '--by', 'model'], /--bins: found --by too/],
    [
      ['time-budget', '--bins', '5 minutes'],
      /--bins: found "5 minutes", expected a whole number from 2 to 100, or a time such as/,
    ],
    [['time-budget', '--by', 'weather'], /--by: found "weather", expected one of model/],
    [['co-occurrence', '--lag', '2'], /which it does not take/],
    [['time-budget', '--no-self'], /found --no-self, which it does not take/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await runCli(['analyse', ...args], { cwd });
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});
