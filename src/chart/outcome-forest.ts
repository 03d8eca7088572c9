import type { OutcomeRow } from '../analysis/outcome/outcome-differences.ts';
import { formatCount, formatPoints } from '../core/format-number.ts';
import { forest } from './forest.ts';
import type { Markup } from './markup.ts';

/** The false discovery rate at which a difference counts as found. */
export const FOUND = 0.05;

/**
 * Success of runs with each behavior against runs of the same task without it, and below each the same at equal length; highest
 * difference first.
 *
 * @param options.label - a behavior's name as it is shown
 * @param options.width - pixels; default as `forest`
 */
export function outcomeForest(
  rows: readonly OutcomeRow[],
  { label, width }: { readonly label: (behavior: string) => string; readonly width?: number },
): Markup {
  return forest(
    rows
      .toSorted((a, b) => b.difference - a.difference)
      .map((row) => ({
        label: label(row.behavior),
        difference: row.difference,
        interval: row.interval,
        found: row.q <= FOUND,
        note: `n = ${formatCount(row.n)}`,
        ...(row.adjusted !== null && { second: row.adjusted }),
      })),
    {
      title: 'Success of runs with a behavior against runs of the same task without it',
      description:
        'Percentage points with 95% intervals between tasks; filled dots hold at a false discovery rate of 5%. The thin line below each is the same at equal length.',
      sides: ['fewer succeed', 'more succeed'],
      format: formatPoints,
      second: 'at equal length',
      ...(width !== undefined && { width }),
    },
  );
}
