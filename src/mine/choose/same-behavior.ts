import type { Candidate } from '../candidate.ts';

/** A candidate with the steps it is seen in. */
export interface Placed {
  readonly candidate: Candidate;
  /** Run and step as one number. */
  readonly steps: ReadonlySet<number>;
}

// Two candidates seen in the same steps half of the time are one behavior.
const SAME = 0.5;
// A longer form of a sequence, to the same end, that fewer than half of its runs show is a special case of it.
const SPECIAL = 0.5;
const MAX_COMPARED_STEPS = 5000;

/** Notes the steps of a candidate's occurrences, the first 5000 of them. */
export function placed(candidate: Candidate): Placed {
  const steps = new Set<number>();
  for (const { run, steps: indexes } of candidate.occurrences) {
    for (const step of indexes) steps.add(run * 2 ** 24 + step);
    if (steps.size >= MAX_COMPARED_STEPS) break;
  }
  return { candidate, steps };
}

/**
 * Whether two candidates of a kind are one behavior: the same name, half of their steps in common (Jaccard), or the same
 * sequence, where `next` only allows fewer alternatives or has more in between and half as many runs.
 */
export function sameBehavior(kept: Placed, next: Placed): boolean {
  if (kept.candidate.name === next.candidate.name) return true;
  if (kept.candidate.kind !== next.candidate.kind) return false;
  if (jaccard(kept.steps, next.steps) >= SAME) return true;
  const wide = kept.candidate.phrase?.elements;
  const narrow = next.candidate.phrase?.elements;
  if (wide === undefined || narrow === undefined) return false;
  const within = (symbols: readonly number[], k: number): boolean =>
    symbols.every((symbol) => wide[k]?.includes(symbol) === true);
  if (wide.length === narrow.length) return narrow.every(within);
  if (!within(narrow.at(-1)!, wide.length - 1)) return false;
  let matched = 0;
  for (const symbols of narrow) if (within(symbols, matched)) matched++;
  return matched === wide.length && runsOf(next) < SPECIAL * runsOf(kept);
}

function runsOf({ candidate }: Placed): number {
  return new Set(candidate.occurrences.map(({ run }) => run)).size;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const item of a) if (b.has(item)) both++;
  return both === 0 ? 0 : both / (a.size + b.size - both);
}
