import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { solverMind } from '../src/model/testing/minds/solver-mind.ts';
import { SLIPS } from '../src/model/testing/minds/slips.ts';
import {
  startModelServer,
  type ModelServer,
  type ModelServerOptions,
} from '../src/model/testing/start-model-server.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

async function serve(options?: ModelServerOptions): Promise<ModelServer> {
  const server = await startModelServer(solverMind({ seed: 1 }), options);
  servers.push(server);
  return server;
}

interface Arm {
  readonly name: string;
  readonly n: number;
  readonly success: number;
  readonly against?: {
    readonly [outcome in 'success' | 'outputTokens']: { readonly interval: readonly [number, number] };
  };
}

interface Solved {
  readonly attempted: number;
  readonly skipped: number;
  readonly left: number;
  readonly failed: readonly { readonly task: string; readonly code: string; readonly message: string }[];
  readonly stopped?: { readonly code: string };
  readonly arms: readonly Arm[];
}

const command = ({ url }: ModelServer, ...more: readonly string[]): string[] => {
  const model = ['--model', 'compatible:solver', '--base-url', `${url}/v1`];
  return ['solve', '--generate', 'arithmetic', ...model, ...more, '--json'];
};

async function solve(
  cwd: string,
  server: ModelServer,
  ...more: readonly string[]
): Promise<Solved & { readonly code: number | null }> {
  const { code, stdout, stderr } = await runCli(command(server, ...more), { cwd });
  assert.notEqual(code, 2, stderr);
  return { code, ...(JSON.parse(stdout) as Solved) };
}

/** Starts solving, and sends the process a signal once the server has been asked so often. */
async function interrupted(
  cwd: string,
  server: ModelServer,
  signal: NodeJS.Signals,
  ...more: readonly string[]
): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), ...command(server, ...more)], { cwd });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (server.requests.length < 10) await setTimeout(5);
  child.kill(signal);
  await ended;
  return stdout;
}

test('attempts become runs once; more trials add to them', async () => {
  const cwd = emptyFolder();
  const server = await serve();
  const first = await solve(cwd, server, '-n', '20', '--trials', '2');
  assert.deepEqual([first.code, first.attempted, first.skipped, first.arms[0]!.n], [0, 40, 0, 40]);
  const again = await solve(cwd, server, '-n', '20', '--trials', '3');
  assert.deepEqual([again.attempted, again.skipped, again.arms[0]!.n], [20, 40, 60]);
  assert.equal(server.requests.length, 60);
  const shown = await runCli(['show', '--format', 'ethogram-solve', '--limit', '100', '--jsonl'], { cwd });
  assert.equal(shown.stdout.trim().split('\n').length, 60);
  const checked = await solve(cwd, server, '-n', '20', '--trials', '3', '--again');
  assert.deepEqual([checked.attempted, checked.arms, server.requests.length], [60, again.arms, 60]);
});

test('a dry run says what it would ask, and asks nothing', async () => {
  const cwd = emptyFolder();
  const server = await serve();
  await solve(cwd, server, '-n', '5');
  const { stdout } = await runCli(command(server, '-n', '8', '--dry-run', '--price', '1,2'), { cwd });
  const { calls, stored, inputTokens, costUsd } = JSON.parse(stdout) as Record<string, number>;
  assert.deepEqual([calls, stored, server.requests.length], [3, 0, 5]);
  assert.ok(inputTokens! > 60 && costUsd! > 0);
});

test('killed at any moment it goes on where it was, and asks nothing twice that was answered', async () => {
  const cwd = emptyFolder();
  const server = await serve({ latencyMs: 20 });
  await interrupted(cwd, server, 'SIGKILL', '-n', '40', '--concurrency', '4');
  const sent = server.requests.length;
  const { attempted, skipped, arms } = await solve(cwd, server, '-n', '40', '--concurrency', '4');
  assert.equal(attempted + skipped, 40);
  assert.equal(arms[0]!.n, 40);
  // What was in hand may have been answered without anybody there to keep it.
  assert.ok(sent + attempted <= 44 && server.requests.length <= 44, `${sent} sent, ${server.requests.length} in all`);
});

test('interrupted it finishes what it has in hand, and says what is left', async () => {
  const cwd = emptyFolder();
  const server = await serve({ latencyMs: 20 });
  const { attempted, left, arms } = JSON.parse(await interrupted(cwd, server, 'SIGINT', '-n', '60', '--concurrency', '4')) as Solved; // prettier-ignore
  assert.equal(attempted + left, 60);
  assert.ok(left > 20 && attempted >= 10 && arms[0]!.n === attempted);
  assert.equal((await solve(cwd, server, '-n', '60')).attempted, left);
  assert.equal(server.requests.length, 60);
});

test('what fails is listed and tried again the next time; the rest is done', async () => {
  const cwd = emptyFolder();
  let down = true;
  const server = await serve({ faults: ({ index }) => (down && index % 3 === 0 ? { kind: 'status', status: 400 } : undefined) }); // prettier-ignore
  const first = await solve(cwd, server, '-n', '12', '--concurrency', '1');
  assert.deepEqual([first.attempted, first.failed.length, first.code], [8, 4, 0]);
  assert.deepEqual([...new Set(first.failed.map(({ code }) => code))], ['model-failed']);
  down = false;
  const second = await solve(cwd, server, '-n', '12');
  assert.deepEqual([second.attempted, second.failed.length, second.arms[0]!.n], [4, 0, 12]);
});

test('when nothing could be solved the answer is no, and a wrong key is an error', async () => {
  const refusing = await serve({ faults: () => ({ kind: 'status', status: 400 }) });
  assert.equal((await solve(emptyFolder(), refusing, '-n', '3')).code, 1);
  const locked = await serve({ apiKey: 'right' });
  const { code, stderr } = await runCli(command(locked, '-n', '3'), { cwd: emptyFolder() });
  assert.equal(code, 2);
  assert.match(stderr, /^error\[model-unusable\]: compatible:solver at http/);
});

test('a budget stops it cleanly, and with more it goes on', async () => {
  const cwd = emptyFolder();
  const server = await serve();
  const price = ['--price', '10,100', '--concurrency', '2', '--max-output-tokens', '500'];
  const first = await solve(cwd, server, '-n', '30', ...price, '--max-cost', '0.3');
  assert.equal(first.stopped?.code, 'budget-reached');
  assert.ok(first.attempted > 0 && first.left > 0 && first.attempted + first.left === 30);
  assert.equal(first.code, 1);
  const second = await solve(cwd, server, '-n', '30', ...price, '--max-cost', '10');
  assert.deepEqual([second.attempted, second.arms[0]!.n, server.requests.length], [first.left, 30, 30]);
});

test('models of one name on two servers are two models', async () => {
  const cwd = emptyFolder();
  const [first, second] = [await serve(), await serve()];
  assert.equal((await solve(cwd, first, '-n', '3')).attempted, 3);
  const other = await solve(cwd, second, '-n', '3');
  assert.deepEqual([other.attempted, other.skipped, other.arms[0]!.n, second.requests.length], [3, 0, 3, 3]);
  assert.deepEqual([(await solve(cwd, first, '-n', '3')).skipped, first.requests.length], [3, 3]);
});

test('a server that wants a key says which variable to set, or whose key it does not take', async () => {
  const locked = await serve({ apiKey: 'the-right-one' });
  const args = command(locked, '-n', '3');
  const without = await runCli(args, { cwd: emptyFolder() });
  assert.match(without.stderr, /no key was sent: export ETHOGRAM_API_KEY=… gives one/);
  const wrong = await runCli(args, { cwd: emptyFolder(), env: { ETHOGRAM_API_KEY: 'the-wrong-one' } });
  assert.match(wrong.stderr, /does the key in ETHOGRAM_API_KEY belong to this service\?/);
  assert.doesNotMatch(wrong.stderr, /the-wrong-one/);
});

test('another model grades where one is asked to', async () => {
  const cwd = emptyFolder();
  const server = await startModelServer(({ schema }) => ({
    text:
      schema === undefined
        ? 'ANSWER: Thank you, Ada!'
        : '{"quote": "Thank you, Ada!", "reason": "named", "meets": true}',
  }));
  servers.push(server);
  const task = { text: 'Thank Ada.', check: { kind: 'judge', rubric: 'It thanks Ada by name.' } };
  const models = ['--model', 'compatible:solver', '--judge', 'compatible:grader', '--base-url', `${server.url}/v1`];
  const { stdout } = await runCli(['solve', '-', ...models, '--json'], { cwd, input: JSON.stringify(task) });
  assert.equal((JSON.parse(stdout) as Solved).arms[0]!.success, 1);
  assert.deepEqual(
    server.requests.map(({ model, schema }) => [model, schema === undefined]),
    [
      ['solver', true],
      ['grader', false],
    ],
  );
});

test('behaviors that matter raise success and save tokens, others change nothing', async () => {
  const cwd = emptyFolder();
  const server = await serve();
  const sums = ['-n', '60', '--trials', '2'];
  await solve(cwd, server, ...sums);
  const tidy = { name: 'behavior_tidy', instruction: 'Write the date at the top of the page.' };
  await putBehaviors(cwd, [tidy]);
  const idle = (await solve(cwd, server, ...sums, '--behaviors')).arms[1]!;
  assert.deepEqual([idle.name, idle.n, idle.against!.success.interval, idle.against!.outputTokens.interval], ['behaviors', 120, [0, 0], [0, 0]]); // prettier-ignore
  await putBehaviors(cwd, SLIPS.map(({ behavior }) => behavior)); // prettier-ignore
  const better = (await solve(cwd, server, ...sums, '--behaviors')).arms[1]!;
  assert.equal(better.n, 120);
  assert.ok(better.against!.success.interval[0] > 0.2, JSON.stringify(better));
  assert.ok(better.against!.outputTokens.interval[1] < -100, JSON.stringify(better));
  // What Ethogram itself put before the model is never mined as if the model had thought of it.
  const { stdout } = await runCli(['mine', '--all-provenance', '--json'], { cwd });
  assert.doesNotMatch(stdout, /top of the page|paid off before|carry down and add|before addition and subtraction/i);
});

test('what a strategy says is never mined', async () => {
  const cwd = emptyFolder();
  const server = await serve();
  const strategies = ['planning', 'chunked-thinking', 'cautious-persona'].flatMap((name) => ['--strategy', name]);
  assert.equal((await solve(cwd, server, '-n', '20', ...strategies)).attempted, 60);
  const { stdout } = await runCli(['mine', '--all-provenance', '--json'], { cwd });
  assert.doesNotMatch(stdout, /numbered list|short pieces|most careful person|ends? with a line/i);
});

/** Puts behaviors into the handbook as if they had been learned from runs of the store. */
async function putBehaviors(
  cwd: string,
  behaviors: readonly { readonly name: string; readonly instruction: string }[],
): Promise<void> {
  const store = await openStore(join(cwd, '.ethogram/ethogram.db'));
  const runs: string[] = [];
  for await (const { id } of store.list({ limit: 6 })) runs.push(id);
  const known = behaviors.map(({ name, instruction }) => ({
    id: name,
    name,
    instruction,
    kind: 'strategy' as const,
    polarity: 'do' as const,
    scope: {},
    status: 'active' as const,
    version: 1,
    hash: 'h',
    parents: [],
    tokens: 20,
    support: { trajectories: 6, of: 120, tasks: 6, taskIds: ['t1', 't2', 't3', 't4', 't5', 't6'] },
    tokensPerUse: 0,
    savedTokens: 0,
    provenance: runs.map((trajectoryId) => ({
      trajectoryId,
      steps: [1],
      quote: 'x',
      at: { step: 1, part: 0, start: 0, end: 1 },
    })),
  }));
  await store.putBehaviors(known, { action: 'mined', at: '2026-01-01T00:00:00Z' });
  await store.close();
}
