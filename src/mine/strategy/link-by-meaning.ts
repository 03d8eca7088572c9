/** Remarks as vectors of unit length, over terms or over the dimensions of an embedding. */
export interface Vectors {
  /** Per remark its dimensions, ascending. */
  readonly dimensions: readonly Int32Array[];
  /** Parallel to `dimensions`. */
  readonly weights: readonly Float64Array[];
}

/** A tree over remarks: nodes 0 … n − 1 are the remarks, node n + i joins `left[i]` and `right[i]`. */
export interface Linkage {
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Mean similarity between the remarks of the two, 0–1. */
  readonly height: readonly number[];
}

interface Cluster {
  readonly size: number;
  readonly dimensions: Int32Array;
  readonly weights: Float64Array;
}

// Neighbours are looked for by a vector's rarest dimensions first, until this many have been met.
const MAX_VISITED = 30_000;
const MAX_DIMENSIONS = 48;
const PRECISION = 1e9;

/**
 * Average linkage by mutual nearest neighbours: in every round, clusters that are each other's nearest are joined, while
 * their mean similarity is at least `least`. Near-linear: neighbours come from an inverted index, a bounded number each.
 *
 * @see Murtagh 1983 for mutual nearest neighbours in reducible linkages
 */
export function linkByMeaning({ dimensions, weights }: Vectors, { least }: { least: number }): Linkage {
  const clusters: (Cluster | undefined)[] = dimensions.map((own, i) => ({ size: 1, dimensions: own, weights: weights[i]! }));
  const index = new Map<number, number[]>();
  const enter = (id: number): void => {
    for (const dimension of clusters[id]!.dimensions) {
      const known = index.get(dimension);
      if (known === undefined) index.set(dimension, [id]);
      else known.push(id);
    }
  };
  for (let id = 0; id < clusters.length; id++) enter(id);
  const scores = new Float64Array(2 * clusters.length);
  const nearest = new Int32Array(2 * clusters.length).fill(-1);
  const similarity = new Float64Array(2 * clusters.length);
  const linkage = { left: [] as number[], right: [] as number[], height: [] as number[] };

  const look = (id: number): void => {
    const own = clusters[id]!;
    const met: number[] = [];
    let visited = 0;
    const order = Array.from(own.dimensions, (dimension, k) => ({ k, posting: index.get(dimension)! }));
    order.sort((a, b) => a.posting.length - b.posting.length || a.k - b.k);
    for (const { k, posting } of order) {
      if (visited > MAX_VISITED) break;
      const alive = posting.filter((other) => clusters[other] !== undefined);
      if (alive.length < posting.length) index.set(own.dimensions[k]!, alive);
      visited += alive.length;
      for (const other of alive) {
        if (other === id) continue;
        if (scores[other] === 0) met.push(other);
        scores[other]! += own.weights[k]! * weightAt(clusters[other]!, own.dimensions[k]!);
      }
    }
    nearest[id] = -1;
    similarity[id] = 0;
    for (const other of met) {
      const mean = Math.round((PRECISION * scores[other]!) / (own.size * clusters[other]!.size)) / PRECISION;
      scores[other] = 0;
      if (mean > similarity[id]! || (mean === similarity[id] && mean > 0 && other < nearest[id]!)) {
        similarity[id] = mean;
        nearest[id] = other;
      }
    }
  };

  let open = clusters.map((_, id) => id);
  for (const id of open) look(id);
  for (;;) {
    const pairs = open.filter((id) => {
      const other = nearest[id]!;
      return other > id && nearest[other] === id && similarity[id]! >= least;
    });
    if (pairs.length === 0) return linkage;
    const joined: number[] = [];
    for (const id of pairs) {
      const other = nearest[id]!;
      const node = clusters.push(together(clusters[id]!, clusters[other]!)) - 1;
      linkage.left.push(id);
      linkage.right.push(other);
      linkage.height.push(similarity[id]!);
      clusters[id] = clusters[other] = undefined;
      joined.push(node);
    }
    for (const node of joined) enter(node);
    open = [...open.filter((id) => clusters[id] !== undefined), ...joined];
    for (const id of open) {
      if (id >= joined[0]! || (nearest[id]! >= 0 && clusters[nearest[id]!] === undefined)) look(id);
    }
    open = open.filter((id) => similarity[id]! >= least);
  }
}

function weightAt({ dimensions, weights }: Cluster, dimension: number): number {
  let low = 0;
  let high = dimensions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dimensions[middle]! < dimension) low = middle + 1;
    else high = middle;
  }
  return dimensions[low] === dimension ? weights[low]! : 0;
}

/** The sum of two vectors, of which only the greatest weights are kept. */
function together(a: Cluster, b: Cluster): Cluster {
  const sum = new Map<number, number>();
  for (const { dimensions, weights } of [a, b])
    for (const [k, dimension] of dimensions.entries()) sum.set(dimension, (sum.get(dimension) ?? 0) + weights[k]!);
  const kept = [...sum].sort((x, y) => Math.abs(y[1]) - Math.abs(x[1]) || x[0] - y[0]).slice(0, MAX_DIMENSIONS);
  kept.sort((x, y) => x[0] - y[0]);
  return {
    size: a.size + b.size,
    dimensions: Int32Array.from(kept, ([dimension]) => dimension),
    weights: Float64Array.from(kept, ([, weight]) => weight),
  };
}
