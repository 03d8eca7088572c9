import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Mind } from '../src/model/testing/mind.ts';
import { promptText } from '../src/model/testing/mind.ts';
import { slipsIn } from '../src/model/testing/minds/slips-in.ts';
import { solverMind } from '../src/model/testing/minds/solver-mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const folder = emptyFolder();
const servers: ModelServer[] = [];
let seeing: ModelServer;
let blind: ModelServer;

/** Looks back at a working: names the behavior against each slip it sees, or always the same that helps with nothing. */
function reflecting(useful: boolean): Mind {
  return (request) => {
    const found = slipsIn(promptText(request));
    const behavior = useful
      ? found[0]?.slip.behavior
      : { name: 'behavior_greet_the_reader', instruction: 'Open every letter with a greeting in the language of its reader.' };
    const quote = found[0]?.quote;
    const missing = behavior === undefined || quote === undefined ? [] : [{ step: 1, quote, why: 'it slipped', effect: 'saves', ...behavior, when: null, whenNot: null, kind: 'strategy' }];
    const verdict = found.length > 0 ? 'incorrect' : 'correct';
    return { text: JSON.stringify({ correctness: { reason: 'read through', verdict, mistakes: [] }, missing, shown: [] }) };
  };
} // prettier-ignore

before(async () => {
  for (const useful of [true, false]) {
    const mind = solverMind({ seed: 3 }).on({ schemaName: 'reflection' }, reflecting(useful));
    servers.push(await startModelServer(mind));
  }
  [seeing, blind] = servers as [ModelServer, ModelServer];
});
after(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

interface Difference {
  readonly difference: number;
  readonly interval: readonly [number, number];
}
interface Round {
  readonly arm: string;
  readonly iteration: number;
  readonly tasks: number;
  readonly attempts: number;
  readonly success: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly selectivity: Readonly<Record<string, { readonly auc: number }>>;
  readonly against: Readonly<Record<string, Difference>>;
}
interface Improved {
  readonly rounds: readonly Round[];
  readonly stop: string;
  readonly failed: readonly object[];
  readonly left: number;
  readonly transfer: { readonly arm: string; readonly tasks: number; readonly against: Difference };
  readonly questions: readonly { readonly rounds: readonly { readonly behaviors: readonly { readonly name: string }[] }[] }[];
} // prettier-ignore

async function improve(server: ModelServer, store: string, ...args: readonly string[]): Promise<Improved> {
  const model = ['--model', 'compatible:solver', '--base-url', `${server.url}/v1`, '--price', '1,2'];
  const asked = ['improve', '--generate', 'arithmetic', '--store', store, '--json', ...model, ...args];
  const { code, stdout, stderr } = await runCli(asked, { cwd: folder });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Improved;
}

const roundOf = ({ rounds }: Improved, arm: string, iteration: number): Round =>
  rounds.find((round) => round.arm === arm && round.iteration === iteration)!;

test('behaviors that help show a gain at equal tokens, over first attempts, revising and attempting anew', async () => {
  const found = await improve(seeing, 'seeing.db', '-n', '24', '--iterations', '2', '--samples', '6', '--transfer');
  assert.deepEqual([found.failed, found.left], [[], 0]);
  const learned = roundOf(found, 'behaviors', 1);
  for (const other of ['start', 'revise', 'resample']) {
    const { difference, interval } = learned.against[other]!;
    assert.ok(interval[0] > 0, `${other}: ${difference} in ${interval.join(' to ')}`);
  }
  // Tokens per task are those of the arm of behaviors, to within an attempt.
  for (const arm of ['revise', 'resample']) {
    const { outputTokens, attempts, tasks } = roundOf(found, arm, 1);
    const size = (outputTokens * tasks) / attempts;
    assert.ok(outputTokens <= learned.outputTokens && outputTokens > learned.outputTokens - size, `${arm}: ${outputTokens} of ${learned.outputTokens}`);
  }
  // The mind sees all its slips, so its own verdict tells right from wrong.
  assert.equal(roundOf(found, 'start', 0).selectivity['self']!.auc, 1);
  assert.ok(learned.costUsd > 0);
  assert.ok(found.transfer.tasks > 12 && found.transfer.arm === 'transfer');
  assert.ok(found.transfer.against.interval[0] > 0);
  assert.match(found.stop, /^Stop (?:before|after) iteration 2/);
}); // prettier-ignore

test('behaviors that do not help show none', async () => {
  const found = await improve(blind, 'blind.db', '-n', '24', '--iterations', '1', '--samples', '6');
  assert.ok(found.questions.some(({ rounds }) => rounds.some(({ behaviors }) => behaviors.some(({ name }) => name === 'behavior_greet_the_reader'))));
  const { difference, interval } = roundOf(found, 'behaviors', 1).against['resample']!;
  assert.ok(interval[0] <= 0 && interval[1] >= 0, `${difference} in ${interval.join(' to ')}`);
  assert.match(found.stop, /^Stop before iteration 1: no gain over the first attempts is shown/);
}); // prettier-ignore

test('a second time nothing is asked, the result is the same, and every attempt is a run once', async () => {
  const args = ['-n', '4', '--iterations', '1', '--samples', '3'] as const;
  const first = await improve(seeing, 'again.db', ...args);
  const asked = seeing.requests.length;
  const second = await improve(seeing, 'again.db', ...args);
  assert.equal(seeing.requests.length, asked);
  assert.deepEqual(second.rounds, first.rounds);
  const store = await openStore(join(folder, 'again.db'));
  const { trajectories } = await store.info();
  await store.close();
  assert.equal(trajectories, first.rounds.reduce((sum, { attempts }) => sum + attempts, 0)); // prettier-ignore
});

test('what the checker found is told only where it is asked for', async () => {
  const askedBy = async (...args: readonly string[]): Promise<string> => {
    const from = seeing.requests.length;
    await improve(seeing, 'told.db', '-n', '3', '--iterations', '1', '--samples', '3', ...args);
    return seeing.requests.slice(from).map(promptText).join('\n');
  };
  const alone = await askedBy();
  assert.match(alone, /Whether the run succeeded is not known\./);
  assert.doesNotMatch(alone, /The run (?:succeeded|failed)\.|A checker found/);
  const told = await askedBy('--feedback', 'verifier');
  assert.match(told, /The run failed\./);
  assert.match(told, /A checker found the earlier answer (?:right|wrong)\./);
  assert.doesNotMatch(told, /not known/);
});

test('arms may have equal cost instead, so that what is put before the model counts', async () => {
  const args = ['-n', '6', '--iterations', '1', '--samples', '3', '--concurrency', '2'] as const;
  const found = await improve(seeing, 'cost.db', ...args, '--equal', 'cost');
  const [learned, other] = [roundOf(found, 'behaviors', 1), roundOf(found, 'resample', 1)];
  assert.ok(other.outputTokens > learned.outputTokens);
  assert.ok(other.costUsd <= learned.costUsd);
});

test('what the model declines is listed, and the rest goes on', async () => {
  const mind: Mind = (request) => {
    if (request.schemaName === 'reflection') return { text: 'no', finish: 'refusal' };
    return request.seed === 1 ? { text: 'no', finish: 'refusal' } : { text: 'ANSWER: 1' };
  };
  const server = await startModelServer(mind);
  servers.push(server);
  const { failed, rounds } = await improve(server, 'declined.db', '-n', '2', '--iterations', '1', '--samples', '3');
  const by = Map.groupBy(failed as { task: string; arm: string; code: string }[], ({ arm }) => arm);
  // Per task one attempt of the first round, and all that was to be looked back at.
  assert.deepEqual([...by].map(([arm, { length }]) => [arm, length]).sort(), [['improve-behaviors-1', 4], ['improve-start', 2]]);
  assert.deepEqual(rounds.map(({ arm, attempts }) => [arm, attempts]).slice(0, 2), [['start', 4], ['behaviors', 6]]);
}); // prettier-ignore

test('a budget that is reached leaves tasks for the next time, which pays for the rest only', async () => {
  const args = ['-n', '6', '--iterations', '1', '--samples', '3'] as const;
  const from = seeing.requests.length;
  const model = ['--model', 'compatible:solver', '--base-url', `${seeing.url}/v1`, '--price', '1,2', '--concurrency', '1'];
  const asked = ['improve', '--generate', 'arithmetic', '--store', 'budget.db', '--json', ...model, ...args];
  const { stdout } = await runCli([...asked, '--max-cost', '0.02'], { cwd: folder });
  const stopped = JSON.parse(stdout) as Improved & { readonly stopped: { readonly code: string } };
  assert.equal(stopped.stopped.code, 'budget-reached');
  assert.ok(stopped.left > 0, `${stopped.left} left`);
  const whole = await improve(seeing, 'budget.db', ...args, '--concurrency', '1');
  assert.equal(whole.left, 0);
  const hashes = seeing.requests.slice(from).map(({ messages, instructions, seed }) => JSON.stringify([instructions, messages, seed]));
  assert.equal(new Set(hashes).size, hashes.length);
}); // prettier-ignore

test('a dry run says what the first round takes, and what cannot be is said', async () => {
  const dry = (await improve(seeing, 'dry.db', '-n', '3', '--samples', '4', '--dry-run')) as unknown as { calls: number };
  assert.equal(dry.calls, 12);
  const said = async (...args: readonly string[]): Promise<string> =>
    (await runCli(['improve', ...args], { cwd: folder })).stderr.split('\n')[0]!;
  assert.match(await said('--model', 'ollama:x'), /improve: found neither of FILE and --generate, expected one of them/);
  assert.match(await said('--generate', 'arithmetic', '--model', 'ollama:x', '--feedback', 'mother'), /--feedback: found "mother"/);
}); // prettier-ignore
