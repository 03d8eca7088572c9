import { marginsOf, type CrossTable } from './cross-table.ts';

/**
 * Gwet's AC1 of two coders: chance agreement is `Σ π(1 − π) / (k − 1)` with `π` the mean of both coders' shares of a
 * category, so that it stays near the agreement seen when a behavior is rare (where κ falls to 0).
 *
 * @param table - at least two categories
 * @returns −1…1; undefined for an empty table
 * @see Gwet 2008, §3
 */
export function gwetAc1(table: CrossTable): number | undefined {
  const { rows, columns, total } = marginsOf(table);
  if (total <= 0) return undefined;
  const observed = table.reduce((sum, row, i) => sum + row[i]!, 0) / total;
  const expected =
    rows.reduce((sum, row, i) => {
      const share = (row + columns[i]!) / (2 * total);
      return sum + share * (1 - share);
    }, 0) /
    (table.length - 1);
  return (observed - expected) / (1 - expected);
}

/**
 * Kappa adjusted for prevalence and bias, `(k · p_o − 1) / (k − 1)`: the agreement seen, on κ's scale, as if all `k`
 * categories were equally frequent.
 *
 * @param table - at least two categories
 * @returns −1…1; undefined for an empty table
 * @see Byrt, Bishop & Carlin 1993
 */
export function adjustedKappa(table: CrossTable): number | undefined {
  const { total } = marginsOf(table);
  if (total <= 0) return undefined;
  const observed = table.reduce((sum, row, i) => sum + row[i]!, 0) / total;
  return (table.length * observed - 1) / (table.length - 1);
}
