import { CommanderError, Command as Parser, Option } from 'commander';
import { EthogramError } from '../core/ethogram-error.ts';
import { COMMANDS } from './commands.ts';
import type { Command, CommandOptions, OptionSpec } from './command.ts';
import { packageVersion } from './package-version.ts';

/** Options that every command takes. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--store <place>',
    description: 'SQLite file or postgres:// address (env ETHOGRAM_STORE; default .ethogram/ethogram.db)',
  },
  { flags: '--json', description: 'print one JSON object' },
  { flags: '--jsonl', description: 'print one JSON object per row' },
  { flags: '--csv', description: 'print rows as CSV' },
  { flags: '--quiet', description: 'no talk and no progress on stderr' },
];

/** A command line that was understood: either help to print, or a command to run. */
export type ParsedCommandLine =
  | { readonly help: string }
  | { readonly command: Command; readonly args: readonly string[]; readonly options: CommandOptions };

/**
 * Parses a command line and loads the command it names.
 *
 * @throws EthogramError `bad-argument` for an unknown command or option, or a missing argument
 */
export async function parseCommandLine(argv: readonly string[]): Promise<ParsedCommandLine> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0))
    return { help: generalHelp() };
  if (name === '--version' || name === '-V') return { help: `${packageVersion()}\n` };
  const wanted = name === 'help' ? rest[0] : name;
  const entry = COMMANDS.find((candidate) => candidate.name === wanted);
  if (entry === undefined) {
    throw new EthogramError('bad-argument', `found "${wanted}", expected a command`, {
      hint: name.startsWith('-')
        ? 'options come after the command: ethogram show --json'
        : 'ethogram --help lists them',
    });
  }
  const command = await entry.load();
  const parser = commandParser(command);
  if (name === 'help' || rest.includes('--help') || rest.includes('-h')) return { help: commandHelp(command) };
  try {
    parser.parse(rest, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new EthogramError('bad-argument', `${command.name}: ${error.message.replace(/^error: /, '')}`, {
      hint: `ethogram ${command.name} --help`,
    });
  }
  const options: CommandOptions = parser.opts();
  const shapes = ['json', 'jsonl', 'csv'].filter((shape) => options[shape] === true);
  if (shapes.length > 1) {
    throw new EthogramError('bad-argument', `${command.name}: found --${shapes.join(' and --')}, expected one of them`);
  }
  return { command, args: parser.args, options };
}

/** The help text of one command; it ends with an example that runs. */
export function commandHelp(command: Command): string {
  return `${commandParser(command).helpInformation()}\nExample:\n  ${command.example}\n`;
}

function generalHelp(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const list = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n');
  return `Usage: ethogram COMMAND [options]

See what your agents do. Keep what works. Hold what must hold. Prove that it helps.

Commands:
${list}

ethogram COMMAND --help describes one. Data goes to stdout, talk to stderr; every command takes --json.

Example:
  ethogram demo
`;
}

function commandParser(command: Command): Parser {
  const parser = new Parser(`ethogram ${command.name}`)
    .description(command.description === undefined ? command.summary : `${command.summary}\n\n${command.description}`)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .configureHelp({ helpWidth: 100 })
    .helpOption('-h, --help', 'show this help')
    .allowExcessArguments(false);
  for (const { name, description } of command.arguments ?? []) {
    parser.argument(name.startsWith('[') ? name : `<${name}>`, description);
  }
  for (const spec of [...(command.options ?? []), ...COMMON_OPTIONS]) {
    const option = new Option(spec.flags, spec.description);
    if (spec.default !== undefined) option.default(String(spec.default));
    if (spec.repeatable === true)
      option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    parser.addOption(option);
  }
  return parser;
}
