import { stepsInCommon, type Placed } from './placed.ts';

// Two candidates seen in the same steps half of the time (Jaccard) are one behavior, of whatever kind.
const SAME = 0.5;
// A sequence most of whose steps are steps of another is a part of it, or the other way round.
const PART = 0.75;
// A longer form of a sequence, to the same end, that fewer than half of its runs show is a special case of it.
const SPECIAL = 0.5;

/**
 * Whether two candidates are one behavior: the same name, half of their steps in common, or of one kind and one a part
 * of the other; or the same sequence, where `next` only allows fewer alternatives, or has more in between and half as
 * many runs.
 */
export function sameBehavior(kept: Placed, next: Placed): boolean {
  const [a, b] = [kept.candidate, next.candidate];
  if (a.name === b.name) return true;
  const both = stepsInCommon(kept, next);
  if (both >= SAME * (kept.size + next.size - both)) return true;
  if (a.kind !== b.kind || a.phrase === undefined || b.phrase === undefined) return false;
  if (both >= PART * Math.min(kept.size, next.size)) return true;
  return (
    isSpecialCase(a.phrase.elements, b.phrase.elements) && (sameLength(a, b) || runsOf(next) < SPECIAL * runsOf(kept))
  );
}

type Elements = readonly (readonly number[])[];

/** Whether `narrow` is `wide` with fewer alternatives, or with more in between. */
function isSpecialCase(wide: Elements, narrow: Elements): boolean {
  const within = (symbols: readonly number[], k: number): boolean =>
    symbols.every((symbol) => wide[k]?.includes(symbol) === true);
  if (wide.length === narrow.length) return narrow.every(within);
  if (!within(narrow.at(-1)!, wide.length - 1)) return false;
  let matched = 0;
  for (const symbols of narrow) if (within(symbols, matched)) matched++;
  return matched === wide.length;
}

function sameLength(a: Placed['candidate'], b: Placed['candidate']): boolean {
  return a.phrase!.elements.length === b.phrase!.elements.length;
}

function runsOf({ candidate }: Placed): number {
  return new Set(candidate.occurrences.map(({ run }) => run)).size;
}
