import { visibleText } from '../chart/visible-text.ts';
import { ERROR_CODES, EthogramError } from '../core/ethogram-error.ts';

/** An error as the command line shows it: `error[code]: message` and a hint; a defect of ours with its stack. */
export function describeError(error: unknown): string {
  if (error instanceof EthogramError && ERROR_CODES.includes(error.code)) {
    const hint = error.hint === undefined ? '' : `\n  hint: ${error.hint}`;
    return `${visibleText(`error[${error.code}]: ${error.message}${hint}`)}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error[internal]: this is a defect in Ethogram, please report it\n${visibleText(stack)}\n`;
}
