import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { runExampleAgents } from '../examples/agents/run-example-agents.ts';
import { writeOwnSessions } from './own-sessions.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

interface Mined {
  readonly trajectories: number;
  readonly behaviors: readonly { id: string; version: number; support: { trajectories: number }; periods?: unknown }[];
}

async function mine(cwd: string, ...args: string[]): Promise<Mined> {
  const { code, stdout, stderr } = await runCli(['mine', '--json', ...args], { cwd });
  assert.equal(code, 0, stderr);
  const { seconds: _, ...mined } = JSON.parse(stdout) as Mined & { seconds: number };
  return mined;
}

const logs = emptyFolder();
before(() => runExampleAgents({ directory: join(logs, 'logs'), seed: 5 }));

/** Two halves of the example agents' Countdown and shop logs, and the logs. */
function twoHalves(): string {
  const cwd = emptyFolder();
  cpSync(logs, cwd, { recursive: true });
  for (const log of ['countdown.jsonl', 'shop.otel.jsonl']) {
    const lines = readFileSync(join(logs, 'logs', log), 'utf8')
      .trim()
      .split('\n');
    const middle = Math.floor(lines.length / 2);
    writeFileSync(join(cwd, `first-${log}`), `${lines.slice(0, middle).join('\n')}\n`);
    writeFileSync(join(cwd, `second-${log}`), `${lines.slice(middle).join('\n')}\n`);
  }
  return cwd;
}

test('runs may come in any order and in any number of imports: what is mined is the same', async () => {
  const [one, other] = [twoHalves(), twoHalves()];
  await runCli(['import', 'first-countdown.jsonl', 'second-countdown.jsonl', 'first-shop.otel.jsonl', 'second-shop.otel.jsonl'], { cwd: one }); // prettier-ignore
  for (const file of [
    'second-shop.otel.jsonl',
    'first-countdown.jsonl',
    'first-shop.otel.jsonl',
    'second-countdown.jsonl',
  ])
    await runCli(['import', file], { cwd: other });
  assert.deepEqual(await mine(one), await mine(other));
});

test('mining again changes nothing; mining after new runs brings support up to date under the same ids', async () => {
  const cwd = twoHalves();
  await runCli(['import', 'first-shop.otel.jsonl'], { cwd });
  const first = await mine(cwd);
  assert.ok(first.behaviors.length > 0);
  assert.deepEqual(await mine(cwd), first);
  const id = first.behaviors[0]!.id;
  const history = async (): Promise<unknown[]> =>
    JSON.parse((await runCli(['handbook', 'history', id, '--json'], { cwd })).stdout) as unknown[];
  assert.equal((await history()).length, 1);
  await runCli(['handbook', 'approve', id], { cwd });

  await runCli(['import', 'second-shop.otel.jsonl'], { cwd });
  const second = await mine(cwd);
  assert.ok(second.trajectories > first.trajectories);
  const again = second.behaviors.find((behavior) => behavior.id === id);
  assert.ok(again !== undefined && again.support.trajectories > first.behaviors[0]!.support.trajectories);
  assert.equal((await history()).length, 3);
  const shown = JSON.parse((await runCli(['handbook', 'show', id, '--json'], { cwd })).stdout) as { status: string };
  assert.equal(shown.status, 'active');
});

test('mining that is killed at any moment can be started again and gives the same', { timeout: 120_000 }, async () => {
  const [cwd, whole] = [twoHalves(), twoHalves()];
  for (const place of [cwd, whole]) await runCli(['import', 'first-shop.otel.jsonl', 'first-countdown.jsonl'], { cwd: place }); // prettier-ignore
  for (const afterMs of [250, 500, 900]) {
    const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), 'mine', '--quiet'], { cwd, stdio: 'ignore' });
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    await once(child, 'exit');
  }
  assert.deepEqual(
    (await mine(cwd)).behaviors.map(({ id }) => id),
    (await mine(whole)).behaviors.map(({ id }) => id),
  );
});

test('by period each behavior tells its support in each, and an unknown period is refused', async () => {
  const cwd = twoHalves();
  await runCli(['import', 'first-shop.otel.jsonl'], { cwd });
  const { behaviors } = await mine(cwd, '--by', 'month');
  assert.ok(behaviors.every(({ periods }) => Array.isArray(periods)));
  const { code, stderr } = await runCli(['mine', '--by', 'fortnight'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /--by: found "fortnight", expected one of day, week, month, quarter, year/);
});

test('the handbook is exported as a section of an AGENTS.md, what was approved first, within a budget; a file gets what was approved', async () => {
  const cwd = twoHalves();
  const empty = await runCli(['import', 'first-shop.otel.jsonl'], { cwd });
  assert.equal(empty.code, 0);
  assert.match((await runCli(['export', 'agents-md'], { cwd })).stdout, /nothing to export/);
  const { behaviors } = await mine(cwd);
  const last = behaviors.at(-1)!;
  await runCli(['handbook', 'approve', last.id], { cwd });
  const small = await runCli(['export', 'agents-md', '--tokens', '60'], { cwd });
  const shown = JSON.parse((await runCli(['handbook', 'show', last.id, '--json'], { cwd })).stdout) as {
    instruction: string;
  };
  assert.ok(small.stdout.startsWith('## Learned from earlier runs\n') && small.stdout.includes(shown.instruction));
  const written = await runCli(['export', 'agents-md', '--out', 'AGENTS.md'], { cwd });
  assert.equal(written.stdout, 'wrote AGENTS.md: 1 behavior\n');
  const file = readFileSync(join(cwd, 'AGENTS.md'), 'utf8');
  assert.ok(file.startsWith(`<ethogram-behaviors ids="${last.id}">\n`) && file.includes(shown.instruction));
});

test('sessions of one’s own give an AGENTS.md of a project: what its users want, how it is checked, what mends it', async () => {
  const cwd = emptyFolder();
  writeOwnSessions(join(cwd, 'logs'), { sessions: 24, seed: 4 });
  await runCli(['import', 'logs'], { cwd });
  await mine(cwd);
  const linesFor = async (project: string): Promise<string[]> =>
    (await runCli(['export', 'agents-md', '--project', project], { cwd })).stdout
      .split('\n')
      .filter((line) => line !== '');
  assert.deepEqual(await linesFor('quayside'), [
    '## Learned from earlier runs',
    '### How it is here',
    '- Run the tests with `go test ./...`.',
    '### Ways of working',
    '- After editing a file, run `gofmt -w .`, `go vet ./...`, `go test ./...`, `git add` and `git commit`.',
    '### When something fails',
    '- When `go test` fails with “connect ECONNREFUSED …”, run `docker compose up -d tides`, then try again.',
  ]);
  assert.deepEqual(await linesFor('tariffs'), [
    '## Learned from earlier runs',
    '### What the user wants',
    '- Use pnpm instead of npm.',
    '### How it is here',
    '- Lint with `pnpm lint`.',
    '- Run the tests with `pnpm test`.',
  ]);
  assert.deepEqual(await linesFor('elsewhere'), [
    'The handbook has nothing of elsewhere to export: ethogram mine finds behaviors; handbook list shows what there is.',
  ]);
});
