import type { MinedBehavior } from '../behavior/behavior.ts';
import { sureEffect } from '../mine/sure-effect.ts';
import { moveBehavior } from './lifecycle.ts';

/**
 * So many behaviors may be active in one place. More compete for the few that are served, and the wrong ones win: libraries
 * lose up to a fifth of their use on the way to two hundred entries, by selection alone (Skill Shadowing, arXiv 2605.24050),
 * and a bounded active set is most of what keeps one useful (Library Drift, arXiv 2605.19576).
 */
export const ACTIVE_CAP = 30;

// Who has hardly been looked for has not had its chance: taking it out early does harm (Library Drift).
const MIN_RUNS = 20;

/** A place in which more behaviors would be active than may be. */
export interface FullPlace {
  /** As {@link placesOf} names it. */
  readonly place: string;
  /** How many would be active there. */
  readonly active: number;
  /** How many would have to leave: what was too many before is not the fault of what comes. */
  readonly toLeave: number;
  /** Those that would leave, weakest first; fewer than are too many when the others are pinned or too new to judge. */
  readonly leaving: readonly MinedBehavior[];
}

/**
 * Where a behavior competes with others: `project/tool` for each pair of those it is for, `*` for all.
 */
export function placesOf({ scope: { projects = ['*'], tools = ['*'] } }: Pick<MinedBehavior, 'scope'>): string[] {
  const [ofProjects, ofTools] = [projects, tools].map((names) => (names.length === 0 ? ['*'] : names));
  return ofProjects!.flatMap((project) => ofTools!.map((tool) => `${project}/${tool}`));
}

/**
 * The places that would be too full if `approved` became active, in order of name.
 *
 * @param active - what is active now
 */
export function fullPlaces(
  active: readonly MinedBehavior[],
  approved: readonly MinedBehavior[],
  { cap = ACTIVE_CAP }: { readonly cap?: number } = {},
): FullPlace[] {
  const coming = new Set(approved.map(({ id }) => id));
  const known = new Set(active.map(({ id }) => id));
  const others = active.filter(({ id }) => !coming.has(id)).sort(byStrength);
  const leaving = new Set<MinedBehavior>();
  const full: FullPlace[] = [];
  for (const place of [...new Set(approved.flatMap(placesOf))].sort()) {
    const here = (behavior: MinedBehavior): boolean => placesOf(behavior).includes(place);
    const staying = others.filter((other) => here(other) && !leaving.has(other));
    const count = approved.filter(here).length + staying.length;
    const newcomers = approved.filter((behavior) => here(behavior) && !known.has(behavior.id)).length;
    const toLeave = Math.min(count - cap, newcomers);
    if (toLeave <= 0) continue;
    const gone = staying.filter(mayLeave).slice(0, toLeave);
    for (const one of gone) leaving.add(one);
    full.push({ place, active: count, toLeave, leaving: gone });
  }
  return full;
}

/** Those that leave full places, on trial from now on. */
export function leavingPlaces(full: readonly FullPlace[]): MinedBehavior[] {
  return full.flatMap(({ leaving }) => leaving.map((behavior) => moveBehavior(behavior, 'try')));
}

function mayLeave({ pinned, support }: MinedBehavior): boolean {
  return pinned !== true && support.of >= MIN_RUNS;
}

/** Weakest first: what surely does harm, then what saves least, in the fewest runs. */
function byStrength(a: MinedBehavior, b: MinedBehavior): number {
  return (
    sureEffect(a) - sureEffect(b) ||
    a.savedTokens - b.savedTokens ||
    a.support.trajectories - b.support.trajectories ||
    (a.id < b.id ? -1 : 1)
  );
}
