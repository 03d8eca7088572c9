import type { DesignColumn } from './design.ts';

/**
 * Columns at mean 0 and standard deviation 1 after an intercept, which keeps normal equations accurate. Columns that are
 * constant, or that those before them determine, are not among them.
 */
export interface ScaledDesign {
  readonly names: readonly string[];
  readonly variables: readonly string[];
  readonly aliased: readonly string[];
  /** The intercept's ones first. */
  readonly columns: readonly Float64Array[];
  /** Turns estimates of the scaled columns into those of the columns as they were; row per estimate. */
  readonly unscale: readonly (readonly number[])[];
}

const INTERCEPT = '(intercept)';
// Of a column of variance 1, what the columns before it must leave unexplained for it to count as another.
const LEAST_LEFT = 1e-9;

/** Scales the columns of a regression and sets aside those that are determined by others. */
export function scaledDesign(columns: readonly DesignColumn[], rows: number): ScaledDesign {
  const kept: { readonly column: DesignColumn; readonly mean: number; readonly scale: number }[] = [];
  const scaled: Float64Array[] = [];
  const orthogonal: Float64Array[] = [];
  const aliased: string[] = [];
  for (const column of columns) {
    const mean = column.values.reduce((sum, value) => sum + value, 0) / rows;
    const squares = column.values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const scale = Math.sqrt(squares / rows);
    if (!(scale > 1e-12 * Math.max(1, Math.abs(mean)))) {
      aliased.push(column.name);
      continue;
    }
    const values = column.values.map((value) => (value - mean) / scale);
    const left = remainder(values, orthogonal);
    const leftOver = dot(left, left) / rows;
    if (leftOver < LEAST_LEFT) {
      aliased.push(column.name);
      continue;
    }
    orthogonal.push(left.map((value) => value / Math.sqrt(leftOver * rows)));
    scaled.push(values);
    kept.push({ column, mean, scale });
  }
  const size = kept.length + 1;
  const unscale = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => {
      if (i === 0) return j === 0 ? 1 : -kept[j - 1]!.mean / kept[j - 1]!.scale;
      return i === j ? 1 / kept[j - 1]!.scale : 0;
    }),
  );
  return {
    names: [INTERCEPT, ...kept.map(({ column }) => column.name)],
    variables: [INTERCEPT, ...kept.map(({ column }) => column.variable)],
    aliased,
    columns: [new Float64Array(rows).fill(1), ...scaled],
    unscale,
  };
}

/** What orthonormal columns leave of one (Gram–Schmidt, twice for accuracy). */
function remainder(values: Float64Array, orthonormal: readonly Float64Array[]): Float64Array {
  const left = Float64Array.from(values);
  for (let round = 0; round < 2; round++) {
    for (const direction of orthonormal) {
      const along = dot(left, direction);
      for (let row = 0; row < left.length; row++) left[row]! -= along * direction[row]!;
    }
  }
  return left;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
