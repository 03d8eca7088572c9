import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../src/commands/run-command-line.ts';
import { ROOT } from './source-files.ts';

/** What a run of the command line gave. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command line is run, and what it is given on stdin. */
export interface CliPlace {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An empty folder of its own for a test. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'ethogram-test-'));
}

// These look at the home folder, or at the stdin, of the process they are in.
const OWN_PROCESS: ReadonlySet<string> = new Set(['demo', 'doctor', '--local', '-']);
const START = process.cwd();

/**
 * Runs `ethogram …args` in a folder, which is its home folder too, one at a time. Mostly within this process, which saves half a
 * second: a command is given all that it may know of its process. For what a process is about, {@link startCli}.
 */
export async function runCli(args: readonly string[], place: CliPlace): Promise<CliRun> {
  if (args.some((word) => OWN_PROCESS.has(word))) return startCli(args, place);
  if (process.cwd() !== START) throw new Error('runCli runs already: of two at once, each needs a process (startCli)');
  const { cwd, input = '' } = place;
  const stdout = collector();
  const stderr = collector();
  process.chdir(cwd);
  try {
    const code = await runCommandLine(args, {
      stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
      stdout,
      stderr,
      env: environment(place),
      cwd: process.cwd(),
      untilInterrupted: () => new AbortController().signal,
    });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.chdir(START);
  }
}

/** Starts `ethogram …args` in a folder, as a user would: a process of its own. */
export function startCli(args: readonly string[], place: CliPlace): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), ...args], {
      cwd: place.cwd,
      env: environment(place),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(place.input ?? '');
  });
}

function environment({ cwd, env = {} }: CliPlace): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env };
}

function collector(): Writable & { text(): string } {
  const pieces: string[] = [];
  const writable = new Writable({
    decodeStrings: false,
    write(piece: string | Buffer, _encoding, done) {
      pieces.push(String(piece));
      done();
    },
  });
  return Object.assign(writable, { text: () => pieces.join('') });
}
