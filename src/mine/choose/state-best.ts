import type { Phrase } from '../phrase.ts';
import { likelyGained } from './likely-gained.ts';
import type { RunCode, Worth } from './run-code.ts';

/** A phrase that may be stated. */
export interface Statable {
  readonly phrase: Phrase;
  /** What stating it costs in a prompt. */
  readonly tokens: number;
}

/** What was stated, in order, and what came of it. */
export interface Stated<T> {
  readonly chosen: readonly { readonly item: T; readonly expectedBits: number; readonly savedBits: number }[];
  /** Bits to state all of it, in any order. */
  readonly statingBits: number;
  /** Bits it saved in the runs not seen. */
  readonly savedBits: number;
}

// Measuring again beside those stated since is most of the work; this often is enough for the order to settle.
const MAX_REMEASURED = 80;

/**
 * States phrases greedily, always the one that will save most, as long as one will likely pay for being stated.
 * What it will save is judged by the learned runs alone. A worth measured beside fewer others is nearly always an upper
 * bound, so that only the best are measured again.
 *
 * @param options.budgetTokens - what stating may cost in a prompt
 * @param options.tasks - the runs of how many tasks are to profit; default those not seen
 * @param options.variables - whether phrases say which arguments are the same
 */
export function stateBest<T extends Statable>(
  code: RunCode,
  items: readonly T[],
  {
    budgetTokens = Number.POSITIVE_INFINITY,
    tasks = code.unseenTasks,
    variables = true,
  }: { budgetTokens?: number; tasks?: number; variables?: boolean } = {},
): Stated<T> {
  const chosen: { item: T; expectedBits: number; savedBits: number }[] = [];
  const measure = (item: T, order: number, rough: boolean): Queued<T> => {
    const worth = code.worth(item.phrase, { variables, tasks, rough });
    return {
      item,
      order,
      worth,
      expectedBits: likelyGained(worth.saved, tasks) - worth.stating,
      beside: rough ? -1 : chosen.length,
    };
  };
  const queue = items.map((item, order) => measure(item, order, true)).sort(byExpected);
  let spent = 0;
  let statingBits = 0;
  let savedBits = 0;
  for (let remeasured = 0; queue.length > 0 && remeasured < MAX_REMEASURED;) {
    const next = queue.shift()!;
    if (next.expectedBits <= 0) break;
    if (spent + next.item.tokens > budgetTokens) continue;
    if (next.beside < chosen.length) {
      remeasured++;
      queue.push(measure(next.item, next.order, false));
      queue.sort(byExpected);
      continue;
    }
    const saved = code.state(next.worth);
    chosen.push({ item: next.item, expectedBits: next.expectedBits, savedBits: saved });
    spent += next.item.tokens;
    savedBits += saved;
    // A set says less than a list: the order in which they are stated is free.
    statingBits += next.worth.stating - Math.log2(chosen.length);
  }
  return { chosen, statingBits, savedBits };
}

interface Queued<T> {
  readonly item: T;
  readonly order: number;
  readonly worth: Worth;
  readonly expectedBits: number;
  /** How many were stated when it was measured; −1 when that was roughly. */
  readonly beside: number;
}

function byExpected<T>(a: Queued<T>, b: Queued<T>): number {
  return b.expectedBits - a.expectedBits || a.order - b.order;
}
