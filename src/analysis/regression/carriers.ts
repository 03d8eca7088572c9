import type { Residuals } from './robust-covariance.ts';

/**
 * How many clusters (without clusters, rows) carry the estimate of each column: one over the sum of squares of the shares that they have in
 * what of the column the others do not explain. A level that one cluster alone has is carried by 1, whatever the number of rows.
 *
 * @returns per column of the scaled design
 * @see Carter, Schnepel & Steigerwald 2017
 */
export function carriers({ columns, residuals, weights, bread, clusters }: Residuals): Float64Array {
  const inverse = bread.to1DArray();
  const size = columns.length;
  return Float64Array.from(columns, (_, column) => {
    const shares = new Map<number, number>();
    let squares = 0;
    for (let row = 0; row < residuals.length; row++) {
      let left = 0;
      for (let a = 0; a < size; a++) left += inverse[column * size + a]! * columns[a]![row]!;
      const share = (left * left * (weights?.[row] ?? 1)) / inverse[column * size + column]!;
      if (clusters === undefined) squares += share * share;
      else shares.set(clusters[row]!, (shares.get(clusters[row]!) ?? 0) + share);
    }
    for (const share of shares.values()) squares += share * share;
    return 1 / squares;
  });
}
