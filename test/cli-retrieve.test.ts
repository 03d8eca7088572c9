import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runExampleAgents } from '../examples/agents/run-example-agents.ts';
import { echoMind } from '../src/model/testing/minds/echo-mind.ts';
import { startModelServer } from '../src/model/testing/start-model-server.ts';
import type { Trajectory } from '../src/trajectory/trajectory.ts';
import { emptyFolder, runCli } from './run-cli.ts';

interface Retrieved {
  readonly query: string;
  readonly tokens: number;
  readonly behaviors: readonly {
    readonly id: string;
    readonly name: string;
    readonly why: string;
    readonly score: number;
  }[];
  readonly leftOut?: readonly { readonly reason: string }[];
}

const cwd = emptyFolder();

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

test('a store of the example agents, mined', async () => {
  await runExampleAgents({ directory: join(cwd, 'logs'), seed: 5 });
  await json('import', 'logs');
  await json('mine');
});

test('a request finds what runs showed that were asked the like; candidates only when asked for', async () => {
  const request = 'I would like to cancel my order, please';
  assert.deepEqual((await json<Retrieved>('retrieve', request)).behaviors, []);
  const { query, tokens, behaviors, leftOut } = await json<Retrieved>('retrieve', request, '--all', '--why');
  assert.equal(query, request);
  assert.ok(tokens <= 400 && behaviors.length > 0 && behaviors.length <= 3);
  assert.match(behaviors.map(({ why }) => why).join('\n'), /^\d+% of runs asked alike \(.*cancel.*\) showed it/m);
  assert.ok(leftOut!.length > 0 && leftOut!.every(({ reason }) => reason !== ''));
  const { stdout } = await runCli(['retrieve', request], { cwd });
  assert.match(stdout, /^Nothing fits\. 0 active of \d+ behaviors were looked at; --all looks at candidates too\.$/m);
});

test('foreign requests are served nothing', async () => {
  for (const request of ['Compose a sonnet about autumn leaves', 'Qual è la capitale del Perù?', '{"a":1}', '   ']) {
    assert.deepEqual((await json<Retrieved>('retrieve', request, '--all')).behaviors, [], request);
  }
});

test('in the middle of a run it shows what would be served there: what mends the call that has just failed', async () => {
  const { trajectories } = await json<{ trajectories: { id: string }[] }>('show', '--format', 'claude-code');
  for (const { id } of trajectories) {
    const { steps } = await json<Trajectory>('show', id);
    const failure = steps.findIndex(({ parts }) => parts.some((part) => part.kind === 'tool-result' && /has not been read yet/.test(part.text))); // prettier-ignore
    if (failure < 0) continue;
    const at = async (step: number): Promise<string> =>
      (await json<Retrieved>('retrieve', '--trajectory', id, '--step', String(step), '--all')).behaviors.map(({ why }) => why).join('\n'); // prettier-ignore
    assert.match(await at(failure + 1), /^`Edit` has just failed so/m);
    assert.doesNotMatch(await at(failure), /has just failed so/);
    return;
  }
  assert.fail('no run of the example agents fails so');
});

test('runs that do what given ones do are found, with the steps that do it', async () => {
  const { trajectories } = await json<{ trajectories: { id: string; format: string }[] }>('show', '--format', 'claude-code'); // prettier-ignore
  const [one, two] = trajectories;
  type Alike = { trajectories: { id: string; steps: [number, number]; score: number; why: string }[] };
  const found = (await json<Alike>('retrieve', '--like', one!.id, '--like', two!.id, '-k', '7')).trajectories;
  assert.equal(found.length, 7);
  const formats = new Map((await json<{ trajectories: { id: string; format: string }[] }>('show')).trajectories.map(({ id, format }) => [id, format])); // prettier-ignore
  for (const { id, steps, score } of found) {
    assert.equal(formats.get(id), 'claude-code');
    assert.ok(id !== one!.id && id !== two!.id && steps[0] <= steps[1] && score > 0 && score <= 1);
  }
  const part = (await json<Alike>('retrieve', '--like', one!.id, '--steps', '0-6')).trajectories;
  assert.ok(part.length > 0 && part.length <= 20);
});

test('a successful run that was asked the like is shown as steps to follow, within the budget', async () => {
  const args = ['retrieve', 'I would like to cancel my order, please', '--exemplars'] as const;
  const { exemplars } = await json<{ exemplars: { text: string; tokens: number }[] }>(...args);
  assert.match(exemplars[0]!.text, /^1\. /);
  assert.match(exemplars[0]!.text, /⟨order_id⟩/);
  assert.ok(exemplars[0]!.tokens <= 400);
  assert.deepEqual((await json<{ exemplars: object[] }>(...args, '--tokens', '1')).exemplars, []);
});

test('vectors of a model are kept, and words decide when it is away', async () => {
  const server = await startModelServer(echoMind);
  const args = ['retrieve', 'I would like to cancel my order, please', '--all', '--json'];
  const embed = ['--embed', 'compatible:embed-1', '--base-url', `${server.url}/v1`];
  const first = await runCli([...args, ...embed], { cwd });
  assert.equal(first.code, 0, first.stderr);
  await server.close();
  assert.equal((await runCli([...args, ...embed], { cwd })).stdout, first.stdout);
  const other = await runCli(['retrieve', 'cancel an order', '--all', ...embed], { cwd });
  assert.equal(other.code, 0);
  assert.match(other.stderr, /^--embed: compatible:embed-1: .*; words alone decide$/m);
  assert.match(other.stdout, /runs asked alike/);
});

test('what cannot be is said, with a command that can', async () => {
  for (const [args, message] of [
    [['retrieve'], /found nothing to retrieve for, expected a request, --trajectory ID or --like ID/],
    [['retrieve', 'x', '--steps', '1-2'], /--steps: found no --like, expected --like ID with it/],
    [['retrieve', 'x', '--step', '1'], /--step: found no --trajectory, expected --trajectory ID with it/],
    [['retrieve', '--like', 'nobody'], /found no trajectory "nobody"/],
    [['retrieve', 'x', '-k', '0'], /-k: found "0", expected a whole number ≥ 1/],
  ] as const) {
    const { code, stdout, stderr } = await runCli(args, { cwd });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, message);
  }
});
