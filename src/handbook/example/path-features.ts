import type { PathItem } from './run-path.ts';

// Two calls that are further apart have little to do with each other.
const WINDOW = 6;

/**
 * What can be said of a path without regard to where: what it does, with which arguments, and what comes before what within six
 * steps of it.
 */
export function pathFeatures(path: readonly PathItem[], visit: (feature: string) => void): void {
  for (const [i, { symbol, shape, constants }] of path.entries()) {
    visit(symbol);
    visit(shape);
    for (const constant of constants) visit(`${symbol} ${constant}`);
    for (let j = i + 1; j < path.length && j <= i + WINDOW; j++) visit(`${symbol} → ${path[j]!.symbol}`);
  }
}
