import { visibleText } from './chart/visible-text.ts';
import { ERROR_CODES, EthogramError } from './core/ethogram-error.ts';
import { cannotWrite } from './commands/cannot-write.ts';
import { parseCommandLine } from './commands/parse-command-line.ts';
import { printResult } from './commands/print-result.ts';
import { terminal } from './commands/terminal.ts';

/**
 * Runs one command line and sets the exit code: 0 yes or done, 1 the answer is no, 2 could not run. Data goes to stdout, talk,
 * progress and errors to stderr.
 *
 * @param argv - what follows the program's name
 */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) closes the pipe: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(describeError(cannotWrite('stdout', error)));
    process.exit(2);
  });
  // Nor is it one when nobody listens to the talk any more.
  process.stderr.on('error', () => {});
  const screen = terminal(process.stderr, { quiet: argv.includes('--quiet') });
  try {
    const parsed = await parseCommandLine(argv);
    if ('help' in parsed) {
      process.stdout.write(parsed.help);
      return;
    }
    const result = await parsed.command.run({
      args: parsed.args,
      options: parsed.options,
      env: process.env,
      cwd: process.cwd(),
      now: () => new Date(),
      stdin: process.stdin,
      talk: screen.talk,
      progress: screen.progress,
      untilInterrupted,
    });
    screen.progress('');
    await printResult(result, parsed.options, process.stdout);
    process.exitCode = result.exitCode ?? 0;
  } catch (error) {
    screen.progress('');
    process.stderr.write(describeError(error));
    process.exitCode = 2;
  }
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

/** An error as the command line shows it: `error[code]: message` and a hint; a defect of ours with its stack. */
export function describeError(error: unknown): string {
  if (error instanceof EthogramError && ERROR_CODES.includes(error.code)) {
    const hint = error.hint === undefined ? '' : `\n  hint: ${error.hint}`;
    return `${visibleText(`error[${error.code}]: ${error.message}${hint}`)}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error[internal]: this is a defect in Ethogram, please report it\n${visibleText(stack)}\n`;
}
