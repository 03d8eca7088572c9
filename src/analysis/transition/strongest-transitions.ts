import type { TransitionRow } from './transition-row.ts';

/** Fewer pairs than that, seen and expected, are no finding whatever their ratio. */
const FEWEST = 5;

/**
 * Transitions that are found, those that make most of the order first: order within runs makes them (q ≤ 0.05) and they hold
 * between tasks, where there are several. What comes more often than chance is told before what comes less often (that nothing is
 * greeted after a farewell is seldom news), and a behavior after itself comes last.
 */
export function strongestTransitions(rows: readonly TransitionRow[]): TransitionRow[] {
  const rank = ({ from, to, ratio }: TransitionRow): number => (from === to ? 2 : ratio! < 1 ? 1 : 0);
  return rows
    .filter((row) => isFound(row) && row.ratio !== null && Math.max(row.observed, row.chance) >= FEWEST)
    .sort((a, b) => rank(a) - rank(b) || orderIn(b) - orderIn(a));
}

/** Whether order within runs makes the pair what it is, and from task to task where there are several. */
export function isFound({ q, between }: Pick<TransitionRow, 'q' | 'between'>): boolean {
  return q <= 0.05 && (between.of < 2 || between.q <= 0.05);
}

/** How much of the order of the runs is in this pair: its deviance from chance. */
export function orderIn({ observed, chance }: Pick<TransitionRow, 'observed' | 'chance'>): number {
  if (chance <= 0) return 0;
  return 2 * ((observed > 0 ? observed * Math.log(observed / chance) : 0) - (observed - chance));
}
