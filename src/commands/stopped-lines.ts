import type { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';

/** How work ended: `left` is what was not done because it stopped, and `stopped` why, where it was not by hand. */
export interface EndedWork {
  readonly left: number;
  readonly stopped?: EthogramError | undefined;
}

/** Whether work stopped before its end: for a budget, a server that is gone, or by hand. */
export function isStopped({ left, stopped }: EndedWork): boolean {
  return left > 0 || stopped !== undefined;
}

/**
 * Why work stopped, and how to go on, in two lines; none when it did not.
 *
 * @param what - one of what is left: `run`, `question`
 */
export function stoppedLines({ left, stopped }: EndedWork, what: string): string[] {
  if (left === 0 && stopped === undefined) return [];
  return [`Stopped, ${plural(left, what)} left: ${stopped?.message ?? 'interrupted'}`, `  hint: ${howToGoOn(stopped)}`];
}

function howToGoOn(stopped: EthogramError | undefined): string {
  if (stopped?.hint === undefined) return 'the same command goes on from here';
  // That one says itself which command goes on.
  if (stopped.code === 'budget-reached') return stopped.hint;
  return `${stopped.hint} Afterwards the same command goes on from here`;
}

/** 1 when work stopped before its end, or all that was tried failed: what is asked for is not there yet. */
export function endCode(work: EndedWork, { done, failed }: { readonly done: number; readonly failed: number }): 0 | 1 {
  return isStopped(work) || (done === 0 && failed > 0) ? 1 : 0;
}
