import type { BehaviorKind } from '../../behavior/behavior.ts';
import type { Candidate } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { statementTokens } from '../wording/state-behavior.ts';
import { chooseSequences } from './choose-sequences.ts';
import { isBehavior } from './is-behavior.ts';
import { placed, type Placed } from './placed.ts';
import { sameBehavior } from './same-behavior.ts';

// More than will be kept, because some will be found to speak in a task's own words, or to do harm.
const MAX_CHOSEN = 48;
// Of two kinds that say the same about the same steps, the one that says why: what failed, what it cost, what is known.
const TELLING: Readonly<Record<BehaviorKind, number>> = {
  repair: 0,
  warning: 1,
  preference: 2,
  fact: 3,
  workflow: 4,
  strategy: 5,
};

// Of a sequence as many tokens are explained as of its bits. A thought will still have to be put into words; a call that
// fails, wastes or looks up what is known is spared.
const THOUGHT_SHARE = 0.25;

/** A candidate worth keeping. */
export interface ChosenBehavior extends Placed {
  /** Tokens of the runs that it explains or would have spared. */
  readonly explainedTokens: number;
}

/**
 * Chooses the candidates worth keeping: what is a behavior at all (see {@link isBehavior}); sequences that shorten the
 * description of other runs (see {@link chooseSequences}); one of each that are the same (see {@link sameBehavior}).
 *
 * @param candidates - of each kind in its own order of merit
 * @returns at most 48, by tokens explained for each token of stating them
 */
export function chooseBehaviors(corpus: Corpus, candidates: readonly Candidate[]): ChosenBehavior[] {
  const behaviors = candidates.filter(isBehavior(corpus));
  const sequences = chooseSequences(
    corpus,
    behaviors.filter(({ phrase }) => phrase !== undefined),
  ).map(({ candidate, tokens }) => ({ ...placed(candidate), explainedTokens: tokens }));
  const others = behaviors
    .filter(({ phrase }) => phrase === undefined)
    .map((candidate) => ({
      ...placed(candidate),
      explainedTokens:
        (candidate.kind === 'strategy' ? THOUGHT_SHARE : 1) *
        candidate.occurrences.reduce((sum, { tokens }) => sum + tokens, 0),
    }));
  const kept: ChosenBehavior[] = [];
  for (const next of [...others, ...sequences].sort(byTelling))
    if (!kept.some((other) => sameBehavior(other, next))) kept.push(next);
  return kept.sort(byDensity).slice(0, MAX_CHOSEN);
}

// The order of a kind's own merit stays: sorting is stable.
function byTelling(a: ChosenBehavior, b: ChosenBehavior): number {
  return TELLING[a.candidate.kind] - TELLING[b.candidate.kind];
}

function byDensity(a: ChosenBehavior, b: ChosenBehavior): number {
  const density = ({ candidate, explainedTokens }: ChosenBehavior): number =>
    explainedTokens / statementTokens(candidate);
  return density(b) - density(a) || (a.candidate.name < b.candidate.name ? -1 : 1);
}
