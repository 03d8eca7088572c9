/**
 * Benjamini–Hochberg q-values: the smallest false discovery rate at which each hypothesis would be rejected.
 *
 * @param pValues - one per hypothesis, 0–1, any order
 * @returns q-values in the same order, never below their p-value
 * @see Benjamini & Hochberg 1995
 */
export function falseDiscovery(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[j]! - pValues[i]!);
  const qValues = new Array<number>(pValues.length);
  let smallest = 1;
  order.forEach((i, position) => {
    const rank = pValues.length - position;
    smallest = Math.min(smallest, (pValues[i]! * pValues.length) / rank);
    qValues[i] = smallest;
  });
  return qValues;
}
