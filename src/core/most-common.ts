/** The key that was counted most often, with how often; of several the smallest, by code unit. Undefined when nothing was counted. */
export function mostCommon<K extends string | number>(
  counts: Iterable<readonly [K, number]>,
): readonly [K, number] | undefined {
  let most: readonly [K, number] | undefined;
  for (const entry of counts) {
    const [key, n] = entry;
    if (most === undefined || n > most[1] || (n === most[1] && key < most[0])) most = entry;
  }
  return most;
}
