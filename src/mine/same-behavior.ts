import type { Candidate } from './candidate.ts';

/** A candidate with the steps it is seen in. */
export interface Placed {
  readonly candidate: Candidate;
  /** Run and step as one number. */
  readonly steps: ReadonlySet<number>;
}

// Two candidates seen in the same steps half of the time are one behavior.
const SAME = 0.5;
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
 * sequence, where `next` only allows fewer alternatives.
 */
export function sameBehavior(kept: Placed, next: Placed): boolean {
  if (kept.candidate.name === next.candidate.name) return true;
  if (kept.candidate.kind !== next.candidate.kind) return false;
  if (jaccard(kept.steps, next.steps) >= SAME) return true;
  const wide = kept.candidate.phrase?.elements;
  const narrow = next.candidate.phrase?.elements;
  if (wide === undefined || narrow === undefined || wide.length !== narrow.length) return false;
  return narrow.every((symbols, k) => symbols.every((symbol) => wide[k]!.includes(symbol)));
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const item of a) if (b.has(item)) both++;
  return both === 0 ? 0 : both / (a.size + b.size - both);
}
