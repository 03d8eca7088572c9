import { pgamma, pt } from 'lib-r-math.js';

// With fewer draws that far out, the tail is that of a distribution with the moments of all draws.
const ENOUGH = 10;

/**
 * Two-sided p of a count among counts drawn under the null hypothesis: twice the smaller tail, where a tail is the share of draws
 * at least that extreme, the count seen being one of them. So ties make p larger and never smaller. Tails with fewer than ten draws are those of a Pearson III (gamma)
 * distribution with the mean, variance and skewness of the draws, or of Student's t where that is larger: so p reaches far below one
 * over the number of draws.
 *
 * @param draws - at least two
 * @see Phipson & Smyth 2010; Knijnenburg et al. 2009; Kazi-Aoual et al. 1995 for Pearson III
 */
export function permutationP(seen: number, draws: ArrayLike<number>): number {
  const n = draws.length;
  let above = 0;
  let below = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const draw = draws[i]!;
    if (draw >= seen) above++;
    if (draw <= seen) below++;
    sum += draw;
  }
  const fewer = Math.min(above, below);
  if (fewer >= ENOUGH) return Math.min(1, (2 * (fewer + 1)) / (n + 1));
  const mean = sum / n;
  let square = 0;
  let cube = 0;
  for (let i = 0; i < n; i++) {
    const off = draws[i]! - mean;
    square += off * off;
    cube += off * off * off;
  }
  if (square === 0) return seen === mean ? 1 : 2 / (n + 1);
  const deviation = Math.sqrt(square / (n - 1));
  const skewness = cube / n / (square / n) ** 1.5;
  // Half a count towards the middle, since counts are whole.
  const upper = above <= below;
  const at = (seen - mean + (upper ? -0.5 : 0.5)) / deviation;
  const out = upper ? at : -at;
  // Student's t, because the deviation is an estimate, too.
  const tail = Math.max(pt(out, n - 1, undefined, false), pearsonTail(out, upper ? skewness : -skewness));
  return Math.min(1, 2 * tail, (2 * (fewer + 1)) / (n + 1));
}

/** Upper tail at `x` of the Pearson III distribution with mean 0, variance 1 and this skewness; 0 where it is not above 0. */
function pearsonTail(x: number, skewness: number): number {
  if (skewness < 1e-3) return 0;
  const shape = 4 / (skewness * skewness);
  const scaled = shape + x * Math.sqrt(shape);
  return scaled <= 0 ? 1 : pgamma(scaled, shape, 1, undefined, false);
}
