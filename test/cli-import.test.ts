import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

function chat(taskId: string, ...texts: readonly string[]): string {
  const messages = texts.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }));
  return `${JSON.stringify({ task_id: taskId, messages })}\n`;
}

function claudeLine(sessionId: string, n: number, at: string, content = `Text ${n}.`): string {
  const type = n % 2 === 0 ? 'user' : 'assistant';
  const parentUuid = n === 0 ? null : `${sessionId}-${n - 1}`;
  const message =
    n % 2 === 0 ? { role: type, content } : { id: `m${n}`, role: type, content: [{ type: 'text', text: content }] };
  return `${JSON.stringify({ uuid: `${sessionId}-${n}`, parentUuid, sessionId, type, timestamp: at, cwd: '/srv/app', version: '2.1.0', isSidechain: false, message })}\n`;
}

/** A home folder with one old and one recent session of Claude Code. */
function homeWithLogs(): string {
  const home = emptyFolder();
  const logs = join(home, '.claude/projects/-srv-app');
  mkdirSync(logs, { recursive: true });
  const old = join(logs, 'old.jsonl');
  writeFileSync(old, claudeLine('old', 0, '2020-01-05T10:00:00Z') + claudeLine('old', 1, '2020-01-05T10:00:10Z'));
  utimesSync(old, new Date('2020-01-05T10:00:10Z'), new Date('2020-01-05T10:00:10Z'));
  const now = new Date().toISOString();
  writeFileSync(join(logs, 'new.jsonl'), claudeLine('new', 0, now) + claudeLine('new', 1, now));
  return home;
}

async function json(args: readonly string[], cwd: string): Promise<Record<string, unknown>> {
  return JSON.parse((await runCli([...args, '--json'], { cwd })).stdout) as Record<string, unknown>;
}

test('--local says what it found before it reads, and how much of it was written since', async () => {
  const cwd = homeWithLogs();
  const recent = await runCli(['import', '--local', '--since', '30d'], { cwd });
  const since = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  assert.match(
    recent.stderr,
    new RegExp(`^claude-code: 2 files, \\S+ (k?)B in \\S+/\\.claude/projects; since ${since} 1 file, \\S+ B\\n$`),
  );
  assert.match(recent.stdout, /^imported 1 trajectory \(2 steps, about \d+ tokens\)\n/);
  assert.match(recent.stdout, /\nolder than asked for, left out: 1 file not opened\n/);
  const all = await runCli(['import', '--local'], { cwd });
  assert.match(all.stderr, /^claude-code: 2 files, [\d.]+ k?B in \S+\n$/);
  assert.match(all.stdout, /^imported 1 trajectory .*, 1 already there\n/);
});

test('--local --keep does not read what it would forget at once', async () => {
  const cwd = homeWithLogs();
  const { imported, older, forgotten } = await json(['import', '--local', '--keep', '90d'], cwd);
  assert.equal(imported, 1);
  assert.deepEqual(older, { files: 1, runs: 0 });
  assert.equal((forgotten as { trajectories: number }).trajectories, 0);
});

test('what was skipped is counted by code', async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'mixed'));
  writeFileSync(join(cwd, 'mixed/runs.jsonl'), chat('a', 'Hello.', 'Hi.') + '{"broken\n' + chat('b', 'Bye.', 'Bye.'));
  writeFileSync(join(cwd, 'mixed/settings.json'), '{"colour":"blue"}');
  writeFileSync(join(cwd, 'mixed/README.md'), '# A project\n');
  const { imported, issues, issueCounts } = await json(['import', 'mixed'], cwd);
  assert.equal(imported, 2);
  assert.deepEqual(issueCounts, { 'unknown-format': 2, 'bad-json': 1 });
  assert.equal((issues as unknown[]).length, 3);
});

test('a file in which no run was found is told', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'log.jsonl'), claudeLine('s', 0, '2026-01-05T10:00:00Z'));
  const { code, stdout } = await runCli(['import', 'log.jsonl', '--format', 'codex'], { cwd });
  assert.equal(code, 1);
  assert.deepEqual(stdout.split('\n'), [
    'imported nothing',
    '1 issue:',
    '  no-runs: found no run, read as codex',
    '    log.jsonl',
    'without --format codex the format is recognised',
    '',
  ]);
});

test('options that contradict each other are refused', async () => {
  const cwd = homeWithLogs();
  for (const [args, message] of [
    [['--local', '--format', 'codex'], /found --local and --format, expected one of them/],
    [['--local', '--map', 'task=question'], /found --local and --map, expected one of them/],
    [['x.csv', '--format', 'codex', '--map', 'task=question'], /found --format and --map, expected one of them/],
    [['--watch', '-'], /found -, expected files and folders to watch/],
    [['--local', '--keep', 'forever'], /--keep: found "forever"/],
  ] as const) {
    const { code, stderr } = await runCli(['import', ...args], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('counts say what is new, grown and known', async () => {
  const cwd = emptyFolder();
  const first = claudeLine('s', 0, '2026-01-05T10:00:00Z');
  writeFileSync(join(cwd, 's.jsonl'), first);
  assert.match(
    (await runCli(['import', 's.jsonl'], { cwd })).stdout,
    /^imported 1 trajectory \(1 step, about \d+ tokens\)\n/,
  );
  assert.match(
    (await runCli(['import', 's.jsonl'], { cwd })).stdout,
    /^nothing new, 1 already there\n {2}claude-code: 1\n$/,
  );
  appendFileSync(join(cwd, 's.jsonl'), claudeLine('s', 1, '2026-01-05T10:00:10Z'));
  assert.match(
    (await runCli(['import', 's.jsonl'], { cwd })).stdout,
    /^continued 1 trajectory \(1 step, about \d+ tokens\)\n/,
  );
});

test('what is stored with --redact=off says so, in the import, the run and the doctor', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'runs.jsonl'), chat('a', 'Write to kim.lee@example.com and to jo.fox@example.com.', 'Done.'));
  const open = await runCli(['import', 'runs.jsonl', '--redact=off'], { cwd });
  assert.match(open.stdout, /\nstored as it is, secrets and personal data included \(--redact=off\)\n/);
  const { trajectories } = (await json(['show'], cwd)) as unknown as { trajectories: { id: string }[] };
  const shown = await runCli(['show', trajectories[0]!.id], { cwd });
  assert.match(shown.stdout, /\nopenai-chat {2}runs\.jsonl {2}\(stored with --redact=off\)\n/);
  assert.match(shown.stdout, /kim\.lee@example\.com/);
  assert.match((await runCli(['doctor'], { cwd })).stdout, /1 trajectory \(1 of them with --redact=off\)/);
  const redacted = await runCli(['import', 'runs.jsonl'], { cwd });
  assert.match(redacted.stdout, /^continued 1 trajectory .*\n.*\nreplaced by placeholders: 2 e-mail addresses\n/);
  assert.doesNotMatch((await runCli(['show', trajectories[0]!.id, '--full'], { cwd })).stdout, /@example\.com/);
  assert.doesNotMatch((await runCli(['doctor'], { cwd })).stdout, /redact/);
});

test('stdin may be compressed, and is called stdin', async () => {
  const cwd = emptyFolder();
  const piped = (bytes: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), 'import', '-'], {
        cwd,
        env: { PATH: '', HOME: cwd },
      });
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
      child.on('error', reject).on('close', () => resolve(stdout));
      child.stdin.end(bytes);
    });
  assert.match(await piped(gzipSync(chat('a', 'Hello.', 'Hi.'))), /^imported 1 trajectory /);
  assert.match(
    await piped(Buffer.from('just words\n')),
    /^imported nothing\n1 issue:\n {2}unknown-format: .*\n {4}stdin\n$/,
  );
});

/** An `import --watch` that runs until it is told to end. */
interface Watch {
  /** Resolves when stderr matches. */
  said(what: RegExp): Promise<void>;
  end(
    signal?: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  readonly child: ChildProcess;
}

function watch(args: readonly string[], cwd: string): Watch {
  const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), 'import', '--watch', ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    async said(what) {
      for (let waitedMs = 0; !what.test(stderr); waitedMs += 50) {
        assert.ok(waitedMs < 20_000, `waited for ${what}, found ${stderr}`);
        await setTimeout(50);
      }
    },
    async end(signal) {
      if (signal !== undefined) child.kill(signal);
      const code = await closed;
      return { code, stdout, stderr };
    },
  };
}

test('--watch reads what is written, in pieces and half lines, and tells each once', async () => {
  const cwd = emptyFolder();
  const logs = join(cwd, 'logs');
  mkdirSync(logs);
  const lines = [0, 1, 2, 3].map((n) => claudeLine('s', n, `2026-01-05T10:00:0${n}Z`));
  writeFileSync(join(logs, 's.jsonl'), lines[0]! + lines[1]!.slice(0, 40));
  // A log that has just been begun is none to complain about.
  writeFileSync(join(logs, 'begun.jsonl'), '');
  writeFileSync(join(logs, 'meta.jsonl'), `${JSON.stringify({ type: 'summary', summary: 'A', leafUuid: 'x' })}\n`);
  const watching = watch(['logs'], cwd);
  await watching.said(/imported 1 trajectory \(1 step/);
  appendFileSync(join(logs, 's.jsonl'), lines[1]!.slice(40) + lines[2]!);
  await watching.said(/continued 1 trajectory \(2 steps/);
  writeFileSync(join(logs, 'settings.json'), '{"colour":"blue"}');
  await watching.said(/\n1 issue:\n {2}unknown-format: .*\n {4}logs\/settings\.json\n/);
  writeFileSync(join(logs, 's.jsonl'), lines[0]!);
  writeFileSync(join(logs, 'settings.json'), '{"colour":"red"}');
  writeFileSync(join(logs, 'u.json'), '{"half":');
  await watching.said(/\n {4}logs\/u\.json/);
  writeFileSync(join(logs, 'u.json'), chat('u', 'Good day.', 'Good day.', 'Well?', 'Well.').trim());
  await watching.said(/imported 1 trajectory \(4 steps/);
  mkdirSync(join(logs, 'deeper'));
  writeFileSync(join(logs, 'deeper/t.jsonl'), chat('t', 'Hello.', 'Hi.'));
  await watching.said(/imported 1 trajectory \(2 steps/);
  const { code, stdout, stderr } = await watching.end('SIGINT');
  assert.equal(code, 0);
  assert.equal(stderr.match(/issue/g)?.length, 2);
  assert.match(
    stdout,
    /^imported 3 trajectories \(9 steps, about \d+ tokens\), continued 1, 1 already there\n1 issue:\n.*\n {4}logs\/settings\.json\n/,
  );
  assert.equal(((await json(['show'], cwd))['trajectories'] as unknown[]).length, 3);
});

test('--watch goes on when a named file is gone for a while', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.jsonl'), chat('a', 'Hello.', 'Hi.'));
  writeFileSync(join(cwd, 'b.jsonl'), chat('b', 'Hello there.', 'Hi.'));
  const watching = watch(['a.jsonl', 'b.jsonl'], cwd);
  await watching.said(/imported 2 trajectories/);
  rmSync(join(cwd, 'a.jsonl'));
  appendFileSync(join(cwd, 'b.jsonl'), chat('c', 'And again.', 'Hi.'));
  await watching.said(/imported 1 trajectory .*, 1 already there/);
  writeFileSync(join(cwd, 'a.jsonl'), chat('d', 'One more.', 'Hi.'));
  await watching.said(/imported 1 trajectory \(2 steps, about \d+ tokens\)\n/);
  assert.equal((await watching.end('SIGTERM')).code, 0);
});

test('--watch ends with an error when its store is deleted, instead of writing into nothing', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.jsonl'), chat('a', 'Hello.', 'Hi.'));
  const watching = watch(['a.jsonl', '--store', 'runs.db'], cwd);
  await watching.said(/imported 1 trajectory/);
  rmSync(join(cwd, 'runs.db'));
  const { code, stderr } = await watching.end();
  assert.equal(code, 2);
  assert.match(stderr, /error\[store-unavailable\]: \S+runs\.db: found that it was deleted or replaced while watching/);
});

test('--watch of a path that is not there is refused', async () => {
  const { code, stderr } = await runCli(['import', '--watch', 'nowhere'], { cwd: emptyFolder() });
  assert.equal(code, 2);
  assert.match(stderr, /^error\[file-not-found\]: nowhere: does not exist/);
});

test('an export never writes over the store it reads, and counts runs, not documents', async () => {
  const cwd = homeWithLogs();
  const session = join(cwd, '.claude/projects/-srv-app/new/subagents');
  mkdirSync(session, { recursive: true });
  const line = JSON.parse(claudeLine('new', 0, new Date().toISOString())) as object;
  writeFileSync(join(session, 'agent-a1.jsonl'), `${JSON.stringify({ ...line, agentId: 'a1', isSidechain: true })}\n`);
  assert.equal((await json(['import', '--local', '--store', 'runs.db'], cwd))['imported'], 3);
  const before = readFileSync(join(cwd, 'runs.db'));
  const { code, stderr } = await runCli(['export', 'jsonl', '--store', 'runs.db', '--out', './runs.db'], { cwd });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error\[bad-argument\]: --out: found \.\/runs\.db, which is the store, expected another file\n/,
  );
  assert.deepEqual(readFileSync(join(cwd, 'runs.db')), before);
  for (const target of ['jsonl', 'atif', 'otel']) {
    const out = `${target}.jsonl`;
    const written = await json(['export', target, '--store', 'runs.db', '--out', out], cwd);
    assert.deepEqual(written, { trajectories: 3, file: out });
    assert.equal((await json(['import', out, '--store', `${target}.db`], cwd))['imported'], 3, target);
  }
});

test('a run is shown with its labels where they belong', async () => {
  const cwd = emptyFolder();
  const run = {
    question: 'What is 2 + 3?',
    history: [
      { name: 'Adder', role: 'Adder', content: 'It is 6.' },
      { name: 'Checker', role: 'Checker', content: 'Fine.' },
    ],
    question_ID: 'q1',
    ground_truth: '5',
    is_correct: false,
    mistake_agent: 'Adder',
    mistake_step: '0',
    mistake_reason: 'It cannot add.',
  };
  writeFileSync(join(cwd, 'run.json'), JSON.stringify(run));
  assert.equal((await json(['import', 'run.json'], cwd))['imported'], 1);
  const { trajectories } = (await json(['show'], cwd)) as unknown as { trajectories: { id: string }[] };
  const { stdout } = await runCli(['show', trajectories[0]!.id], { cwd });
  const lines = stdout.split('\n');
  const first = lines.indexOf('0  agent Adder');
  assert.deepEqual(lines.slice(first, first + 5), [
    '0  agent Adder',
    '   It is 6.',
    '   ◦ label:who-and-when/mistake-agent = Adder (by human)',
    '   ◦ label:who-and-when/mistake-reason = It cannot add. (by human)',
    '   ◦ label:who-and-when/mistake-step = 0 (by human)',
  ]);
});
