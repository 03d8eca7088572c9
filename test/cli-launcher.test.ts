import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { emptyFolder } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const OLD_NODE = '/usr/bin/node';
const version = existsSync(OLD_NODE)
  ? Number(/^v(\d+)/.exec(spawnSync(OLD_NODE, ['--version']).stdout.toString())?.[1])
  : 0;
const skip = version > 0 && version < 24 ? false : 'no Node older than 24 at /usr/bin/node';

/** Runs the command line from an older Node, which starts the Node of the checkout. */
async function launch(
  args: readonly string[],
  { input, signal, cwd = emptyFolder() }: { input?: string; signal?: NodeJS.Signals; cwd?: string } = {},
): Promise<{ code: number | null; by: NodeJS.Signals | null; stdout: string; stderr: string; seconds: number }> {
  const started = performance.now();
  const child = spawn(OLD_NODE, [join(ROOT, 'bin/ethogram.js'), ...args], {
    cwd,
    env: { PATH: '/usr/bin:/bin', HOME: cwd },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, by) => resolve([code, by]));
  });
  if (input !== undefined) child.stdin.end(input);
  if (signal !== undefined) {
    await setTimeout(400);
    child.kill(signal);
  }
  const [code, by] = await ended;
  return { code, by, stdout, stderr, seconds: (performance.now() - started) / 1000 };
}

test('an older Node starts the command line, with its input, output and exit code', { skip }, async () => {
  const help = await launch(['--help'], { input: '' });
  assert.deepEqual([help.code, help.stderr], [0, '']);
  assert.match(help.stdout, /^Usage: ethogram COMMAND/);
  const evaluated = await launch(['rules', 'eval', 'F b', '--jsonl'], { input: '[["a"],["b"]]\n' });
  assert.equal(evaluated.stdout, '{"verdict":"satisfied","online":["violated-so-far","satisfied"]}\n');
  assert.equal((await launch(['import', '-'], { input: '' })).code, 1);
  assert.equal((await launch(['nonsense'], { input: '' })).code, 2);
});

test('a signal to the launcher ends what it started, and the launcher by the same signal', { skip }, async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Waits for stdin, which never ends.
    const { code, by, seconds } = await launch(['import', '-'], { signal });
    assert.deepEqual([code, by], [null, signal]);
    assert.ok(seconds < 5);
  }
});
