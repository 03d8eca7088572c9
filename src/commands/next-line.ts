import { textOption, type CommandOptions } from './command.ts';

/** The line that says what to do next, for the store this command was given. An address may hold a password: it is left out. */
export function nextLine(options: CommandOptions, commands: readonly string[]): string {
  const store = textOption(options, 'store');
  const place =
    store === undefined || store.includes('://') ? '' : ` --store ${/^[\w./-]+$/.test(store) ? store : `'${store}'`}`;
  return `next: ${commands.map((command) => `ethogram ${command}${place}`).join(', ')}`;
}
