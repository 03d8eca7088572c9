import type { CommandContext } from './command.ts';
import { describeError } from './describe-error.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { printResult } from './print-result.ts';
import { terminal, type TerminalStream } from './terminal.ts';

/** What a command line is run in: a process, or a test that stands for one. */
export interface Surroundings extends Pick<CommandContext, 'env' | 'cwd' | 'stdin' | 'untilInterrupted'> {
  /** Takes the data. */
  readonly stdout: NodeJS.WritableStream;
  /** Takes talk, progress and errors. */
  readonly stderr: TerminalStream;
}

/**
 * Runs one command line.
 *
 * @param argv - what follows the program's name
 * @returns the exit code: 0 yes or done, 1 the answer is no, 2 could not run
 */
export async function runCommandLine(
  argv: readonly string[],
  { stdin, stdout, stderr, env, cwd, untilInterrupted }: Surroundings,
): Promise<0 | 1 | 2> {
  const { talk, progress } = terminal(stderr, { quiet: argv.includes('--quiet') });
  try {
    const parsed = await parseCommandLine(argv);
    if ('help' in parsed) {
      stdout.write(parsed.help);
      return 0;
    }
    const { command, args, options } = parsed;
    const now = (): Date => new Date();
    const result = await command.run({ args, options, env, cwd, now, stdin, talk, progress, untilInterrupted });
    progress('');
    await printResult(result, options, stdout);
    return result.exitCode ?? 0;
  } catch (error) {
    progress('');
    stderr.write(describeError(error));
    return 2;
  }
}
