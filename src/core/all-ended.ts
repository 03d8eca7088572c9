/**
 * As `Promise.all`, but waits until every promise has ended before it throws the first error: what is still in hand has a
 * place to be put.
 */
export async function allEnded<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
