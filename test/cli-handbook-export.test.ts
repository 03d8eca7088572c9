import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { MinedBehavior } from '../src/behavior/behavior.ts';
import { exampleBehavior } from '../src/handbook/testing/example-behavior.ts';
import { skillFaults } from '../src/handbook/testing/skill-faults.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli, type CliRun } from './run-cli.ts';

const ASK = exampleBehavior({ status: 'active', scope: { tools: ['book'] } });
const WAIT = exampleBehavior({ id: 'b_2', name: 'behavior_wait', instruction: 'Wait for a yes.' });
const SKIP = exampleBehavior({ id: 'b_3', name: 'behavior_skip', instruction: 'Commit with `git commit --no-verify`.', status: 'active' }); // prettier-ignore

let cwd = '';
before(async () => {
  cwd = emptyFolder();
  await fill([ASK, WAIT, SKIP]);
});

test('skills are written to the specification, brought up to date in place, and nobody’s work is lost', async () => {
  const first = await json('export', 'skills', '--out', 'skills');
  assert.deepEqual(first, { skills: 1, files: 1, written: 1, removed: 0, kept: [], folder: 'skills' });
  const path = 'skills/learned-ways-of-working/SKILL.md';
  assert.deepEqual(skillFaults('learned-ways-of-working', { 'SKILL.md': read(path) }), []);
  assert.match(read(path), /Ask before you act\./);
  assert.doesNotMatch(read(path), /Wait for|no-verify/);
  assert.equal((await json('export', 'skills', '--out', 'skills'))['written'], 0);

  mkdirSync(join(cwd, 'skills/mine'));
  writeFileSync(join(cwd, 'skills/mine/SKILL.md'), 'mine');
  await cli('handbook', 'approve', WAIT.id);
  assert.equal((await json('export', 'skills', '--out', 'skills'))['written'], 1);
  assert.match(read(path), /Wait for a yes\./);

  writeFileSync(join(cwd, path), 'my words');
  await cli('handbook', 'retire', WAIT.id);
  const kept = await cli('export', 'skills', '--out', 'skills');
  assert.equal(
    kept,
    '1 skill in skills: 1 file written, 0 removed, 0 as they were\nkept as somebody changed it: learned-ways-of-working/SKILL.md (what is new is in learned-ways-of-working/SKILL.md.new)\n',
  );
  assert.deepEqual([read(path), read('skills/mine/SKILL.md')], ['my words', 'mine']);
});

test('skills that are not wanted any more go; a skill of somebody else, a link or a false list is an error before anything is written', async () => {
  await cli('export', 'skills', '--out', 'gone');
  await cli('handbook', 'retire', ASK.id);
  await cli('export', 'skills', '--out', 'gone');
  assert.deepEqual(readdirSync(join(cwd, 'gone')), ['.ethogram-skills.json']);
  await cli('handbook', 'undo', ASK.id);

  mkdirSync(join(cwd, 'theirs/learned-ways-of-working'), { recursive: true });
  writeFileSync(join(cwd, 'theirs/learned-ways-of-working/SKILL.md'), 'theirs');
  const refused = await fails('export', 'skills', '--out', 'theirs');
  assert.match(refused, /^error\[cannot-write\]: theirs\/learned-ways-of-working: found a skill that Ethogram did not write/);
  assert.deepEqual(readdirSync(join(cwd, 'theirs')), ['learned-ways-of-working']);

  mkdirSync(join(cwd, 'linked'));
  symlinkSync(cwd, join(cwd, 'linked/learned-ways-of-working'));
  assert.match(await fails('export', 'skills', '--out', 'linked'), /linked\/learned-ways-of-working: found a link/);
  mkdirSync(join(cwd, 'false'));
  writeFileSync(join(cwd, 'false/.ethogram-skills.json'), '{"files":{"../h.db":"x"}}');
  assert.match(await fails('export', 'skills', '--out', 'false'), /found something else, expected the list/);
  assert.match(await fails('export', 'skills'), /^error\[bad-argument\]: export skills: found no folder, expected --out DIR/);
}); // prettier-ignore

test('an AGENTS.md gets what was approved as a block; the rest stays, and what is held is nowhere', async () => {
  writeFileSync(join(cwd, 'AGENTS.md'), '# Mine\r\n\r\n- no end');
  assert.equal(await cli('export', 'agents-md', '--out', 'AGENTS.md'), 'added a block to AGENTS.md: 1 behavior\n');
  const text = read('AGENTS.md');
  assert.ok(text.startsWith('# Mine\r\n\r\n- no end\r\n\r\n<ethogram-behaviors ids="b_0000000001">\r\n'));
  assert.doesNotMatch(text, /Wait for|no-verify|[^\r]\n/);
  assert.equal(await cli('export', 'agents-md', '--out', 'AGENTS.md'), 'AGENTS.md has them already: 1 behavior\n');
  assert.equal(await cli('export', 'agents-md', '--out', 'AGENTS.md', '--all'), 'AGENTS.md has them already: 1 behavior\n');
  await cli('handbook', 'retire', ASK.id);
  assert.equal(
    await cli('export', 'agents-md', '--out', 'AGENTS.md'),
    'brought the block in AGENTS.md up to date: 0 behaviors\n',
  );
  await cli('handbook', 'undo', ASK.id);
  const none = await cli('export', 'agents-md', '--out', 'NEW.md', '--project', 'elsewhere', '--tokens', '1');
  assert.match(none, /^The handbook has nothing of elsewhere that was approved: /);
  assert.ok(!readdirSync(cwd).includes('NEW.md'));
}); // prettier-ignore

test('a workflow is written as a routine; what is held is refused', async () => {
  const workflow = exampleBehavior({ id: 'b_4', name: 'behavior_rebook', instruction: 'Look it up, then change it.', pattern: 'get(id=⟨a⟩) → change(id=⟨a⟩)', scope: { tools: ['get', 'change'] } });
  await fill([workflow]);
  assert.match(await cli('export', 'routine', 'b_4'), /\n2\. Call `change`, with the `id` of step 1\.\n/);
  assert.equal(await cli('export', 'routine', 'behavior_rebook', '--out', 'r.md'), 'wrote r.md\n');
  assert.match(await fails('export', 'routine', SKIP.id), /^error\[held\]: b_3: /);
  assert.match(await fails('export', 'routine'), /^error\[bad-argument\]: export routine: found 0 ids, expected one/);
  assert.match(await fails('export', 'jsonl', 'x'), /^error\[bad-argument\]: export jsonl: found "x", expected nothing more/);
}); // prettier-ignore

test('an export that fails leaves what was there, and nothing beside it', async () => {
  writeFileSync(join(cwd, 'runs.jsonl'), 'old');
  const { code } = await runCli(['export', 'jsonl', '--out', 'no/runs.jsonl'], { cwd });
  assert.equal(code, 2);
  await cli('export', 'jsonl', '--out', 'runs.jsonl');
  assert.equal(read('runs.jsonl'), '');
  assert.match(await fails('handbook', 'export', '--out', '.ethogram/ethogram.db'), /which is the store, expected another file/);
  assert.deepEqual(readdirSync(cwd).filter((name) => name.endsWith('.part')), []);
}); // prettier-ignore

async function run(args: readonly string[]): Promise<CliRun> {
  return runCli(args, { cwd });
}

async function cli(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function fails(...args: string[]): Promise<string> {
  const { code, stderr } = await run(args);
  assert.equal(code, 2, stderr);
  return stderr;
}

async function json(...args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await cli(...args, '--json')) as Record<string, unknown>;
}

function read(path: string): string {
  return readFileSync(join(cwd, path), 'utf8');
}

async function fill(behaviors: readonly MinedBehavior[]): Promise<void> {
  const store = await openStore(join(cwd, '.ethogram/ethogram.db'));
  await store.putBehaviors(behaviors, { action: 'mined', at: '2026-01-01T00:00:00Z' });
  await store.close();
}
