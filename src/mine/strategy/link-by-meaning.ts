import type { MeaningSpace } from './meaning-space.ts';

/** A tree over remarks: nodes 0 … n − 1 are the remarks, node n + i joins `left[i]` and `right[i]`. */
export interface Linkage {
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Mean similarity between the remarks of the two, 0–1; never rising along the list of a node's ancestors. */
  readonly height: readonly number[];
}

// Sums in another order differ in the last digits.
const PRECISION = 1e9;

/**
 * Average linkage by mutual nearest neighbours: in every round, clusters that are each other's nearest are joined, while
 * their mean similarity is at least `least`.
 *
 * @see Murtagh 1983 for mutual nearest neighbours in reducible linkages
 */
export function linkByMeaning(space: MeaningSpace, { least }: { least: number }): Linkage {
  const { count } = space;
  const sizes = new Int32Array(2 * count).fill(1);
  const nearest = new Int32Array(2 * count).fill(-1);
  const similarity = new Float64Array(2 * count);
  const gone = new Uint8Array(2 * count);
  const linkage = { left: [] as number[], right: [] as number[], height: [] as number[] };
  const look = (id: number): void => {
    nearest[id] = -1;
    similarity[id] = 0;
    space.near(id, (other, dot) => {
      const mean = Math.round((PRECISION * dot) / (sizes[id]! * sizes[other]!)) / PRECISION;
      if (mean > similarity[id]! || (mean > 0 && mean === similarity[id] && other < nearest[id]!)) {
        similarity[id] = mean;
        nearest[id] = other;
      }
    });
  };
  let open = Array.from({ length: count }, (_, id) => id);
  for (const id of open) look(id);
  for (;;) {
    const pairs = open.filter((id) => {
      const other = nearest[id]!;
      return other > id && nearest[other] === id && similarity[id]! >= least;
    });
    if (pairs.length === 0) return linkage;
    const joined = pairs.map((id) => {
      const other = nearest[id]!;
      const node = space.join(id, other);
      sizes[node] = sizes[id]! + sizes[other]!;
      gone[id] = gone[other] = 1;
      linkage.left.push(id);
      linkage.right.push(other);
      linkage.height.push(similarity[id]!);
      return node;
    });
    open = [...open.filter((id) => gone[id] === 0), ...joined];
    for (const id of open) if (id >= joined[0]! || gone[nearest[id]!] === 1) look(id);
    open = open.filter((id) => similarity[id]! >= least);
  }
}
