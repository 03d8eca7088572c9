import { behaviorsAsCodebook } from '../behavior/codebooks/behaviors-as-codebook.ts';
import { HANDBOOK } from '../behavior/codebooks/load-codebooks.ts';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorUse } from '../handbook/digest/make-edition.ts';
import type { Store } from '../store/store.ts';

/** A period and the one of the same length before it; ISO 8601. */
export interface Periods {
  readonly before: string;
  readonly from: string;
  readonly to: string;
}

/** The period from `from` to `to`, with the one before it. */
export function periodsOf(from: string, to: string): Periods {
  return { before: new Date(2 * Date.parse(from) - Date.parse(to)).toISOString(), from, to };
}

/**
 * How often each behavior was used in a period and the one before: sessions it was served to of those that could have been
 * served, where there were any in both; else runs that show it of those that were examined for it (`detect --codebook handbook`), by
 * when they started.
 */
export async function behaviorUses(
  store: Store,
  behaviors: readonly MinedBehavior[],
  periods: Periods,
): Promise<Map<string, BehaviorUse>> {
  const served = await servedUses(store, periods);
  const shown = await shownUses(store, behaviors, periods);
  const both = (tally: Tally): boolean => tally.of.now.size > 0 && tally.of.before.size > 0;
  const source = both(served) ? served : both(shown) ? shown : undefined;
  if (source === undefined) return new Map();
  return new Map(
    behaviors.map(({ id }) => {
      const count = (period: Period) => ({
        uses: source.uses[period].get(id)?.size ?? 0,
        of: source.of[period].size,
      });
      return [id, { seen: source.seen, now: count('now'), before: count('before') }];
    }),
  );
}

type Period = 'now' | 'before';

/** Per period, the units there were, and by behavior those that used it. */
interface Tally {
  readonly seen: BehaviorUse['seen'];
  readonly of: Readonly<Record<Period, Set<string>>>;
  readonly uses: Readonly<Record<Period, Map<string, Set<string>>>>;
}

function emptyTally(seen: BehaviorUse['seen']): Tally {
  return { seen, of: { now: new Set(), before: new Set() }, uses: { now: new Map(), before: new Map() } };
}

function addUse({ uses }: Tally, period: Period, id: string, unit: string): void {
  const units = uses[period].get(id) ?? new Set();
  units.add(unit);
  uses[period].set(id, units);
}

function periodOf(at: string | undefined, { before, from, to }: Periods): Period | undefined {
  if (at === undefined || at < before || at >= to) return undefined;
  return at < from ? 'before' : 'now';
}

async function servedUses(store: Store, periods: Periods): Promise<Tally> {
  const tally = emptyTally('served');
  for await (const { at, unit, candidates, holdout } of store.receipts({ since: periods.before })) {
    const period = periodOf(at, periods);
    if (period === undefined || holdout) continue;
    tally.of[period].add(unit);
    for (const { behavior, served } of candidates)
      if (served) addUse(tally, period, behavior.replace(/@\d+$/, ''), unit);
  }
  return tally;
}

async function shownUses(store: Store, behaviors: readonly MinedBehavior[], periods: Periods): Promise<Tally> {
  const tally = emptyTally('shown');
  const periodOfRun = new Map<string, Period>();
  for await (const { id, startedAt } of store.list({ since: periods.before })) {
    const period = periodOf(startedAt, periods);
    if (period !== undefined) periodOfRun.set(id, period);
  }
  if (periodOfRun.size === 0) return tally;
  const idOf = new Map(
    behaviorsAsCodebook(behaviors).codes.map(({ slug, source }) => [slug, source?.replace(/@\d+$/, '')]),
  );
  for await (const { trajectoryId } of store.codings({ codebook: HANDBOOK })) {
    const period = periodOfRun.get(trajectoryId);
    if (period !== undefined) tally.of[period].add(trajectoryId);
  }
  for await (const { trajectoryId, code, verdict } of store.events({ codebook: HANDBOOK })) {
    const period = periodOfRun.get(trajectoryId);
    const id = idOf.get(code.replace(/^[^/]*\//, '').replace(/@.*$/, ''));
    if (period !== undefined && id !== undefined && verdict === 'present') addUse(tally, period, id, trajectoryId);
  }
  return tally;
}
