/** Adds to what has been counted of a key. Returns how much that is now. */
export function addCount<K>(counts: Map<K, number>, key: K, by = 1): number {
  const n = (counts.get(key) ?? 0) + by;
  counts.set(key, n);
  return n;
}
