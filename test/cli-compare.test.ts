import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';

const folder = emptyFolder();

// Runs that succeed look first; those of project “b” call more.
before(async () => {
  const lines = Array.from({ length: 80 }, (_, i) => {
    const succeeds = i % 2 === 0;
    const names = [...(succeeds ? ['look'] : []), 'do', ...(i % 4 < 2 ? ['do'] : [])];
    const messages = [
      { role: 'user', content: `Do number ${i}.` },
      ...names.flatMap((name, n) => [
        { role: 'assistant', content: 'ok', tool_calls: [{ id: `c${n}`, type: 'function', function: { name, arguments: `{"n":${i}}` } }] },
        { role: 'tool', tool_call_id: `c${n}`, content: 'done' },
      ]),
    ];
    return JSON.stringify({ id: `run-${i}`, task_id: `t${i >> 1}`, success: succeeds, messages });
  });
  writeFileSync(join(folder, 'runs.jsonl'), lines.join('\n'));
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd: folder })).code, 0);
}); // prettier-ignore

test('two cohorts are compared task by task, and a gate says no with exit code 1', async () => {
  const { code, stdout } = await runCli(
    ['compare', 'outcome=failure', 'outcome=success', '--of', 'calls', '--fail-if', 'look.difference > 0.5 & q < 0.05', '--json'],
    { cwd: folder },
  );
  const { rows, failed, ...rest } = JSON.parse(stdout) as { rows: { measure: string }[]; failed: string[] };
  assert.equal(code, 1);
  assert.deepEqual(failed, ['look']);
  assert.deepEqual(rest, { runs: [40, 40], tasks: [40, 40], sharedTasks: 40, paired: true });
  const { interval, p, q, ...look } = rows.find(({ measure }) => measure === 'look') as unknown as Record<string, number> & { interval: [number, number] };
  assert.deepEqual(look, { measure: 'look', kind: 'behavior', unit: 'share', a: 0, b: 1, difference: 1, runs: [40, 40], sharedTasks: 40, paired: true });
  assert.ok(interval[0] > 0.8 && interval[1] === 1 && p! < 1e-6 && q! < 1e-5);
}); // prettier-ignore

test('a gate that holds not passes with 0, and says so', async () => {
  const { code, stdout } = await runCli(
    ['compare', 'outcome=failure', 'outcome=success', '--of', 'calls', '--fail-if', 'do.difference < -0.2'],
    { cwd: folder },
  );
  assert.equal(code, 0);
  assert.match(
    stdout,
    /\ndo 0, .*: what lies in the interval is not ruled out\.\nPassed: not do\.difference < -0\.2\n$/,
  );
});

test('cohorts that nobody is in are said; with a gate that is an error', async () => {
  const empty = await runCli(['compare', 'model=x', 'all', '--of', 'calls'], { cwd: folder });
  assert.deepEqual(
    [empty.code, empty.stdout],
    [0, 'No run fits model=x. Of 80 examined runs there are model=(none).\n'],
  );
  const gated = await runCli(['compare', 'model=x', 'all', '--of', 'calls', '--fail-if', 'q < 1'], { cwd: folder });
  assert.equal(gated.code, 2);
  assert.match(gated.stderr, /^error\[bad-argument\]: compare: model=x: found no run, and --fail-if needs some/);
});

test('only what one actor does is compared when asked for', async () => {
  const compared = async (actor: string) => {
    const { stdout } = await runCli(['compare', 'outcome=failure', 'outcome=success', '--of', 'calls', '--actor', actor, '--json'], { cwd: folder }); // prettier-ignore
    const { rows } = JSON.parse(stdout) as { rows: { kind: string }[] };
    return rows.filter(({ kind }) => kind === 'behavior').length;
  };
  // Calls are the agent's.
  assert.deepEqual([(await compared('agent')) > 0, await compared('user')], [true, 0]);
  const { code, stderr } = await runCli(['compare', 'all', 'all', '--actor', 'robot'], { cwd: folder });
  assert.deepEqual([code, /--actor: found "robot", expected one of/.test(stderr)], [2, true]);
});

test('a cohort against itself says so, and finds nothing', async () => {
  const { stdout } = await runCli(['compare', 'all', 'all', '--of', 'calls'], { cwd: folder });
  assert.match(stdout, /\nA and B are the same runs\.\n\nB succeeds in 50%, A in 50% \(0 points, .*\)\. Of \d+ other measures none is seen to differ/);
  const { stdout: part } = await runCli(['compare', 'all', 'outcome=success', '--of', 'calls'], { cwd: folder });
  assert.match(part, /\n40 runs are in both\.\n/);
}); // prettier-ignore

test('the slice that explains success is found, with a run to look at, and drawn', async () => {
  const { stdout } = await runCli(['analyse', 'slices', '--of', 'calls', '--svg', 'slices.svg', '--json'], { cwd: folder }); // prettier-ignore
  const { slices } = JSON.parse(stdout) as { slices: { slice: string; inside: number; outside: number; holds: boolean; command: string }[] }; // prettier-ignore
  const { slice, inside, outside, holds } = slices[0]!;
  assert.deepEqual([slice, inside, outside, holds], ['that use look', 1, 0, true]);
  assert.match(slices[0]!.command, /^ethogram show \S+$/);
  assert.match(readFileSync(join(folder, 'slices.svg'), 'utf8'), /^<svg/);
});

test('without times, models or answers, drift says what is missing', async () => {
  const said = async (between: string): Promise<string> => (await runCli(['analyse', 'drift', '--of', 'calls', '--between', between], { cwd: folder })).stdout; // prettier-ignore
  assert.match(await said('period'), /^Nothing to hold against each other in 80 runs: too few of them tell when/);
  assert.match(await said('model'), /they name fewer than two models/);
  assert.match(await said('stated'), /^Nobody said anything of coded behaviors/);
  assert.match(
    (await runCli(['analyse', 'drift', '--between', 'context'], { cwd: folder })).stdout,
    /^Nothing is coded yet/,
  );
  assert.match(
    (await runCli(['analyse', 'drift', '--between', 'context', '--of', 'calls'], { cwd: folder })).stderr,
    /^error\[bad-argument\]: --between context: found --of calls/,
  );
});
