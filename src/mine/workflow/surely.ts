import { falseDiscovery } from '../../core/false-discovery.ts';

const MAX_Q = 0.01;

/**
 * Which of some tests are significant at a false discovery rate of 0.01.
 *
 * @param p - of the tests that were worth computing
 * @param tested - how many there were, those with p = 1 included
 */
export function surely(p: readonly number[], tested: number): boolean[] {
  const scale = Math.max(1, tested / Math.max(1, p.length));
  return falseDiscovery(p.map((each) => Math.min(1, each * scale))).map((q) => q <= MAX_Q);
}
