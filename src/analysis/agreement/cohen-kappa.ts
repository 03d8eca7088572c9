import { marginsOf, type CrossTable, type ObservedAndExpected } from './cross-table.ts';

/** How much a disagreement between categories `i` and `j` counts: all the same, by distance, or by its square. */
export const KAPPA_WEIGHTS = ['none', 'linear', 'quadratic'] as const;
/** One of {@link KAPPA_WEIGHTS}. */
export type KappaWeights = (typeof KAPPA_WEIGHTS)[number];

/**
 * Cohen's κ of two coders, `(p_o − p_e) / (1 − p_e)`; weighted, where categories lie on a scale and near misses count less.
 * The amounts of the table may be units, or seconds or tokens of what was coded (`overlapTable`).
 *
 * @returns −1…1; undefined when chance alone explains everything (both coders gave one and the same category
 *   throughout) and for an empty table
 * @see Cohen 1960; Cohen 1968 (weighted)
 */
export function cohenKappa(
  table: CrossTable,
  { weights = 'none' }: { readonly weights?: KappaWeights } = {},
): number | undefined {
  const shares = kappaShares(table, { weights });
  if (shares === undefined || 1 - shares.expected < 1e-12) return undefined;
  return (shares.observed - shares.expected) / (1 - shares.expected);
}

/** What κ is made of: the weighted agreement that was seen, and that of coders who only share their margins. */
export function kappaShares(
  table: CrossTable,
  { weights = 'none' }: { readonly weights?: KappaWeights } = {},
): ObservedAndExpected | undefined {
  const { rows, columns, total } = marginsOf(table);
  if (total <= 0) return undefined;
  let observed = 0;
  let expected = 0;
  for (const [i, row] of table.entries()) {
    for (const [j, amount] of row.entries()) {
      const credit = creditOf(weights, i, j, table.length);
      observed += (credit * amount) / total;
      expected += (credit * rows[i]! * columns[j]!) / (total * total);
    }
  }
  return { observed, expected };
}

function creditOf(weights: KappaWeights, i: number, j: number, categories: number): number {
  if (weights === 'none') return i === j ? 1 : 0;
  const distance = Math.abs(i - j) / Math.max(1, categories - 1);
  return weights === 'linear' ? 1 - distance : 1 - distance * distance;
}
