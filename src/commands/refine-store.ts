import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../core/content-key.ts';
import type { Decision } from '../core/note-store.ts';
import { workItems, type WorkOptions } from '../core/work-items.ts';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorReader } from '../handbook/behavior-store.ts';
import {
  contrastPairs,
  contrastProposals,
  contrastRequest,
  type ContrastHead,
} from '../mine/reflect/contrasted-runs.ts';
import { knownRelations, RELATION_KIND } from '../mine/reflect/known-relations.ts';
import type { Proposal } from '../mine/reflect/proposal.ts';
import { proposalsOf } from '../mine/reflect/proposals-of.ts';
import { firstRequests, refineBehaviors, type Refined, type RefineInput } from '../mine/reflect/refine-behaviors.ts';
import { keptReflections } from '../mine/reflect/reflection.ts';
import type { ModelRequest } from '../core/model.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { Store } from '../store/store.ts';
import { collect } from './collect.ts';
import { costText } from './reflect.ts';

/** How a model goes over the handbook of a store. */
export interface RefineStoreOptions {
  /** Tasks of which a failed run is compared with a successful one. */
  readonly contrasts: number;
  readonly now: Date;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

/** What came of it. */
export interface RefinedStore extends Omit<Refined, 'changed'> {
  /** Runs with a reflection. */
  readonly reflected: number;
  /** Tasks of which two runs were compared. */
  readonly contrasted: number;
  /** Behaviors that reflections and contrasts propose, merged or not. */
  readonly proposed: number;
  /** The whole handbook, best first, without what was retired. */
  readonly handbook: readonly MinedBehavior[];
}

/** The questions that {@link refineStore} begins with. */
export async function* refineRequests(store: Store, { contrasts }: RefineStoreOptions): AsyncGenerator<ModelRequest> {
  for (const pair of await pairsOf(store, contrasts)) {
    const runs = await runsOf(store, pair);
    if (runs !== undefined) yield contrastRequest(runs);
  }
  const { proposals, reflected } = await proposed(store);
  yield* firstRequests(await inputOf(store, { proposals, reflected, onLearned: () => {} }));
}

/**
 * Has a model go over the handbook of a store, with what reflections and contrasts propose; see `refineBehaviors`. Changes
 * are kept when all questions are answered, better words and relations as they come.
 */
export async function refineStore(store: Store, model: OpenModel, options: RefineStoreOptions): Promise<RefinedStore> {
  const { signal, now, onProgress = () => {} } = options;
  const progress =
    (stage: string): NonNullable<WorkOptions['onProgress']> =>
    ({ done, failed, of = 0 }) =>
      onProgress(`${stage}: ${done + failed} of ${of}, ${costText(model)}`);
  const work = { concurrency: model.concurrency, ...(signal !== undefined && { signal }) };
  const { proposals, reflected } = await proposed(store);
  const contrasted: Proposal[][] = [];
  const pairs = await pairsOf(store, options.contrasts);
  const worked = await workItems(
    [...pairs.entries()],
    async ([i, pair]) => {
      const runs = await runsOf(store, pair);
      if (runs === undefined) return;
      const { value } = await model.generate(contrastRequest(runs));
      contrasted[i] = [...contrastProposals(runs, value).proposals];
    },
    { ...work, onProgress: progress('comparing runs') },
  );
  const all = [...proposals, ...contrasted.flat()];
  const failed = worked.failed.map(({ error: { code, message } }) => ({ what: 'a contrast', code, message }));
  // Relations are kept as they are learned; each write is awaited at the end.
  const kept: Promise<void>[] = [];
  const onLearned = (decision: Decision): void => void kept.push(store.putDecisions(RELATION_KIND, [decision]));
  const input = await inputOf(store, { proposals: all, reflected, onLearned });
  const { changed, ...refined } =
    worked.left > 0
      ? NOTHING_REFINED
      : await refineBehaviors(model, input, { ...work, onProgress: progress('words and meanings') });
  await Promise.all(kept);
  const change = { action: 'refined', at: now.toISOString() };
  await store.updateBehaviors(async (handbook) => {
    const theirs = await changedMeanwhile(handbook, input.handbook);
    return { changed: changed.filter(({ id }) => !theirs.has(id)), change, result: undefined };
  });
  const stopped = refined.stopped ?? worked.stopped;
  return {
    ...refined,
    reflected,
    contrasted: worked.done,
    proposed: all.length,
    failed: [...failed, ...refined.failed],
    left: worked.left + refined.left,
    ...(stopped !== undefined && { stopped }),
    handbook: ranked(await withProvenance(store)).filter(({ status }) => status !== 'archived'),
  };
}

/** Behaviors that somebody changed while a model was asked, which takes minutes: theirs stands. */
async function changedMeanwhile(handbook: BehaviorReader, asRead: readonly MinedBehavior[]): Promise<Set<string>> {
  const read = new Map(asRead.map((behavior) => [behavior.id, behavior]));
  return new Set(
    (await handbook.behaviors())
      .filter((now) => !isDeepStrictEqual(now, { ...(read.get(now.id) ?? now), provenance: [] }))
      .map(({ id }) => id),
  );
}

const NOTHING_REFINED: Refined = {
  changed: [],
  worded: 0,
  created: 0,
  updated: 0,
  merged: 0,
  refused: [],
  failed: [],
  left: 0,
};

async function inputOf(
  store: Store,
  {
    proposals,
    reflected,
    onLearned,
  }: {
    readonly proposals: readonly Proposal[];
    readonly reflected: number;
    readonly onLearned: (decision: Decision) => void;
  },
): Promise<RefineInput> {
  return {
    handbook: ranked(await withProvenance(store)),
    proposals,
    reflected,
    runs: (ids) => store.read({ ids }),
    known: knownRelations(await store.decisions(RELATION_KIND), onLearned),
  };
}

async function withProvenance(store: Store): Promise<MinedBehavior[]> {
  return Promise.all((await store.behaviors()).map(async (kept) => ({ ...kept, provenance: await store.provenance(kept.id) })));
} // prettier-ignore

function ranked(behaviors: readonly MinedBehavior[]): MinedBehavior[] {
  const last = Number.MAX_SAFE_INTEGER;
  return behaviors.toSorted((a, b) => (a.rank ?? last) - (b.rank ?? last) || (a.id < b.id ? -1 : 1));
}

/** What all reflections propose, in order of run. A run that two models reflected on counts once. */
async function proposed(store: Store): Promise<{ readonly proposals: Proposal[]; readonly reflected: number }> {
  const proposals: Proposal[] = [];
  const reflected = new Set<string>();
  for (const { trajectoryId, reflection } of await collect(keptReflections(store))) {
    const run = await store.get(trajectoryId);
    if (run === undefined) continue;
    reflected.add(trajectoryId);
    proposals.push(...proposalsOf(run, reflection.answer).proposals);
  }
  return { proposals, reflected: reflected.size };
}

async function pairsOf(store: Store, max: number): Promise<ReturnType<typeof contrastPairs>> {
  const heads: ContrastHead[] = [];
  for await (const { id, task, outcome, tokens } of store.list()) {
    const asked = task.text?.trim() ?? '';
    if (outcome.success === undefined || (task.id === undefined && asked === '')) continue;
    heads.push({ id, task: task.id ?? sha256(asked, 16), success: outcome.success, tokens });
  }
  return contrastPairs(heads, max);
}

async function runsOf(
  store: Store,
  pair: ReturnType<typeof contrastPairs>[number],
): Promise<Parameters<typeof contrastRequest>[0] | undefined> {
  const [failed, succeeded] = [await store.get(pair.failed), await store.get(pair.succeeded)];
  return failed === undefined || succeeded === undefined ? undefined : { failed, succeeded };
}
