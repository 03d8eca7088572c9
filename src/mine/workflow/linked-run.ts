import type { ActRun } from './act-runs.ts';
import type { RunFlows } from './value-flows.ts';

/** How many acts further on the next act of a sequence may stand when no value ties it to those before. */
export const ORDER_REACH = 5;

/** A run with what ties its acts together. */
export interface LinkedRun extends ActRun {
  readonly task: number;
  readonly flows: RunFlows;
}

/** One act of a sequence: what may stand there, and whether an earlier act of the sequence must have handed it a value. */
export interface SequenceElement {
  readonly acts: readonly number[];
  readonly tied: boolean;
}

/**
 * Acts that may follow the places matched so far, nearest first: those that any of these places hands a value to, and
 * (unless it must be tied) those at most {@link ORDER_REACH} after the last.
 *
 * @returns indexes into the run's acts, each after the last place, with whether a value ties it
 */
export function followersOf(
  { acts, flows: { starts, next } }: LinkedRun,
  places: readonly number[],
  wanted: (act: number, tied: boolean) => boolean,
): { readonly at: number; readonly tied: boolean }[] {
  const last = places.at(-1)!;
  const found = new Map<number, boolean>();
  for (const i of places) {
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const j = next[k]!;
      if (j > last && wanted(acts[j]!, true)) found.set(j, true);
    }
  }
  const limit = Math.min(acts.length - 1, last + ORDER_REACH);
  for (let j = last + 1; j <= limit; j++) if (!found.has(j) && wanted(acts[j]!, false)) found.set(j, false);
  return [...found].map(([at, tied]) => ({ at, tied })).sort((a, b) => a.at - b.at);
}

interface Partial {
  readonly places: readonly number[];
  /** Whether an act may still stand there untied. */
  readonly spare: boolean;
}

/**
 * Occurrences of a sequence in one run, in order, no place in two of them. A value that ties an act to the sequence
 * decides which of several such acts is meant; without one it is the nearest. In a sequence of three acts or more the tie
 * may be missing once (a value that was known before, or written otherwise) where the act stands near.
 */
export function matchSequence(run: LinkedRun, elements: readonly SequenceElement[]): (readonly number[])[] {
  let partial: Partial[] = [];
  for (const [i, act] of run.acts.entries())
    if (elements[0]!.acts.includes(act)) partial.push({ places: [i], spare: elements.length > 2 });
  for (const { acts, tied } of elements.slice(1)) {
    const byEnd = new Map<number, Partial>();
    for (const { places, spare } of partial) {
      const followers = followersOf(run, places, (act) => acts.includes(act));
      const byValue = followers.find((follower) => follower.tied);
      const chosen = byValue ?? (tied && !spare ? undefined : followers[0]);
      if (chosen === undefined) continue;
      const next = { places: [...places, chosen.at], spare: spare && (!tied || chosen.tied) };
      // Of two ways to the same end the later start is the tighter one.
      if (next.spare || byEnd.get(chosen.at)?.spare !== true) byEnd.set(chosen.at, next);
    }
    partial = [...byEnd.values()];
    if (partial.length === 0) return [];
  }
  const taken = new Set<number>();
  const spared = (k: number): number => (partial[k]!.spare ? 0 : 1);
  // Those that are tied throughout have the first choice.
  return [...partial.keys()]
    .sort((a, b) => spared(a) - spared(b) || partial[a]!.places.at(-1)! - partial[b]!.places.at(-1)!)
    .map((k) => partial[k]!.places)
    .filter((places) => {
      if (places.some((place) => taken.has(place))) return false;
      for (const place of places) taken.add(place);
      return true;
    })
    .sort((a, b) => a[0]! - b[0]!);
}
