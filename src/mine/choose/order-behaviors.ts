import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { Corpus } from '../digest/corpus.ts';
import { lowersSuccess, sureEffect } from '../sure-effect.ts';
import type { ChosenBehavior } from './choose-behaviors.ts';
import { greedyMap } from './greedy-map.ts';
import { stepsInCommon } from './placed.ts';

// Three dozen: more than a person reads through is no handbook.
const MAX_KEPT = 36;
// What makes two behaviors alike: their words, the steps they are seen in, their kind. Together 1.
const WORDS = 0.5;
const STEPS = 0.3;
const KIND = 0.2;

// Tokens can be bought, success cannot: a run that would have been saved counts as much as eight times its tokens.
const SUCCESS = 8;

/** A behavior with how it was chosen. */
export interface FinishedBehavior {
  readonly chosen: ChosenBehavior;
  readonly behavior: MinedBehavior;
}

/**
 * Puts behaviors in the order in which they should be bought: first what explains, or spares, most tokens of runs for a
 * token of stating it, and among near-equals what is least like those before it (greedy maximum of a determinantal point
 * process). A difference in success counts as the runs it would save. Ways of working that surely go with failure are left out, and
 * strategies that lower success.
 *
 * @returns at most 36
 */
export function orderBehaviors(corpus: Corpus, finished: readonly FinishedBehavior[]): MinedBehavior[] {
  const kept = finished.filter(
    ({ behavior }) => behavior.polarity === 'avoid' || (sureEffect(behavior) >= 0 && !lowersSuccess(behavior)),
  );
  const tokensPerRun = meanTokens(corpus);
  const quality = kept.map(({ chosen, behavior }) => {
    const tokens = chosen.explainedTokens + SUCCESS * runsSaved(behavior) * tokensPerRun;
    return Math.log2(2 + Math.max(0, tokens) / behavior.tokens);
  });
  const words = wordVectors(
    kept.map(({ behavior }) => `${behavior.name} ${behavior.instruction} ${behavior.when ?? ''}`),
  );
  const likeness = (i: number, j: number): number => {
    const [a, b] = [kept[i]!, kept[j]!];
    const steps =
      stepsInCommon(a.chosen, b.chosen) / Math.sqrt(Math.max(1, a.chosen.size) * Math.max(1, b.chosen.size));
    return WORDS * dot(words[i]!, words[j]!) + STEPS * steps + (a.behavior.kind === b.behavior.kind ? KIND : 0);
  };
  return greedyMap(quality, likeness, MAX_KEPT).map((i) => kept[i]!.behavior);
}

/** Runs that would have succeeded, at least, had they not shown (or had they shown) a behavior that surely goes with failure (or success). */
function runsSaved(behavior: MinedBehavior): number {
  const { outcome, support } = behavior;
  if (outcome === undefined || sureEffect(behavior) === 0) return 0;
  return Math.min(Math.abs(outcome.interval[0]), Math.abs(outcome.interval[1])) * support.trajectories;
}

function meanTokens({ fragments }: Corpus): number {
  let tokens = 0;
  for (const fragment of fragments) tokens += fragment.tokens.reduce((sum, n) => sum + n, 0);
  return tokens / Math.max(1, fragments.length);
}

/** Texts as vectors of length 1 over their words, rare words weighing more. */
function wordVectors(texts: readonly string[]): ReadonlyMap<string, number>[] {
  const bags = texts.map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []));
  const found = new Map<string, number>();
  for (const bag of bags) for (const word of bag) found.set(word, (found.get(word) ?? 0) + 1);
  return bags.map((bag) => {
    const weights = [...bag].map((word) => [word, Math.log(1 + texts.length / found.get(word)!)] as const);
    const norm = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    return new Map(weights.map(([word, weight]) => [word, weight / norm]));
  });
}

function dot(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [word, weight] of a) sum += weight * (b.get(word) ?? 0);
  return sum;
}
