/** What is known of the units (runs) that are compared: equal strata, one number each. */
export interface ScoredUnits {
  /** Per unit; −1: not compared. */
  readonly strata: Int32Array;
  /** What the groups are compared by. */
  readonly values: Float64Array;
  /** How many occasions a unit had to be exposed, > 0. */
  readonly occasions: Float64Array;
}

/** How far exposed units differ from the others of their strata. */
export interface Score {
  /** Standard normal when exposure has nothing to do with the values; of the two ways of computing it the one nearer 0. */
  readonly z: number;
  /** Variance of the sum: how many comparisons there are in effect. */
  readonly variance: number;
}

interface Cell {
  readonly occasions: number;
  count: number;
  sum: number;
  squares: number;
}
interface Stratum {
  readonly cells: readonly Cell[];
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations. */
  readonly spread: number;
}

const NO_SCORE: Score = { z: 0, variance: 0 };
// Units with about as many occasions are one cell, a factor of 1.4 each.
const CELLS_PER_OCTAVE = 2;
const BISECTIONS = 40;

/**
 * A test of exposure within strata: Mantel's score test, computed twice, with the same chance of exposure for all units of
 * a stratum, and with a chance that grows with their occasions (a long run is more likely to hold any remark). What holds
 * in one of the two only may come from the length of runs.
 *
 * @returns a function from distinct exposed units to their score, in time linear in their number
 * @see Mantel 1963, §4; with two values and equal chances it is the Cochran–Mantel–Haenszel test
 */
export function stratifiedScore(units: ScoredUnits): (exposed: readonly number[]) => Score {
  const { strata: stratumOf, values } = units;
  const strata = describeStrata(units);
  const exposedIn = new Int32Array(strata.length);
  const sumIn = new Float64Array(strata.length);
  return (exposed) => {
    const touched: number[] = [];
    for (const unit of exposed) {
      const stratum = stratumOf[unit]!;
      if (stratum < 0) continue;
      if (exposedIn[stratum] === 0) touched.push(stratum);
      exposedIn[stratum]!++;
      sumIn[stratum]! += values[unit]!;
    }
    const plain = { excess: 0, variance: 0 };
    const adjusted = { excess: 0, variance: 0 };
    for (const id of touched) {
      const stratum = strata[id]!;
      const [k, sum] = [exposedIn[id]!, sumIn[id]!];
      exposedIn[id] = sumIn[id] = 0;
      const { count, mean, spread } = stratum;
      if (k === count || spread < 1e-12) continue;
      plain.excess += sum - k * mean;
      plain.variance += ((k * (count - k)) / (count * (count - 1))) * spread;
      addAdjusted(adjusted, stratum, k, sum);
    }
    if (plain.variance < 1e-9 || adjusted.variance < 1e-9) return NO_SCORE;
    const [a, b] = [plain, adjusted].map(({ excess, variance }) => excess / Math.sqrt(variance)) as [number, number];
    const z = a > 0 !== b > 0 ? 0 : Math.abs(a) < Math.abs(b) ? a : b;
    return { z, variance: Math.min(plain.variance, adjusted.variance) };
  };
}

function describeStrata({ strata: stratumOf, values, occasions }: ScoredUnits): Stratum[] {
  const cells: Map<number, Cell>[] = [];
  for (const [unit, stratum] of stratumOf.entries()) {
    if (stratum < 0) continue;
    const known = (cells[stratum] ??= new Map<number, Cell>());
    const key = Math.round(CELLS_PER_OCTAVE * Math.log2(Math.max(1, occasions[unit]!)));
    const cell = known.get(key) ?? { occasions: 2 ** (key / CELLS_PER_OCTAVE), count: 0, sum: 0, squares: 0 };
    known.set(key, cell);
    cell.count++;
    cell.sum += values[unit]!;
    cell.squares += values[unit]! ** 2;
  }
  return Array.from(cells, (known: Map<number, Cell> | undefined): Stratum => {
    const list = [...(known?.values() ?? [])].sort((a, b) => a.occasions - b.occasions);
    const total = (key: 'count' | 'sum' | 'squares'): number => list.reduce((sum, cell) => sum + cell[key], 0);
    const count = total('count');
    const mean = count === 0 ? 0 : total('sum') / count;
    return { cells: list, count, mean, spread: total('squares') - count * mean ** 2 };
  });
}

function addAdjusted(to: { excess: number; variance: number }, { cells }: Stratum, k: number, sum: number): void {
  const rate = exposureRate(cells, k);
  let weight = 0;
  let weighted = 0;
  for (const cell of cells) {
    const chance = 1 - Math.exp(-rate * cell.occasions);
    weight += chance * (1 - chance) * cell.count;
    weighted += chance * (1 - chance) * cell.sum;
  }
  if (weight < 1e-9) return;
  const centre = weighted / weight;
  to.excess += sum - k * centre;
  for (const cell of cells) {
    const chance = 1 - Math.exp(-rate * cell.occasions);
    to.excess -= chance * (cell.sum - cell.count * centre);
    to.variance += chance * (1 - chance) * (cell.squares - 2 * centre * cell.sum + cell.count * centre ** 2);
  }
}

/** The rate per occasion at which `k` units are exposed on average. */
function exposureRate(cells: readonly Cell[], k: number): number {
  let low = -30;
  let high = 10;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    let expected = 0;
    for (const { occasions, count } of cells) expected += count * (1 - Math.exp(-Math.exp(middle) * occasions));
    if (expected < k) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
