import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openStore } from '../src/store/open-store.ts';
import { finishTrajectory } from '../src/trajectory/finish-trajectory.ts';
import { wrapInjected } from '../src/trajectory/split-injected.ts';
import type { Trajectory } from '../src/trajectory/trajectory.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const folder = emptyFolder();
const GIVEN = wrapInjected('- behavior_tens_and_ones: Split a product into tens and ones before adding.', ['b1']);
const VERBS = ['weigh', 'paint', 'measure', 'carry', 'sell', 'mend', 'photograph', 'count', 'insure', 'describe'];

/** Twenty tasks of two trials; every second task is right, the first trial was given a behavior and checks its answer. */
const RUNS: readonly Trajectory[] = VERBS.flatMap((verb, i) =>
  [0, 1].flatMap((half) =>
    [0, 1].map((trial) => {
      const text = `In which of the ${i + 3} ${half === 0 ? 'northern' : 'southern'} harbours does a clerk ${verb} barges?`;
      const answer = trial === 0 ? 'Let me check that: it is the second. Yes, that holds.' : 'It is the second.';
      return finishTrajectory(
        {
          runId: `${verb}-${half}-${trial}`,
          task: { id: `${verb}-${half}`, trial: String(trial), text, tags: [] },
          agent: { model: 'compatible:some-model' },
          outcomes: [{ name: 'success', value: half === 0, by: 'verifier' }],
          steps: [
            { index: 0, actor: 'user', parts: [{ kind: 'text', text: trial === 0 ? `${GIVEN}\n\n${text}` : text }] },
            {
              index: 1,
              actor: 'agent',
              parts: [
                { kind: 'reasoning', visibility: 'raw', text: answer },
                { kind: 'text', text: `ANSWER: second (${trial})` },
              ],
            },
          ],
          extra: {},
        },
        { format: 'ethogram-solve', uri: 'solve' },
      ).trajectory;
    }),
  ),
);

before(async () => {
  const store = await openStore(join(folder, '.ethogram/ethogram.db'));
  await store.put(RUNS.map((trajectory) => ({ trajectory })));
  await store.close();
  const coded = await runCli(['detect', '--codebook', 'four-habits'], { cwd: folder });
  assert.equal(coded.code, 0, coded.stderr);
});
after(() => rmSync(folder, { recursive: true }));

async function exportSft(...args: readonly string[]): Promise<Manifest> {
  const { code, stdout, stderr } = await runCli(['export', 'sft', '--out', 'set', '--json', ...args], { cwd: folder });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Manifest;
}

interface Manifest {
  readonly examples: Readonly<Record<'train' | 'test' | 'right' | 'wrong', number>>;
  readonly tasks: Readonly<Record<'train' | 'test', number>>;
  readonly given: readonly unknown[];
  readonly leftOut: Readonly<Record<string, number>>;
  readonly checks: readonly { readonly holds: boolean }[];
}

function lines(name: string): { readonly messages: readonly { readonly role: string; readonly content: string }[] }[] {
  const text = readFileSync(join(folder, 'set', name), 'utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
} // prettier-ignore

const tasksIn = (name: string): Set<string> => new Set(lines(name).map(({ messages }) => messages[0]!.content));

test('by default what went right is exported, without what was put before it, tasks parted', async () => {
  const { examples, tasks, given, leftOut, checks } = await exportSft('--test', '0.3');
  assert.deepEqual([examples.right, examples.wrong, examples.train + examples.test], [20, 0, 20]);
  assert.equal(tasks.train + tasks.test, 10);
  assert.ok(tasks.train > 0 && tasks.test > 0);
  assert.deepEqual(given, [{ id: 'b1', examples: 10 }]);
  assert.deepEqual(leftOut, { 'other-outcome': 20 });
  assert.ok(checks.every(({ holds }) => holds));
  assert.ok(tasksIn('train.jsonl').isDisjointFrom(tasksIn('test.jsonl')));
  const all = readFileSync(join(folder, 'set/train.jsonl'), 'utf8') + readFileSync(join(folder, 'set/test.jsonl'), 'utf8');
  assert.doesNotMatch(all, /ethogram|behavior_|tens and ones/);
  const manifest = JSON.parse(readFileSync(join(folder, 'set/manifest.json'), 'utf8')) as { entries: readonly { run: string; file: string; line: number }[] };
  assert.equal(manifest.entries.length, 20);
}); // prettier-ignore

test('a primed set is chosen by what runs show, right or wrong alike', async () => {
  const primed = await exportSft('--having', 'verification', '--test', '0');
  assert.deepEqual(primed.examples, { train: 20, test: 0, right: 10, wrong: 10 });
  assert.deepEqual(primed.leftOut, { 'lacks-behavior': 20 });
  assert.ok(lines('train.jsonl').every(({ messages }) => messages[1]!.content.includes('Let me check that')));
  const control = await exportSft('--without', 'four-habits/verification', '--wrong', '--test', '0');
  assert.deepEqual(control.examples, { train: 10, test: 0, right: 0, wrong: 10 });
  const uncited = await exportSft('--all', '--uncited', '--test', '0');
  assert.deepEqual([uncited.examples.train, uncited.leftOut], [40, {}]);
  const none = await exportSft('--behaviors', 'none', '--all', '--reasoning', 'drop', '--test', '0');
  assert.equal(none.examples.train, 20);
  assert.ok(lines('train.jsonl').every(({ messages }) => messages[1]!.content === 'ANSWER: second (1)'));
});

test('tasks that are held out are never trained on, by id or by words', async () => {
  const tasks = [
    { id: 'weigh-0', text: 'Something else?', check: { kind: 'exact', answer: 'x' } },
    { text: 'In which of the 4 northern harbours does a clerk paint barges', check: { kind: 'exact', answer: 'x' } },
  ];
  writeFileSync(join(folder, 'held.jsonl'), tasks.map((task) => JSON.stringify(task)).join('\n'));
  const { tasks: sides } = await exportSft('--held-out', 'held.jsonl', '--test', '0');
  assert.deepEqual(sides, { train: 8, test: 2 });
  assert.deepEqual(
    [...tasksIn('test.jsonl')].sort(),
    ['In which of the 3 northern harbours does a clerk weigh barges?', 'In which of the 4 northern harbours does a clerk paint barges?'],
  );
}); // prettier-ignore

test('what cannot be is said', async () => {
  const said = async (...args: readonly string[]): Promise<string> =>
    (await runCli(['export', 'sft', ...args], { cwd: folder })).stderr.split('\n')[0]!;
  assert.match(await said(), /--out: found none, expected a folder/);
  assert.match(await said('--out', 'a', '--having', 'juggling'), /juggling: found no run coded for it/);
  assert.match(await said('--out', 'a', '--right', '--wrong'), /--right --wrong: found 2, expected one of them/);
  assert.match(await said('--out', 'held.jsonl'), /held\.jsonl: .*expected a file that can be written/);
  assert.equal(existsSync(join(folder, 'a')), false);
});
