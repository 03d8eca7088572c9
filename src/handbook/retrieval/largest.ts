/** The numbers of the largest scores above nought, largest first, of equals the first; at most so many. */
export function largest(scores: Float32Array, most: number, may: (at: number) => boolean): number[] {
  const kept: number[] = [];
  const order = (a: number, b: number): number => scores[b]! - scores[a]! || a - b;
  let least = 0;
  for (let at = 0; at < scores.length; at++) {
    if (scores[at]! <= least || !may(at)) continue;
    kept.push(at);
    if (kept.length < 2 * most) continue;
    kept.sort(order).length = most;
    least = scores[kept.at(-1)!]!;
  }
  return kept.sort(order).slice(0, most);
}
