/**
 * Greedy maximum of a determinantal point process: item after item, always the one that adds most to the determinant of
 * `quality_i × likeness_ij × quality_j` over those taken. Much better items come first; among near-equals, those least
 * like the ones before them.
 *
 * @param quality - above 0
 * @param likeness - symmetric and positive semidefinite, 1 of an item with itself
 * @returns indexes of at most `max` items, in the order of being taken; ties in order of index
 * @see Chen, Zhang & Zhou 2018, algorithm 1
 */
export function greedyMap(
  quality: readonly number[],
  likeness: (i: number, j: number) => number,
  max = quality.length,
): number[] {
  // What is left of each item's volume, and its coordinates along those taken.
  const left = quality.map((value, i) => value ** 2 * likeness(i, i));
  const along = quality.map((): number[] => []);
  const taken: number[] = [];
  const open = new Set(quality.keys());
  while (taken.length < max && open.size > 0) {
    let best = -1;
    for (const i of open) if (best < 0 || left[i]! > left[best]!) best = i;
    open.delete(best);
    taken.push(best);
    const length = Math.sqrt(Math.max(left[best]!, 1e-12));
    for (const i of open) {
      const shared = along[i]!.reduce((sum, value, k) => sum + value * along[best]![k]!, 0);
      const coordinate = (quality[i]! * quality[best]! * likeness(i, best) - shared) / length;
      along[i]!.push(coordinate);
      left[i]! -= coordinate ** 2;
    }
  }
  return taken;
}
