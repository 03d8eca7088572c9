import { EthogramError } from '../core/ethogram-error.ts';
import { textOption, type CommandOptions } from './command.ts';

/**
 * The number of an option, or undefined when it was not given.
 *
 * @throws EthogramError `bad-argument` when it is not a number in `[low, high]`, or not whole where `whole` is asked
 */
export function numberOption(
  options: CommandOptions,
  name: string,
  { low = 0, high = Number.MAX_SAFE_INTEGER, whole = false }: { low?: number; high?: number; whole?: boolean } = {},
): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (
    text.trim() === '' ||
    !Number.isFinite(value) ||
    value < low ||
    value > high ||
    (whole && !Number.isInteger(value))
  ) {
    const range = high === Number.MAX_SAFE_INTEGER ? `≥ ${low}` : `from ${low} to ${high}`;
    throw new EthogramError(
      'bad-argument',
      `${flag(name)}: found "${text}", expected a ${whole ? 'whole ' : ''}number ${range}`,
    );
  }
  return value;
}

function flag(name: string): string {
  if (name.length === 1) return `-${name}`;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
