const COUNTS = new WeakMap<Int32Array, number>();

/** How many clusters there are; counted once for a list of them, since every part of a regression asks. */
export function clusterCount(clusters: Int32Array): number {
  let count = COUNTS.get(clusters);
  if (count === undefined) COUNTS.set(clusters, (count = new Set(clusters).size));
  return count;
}
