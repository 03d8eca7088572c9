import { pt, qt } from 'lib-r-math.js';
import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';

/** One run as turns of the agent, each with how much stood before it. */
export interface ContextRun {
  /** Runs of one cluster are alike, as trials of one task; undefined: alone. */
  readonly cluster: string | undefined;
  /** Per turn of the agent, thousands of tokens of context before it. */
  readonly positions: Float64Array;
  /** Behaviors that could be observed. */
  readonly observed: Iterable<string>;
  /** Which behavior in which turn, an index of `positions`. */
  readonly events: Iterable<{ readonly behavior: string; readonly turn: number }>;
}

/** How often a behavior comes the further a run's context has grown. */
export interface ContextSlope {
  readonly behavior: string;
  /** Per turn of the agent. */
  readonly rate: number;
  /** What a thousand tokens more of context add to the rate, within runs. */
  readonly slope: number;
  readonly interval: Interval;
  readonly p: number;
  readonly q: number;
  readonly runs: number;
  readonly turns: number;
  readonly events: number;
}

// Of fewer, a slope says nothing.
const FEWEST_EVENTS = 5;

/** Sums of a behavior; scores of clusters are kept, as small as they are. */
interface Sums {
  runs: number;
  turns: number;
  events: number;
  readonly clusters: Map<string, { xy: number; xx: number }>;
}

/**
 * How behavior changes along a context: least squares of a behavior's count per turn on the context before the turn, with a mean of its own for
 * every run (so that long runs being other runs does not count), summed as runs come. The variance is between clusters, each cluster's score
 * divided by √(1 − leverage), against Student's t with the effective number of clusters less one.
 *
 * @see Carter, Schnepel & Steigerwald 2017; Bell & McCaffrey 2002
 */
export function contextSlopes(): { add(run: ContextRun): void; rows(): ContextSlope[] } {
  const sums = new Map<string, Sums>();
  let alone = 0;
  return {
    add({ cluster = `\0${alone++}`, positions, observed, events }) {
      if (positions.length < 2) return;
      const mean = positions.reduce((sum, x) => sum + x, 0) / positions.length;
      const xx = positions.reduce((sum, x) => sum + (x - mean) ** 2, 0);
      const products = new Map<string, { xy: number; n: number }>();
      for (const behavior of observed) products.set(behavior, { xy: 0, n: 0 });
      for (const { behavior, turn } of events) {
        const product = products.get(behavior);
        if (product === undefined) continue;
        product.xy += positions[turn]! - mean;
        product.n++;
      }
      for (const [behavior, { xy, n }] of products) {
        const own = sums.get(behavior) ?? { runs: 0, turns: 0, events: 0, clusters: new Map() };
        own.runs++;
        own.turns += positions.length;
        own.events += n;
        const known = own.clusters.get(cluster) ?? { xy: 0, xx: 0 };
        own.clusters.set(cluster, { xy: known.xy + xy, xx: known.xx + xx });
        sums.set(behavior, own);
      }
    },
    rows() {
      const found = [...sums].flatMap(([behavior, own]) => slopeOf(behavior, own) ?? []);
      const q = falseDiscovery(found.map(({ p }) => p));
      return found.map((row, i) => ({ ...row, q: q[i]! })).sort((a, b) => a.p - b.p || (a.behavior < b.behavior ? -1 : 1));
    },
  };
} // prettier-ignore

function slopeOf(behavior: string, { runs, turns, events, clusters }: Sums): Omit<ContextSlope, 'q'> | undefined {
  let [xx, xy] = [0, 0];
  for (const own of clusters.values()) [xx, xy] = [xx + own.xx, xy + own.xy];
  if (xx <= 0 || events < FEWEST_EVENTS) return undefined;
  const slope = xy / xx;
  let [variance, concentration] = [0, 0];
  for (const own of clusters.values()) {
    const leverage = own.xx / xx;
    variance += (own.xy - slope * own.xx) ** 2 / Math.max(1e-9, 1 - leverage);
    concentration += leverage * leverage;
  }
  const degreesOfFreedom = 1 / concentration - 1;
  const error = Math.sqrt(variance) / xx;
  if (degreesOfFreedom < 1e-6 || error === 0) return undefined;
  const reach = qt(0.975, Math.max(1, degreesOfFreedom)) * error;
  return {
    behavior,
    rate: events / turns,
    slope,
    interval: [slope - reach, slope + reach],
    p: Math.min(1, 2 * pt(-Math.abs(slope) / error, Math.max(1, degreesOfFreedom))),
    runs,
    turns,
    events,
  };
}
