import { CholeskyDecomposition, inverse, Matrix } from 'ml-matrix';

/** `Σ weight · x xᵀ` over rows; without weights all count 1. */
export function crossProduct(columns: readonly Float64Array[], weights?: Float64Array): Matrix {
  const size = columns.length;
  const product = Matrix.zeros(size, size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      const [left, right] = [columns[a]!, columns[b]!];
      let sum = 0;
      for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]! * (weights === undefined ? 1 : weights[i]!);
      product.set(a, b, sum).set(b, a, sum);
    }
  }
  return product;
}

/** The inverse of a matrix that is symmetric but for rounding: by Cholesky where it is positive definite, else the pseudo-inverse. */
export function inverseOf(matrix: Matrix): Matrix {
  const symmetric = Matrix.add(matrix, matrix.transpose()).mul(0.5);
  const cholesky = new CholeskyDecomposition(symmetric);
  return cholesky.isPositiveDefinite() ? cholesky.solve(Matrix.eye(symmetric.rows)) : inverse(symmetric, true);
}
