import { falseDiscovery } from '../core/false-discovery.ts';
import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { withSuspicions } from '../behavior/security/is-held.ts';
import type { Candidate, Occurrence } from './candidate.ts';
import type { Evidence } from './choose/collect-evidence.ts';
import { supportOf, type Corpus } from './digest/corpus.ts';
import { projectName } from './digest/run-head.ts';
import { outcomeDifference } from './outcome-difference.ts';
import type { Period } from './periods-of.ts';
import { behaviorHash, behaviorId } from './wording/behavior-hash.ts';
import { statementTokens } from './wording/state-behavior.ts';

// More tasks (or projects) than this and leaving one out can never matter, so they need not be listed.
const MAX_LISTED = 20;

// As many of its exemplars, and as great a share, and obeying is a part of the behavior.
const MIN_OBEYED = 2;
const MIN_OBEYED_SHARE = 0.25;

type ObeyedEvidence = Evidence['obeyed'][number];

function isTelling({ exemplars }: ObeyedEvidence, of: number): boolean {
  return exemplars >= MIN_OBEYED && exemplars >= MIN_OBEYED_SHARE * of;
}

/**
 * Makes behaviors of candidates: with support, outcome difference, tokens saved, dates.
 *
 * @param supported - candidates with their evidence
 * @param periods - which runs are of which period, in order of time; with them each behavior tells its support in each
 */
export function finishBehaviors(
  corpus: Corpus,
  supported: readonly {
    readonly candidate: Candidate;
    readonly provenance: readonly Exemplar[];
    readonly obeyed?: ObeyedEvidence;
  }[],
  periods: readonly Period[] = [],
): MinedBehavior[] {
  const runsOf = supported.map(({ candidate }) => new Set(candidate.occurrences.map(({ run }) => run)));
  const outcomes = outcomesOf(
    corpus,
    supported.map(({ candidate }) => candidate),
    runsOf,
  );
  return supported.map(({ candidate, provenance, obeyed }, i): MinedBehavior => {
    const { occurrences, phrase: _phrase, outcome: _outcome, ...words } = candidate;
    const runs = runsOf[i]!;
    const support = supportOf(runs, corpus.tasks);
    const tokens = statementTokens(candidate);
    const outcome = outcomes[i];
    const taskIds = [...new Set([...runs].map((run) => corpus.fragments[run]!.task))].sort();
    const projects = [...new Set([...runs].flatMap((run) => projectName(corpus.fragments[run]!) ?? []))].sort();
    return withSuspicions({
      id: behaviorId(candidate),
      ...words,
      status: 'candidate',
      version: 1,
      hash: behaviorHash(candidate),
      parents: [],
      tokens,
      support: {
        trajectories: support.runs,
        of: corpus.fragments.length,
        tasks: support.tasks,
        ...(taskIds.length <= MAX_LISTED && { taskIds }),
        ...(projects.length <= MAX_LISTED && { projects }),
      },
      ...(outcome !== undefined && { outcome }),
      ...datesOf(corpus, runs, periods),
      tokensPerUse: tokensPerUse(occurrences),
      savedTokens: occurrences.reduce((sum, occurrence) => sum + occurrence.tokens, 0) - tokens * support.runs,
      ...(obeyed !== undefined &&
        isTelling(obeyed, provenance.length) && { obeyed: { ...obeyed, of: provenance.length } }),
      provenance,
    });
  });
}

/** Tokens that one occurrence costs, on average. */
function tokensPerUse(occurrences: readonly Occurrence[]): number {
  return Math.round(occurrences.reduce((sum, { tokens }) => sum + tokens, 0) / Math.max(1, occurrences.length));
}

/** When it was first and last seen, and in how many runs of each period; empty where runs have no dates. */
function datesOf(
  { fragments }: Corpus,
  runs: ReadonlySet<number>,
  periods: readonly Period[],
): Pick<MinedBehavior, 'seen' | 'periods'> {
  const dates = [...runs].flatMap((run) => fragments[run]!.startedAt ?? []).sort();
  return {
    ...(dates.length > 0 && { seen: { first: dates[0]!, last: dates.at(-1)! } }),
    ...(periods.length > 0 && {
      periods: periods.map((period) => ({
        from: period.from,
        trajectories: period.runs.filter((run) => runs.has(run)).length,
        of: period.runs.length,
      })),
    }),
  };
}

/** Success with and without each behavior; q over those that were not already chosen by a test of their own. */
function outcomesOf(
  corpus: Corpus,
  candidates: readonly Candidate[],
  runsOf: readonly ReadonlySet<number>[],
): MinedBehavior['outcome'][] {
  const found = candidates.map(({ outcome }, i) =>
    outcome === undefined ? outcomeDifference(corpus, runsOf[i]!) : undefined,
  );
  const q = falseDiscovery(found.flatMap((difference) => difference?.p ?? []));
  let tested = 0;
  return candidates.map(({ outcome }, i) => {
    const difference = found[i];
    if (difference === undefined) return outcome;
    return { difference: difference.difference, interval: difference.interval, q: q[tested++]!, n: difference.n };
  });
}
