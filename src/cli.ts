import { cannotWrite } from './commands/cannot-write.ts';
import { describeError } from './commands/describe-error.ts';
import { runCommandLine } from './commands/run-command-line.ts';

/**
 * Runs one command line and sets the exit code, as `runCommandLine` gives it. Data goes to stdout, talk, progress and errors to
 * stderr.
 *
 * @param argv - what follows the program's name
 */
export async function main(argv: readonly string[]): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  // A reader that has seen enough (`| head`) closes the pipe: that is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    stderr.write(describeError(cannotWrite('stdout', error)));
    process.exit(2);
  });
  // Nor is it one when nobody listens to the talk any more.
  stderr.on('error', () => {});
  process.exitCode = await runCommandLine(argv, { stdin, stdout, stderr, env, cwd: process.cwd(), untilInterrupted });
}

const ECHO_MS = 500;

function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const heard = (): void => {
      controller.abort();
      firstMs ??= performance.now();
      // One Ctrl-C comes twice when the launcher, which hears it as well, passes it on.
      if (performance.now() - firstMs < ECHO_MS) return;
      process.off(signal, heard);
      process.kill(process.pid, signal);
    };
    process.on(signal, heard);
  }
  return controller.signal;
}
