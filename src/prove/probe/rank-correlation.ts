/**
 * Spearman's rank correlation, ties at their mean rank, −1…1; undefined where either side has no spread.
 *
 * @param pairs - at least two
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | undefined {
  const [a, b] = [ranks(pairs.map(([x]) => x)), ranks(pairs.map(([, y]) => y))];
  const middle = (pairs.length + 1) / 2;
  let [both, left, right] = [0, 0, 0];
  for (let i = 0; i < pairs.length; i++) {
    both += (a[i]! - middle) * (b[i]! - middle);
    left += (a[i]! - middle) ** 2;
    right += (b[i]! - middle) ** 2;
  }
  return left === 0 || right === 0 ? undefined : both / Math.sqrt(left * right);
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
  const found = values.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) found[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return found;
}
