import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../task/task-spec.ts';

/** What became of a program and its tests. */
export interface RanCode {
  readonly passed: boolean;
  /** Why not: the end of what it said, or which limit it met. */
  readonly why: string;
}

type CodeCheck = Extract<Check, { readonly kind: 'code' }>;

const SAID = 400;
const MOST_OUTPUT = 1_000_000;

const PROGRAMS = {
  javascript: { command: process.execPath, extension: 'mjs' },
  python: { command: 'python3', extension: 'py' },
  sh: { command: '/bin/sh', extension: 'sh' },
} as const;

/**
 * Runs an answer and the tests after it as one program, in an empty folder, in a process group of its own, with limits of
 * time, memory and output; no variable of the environment but `PATH` reaches it. It is not a sandbox: what a model writes
 * has the rights of whoever runs this.
 */
export async function runCode(answer: string, check: CodeCheck): Promise<RanCode> {
  const { command, extension } = PROGRAMS[check.language];
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-code-'));
  try {
    const file = join(folder, `answer.${extension}`);
    await writeFile(file, `${withoutFence(answer)}\n${check.tests}\n`);
    return await runProgram([command, file], { folder, check });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withoutFence(answer: string): string {
  return /```\w*\n([\s\S]*?)```/.exec(answer)?.[1] ?? answer;
}

async function runProgram(
  program: readonly string[],
  { folder, check }: { readonly folder: string; readonly check: CodeCheck },
): Promise<RanCode> {
  // The shell sets what Node cannot: memory (node reserves more address space than it uses, so it has its own limit) and CPU time.
  const kilobytes = Math.round(check.memoryMegabytes * 1024);
  const seconds = Math.ceil(check.timeoutSeconds);
  const limits =
    check.language === 'javascript' ? `ulimit -t ${seconds}` : `ulimit -t ${seconds}; ulimit -v ${kilobytes}`;
  const heap = check.language === 'javascript' ? [`--max-old-space-size=${Math.round(check.memoryMegabytes)}`] : [];
  const [command, ...rest] = program;
  const child = spawn('/bin/sh', ['-c', `${limits}; exec "$0" "$@"`, command!, ...heap, ...rest], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  let bytes = 0;
  let limit: string | undefined;
  const stop = (reason: string): void => {
    limit ??= reason;
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  };
  const timer = setTimeout(() => stop(`took longer than ${check.timeoutSeconds} s`), check.timeoutSeconds * 1000);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      bytes += text.length;
      said = (said + text).slice(-SAID);
      if (bytes > MOST_OUTPUT) stop('said more than a megabyte');
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (status) => {
      clearTimeout(timer);
      // What it started and left behind goes, too; its pipes close with it.
      stop('');
      child.on('close', () => resolve(status));
    });
  });
  clearTimeout(timer);
  if (limit !== '' && limit !== undefined) return { passed: false, why: limit };
  return code === 0
    ? { passed: true, why: '' }
    : { passed: false, why: said.trim() || `ended with ${code ?? 'a signal'}` };
}
