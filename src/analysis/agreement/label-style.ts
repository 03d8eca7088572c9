import type { LabelRow } from './parse-labels.ts';

/** How a coder works: names places that show a behavior, or says of runs, or of units, whether they do. */
export type LabelStyle = 'names-places' | 'judges-runs' | 'judges-units';

/** How a coder works, as all of the coder's labels show it; undefined when there are none. */
export function labelStyle(rows: readonly LabelRow[]): LabelStyle | undefined {
  if (rows.length === 0) return undefined;
  const negative = rows.filter(({ verdict }) => verdict !== 'present');
  if (rows.some(({ unit, steps }) => unit !== undefined && steps !== undefined)) return 'judges-units';
  if (negative.some(({ steps }) => steps !== undefined)) return 'judges-units';
  return negative.length > 0 || rows.some(({ unit }) => unit !== undefined) ? 'judges-runs' : 'names-places';
}
