/** Clusters of remarks with the sums of their vectors. Ids: remarks are 0 … n − 1, clusters follow. */
export interface MeaningSpace {
  /** Remarks at the start. */
  readonly count: number;
  /** Calls back with every cluster that may be near, and the dot product of the two sums. */
  near(id: number, visit: (other: number, dot: number) => void): void;
  /** Puts one cluster in the place of two. @returns its id, the next number */
  join(a: number, b: number): number;
  /** Prepares the mean similarity of other lists of remarks to this one, −1…1. */
  similarityTo(remarks: readonly number[]): (others: readonly number[]) => number;
}

interface SparseVector {
  readonly dimensions: Int32Array;
  readonly weights: Float64Array;
}

/** The clusters that have a dimension. */
interface Posting {
  readonly ids: number[];
  readonly weights: number[];
  /** How many of them are still there. */
  alive: number;
}

// Neighbours are looked for by a vector's rarest dimensions first, until this many have been met.
const MAX_VISITED = 3000;
const MAX_DIMENSIONS = 24;
// A remark of one term is not the same as every other that has it: as if each had a term of its own besides, one that a
// twentieth of remarks have.
const UNSAID = Math.log1p(20);
// That two remarks share one word that few others have must not make them alike by itself: as rare as one in a hundred is
// rare enough.
const MAX_WEIGHT = Math.log1p(100);

/**
 * Vectors of terms, weighted by how rare they are: log(1 + n / remarks with the term), at most log 101, of unit length. Neighbours come from an
 * inverted index.
 *
 * @param terms - per remark its terms' numbers, ascending
 * @param remarksWith - per term how many remarks have it
 */
export function lexicalSpace(terms: readonly Int32Array[], remarksWith: Int32Array): MeaningSpace {
  const vectors: (SparseVector | undefined)[] = terms.map((dimensions) => {
    const weights = Float64Array.from(dimensions, (term) =>
      Math.min(MAX_WEIGHT, Math.log1p(terms.length / remarksWith[term]!)),
    );
    return { dimensions, weights: unit(weights, { unsaid: UNSAID }) };
  });
  const originals = vectors.slice();
  const index = new Map<number, Posting>();
  const enter = (id: number): void => {
    const { dimensions, weights } = vectors[id]!;
    for (const [k, dimension] of dimensions.entries()) {
      let posting = index.get(dimension);
      if (posting === undefined) index.set(dimension, (posting = { ids: [], weights: [], alive: 0 }));
      posting.ids.push(id);
      posting.weights.push(weights[k]!);
      posting.alive++;
    }
  };
  const leave = (id: number): void => {
    for (const dimension of vectors[id]!.dimensions) {
      const posting = index.get(dimension)!;
      posting.alive--;
      if (posting.ids.length > 2 * posting.alive + 8)
        compact(posting, (other) => other !== id && vectors[other] !== undefined);
    }
    vectors[id] = undefined;
  };
  for (let id = 0; id < terms.length; id++) enter(id);
  const dots = new Float64Array(2 * terms.length);
  return {
    count: terms.length,
    near(id, visit) {
      const { dimensions, weights } = vectors[id]!;
      const met: number[] = [];
      let visited = 0;
      const order = Array.from(dimensions, (dimension, k) => ({ weight: weights[k]!, posting: index.get(dimension)! }));
      order.sort((a, b) => a.posting.alive - b.posting.alive);
      for (const { weight, posting } of order) {
        if (visited > MAX_VISITED) break;
        visited += posting.alive;
        for (let k = 0; k < posting.ids.length; k++) {
          const other = posting.ids[k]!;
          if (other === id || vectors[other] === undefined) continue;
          if (dots[other] === 0) met.push(other);
          dots[other]! += weight * posting.weights[k]!;
        }
      }
      for (const other of met) {
        visit(other, dots[other]!);
        dots[other] = 0;
      }
    },
    join(a, b) {
      const id = vectors.push(sumOf([vectors[a]!, vectors[b]!])) - 1;
      leave(a);
      leave(b);
      enter(id);
      return id;
    },
    similarityTo(remarks) {
      const sum = sumOf(remarks.map((remark) => originals[remark]!));
      return (others) => {
        let dot = 0;
        for (const other of others) {
          const { dimensions, weights } = originals[other]!;
          for (let k = 0; k < dimensions.length; k++) dot += weights[k]! * weightAt(sum, dimensions[k]!);
        }
        return dot / (remarks.length * others.length);
      };
    },
  };
}

/**
 * Vectors from a model. Their mean is taken off first, so that sentences that have nothing to do with each other are at 0, as with
 * terms. Compared one by one: for a few thousand remarks.
 *
 * @param embeddings - one per remark, of equal length
 */
export function embeddedSpace(embeddings: readonly Float32Array[]): MeaningSpace {
  const length = embeddings[0]?.length ?? 0;
  const mean = new Float64Array(length);
  for (const vector of embeddings) for (let k = 0; k < length; k++) mean[k]! += vector[k]! / embeddings.length;
  const originals = embeddings.map((vector) => unit(Float64Array.from(vector, (weight, k) => weight - mean[k]!)));
  const vectors: (Float64Array | undefined)[] = originals.slice();
  const sum = (list: readonly Float64Array[]): Float64Array =>
    Float64Array.from(mean, (_, k) => list.reduce((total, vector) => total + vector[k]!, 0));
  const dot = (a: Float64Array, b: Float64Array): number => {
    let total = 0;
    for (let k = 0; k < length; k++) total += a[k]! * b[k]!;
    return total;
  };
  return {
    count: embeddings.length,
    near(id, visit) {
      for (let other = 0; other < vectors.length; other++)
        if (other !== id && vectors[other] !== undefined) visit(other, dot(vectors[id]!, vectors[other]!));
    },
    join(a, b) {
      const id = vectors.push(sum([vectors[a]!, vectors[b]!])) - 1;
      vectors[a] = vectors[b] = undefined;
      return id;
    },
    similarityTo(remarks) {
      const own = sum(remarks.map((remark) => originals[remark]!));
      return (others) =>
        others.reduce((total, other) => total + dot(own, originals[other]!), 0) / (remarks.length * others.length);
    },
  };
}

function compact({ ids, weights }: Posting, keep: (id: number) => boolean): void {
  let to = 0;
  for (let from = 0; from < ids.length; from++) {
    if (!keep(ids[from]!)) continue;
    ids[to] = ids[from]!;
    weights[to++] = weights[from]!;
  }
  ids.length = weights.length = to;
}

function unit(weights: Float64Array, { unsaid = 0 }: { unsaid?: number } = {}): Float64Array {
  const norm = Math.sqrt(weights.reduce((total, weight) => total + weight ** 2, unsaid ** 2));
  return norm === 0 ? weights : weights.map((weight) => weight / norm);
}

function weightAt({ dimensions, weights }: SparseVector, dimension: number): number {
  let low = 0;
  let high = dimensions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dimensions[middle]! < dimension) low = middle + 1;
    else high = middle;
  }
  return dimensions[low] === dimension ? weights[low]! : 0;
}

/** The sum of vectors, of which only the greatest weights are kept. */
function sumOf(vectors: readonly SparseVector[]): SparseVector {
  const sum = new Map<number, number>();
  for (const { dimensions, weights } of vectors)
    for (const [k, dimension] of dimensions.entries()) sum.set(dimension, (sum.get(dimension) ?? 0) + weights[k]!);
  const kept = [...sum].sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, MAX_DIMENSIONS);
  kept.sort((x, y) => x[0] - y[0]);
  return {
    dimensions: Int32Array.from(kept, ([dimension]) => dimension),
    weights: Float64Array.from(kept, ([, weight]) => weight),
  };
}
