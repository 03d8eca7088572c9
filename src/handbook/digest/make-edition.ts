import type { MinedBehavior } from '../../behavior/behavior.ts';
import { isHeld } from '../../behavior/security/is-held.ts';
import { rateDifference } from '../../core/rate-interval.ts';
import type { BehaviorRevision } from '../behavior-store.ts';
import type { Edition, EditionItem, TrendItem, UseChange } from './edition.ts';
import { shrinkEffects, type MeasuredEffect } from './shrink-effects.ts';

/** Uses of one behavior in the period and in the one before it; see `UseChange`. */
export type BehaviorUse = Pick<UseChange, 'seen' | 'now' | 'before'>;

/** What an edition is made of. */
export interface EditionInput {
  /** Ids of the editions that there are. */
  readonly earlier: readonly string[];
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** The whole handbook as it is now. */
  readonly behaviors: readonly MinedBehavior[];
  readonly histories: ReadonlyMap<string, readonly BehaviorRevision[]>;
  readonly uses: ReadonlyMap<string, BehaviorUse>;
  /** Saved searches, each with the ids of the behaviors that it finds in the whole handbook. */
  readonly searches: readonly { readonly name: string; readonly found: readonly string[] }[];
}

/** More than this on a front page is read by nobody. */
const MOST_TRENDS = 10;
const OUT_OF_SERVICE = ['archived', 'stale'] as const;

/**
 * Makes the edition of a period: what is new, trending and retired. *Trending* is the change in use times the shrunk effect on
 * success: what the change comes to in success over all runs. Only a change whose 95% interval leaves zero out counts, and only
 * behaviors whose effect is known. Held behaviors are counted, never listed.
 */
export function makeEdition({ earlier, from, to, behaviors, histories, uses, searches }: EditionInput): Edition {
  const within = (at: string): boolean => at >= from && at < to;
  const shown = behaviors.filter((behavior) => !isHeld(behavior));
  const item = ({ id, version }: MinedBehavior): EditionItem => ({ behavior: id, version });
  const revisions = (id: string): readonly BehaviorRevision[] => histories.get(id) ?? [];
  const before = (id: string): MinedBehavior | undefined => revisions(id).findLast(({ at }) => at < from)?.behavior;
  const isOut = ({ status }: Pick<MinedBehavior, 'status'>): boolean =>
    (OUT_OF_SERVICE as readonly string[]).includes(status);

  const approved = shown.filter(({ id, status }) => {
    const last = revisions(id).at(-1);
    return status === 'active' && last !== undefined && last.at >= from && before(id)?.status !== 'active';
  });
  const added = shown.filter((behavior) => {
    const first = revisions(behavior.id)[0];
    return first !== undefined && within(first.at) && !isOut(behavior) && !approved.includes(behavior);
  });
  const retired = shown.flatMap((behavior) => {
    const how = OUT_OF_SERVICE.find((status) => status === behavior.status);
    const was = before(behavior.id);
    return how === undefined || was === undefined || isOut(was) ? [] : [{ ...item(behavior), how }];
  });
  const trends = trendItems(shown, uses);
  const changed = new Set([...added, ...approved].map(({ id }) => id));
  for (const { behavior } of [...trends, ...retired]) changed.add(behavior);
  const byId = new Map(shown.map((behavior) => [behavior.id, behavior]));
  return {
    id: freeId(to.slice(0, 10), earlier),
    from,
    to,
    added: added.toSorted(byMerit).map(item),
    approved: approved.map(item),
    trending: trends.filter(({ score }) => score > 0).slice(0, MOST_TRENDS),
    watch: trends
      .filter(({ score }) => score < 0)
      .toReversed()
      .slice(0, MOST_TRENDS),
    retired,
    counts: countsOf(behaviors),
    searches: searches.map(({ name, found }) => ({
      name,
      behaviors: found.flatMap((id) => (changed.has(id) && byId.has(id) ? [item(byId.get(id)!)] : [])),
    })),
  };
}

/** As mining ranked them; what was never ranked comes last. */
function byMerit(a: MinedBehavior, b: MinedBehavior): number {
  return (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** By score, highest first. */
function trendItems(behaviors: readonly MinedBehavior[], uses: ReadonlyMap<string, BehaviorUse>): TrendItem[] {
  const measured = behaviors.flatMap(({ id, outcome }): (readonly [string, MeasuredEffect])[] =>
    outcome === undefined ? [] : [[id, outcome]],
  );
  const effects = shrinkEffects(new Map(measured));
  return behaviors
    .flatMap(({ id, version }): TrendItem[] => {
      const [used, effect] = [uses.get(id), effects.get(id)];
      if (used === undefined || effect === undefined) return [];
      const { difference, interval } = rateDifference(
        { successes: used.now.uses, trials: used.now.of },
        { successes: used.before.uses, trials: used.before.of },
      );
      if (interval[0] <= 0 && interval[1] >= 0) return [];
      const use = { ...used, change: difference, interval };
      return [{ behavior: id, version, use, effect, score: difference * effect.shrunk }];
    })
    .sort((a, b) => b.score - a.score || (a.behavior < b.behavior ? -1 : 1));
}

function countsOf(behaviors: readonly MinedBehavior[]): Record<string, number> {
  const counts: Record<string, number> = { candidate: 0, shadow: 0, active: 0, stale: 0, archived: 0, held: 0 };
  for (const behavior of behaviors) {
    counts[behavior.status] = (counts[behavior.status] ?? 0) + 1;
    if (isHeld(behavior) && behavior.status !== 'archived') counts['held']!++;
  }
  return counts;
}

function freeId(day: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? day : `${day}-${n}`;
    if (!taken.includes(id)) return id;
  }
}
