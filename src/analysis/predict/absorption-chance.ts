import { Matrix, solve } from 'ml-matrix';

/**
 * Of a Markov chain that ends, the probability to end in each way and how often each state is still to be visited.
 *
 * @param transitions - row by row, from states to states; rows may sum to less than 1, the rest ends
 * @param ends - per state, the probability to end in the way asked for in the next step
 * @returns `reach`: per state the probability to end in that way at last, `(I − Q)⁻¹ r`
 * @see Kemeny & Snell 1976, §3.3
 */
export function absorptionChance(transitions: readonly Float64Array[], ends: Float64Array): Float64Array {
  const size = ends.length;
  const system = Matrix.eye(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) system.set(i, j, system.get(i, j) - transitions[i]![j]!);
  return Float64Array.from(solve(system, Matrix.columnVector(ends)).to1DArray());
}

/**
 * The successor representation: how often each state is still expected after each, what comes k steps later counting `discount`^(k−1)
 * times: `P (I − γP)⁻¹`.
 *
 * @param transitions - row by row; rows may sum to less than 1, the rest ends
 * @param discount - 0–1, below 1 where the chain need not end
 * @see Dayan 1993
 */
export function successorVisits(transitions: readonly Float64Array[], discount: number): Float64Array[] {
  const chain = new Matrix(transitions.map((row) => [...row]));
  const size = transitions.length;
  // x (I − γP) = P, solved as its transpose.
  const system = Matrix.sub(Matrix.eye(size, size), Matrix.mul(chain, discount)).transpose();
  const visits = solve(system, chain.transpose()).transpose();
  return Array.from({ length: size }, (_, row) => Float64Array.from(visits.getRow(row)));
}
