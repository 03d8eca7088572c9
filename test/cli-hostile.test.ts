import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

// Runs written by somebody who wants to steer the terminal of whoever reads them.
const shared = emptyFolder();
const ESCAPE = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp.\r\u0000';
// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function hostileRun(i: number): string {
  const call = (id: string, name: string): object => ({
    role: 'assistant',
    content: `${ESCAPE} Let me verify that${ESCAPE}.`,
    tool_calls: [{ id, type: 'function', function: { name, arguments: `{"x":"${ESCAPE}"}` } }],
  });
  return JSON.stringify({
    task_id: `${ESCAPE}${i % 4}`,
    messages: [
      { role: 'user', name: ESCAPE, content: `Please look ${ESCAPE}\nline two ${i}` },
      call('a', `look${ESCAPE}`),
      { role: 'tool', tool_call_id: 'a', content: `${ESCAPE} error: not found` },
      call('b', `act${ESCAPE}`),
      { role: 'tool', tool_call_id: 'b', content: `ok ${ESCAPE}` },
      { role: 'assistant', content: `${ESCAPE}Wait, let me check again. ${ESCAPE}` },
    ],
  });
}

before(async () => {
  writeFileSync(
    join(shared, `runs${ESCAPE.replace('\u0000', '')}.jsonl`),
    Array.from({ length: 12 }, (_, i) => hostileRun(i)).join('\n') + '\nnot JSON\n',
  );
  writeFileSync(
    join(shared, 'lost.jsonl'),
    `{"__proto__":{"polluted":1},"messages":[{"role":"user","content":"hi","__proto__":{"x":1}}]}`,
  );
});

test('nothing that a run or a file name holds reaches the terminal as a command', async () => {
  const imported = await runCli(['import', '.'], { cwd: shared });
  assert.equal(imported.code, 0, imported.stderr);
  assert.match(imported.stdout, /imported 13 trajectories/);
  assert.match(imported.stdout, /\n {2}bad-json: found no JSON, expected a JSON value\n {4}runs␛\[2J/);
  const ids = (await runCli(['show', '--jsonl'], { cwd: shared })).stdout
    .trim()
    .split('\n')
    .map((row) => (JSON.parse(row) as { id: string }).id);
  const commands = [
    ['import', '.'],
    ['import', `nowhere${ESCAPE.replace('\u0000', '')}`],
    ['show'],
    ['show', ids[0]!],
    ['show', ids[0]!, '--full'],
    ['show', ids[0]!, '--json'],
    ['show', '--jsonl'],
    ['show', 'x\u001b[2J'],
    ['detect'],
    ['events'],
    ['events', '--json'],
    ['mine'],
    ['handbook', 'list'],
    ['retrieve', 'look', '--all'],
    ['rules', 'check', 'general'],
    ['analyse', 'time-budget'],
    ['report', '--out', 'r.html'],
    ['export', 'jsonl', '--out', 'x.jsonl'],
    ['doctor'],
  ];
  for (const args of commands) {
    const { stdout, stderr } = await runCli(args, { cwd: shared });
    assert.doesNotMatch(stdout + stderr, UNSAFE, args.join(' '));
    assert.doesNotMatch(stderr, /internal/, args.join(' '));
  }
});

test('--full keeps the lines of a text and makes the rest visible; --json keeps everything', async () => {
  const id = (JSON.parse((await runCli(['show', '--jsonl', '--limit', '1'], { cwd: shared })).stdout) as { id: string })
    .id;
  const full = await runCli(['show', id, '--full'], { cwd: shared });
  assert.match(full.stdout, /Please look ␛\[2J␛\]0;owned␇\[U\+009B\]31m\[U\+202E\]gnp\.\n␀\nline two|hi/);
  for (const row of (await runCli(['export', 'jsonl', '--limit', '2'], { cwd: shared })).stdout.trim().split('\n')) {
    const { trajectory } = JSON.parse(row) as { trajectory: { id: string } };
    const { stdout } = await runCli(['show', trajectory.id, '--json'], { cwd: shared });
    assert.deepEqual(JSON.parse(stdout), trajectory);
  }
});

test('keys that could change objects are kept as data', async () => {
  const { stdout } = await runCli(['export', 'jsonl'], { cwd: shared });
  const row = stdout.split('\n').find((line) => line.includes('polluted'))!;
  assert.match(row, /"extra":\{"__proto__":\{"x":1\}\}/);
  assert.match(row, /"extra":\{"__proto__":\{"polluted":1\}\}/);
});

test('what cannot be written is an error with a reason, and no defect', async () => {
  const folder = join(shared, 'folder');
  mkdirSync(folder, { recursive: true });
  for (const args of [['export', 'jsonl'], ['report']]) {
    for (const [out, reason] of [
      ['folder', 'is a folder'],
      ['nowhere/x', 'its folder does not exist'],
    ] as const) {
      const { code, stdout, stderr } = await runCli([...args, '--out', out], { cwd: shared });
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(
        stderr,
        new RegExp(`^error\\[cannot-write\\]: .*${out}: ${reason}, expected a file that can be written\n`),
      );
    }
  }
});

const noFull = existsSync('/dev/full') ? false : 'no /dev/full here';

test('a full disk is an error and exit code 2', { skip: noFull }, async () => {
  for (const command of ['show', 'show --jsonl', 'export jsonl', '--help']) {
    const { code, stderr } = await shell(`ethogram ${command} > /dev/full`);
    assert.equal(code, 2, command);
    assert.equal(
      stderr,
      'error[cannot-write]: stdout: the disk is full, expected a file that can be written\n',
      command,
    );
  }
});

test('a reader that has seen enough is no error', async () => {
  const { code, stderr } = await shell('set -o pipefail; ethogram export jsonl | head -c 10');
  assert.deepEqual([code, stderr], [0, '']);
  // Nobody reads stderr: the exit code is still that of the command.
  assert.equal((await shell('ethogram show nothing-like-it 2> >(exec <&-)')).code, 2);
});

/** Runs a line of bash in the shared folder, in which `ethogram` is the command line. */
function shell(line: string): Promise<{ code: number | null; stderr: string }> {
  const command = `ethogram() { '${process.execPath}' '${join(ROOT, 'bin/ethogram.js')}' "$@"; }; ${line}`;
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', command], { cwd: shared, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
    child.on('error', reject).on('close', (code) => resolve({ code, stderr }));
  });
}
