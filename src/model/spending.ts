import { EthogramError } from '../core/ethogram-error.ts';

/** What was spent in one command, and what may be. US dollars. */
export interface Spending {
  readonly spentUsd: number;
  /**
   * Sets aside what a call may cost at most; waits for calls in hand when what they may cost is in the way.
   *
   * @throws EthogramError `budget-reached` when the rest would not do even if nothing else were in hand
   */
  reserve(atMostUsd: number): Promise<void>;
  /** Gives back what was set aside and books what the call did cost. */
  settle(reservedUsd: number, costUsd: number): void;
}

/** A {@link Spending} that never goes over `maxUsd` (default: no limit). */
export function spending(maxUsd = Infinity): Spending {
  let spentUsd = 0;
  let reservedUsd = 0;
  let settled = Promise.withResolvers<void>();
  const reserve = async (atMostUsd: number): Promise<void> => {
    if (spentUsd + atMostUsd > maxUsd) {
      throw new EthogramError(
        'budget-reached',
        `--max-cost: found $${spentUsd.toFixed(4)} spent and the next call up to $${atMostUsd.toFixed(4)}, expected at most $${maxUsd}`,
        { hint: 'answers are stored: the same command with a higher --max-cost goes on from here' },
      );
    }
    if (spentUsd + reservedUsd + atMostUsd > maxUsd) {
      await settled.promise;
      await reserve(atMostUsd);
    } else reservedUsd += atMostUsd;
  };
  return {
    get spentUsd() {
      return spentUsd;
    },
    reserve,
    settle(givenUsd, costUsd) {
      reservedUsd -= givenUsd;
      spentUsd += costUsd;
      settled.resolve();
      settled = Promise.withResolvers<void>();
    },
  };
}
