import { Z95, type Interval } from '../../core/rate-interval.ts';

/**
 * The 95% interval of the share of pairs, one of each of two kinds, that are put in the right order (the area under the ROC curve), from how many
 * there are of each: a score interval, so that it is not empty where every pair is right.
 *
 * @param share - 0–1
 * @param first - things of one kind, ≥ 1
 * @param second - of the other
 * @see Newcombe 2006, method 5
 */
export function orderShareInterval(share: number, first: number, second: number): Interval {
  const extra = (first + second) / 2 - 1;
  const reach = (theta: number): number =>
    Z95 *
    Math.sqrt((theta * (1 - theta) * (1 + extra * ((1 - theta) / (2 - theta) + theta / (1 + theta)))) / (first * second)); // prettier-ignore
  return [
    boundary(0, share, (theta) => share - theta > reach(theta)),
    boundary(share, 1, (theta) => theta - share <= reach(theta)),
  ];
}

/** Where what holds of the lower end ceases to. */
function boundary(from: number, to: number, holds: (theta: number) => boolean): number {
  let [low, high] = [from, to];
  if (holds(high)) return high;
  if (!holds(low)) return low;
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
