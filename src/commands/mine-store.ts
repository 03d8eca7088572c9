import type { BehaviorKind, MinedBehavior } from '../behavior/behavior.ts';
import { reconcileMined } from '../handbook/reconcile-mined.ts';
import { corpusOf } from '../mine/digest/corpus-of.ts';
import type { Fragment } from '../mine/digest/fragment.ts';
import { createLexicon } from '../mine/digest/lexicon.ts';
import { DIGEST_VERSION, unpackFragment } from '../mine/digest/packed-fragment.ts';
import { runHead } from '../mine/digest/run-head.ts';
import { MINED_KINDS } from '../mine/find-candidates.ts';
import { mineCorpus, type MineResult } from '../mine/mine-corpus.ts';
import type { PeriodLength } from '../mine/periods-of.ts';
import { digestRuns } from '../store/digest-runs.ts';
import type { Store } from '../store/store.ts';
import { growHeapSlowly } from './grow-heap-slowly.ts';

/** How to mine a store. */
export interface MineStoreOptions {
  /** Where the store is, so that threads can open it too; without it one thread does all. */
  readonly location?: string;
  readonly kinds?: readonly BehaviorKind[];
  readonly budgetTokens?: number;
  /** Mines each such length of time by itself too. */
  readonly by?: PeriodLength;
  /** Default 0.2. */
  readonly heldOut?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Places kept as evidence of each behavior; default 20. */
  readonly exemplars?: number;
  readonly now: Date;
  /** Told what is being done. */
  readonly onProgress?: (line: string) => void;
}

/**
 * Mines the runs of a store and keeps what is found: new behaviors as candidates, known ones brought up to date as
 * `reconcileMined` says. Runs are digested once; mining again digests only what is new.
 */
export async function mineStore(
  store: Store,
  { now, location, heldOut = 0.2, seed = 1, onProgress = () => {}, ...options }: MineStoreOptions,
): Promise<MineResult> {
  growHeapSlowly();
  await digestRuns(store, {
    ...(location !== undefined && { location }),
    onProgress: ({ done, of }) => onProgress(`read ${done.toLocaleString('en')} of ${of.toLocaleString('en')} runs`),
  });
  const symbols = createLexicon();
  const wordings = createLexicon();
  const fragments: Fragment[] = [];
  for await (const { run, digest } of store.digests(DIGEST_VERSION)) {
    if (run.copyOf !== undefined) continue;
    fragments.push(unpackFragment(digest, runHead(run, digest.request), { symbols, wordings }));
    if (fragments.length % 1000 === 0) onProgress(`loaded ${fragments.length.toLocaleString('en')} runs`);
  }
  const corpus = corpusOf(fragments, { symbols, wordings, heldOut, seed });
  const result = await mineCorpus(corpus, (ids) => store.read({ ids }), { ...options, onStage: onProgress });
  const behaviors = await store.updateBehaviors(async (handbook) => {
    const stored: MinedBehavior[] = [];
    for (const kept of await handbook.behaviors())
      stored.push({ ...kept, provenance: await handbook.provenance(kept.id) });
    const reconciled = reconcileMined(stored, result.behaviors, { kinds: options.kinds ?? MINED_KINDS });
    const change = { action: 'mined', at: now.toISOString() };
    return { changed: reconciled.changed, change, result: reconciled.behaviors };
  });
  return { ...result, behaviors };
}
