import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorStore } from '../handbook/behavior-store.ts';
import { sureEffect } from '../mine/sure-effect.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';
import { inTurns } from './in-turns.ts';
import { passageOf, type Passage } from './passage.ts';
import type { BehaviorReport, ReportData } from './report-data.ts';

/** How many pieces of evidence of a behavior are shown, each from another run where there are several. */
const PASSAGES = 3;
const STATUS_ORDER = ['active', 'shadow', 'candidate', 'stale'] as const;

/**
 * The behaviors of the handbook that a report shows, with evidence in place: pinned and active ones first, then those that
 * surely go with success, then by tokens saved, the kinds taking turns; retired ones are left out.
 */
export async function collectBehaviors(
  store: TrajectoryStore & BehaviorStore,
  limit: number,
): Promise<Pick<ReportData, 'behaviors' | 'moreBehaviors'>> {
  const kept = inOrder(await store.behaviors());
  const behaviors: BehaviorReport[] = [];
  for (const behavior of kept.slice(0, limit)) {
    const exemplars = await store.provenance(behavior.id);
    const passages: Passage[] = [];
    for (const { trajectoryId, at, steps } of fromDifferentRuns(exemplars)) {
      const trajectory = await store.get(trajectoryId);
      const passage = trajectory === undefined ? undefined : passageOf(trajectory, { ...at, steps });
      if (passage !== undefined) passages.push(passage);
    }
    const { provenance: _, ...shown } = behavior;
    behaviors.push({ behavior: shown, passages, evidence: exemplars.length });
  }
  return { behaviors, moreBehaviors: kept.length - behaviors.length };
}

function inOrder(all: readonly MinedBehavior[]): MinedBehavior[] {
  const best = all.toSorted(
    (a, b) => sureEffect(b) - sureEffect(a) || b.savedTokens - a.savedTokens || (a.id < b.id ? -1 : 1),
  );
  const pinned = best.filter((behavior) => behavior.pinned === true && behavior.status !== 'archived');
  const others = STATUS_ORDER.flatMap((status) =>
    inTurns(best.filter((behavior) => behavior.pinned !== true && behavior.status === status)),
  );
  return [...pinned, ...others];
}

function fromDifferentRuns(exemplars: readonly Exemplar[]): Exemplar[] {
  const runs = new Set<string>();
  const first = exemplars.filter(({ trajectoryId }) => !runs.has(trajectoryId) && runs.add(trajectoryId));
  return [...first, ...exemplars.filter((exemplar) => !first.includes(exemplar))].slice(0, PASSAGES);
}
