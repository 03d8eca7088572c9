/** The numbers of the largest scores above nought, largest first, of equals the first; at most so many. */
export function largest(scores: Float32Array, most: number, may: (at: number) => boolean): number[] {
  const kept: number[] = [];
  let least = 0;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (score <= least || !may(at)) continue;
    let place = kept.length < most ? kept.length : most - 1;
    while (place > 0 && scores[kept[place - 1]!]! < score) {
      kept[place] = kept[place - 1]!;
      place--;
    }
    kept[place] = at;
    if (kept.length === most) least = scores[kept.at(-1)!]!;
  }
  return kept;
}
