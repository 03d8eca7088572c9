import { pgamma, pt } from 'lib-r-math.js';

// With fewer draws that far out, the tail is that of a distribution with the moments of all draws.
const ENOUGH = 10;

/**
 * Two-sided p of a count among counts drawn under the null hypothesis: the share of draws at least as far from their mean, on either side, the
 * count seen being one of them. So ties make p larger and never smaller: where a count takes few values, p is cautious. With fewer than ten
 * draws that far out, both tails are those of a Pearson III (gamma) distribution with the mean, variance and skewness of the draws, or of Student's t
 * where that is larger: so p reaches far below one over the number of draws.
 *
 * @param draws - at least two
 * @see Phipson & Smyth 2010; Knijnenburg et al. 2009; Kazi-Aoual et al. 1995 for Pearson III
 */
export function permutationP(seen: number, draws: ArrayLike<number>): number {
  const n = draws.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += draws[i]!;
  // The mean of all that are exchangeable, so that none of them is treated otherwise; as far on the other side may differ by rounding.
  const centre = (sum + seen) / (n + 1);
  const distance = Math.abs(seen - centre) - 1e-9;
  let far = 0;
  for (let i = 0; i < n; i++) if (Math.abs(draws[i]! - centre) >= distance) far++;
  const counted = (far + 1) / (n + 1);
  if (far >= ENOUGH) return counted;
  const mean = sum / n;
  let square = 0;
  let cube = 0;
  for (let i = 0; i < n; i++) {
    const off = draws[i]! - mean;
    square += off * off;
    cube += off * off * off;
  }
  if (square === 0) return seen === mean ? 1 : counted;
  const deviation = Math.sqrt(square / (n - 1));
  const skewness = cube / n / (square / n) ** 1.5;
  // Half a count towards the middle, since counts are whole.
  const out = (Math.abs(seen - mean) - 0.5) / deviation;
  // Student's t, because the deviation is an estimate, too.
  const normal = pt(out, n - 1, undefined, false);
  return Math.min(
    counted,
    Math.max(normal, pearsonTail(out, skewness)) + Math.max(normal, pearsonTail(out, -skewness)),
  );
}

/** Upper tail at `x` of the Pearson III distribution with mean 0, variance 1 and this skewness; 0 where it is not above 0. */
function pearsonTail(x: number, skewness: number): number {
  if (skewness < 1e-3) return 0;
  const shape = 4 / (skewness * skewness);
  const scaled = shape + x * Math.sqrt(shape);
  return scaled <= 0 ? 1 : pgamma(scaled, shape, 1, undefined, false);
}
