import type { Random } from './random.ts';

// From so many on, a binomial count is as good as normal: percentiles of a bootstrap do not see the difference.
const MANY = 30;

/**
 * How often each kind comes when as many are drawn with replacement as there are: a multinomial draw, in time that grows
 * with the kinds and not with their number.
 *
 * @param counts - of each kind, whole numbers from 0, not all 0
 * @returns counts of the same sum
 */
export function resampleCounts(counts: readonly number[], random: Random): number[] {
  let mass = counts.reduce((sum, count) => sum + count, 0);
  let left = mass;
  return counts.map((count) => {
    const drawn = mass > count ? binomial(left, count / mass, random) : left;
    mass -= count;
    left -= drawn;
    return drawn;
  });
}

function binomial(n: number, p: number, random: Random): number {
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  if (n * p >= MANY) {
    // Box–Muller.
    const z = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    return Math.min(n, Math.max(0, Math.round(n * p + z * Math.sqrt(n * p * (1 - p)))));
  }
  // By inversion: up the distribution until it covers a uniform number.
  const u = random.next();
  let probability = Math.exp(n * Math.log1p(-p));
  let covered = probability;
  let k = 0;
  while (u > covered && k < n) {
    probability *= ((n - k) / (k + 1)) * (p / (1 - p));
    covered += probability;
    k++;
  }
  return k;
}
