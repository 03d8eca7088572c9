/**
 * The chance that none of `k` attempts drawn without replacement is one of `c` among `n`, 0–1.
 */
export function chanceOfNone(n: number, c: number, k: number): number {
  if (n - c < k) return 0;
  let chance = 1;
  for (let i = 0; i < k; i++) chance *= (n - c - i) / (n - i);
  return chance;
}

/**
 * The chance that at least one of `k` attempts drawn without replacement from these is right, 0–1.
 *
 * @param n - attempts, `c` of them right; with fewer than `k` of them it is the chance with all
 * @see Chen et al. 2021 (HumanEval), the unbiased estimator of pass@k
 */
export function passAtK(n: number, c: number, k: number): number {
  return 1 - chanceOfNone(n, c, Math.min(k, n));
}

/**
 * The chance that all of `k` attempts drawn without replacement from these are right, 0–1: pass^k.
 *
 * @param n - attempts, `c` of them right; with fewer than `k` of them it is the chance with all
 * @see Yao et al. 2024 (τ-bench)
 */
export function passAllK(n: number, c: number, k: number): number {
  return chanceOfNone(n, n - c, Math.min(k, n));
}
