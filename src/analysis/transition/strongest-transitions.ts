import type { TransitionRow } from './transitions.ts';

/** Fewer pairs than that, seen or expected, are no finding whatever their ratio. */
const FEWEST = 5;

/**
 * Transitions that are found, those furthest from chance first: order within runs makes them (q ≤ 0.05) and they hold between
 * tasks, where there are several. How far is the end of the interval nearest to 1. A behavior after itself comes last: that things
 * go on is seldom news.
 */
export function strongestTransitions(rows: readonly TransitionRow[]): TransitionRow[] {
  return rows
    .filter((row) => row.q <= 0.05 && (row.between.tasks < 2 || row.between.q <= 0.05))
    .filter((row) => row.ratio !== null && Math.max(row.observed, row.chance) >= FEWEST && distance(row) > 0)
    .sort((a, b) => Number(a.from === a.to) - Number(b.from === b.to) || distance(b) - distance(a));
}

/** On the scale of logarithms; 0 where the interval holds 1. */
function distance({ ratio, interval }: TransitionRow): number {
  const [low, high] = interval ?? [ratio!, ratio!];
  if (low > 1) return Math.log(low);
  return high < 1 ? -Math.log(Math.max(high, 1e-3)) : 0;
}
