import type { Residuals } from './robust-covariance.ts';

/** Who carries the estimate of a column. */
export interface Carriers {
  /** Effective number of clusters (without clusters, of rows). */
  readonly count: number;
  /** One of them alone has the column: without it the others say all of the column, and nothing tells how far the estimate is off. */
  readonly isOne: boolean;
}

// Less than this share of a column is left by rounding alone.
const LEAST_LEFT = 1e-9;

/**
 * How many clusters carry the estimate of each column: one over the sum of squares of the shares that they have in what of the column the
 * others do not explain.
 *
 * @returns per column of the scaled design
 * @see Carter, Schnepel & Steigerwald 2017
 */
export function carriers({ columns, residuals, weights, bread, clusters }: Residuals): Carriers[] {
  const inverse = bread.to1DArray();
  const size = columns.length;
  const n = residuals.length;
  const own = clusters ?? Int32Array.from({ length: n }, (_, row) => row);
  const shares = new Float64Array(own.reduce((most, cluster) => Math.max(most, cluster), -1) + 1);
  return columns.map((_, column) => {
    shares.fill(0);
    for (let row = 0; row < n; row++) {
      let left = 0;
      for (let a = 0; a < size; a++) left += inverse[column * size + a]! * columns[a]![row]!;
      shares[own[row]!]! += (left * left * (weights?.[row] ?? 1)) / inverse[column * size + column]!;
    }
    let squares = 0;
    let most = 0;
    for (let cluster = 0; cluster < shares.length; cluster++) {
      squares += shares[cluster]! * shares[cluster]!;
      if (shares[cluster]! > shares[most]!) most = cluster;
    }
    const others = (): number[] => [...residuals.keys()].filter((row) => own[row] !== most);
    return { count: 1 / squares, isOne: shares[most]! > 0.5 && isDetermined(columns, column, others()) };
  });
}

/** Whether the other columns say all of one, in these rows (Gram–Schmidt). */
function isDetermined(columns: readonly Float64Array[], column: number, rows: readonly number[]): boolean {
  const directions: Float64Array[] = [];
  const remainder = (of: Float64Array): { readonly left: Float64Array; readonly share: number } => {
    const left = Float64Array.from(rows, (row) => of[row]!);
    const whole = dot(left, left);
    for (let round = 0; round < 2; round++) {
      for (const direction of directions) {
        const along = dot(left, direction);
        for (let i = 0; i < left.length; i++) left[i]! -= along * direction[i]!;
      }
    }
    return { left, share: whole === 0 ? 0 : dot(left, left) / whole };
  };
  for (const [at, other] of columns.entries()) {
    if (at === column) continue;
    const { left, share } = remainder(other);
    if (share < LEAST_LEFT) continue;
    const length = Math.sqrt(dot(left, left));
    directions.push(left.map((value) => value / length));
  }
  return remainder(columns[column]!).share < LEAST_LEFT;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
