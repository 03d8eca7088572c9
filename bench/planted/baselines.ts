import type { BehaviorKind } from '../../src/behavior/behavior.ts';
import { frequentNgrams } from './frequent-ngrams.ts';
import type { PlantedCorpus } from './planted-corpus.ts';
import { prefixSpan } from './prefix-span.ts';
import { scorePlanted, type FoundBehavior } from './score-planted.ts';
import { textMedoids } from './text-medoids.ts';

/** What mining is compared with: each gives so many patterns and where they were seen. */
export const BASELINES: Readonly<
  Record<string, (corpus: PlantedCorpus, count: number) => readonly Omit<FoundBehavior, 'kind'>[]>
> = {
  'frequent n-grams': frequentNgrams,
  'TF-IDF k-means medoids': textMedoids,
  'PrefixSpan, no variables': prefixSpan,
};

/** Patterns with the kind of the planted behavior that each comes closest to: what a baseline cannot know, it is given. */
export function withBestKind(corpus: PlantedCorpus, patterns: readonly Omit<FoundBehavior, 'kind'>[]): FoundBehavior[] {
  const best = patterns.map((pattern): { found: FoundBehavior; jaccard: number } => ({
    found: { ...pattern, kind: 'workflow' },
    jaccard: 0,
  }));
  for (const kind of new Set(corpus.behaviors.map((behavior): BehaviorKind => behavior.kind))) {
    const relabelled = patterns.map((pattern) => ({ ...pattern, kind }));
    for (const [i, { found, nearest }] of scorePlanted(corpus, relabelled).verdicts.entries()) {
      if (nearest !== undefined && nearest.jaccard > best[i]!.jaccard) best[i] = { found, jaccard: nearest.jaccard };
    }
  }
  return best.map(({ found }) => found);
}
