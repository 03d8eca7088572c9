import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { MinedBehavior } from '../src/behavior/behavior.ts';
import { exampleBehavior } from '../src/handbook/testing/example-behavior.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli, startCli } from './run-cli.ts';

const MINED = { action: 'mined', at: '2026-01-01T00:00:00Z' };
const ASK = exampleBehavior({ runs: ['a', 'b'] });
const WAIT = exampleBehavior({
  id: 'b_0000000002',
  name: 'behavior_wait',
  instruction: 'Wait for a yes.',
  runs: ['c'],
});
const SKIP = exampleBehavior({
  id: 'b_0000000003',
  name: 'behavior_commit_fast',
  instruction: 'Commit with `git commit --no-verify`.',
});

let cwd = '';
before(async () => {
  cwd = emptyFolder();
  await fill('h.db', [ASK, WAIT, SKIP]);
});

test('an approval tells who gave it and when; other words make it void, and undoing brings it back', async () => {
  await fill('approve.db', [ASK]);
  const store = ['--store', 'approve.db'];
  await cli('handbook', 'approve', ASK.id, '--who', 'anna', ...store);
  await cli('handbook', 'edit', ASK.id, '--instruction', 'Ask first.', ...store);
  assert.match(await cli('handbook', 'show', ASK.id, ...store), /^ {3}candidate, version 2, approved by anna on [\d-]+ for other words: void$/m);
  assert.equal(await cli('handbook', 'undo', ASK.id, ...store), 'undone behavior_ask_first (b_0000000001), now active\n');
  assert.match(await cli('handbook', 'show', ASK.id, ...store), /^ {3}active, version 3, approved by anna on [\d-]+$/m);
  const history = JSON.parse(await cli('handbook', 'history', ASK.id, '--json', ...store)) as Record<string, unknown>[];
  assert.deepEqual(
    history.map(({ number, action, by, status, version }) => [number, action, by, status, version]),
    [
      [1, 'mined', undefined, 'candidate', 1],
      [2, 'approved', 'anna', 'active', 1],
      [3, 'edited', 'somebody', 'candidate', 2],
      [4, 'undone', 'somebody', 'active', 3],
    ],
  );
  assert.match(
    (await runCli(['handbook', 'approve', `${ASK.id}@2`, ...store], { cwd })).stderr,
    /^error\[bad-argument\]: b_0000000001@2: found version 3, expected 2: its words were changed\n/,
  );
  await cli('handbook', 'undo', `${ASK.id}@3`, '--to', '1', ...store);
  assert.equal((await stored('approve.db', ASK.id))?.status, 'candidate');
}); // prettier-ignore

test('what is held is approved and pinned only with --held, which says why', async () => {
  for (const action of ['approve', 'pin']) {
    const { code, stderr } = await runCli(['handbook', action, SKIP.id, '--store', 'h.db'], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^error\[held\]: b_0000000003: found words that are held: .*--no-verify/);
    assert.match(stderr, new RegExp(`hint: .*: ethogram handbook ${action} b_0000000003 --held\n`));
  }
  assert.match(await cli('handbook', 'list', '--store', 'h.db'), /b_0000000003 {2}candidate, held {2}/);
  await cli('handbook', 'approve', SKIP.id, '--held', '--who', 'anna', '--store', 'h.db');
  const shown = await cli('handbook', 'show', SKIP.id, '--store', 'h.db');
  assert.match(shown, /^ {3}was held: .*--no-verify/m);
  assert.match(shown, /^ {3}held words approved by anna on/m);
});

test('a merge, a split and a derived behavior name their parents, and are undone as a whole', async () => {
  await fill('made.db', [ASK, WAIT]);
  const run = (...args: string[]): Promise<string> => cli('handbook', ...args, '--store', 'made.db');
  const [one] = JSON.parse(await run('merge', ASK.id, WAIT.name, '--instruction', 'Ask and wait.', '--json')) as [MinedBehavior];
  assert.deepEqual(one.parents.map(({ id }) => id), ['b_0000000001@1', 'b_0000000002@1']);
  assert.equal(one.support.trajectories, 3);
  assert.match(await run('show', one.id), /^ {3}merged from b_0000000001@1, b_0000000002@1$/m);
  await run('undo');
  assert.deepEqual([(await stored('made.db', ASK.id))?.status, (await stored('made.db', one.id))?.status], ['candidate', 'archived']);
  assert.match(
    await run('split', ASK.id, '--exemplars', '2'),
    /^new behavior_ask_first_apart \(b_\w+\), now candidate: Ask before you act\.\nnew behavior_ask_first_rest .*\nretired behavior_ask_first \(b_0000000001\), now archived\n$/,
  );
  await run('undo', ASK.id);
  assert.match(await run('derive', ASK.id, '--instruction', 'Ask before you book.'), /^new behavior_ask_first \(b_\w+\), now candidate/);
  assert.equal((await stored('made.db', ASK.id))?.status, 'candidate');
}); // prettier-ignore

test('a place that is full takes another only over it, and the weakest goes on trial', async () => {
  const many = Array.from({ length: 3 }, (_, i) =>
    exampleBehavior({ id: `b_${i}`, name: `behavior_${i}`, instruction: `Do number ${i} first.`, savedTokens: i, status: 'active' }),
  );
  await fill('full.db', [...many, ASK]);
  const { code, stderr } = await runCli(['handbook', 'approve', ASK.id, '--cap', '3', '--store', 'full.db'], { cwd });
  assert.equal(code, 2);
  assert.equal(
    stderr,
    'error[handbook-full]: */*: found 4 behaviors that would be active there, expected at most 3; the weakest: behavior_0 (b_0)\n  hint: --over puts the weakest on trial instead; --cap N allows more\n',
  );
  assert.equal(
    await cli('handbook', 'approve', ASK.id, '--cap', '3', '--over', '--store', 'full.db'),
    'approved behavior_ask_first (b_0000000001), now active\nput on trial behavior_0 (b_0), now shadow\n',
  );
}); // prettier-ignore

test('an export is the same bytes wherever it was restored, and what is taken in from elsewhere is a candidate', async () => {
  await cli('handbook', 'export', '--out', 'h.jsonl', '--store', 'h.db');
  const text = readFileSync(join(cwd, 'h.jsonl'), 'utf8');
  // A file may say that somebody approved words that are held; that is believed when a person says so, or did so here.
  assert.match(await cli('handbook', 'import', 'h.jsonl', '--as-is', '--store', 'copy.db'), /1 of them held/);
  assert.match(await cli('handbook', 'list', '--store', 'copy.db'), /b_0000000003 {2}active, held {2}/);
  await cli('handbook', 'import', 'h.jsonl', '--as-is', '--held', '--store', 'copy.db');
  assert.equal(await cli('handbook', 'export', '--store', 'copy.db'), text);
  assert.equal((JSON.parse(await cli('handbook', 'import', 'h.jsonl', '--as-is', '--json', '--store', 'copy.db')) as { imported: number }).imported, 0);

  const taken = JSON.parse(await cli('handbook', 'import', 'h.jsonl', '--json', '--store', 'other.db')) as { imported: number; held: number; behaviors: MinedBehavior[] };
  assert.deepEqual([taken.imported, taken.held], [3, 1]);
  for (const { status, pinned, approval, support, provenance } of taken.behaviors) {
    assert.deepEqual([status, pinned, approval, support.trajectories, provenance], ['candidate', undefined, undefined, 0, []]);
  }
  assert.match(await cli('handbook', 'import', 'h.jsonl', '--store', 'other.db'), /^0 behaviors taken in from 1 file; 3 known already\.\n$/);
}); // prettier-ignore

test('handbooks are compared: stores, files, times', async () => {
  const diff = JSON.parse(await cli('handbook', 'diff', 'h.jsonl', 'other.db', '--json')) as {
    changed: { fields: unknown[] }[];
    same: number;
  };
  assert.deepEqual([diff.changed.map(({ fields }) => fields), diff.same], [[[{ field: 'status', from: 'active', to: 'candidate' }]], 2]);
  assert.match(await cli('handbook', 'diff', '2026-01-01', 'now', '--store', 'h.db'), /^~ behavior_commit_fast .*\n {4}status: candidate → active\n/);
  assert.match(await cli('handbook', 'diff', '2025-01-01', 'now', '--store', 'h.db'), /\n3 behaviors added, 0 removed, 0 changed, 0 the same\.\n$/);
  const { stderr } = await runCli(['handbook', 'diff', 'nowhere', 'now', '--store', 'h.db'], { cwd });
  assert.match(stderr, /^error\[file-not-found\]: nowhere: found no such file/);
}); // prettier-ignore

test('a tampered line is told by its line, and a file that holds nothing exits 1', async () => {
  writeFileSync(join(cwd, 'bad.jsonl'), readFileSync(join(cwd, 'h.jsonl'), 'utf8').replace('Wait for a yes.', 'Do not wait.'));
  const some = JSON.parse(await cli('handbook', 'import', 'bad.jsonl', '--json', '--store', 'bad.db')) as { imported: number; issues: { line: number; message: string }[] };
  assert.deepEqual([some.imported, some.issues.length, some.issues[0]?.line], [2, 1, 3]);
  assert.match(some.issues[0]!.message, /^hash: found [0-9a-f]{12}, expected [0-9a-f]{12}, that of the words, or none$/);
  writeFileSync(join(cwd, 'none.md'), '# Nothing\n\nto see here\n');
  assert.equal((await runCli(['handbook', 'import', 'none.md', '--store', 'bad.db'], { cwd })).code, 1);
}); // prettier-ignore

test('an export that cannot be written leaves no half of it', async () => {
  const folder = emptyFolder();
  const { code, stderr } = await runCli(['handbook', 'export', '--out', join(folder, 'no/h.jsonl'), '--store', 'h.db'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /^error\[cannot-write\]: .*: its folder does not exist/);
  assert.deepEqual(readdirSync(folder), []);
}); // prettier-ignore

test('two processes that approve at once both do', async () => {
  await fill('two.db', [ASK, WAIT]);
  const runs = await Promise.all(
    [ASK, WAIT].map(({ id }) => startCli(['handbook', 'approve', id, '--store', 'two.db'], { cwd })),
  );
  assert.deepEqual(
    runs.map(({ code }) => code),
    [0, 0],
  );
  assert.deepEqual(
    [(await stored('two.db', ASK.id))?.status, (await stored('two.db', WAIT.id))?.status],
    ['active', 'active'],
  );
});

async function cli(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { cwd });
  assert.equal(code, 0, stderr);
  return stdout;
}

async function fill(name: string, behaviors: readonly MinedBehavior[]): Promise<void> {
  const store = await openStore(join(cwd, name));
  await store.putBehaviors(behaviors, MINED);
  await store.close();
}

async function stored(name: string, id: string): Promise<MinedBehavior | undefined> {
  const store = await openStore(join(cwd, name));
  try {
    return await store.behavior(id);
  } finally {
    await store.close();
  }
}
