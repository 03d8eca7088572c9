import { textOption, type CommandContext } from './command.ts';

/** Who makes a change: as they say (`--who`), else as the system calls them. */
export function changedBy({ options, env }: Pick<CommandContext, 'options' | 'env'>): string {
  const known = ['ETHOGRAM_USER', 'USER', 'LOGNAME', 'USERNAME'].map((name) => env[name]);
  return textOption(options, 'who') ?? known.find((name) => name !== undefined && name !== '') ?? 'somebody';
}
