/** A sequence and where it is seen. */
export interface Seen<T> {
  readonly sequence: T;
  readonly length: number;
  /** In how many places several acts are alternatives. */
  readonly open: number;
  /** Run indexes, and the places of each occurrence in the run; arrays run parallel. */
  readonly runs: readonly number[];
  readonly places: readonly (readonly number[])[];
}

// A sequence is a fragment, or an extension, of those chosen when half of its occurrences lie by half within theirs.
const MOSTLY = 0.5;
// A longer sequence wins over its fragments unless they are seen much more often: an act more is worth it from 42% (of a
// pair) to 70% (of four acts) of the occurrences.
const LENGTH_POWER = 1.25;
// A place with alternatives says less: sequences of one goal each win over one of several goals that says as much of each.
const OPEN_WORTH = 0.8;

/**
 * Chooses sequences one by one, the one first that accounts for most that is not accounted for yet, so that neither
 * fragments nor extensions of a chosen one are left beside it.
 *
 * @param options.most - how many at most
 * @param options.minRuns - how many runs must show a sequence where no chosen one accounts for it
 * @returns the chosen, best first, with what each accounts for: its occurrences times a power of their links
 */
export function coverWithSequences<T>(
  seen: readonly Seen<T>[],
  { most, minRuns }: { most: number; minRuns: number },
): { readonly seen: Seen<T>; readonly worth: number }[] {
  const covered = new Set<number>();
  const worthOf = ({ length, open, runs, places }: Seen<T>): { worth: number; runs: number } => {
    let n = 0;
    const fresh = new Set<number>();
    for (const [k, run] of runs.entries()) {
      const isKnown = (place: number): boolean => covered.has(run * 2 ** 24 + place);
      const known = places[k]!.filter(isKnown).length;
      // Half of it known, what it leads to decides: another end is another goal.
      if (known > MOSTLY * length || (known === MOSTLY * length && isKnown(places[k]!.at(-1)!))) continue;
      n++;
      fresh.add(run);
    }
    return { worth: n * (length - 1) ** LENGTH_POWER * OPEN_WORTH ** open, runs: fresh.size };
  };
  const queue = seen
    .map((each, order) => ({ each, order, whole: worthOf(each).worth, worth: worthOf(each).worth, beside: 0 }))
    .sort((a, b) => b.worth - a.worth || a.order - b.order);
  const chosen: { seen: Seen<T>; worth: number }[] = [];
  while (queue.length > 0 && chosen.length < most) {
    const next = queue.shift()!;
    if (next.beside < chosen.length) {
      // What was worth most beside fewer others is worth no more now.
      const { worth, runs } = worthOf(next.each);
      if (worth < MOSTLY * next.whole || runs < minRuns) continue;
      let to = queue.findIndex((other) => other.worth < worth || (other.worth === worth && other.order > next.order));
      if (to < 0) to = queue.length;
      queue.splice(to, 0, { ...next, worth, beside: chosen.length });
      continue;
    }
    chosen.push({ seen: next.each, worth: next.worth });
    for (const [k, run] of next.each.runs.entries())
      for (const place of next.each.places[k]!) covered.add(run * 2 ** 24 + place);
  }
  return chosen;
}
