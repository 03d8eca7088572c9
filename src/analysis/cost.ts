import { estimateTokens } from '../core/estimate-tokens.ts';
import { partText, type Trajectory } from '../trajectory/trajectory.ts';

/** What runs cost, as far as their sources say. */
export interface Cost {
  readonly runs: number;
  /** Tokens of all texts of all runs, each counted once: an estimate, and not what was billed. */
  readonly textTokens: number;
  /**
   * What the sources counted, summed over `runs` runs that count; absent when none does. `inputTokens` includes cached
   * ones.
   */
  readonly counted?: {
    readonly runs: number;
    readonly inputTokens: number;
    readonly cachedInputTokens: number;
    readonly outputTokens: number;
    readonly reasoningTokens: number;
  };
  /** US dollars, summed over the runs whose source names a price; absent when none does. */
  readonly usd?: { readonly runs: number; readonly total: number };
}

/**
 * Adds up what runs cost, one at a time. Copied steps were paid for by another run and do not count. Nothing is priced
 * here: dollars are the sources' own.
 */
export function startCost(): { add(trajectory: Trajectory): void; result(): Cost } {
  const counted = { runs: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  const usd = { runs: 0, total: 0 };
  let runs = 0;
  let textTokens = 0;
  return {
    add({ steps }) {
      runs++;
      let counts = false;
      let priced = false;
      for (const step of steps) {
        if (step.copied) continue;
        for (const part of step.parts) textTokens += estimateTokens(partText(part));
        const { usage } = step;
        if (usage === undefined) continue;
        if (usage.inputTokens !== undefined || usage.outputTokens !== undefined) counts = true;
        counted.inputTokens += usage.inputTokens ?? 0;
        counted.cachedInputTokens += usage.cachedInputTokens ?? 0;
        counted.outputTokens += usage.outputTokens ?? 0;
        counted.reasoningTokens += usage.reasoningTokens ?? 0;
        if (usage.costUsd !== undefined) {
          priced = true;
          usd.total += usage.costUsd;
        }
      }
      if (counts) counted.runs++;
      if (priced) usd.runs++;
    },
    result: () => ({
      runs,
      textTokens,
      ...(counted.runs > 0 && { counted: { ...counted } }),
      ...(usd.runs > 0 && { usd: { ...usd } }),
    }),
  };
}
