import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { emptyFolder, runCli } from './run-cli.ts';

interface Answer {
  readonly code: number | null;
  readonly value: Record<string, unknown>;
  readonly stderr: string;
}

async function json(args: readonly string[], cwd: string): Promise<Answer> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { cwd });
  return { code, value: stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>), stderr };
}

async function ids(cwd: string): Promise<string[]> {
  const { value } = await json(['show'], cwd);
  return (value['trajectories'] as { id: string }[]).map(({ id }) => id);
}

/** A session of Claude Code that hands over to an agent, which hands over to another, and a session of its own; two projects. */
function writeSessions(cwd: string): void {
  const line = (sessionId: string, at: string, content: string, more: object): string =>
    `${JSON.stringify({ uuid: `${sessionId}-${content}`, parentUuid: null, sessionId, type: 'user', timestamp: at, version: '2.1.0', isSidechain: false, message: { role: 'user', content }, ...more })}\n`;
  const folder = join(cwd, 'logs');
  mkdirSync(join(folder, 'first/subagents'), { recursive: true });
  const at = '2026-01-05T10:00:00Z';
  writeFileSync(join(folder, 'first.jsonl'), line('first', at, 'Look into the zebrafish.', { cwd: '/srv/fish' }));
  for (const agent of ['a1', 'a2']) {
    // The agents end later than the session that started them.
    const later = line('first', '2026-02-05T10:00:00Z', `Count the zebrafish of ${agent}.`, {
      agentId: agent,
      isSidechain: true,
      cwd: '/srv/fish/tank',
    });
    writeFileSync(join(folder, `first/subagents/agent-${agent}.jsonl`), later);
  }
  writeFileSync(
    join(folder, 'second.jsonl'),
    line('second', '2026-03-05T10:00:00Z', 'Feed the cat.', { cwd: '/srv/cat' }),
  );
  const messages = [
    { role: 'user', content: 'What time is it?' },
    { role: 'assistant', content: 'I cannot know.' },
  ];
  writeFileSync(join(folder, 'timeless.jsonl'), `${JSON.stringify({ task_id: 'time', messages })}\n`);
}

async function sessions(): Promise<string> {
  const cwd = emptyFolder();
  writeSessions(cwd);
  assert.equal((await json(['import', 'logs'], cwd)).value['imported'], 5);
  return cwd;
}

test('--dry-run names and counts exactly the runs that would go, sub-agents included', async () => {
  for (const [selection, count, timeless] of [
    [['claude-code:first'], 3, 0],
    [['claude-code:first/a1'], 1, 0],
    [['--before', '2026-02-01'], 3, 1],
    [['--before', '2026-03-01'], 3, 1],
    [['--keep', '1h'], 4, 1],
    [['--before', '2020-01-01'], 0, 1],
  ] as const) {
    const cwd = await sessions();
    const before = await ids(cwd);
    const dry = (await json(['forget', ...selection, '--dry-run'], cwd)).value;
    assert.deepEqual(await ids(cwd), before);
    assert.equal(dry['trajectories'], count, selection.join(' '));
    assert.equal(dry['timeless'], timeless);
    const done = (await json(['forget', ...selection], cwd)).value;
    assert.deepEqual([done['trajectories'], done['steps'], done['timeless']], [count, dry['steps'], timeless]);
    const left = new Set(await ids(cwd));
    assert.deepEqual(
      before.filter((id) => !left.has(id)),
      dry['ids'],
    );
  }
});

test('--dry-run tells people which runs go because of their parent', async () => {
  const cwd = await sessions();
  const { stdout } = await runCli(['forget', '--before', '2026-02-01', '--dry-run'], { cwd });
  assert.deepEqual(stdout.split('\n'), [
    '3 trajectories (3 steps) would be forgotten:',
    '  claude-code:first',
    '  claude-code:first/a1  (sub-agent)',
    '  claude-code:first/a2  (sub-agent)',
    '1 run of unknown time kept',
    '',
  ]);
});

test('--project forgets the runs of one project', async () => {
  const cwd = await sessions();
  const { value } = await json(['show'], cwd);
  const runs = value['trajectories'] as { id: string; project?: string }[];
  const project = runs.find(({ id }) => id === 'claude-code:second')?.project;
  assert.ok(project !== undefined);
  assert.equal((await json(['forget', '--project', project], cwd)).value['trajectories'], 1);
  assert.equal((await ids(cwd)).includes('claude-code:second'), false);
});

test('one unknown id and nothing is forgotten', async () => {
  const cwd = await sessions();
  const { code, stderr } = await json(['forget', 'claude-code:first', 'claude-code:third'], cwd);
  assert.equal(code, 2);
  assert.match(stderr, /^error\[not-found\]: found no trajectory "claude-code:third"/);
  assert.equal((await ids(cwd)).length, 5);
});

test('a run is forgotten under the id by which another format told it', async () => {
  const cwd = await sessions();
  await runCli(['export', 'atif', '--format', 'openai-chat', '--out', 'again.jsonl'], { cwd });
  const again = await json(['import', 'again.jsonl'], cwd);
  assert.deepEqual([again.value['imported'], again.value['duplicates']], [0, 1]);
  const timeless = (await ids(cwd)).find((id) => id.startsWith('openai-chat:'))!;
  const { code, value } = await json(['forget', `atif:${timeless}`], cwd);
  assert.deepEqual([code, value['trajectories']], [0, 1]);
  assert.equal((await ids(cwd)).includes(timeless), false);
});

/** Everything a store's file holds that can be read, unpacked where it is packed. */
function wordsOf(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true });
  const texts = [readFileSync(file, 'latin1')];
  for (const { name } of db.prepare("select name from sqlite_schema where type = 'table'").all()) {
    for (const row of db.prepare(`select * from "${String(name)}"`).all()) {
      for (const value of Object.values(row)) {
        if (typeof value === 'string') texts.push(value);
        else if (value instanceof Uint8Array) texts.push(unpacked(value));
      }
    }
  }
  db.close();
  return texts.join('\n');
}

function unpacked(bytes: Uint8Array): string {
  const isPacked = Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
  return (isPacked ? zstdDecompressSync(bytes) : Buffer.from(bytes)).toString('utf8');
}

test('nothing of a forgotten run is left in the file, and every command goes on', async () => {
  const cwd = await sessions();
  for (const command of ['detect', 'mine']) assert.equal((await runCli([command], { cwd })).code, 0);
  const store = join(cwd, '.ethogram/ethogram.db');
  assert.match(wordsOf(store), /zebrafish/);
  const { stdout } = await runCli(['forget', 'claude-code:first'], { cwd });
  assert.match(stdout, /^forgot 3 trajectories \(3 steps\)/);
  assert.doesNotMatch(wordsOf(store), /zebrafish|claude-code:first/);
  assert.match(wordsOf(store), /Feed the cat/);
  for (const args of [['show'], ['events'], ['handbook', 'list'], ['report'], ['detect'], ['mine'], ['doctor']]) {
    const { code, stderr } = await runCli(args, { cwd });
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
  }
  assert.equal((await json(['import', 'logs'], cwd)).value['imported'], 3);
});
