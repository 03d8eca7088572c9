import { falseDiscovery } from '../core/false-discovery.ts';
import type { BehaviorKind, Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { behaviorHash, behaviorId } from './wording/behavior-hash.ts';
import { stateBehavior, statementTokens } from './wording/state-behavior.ts';
import type { Candidate } from './candidate.ts';
import { chooseBehaviors } from './choose/choose-behaviors.ts';
import { collectEvidence } from './choose/collect-evidence.ts';
import { supportOf, type Corpus } from './digest/corpus.ts';
import { mayBeSaid } from './wording/may-be-said.ts';
import { measureCoverage, type Coverage } from './choose/measure-coverage.ts';
import { mineFacts } from './fact/mine-facts.ts';
import { inTurns } from './choose/in-turns.ts';
import { mineOmissions } from './warning/mine-omissions.ts';
import { mineRepairs } from './repair/mine-repairs.ts';
import { mineStrategies } from './strategy/mine-strategies.ts';
import { mineWarnings } from './warning/mine-warnings.ts';
import { mineWorkflows } from './workflow/mine-workflows.ts';
import { outcomeDifference } from './outcome-difference.ts';
import { sureEffect } from './sure-effect.ts';

/** The kinds that are mined without a model. */
export const MINED_KINDS = [
  'workflow',
  'repair',
  'strategy',
  'fact',
  'warning',
] as const satisfies readonly BehaviorKind[];

/** What mining found. */
export interface MineResult {
  /** Runs looked at; copies of other runs are not counted. */
  readonly trajectories: number;
  /** Best first, the kinds taking turns; all candidates. */
  readonly behaviors: readonly MinedBehavior[];
  readonly coverage: Coverage;
}

/** How to mine. */
export interface MineOptions {
  /** Default all that are mined without a model. */
  readonly kinds?: readonly BehaviorKind[];
  /** What `coverage` may spend on stating behaviors; default 400. */
  readonly budgetTokens?: number;
  /** At most this many pieces of evidence per behavior, tasks taking turns; default 20, `Infinity` for all. */
  readonly exemplars?: number;
  /** Told before each stage, by what is looked for next. */
  readonly onStage?: (stage: string) => void;
}

/**
 * Mines behaviors from digested runs.
 *
 * @param runs - gives the runs of these ids, in any order: those that evidence is quoted from
 */
export async function mineCorpus(
  corpus: Corpus,
  runs: (ids: readonly string[]) => AsyncIterable<Trajectory>,
  { kinds = MINED_KINDS, budgetTokens = 400, exemplars: maxExemplars = 20, onStage = () => {} }: MineOptions = {},
): Promise<MineResult> {
  const mined = <T>(kind: BehaviorKind, work: () => T[]): T[] => {
    if (!kinds.includes(kind)) return [];
    onStage(`looking for ${kind}s`);
    return work();
  };
  const workflows = kinds.includes('warning') || kinds.includes('workflow') ? mineWorkflows(corpus) : [];
  const candidates = [
    ...mined('workflow', () => workflows),
    ...mined('repair', () => mineRepairs(corpus)),
    ...mined('strategy', () => mineStrategies(corpus)),
    ...mined('fact', () => mineFacts(corpus)),
    ...mined('warning', () => [...mineOmissions(corpus, workflows), ...mineWarnings(corpus)]),
  ].filter((candidate) => mayBeSaid(stateBehavior(candidate)));
  onStage('choosing');
  const chosen = chooseBehaviors(corpus, candidates);
  onStage('collecting evidence');
  const { exemplars, quotesTask } = await collectEvidence(runs, corpus, chosen, { maxExemplars });
  const supported = chosen
    .map((candidate, i) => ({
      candidate,
      provenance: exemplars[i]!,
      refused: quotesTask[i]! && candidate.kind !== 'fact',
    }))
    .filter(({ provenance, refused }) => !refused && provenance.length > 0);
  onStage('measuring coverage');
  return {
    trajectories: corpus.fragments.length,
    behaviors: inTurns(byMerit(finish(corpus, supported))),
    coverage: measureCoverage(
      corpus,
      supported.flatMap(({ candidate }) =>
        candidate.phrase === undefined ? [] : [{ phrase: candidate.phrase, tokens: statementTokens(candidate) }],
      ),
      { budgetTokens },
    ),
  };
}

// More tasks than this and leaving one out can never matter, so they need not be listed.
const MAX_LISTED_TASKS = 20;
/**
 * Orders behaviors of a kind: those that surely go with another success rate first, then, of workflows and strategies in
 * the order they were chosen, of others by tokens saved. Ways of working that surely go with failure are left out.
 */
function byMerit(behaviors: readonly MinedBehavior[]): MinedBehavior[] {
  const saved = ({ kind, savedTokens }: MinedBehavior): number =>
    kind === 'workflow' || kind === 'strategy' ? 0 : savedTokens;
  return behaviors
    .filter((behavior) => sureEffect(behavior) >= 0 || behavior.polarity === 'avoid')
    .sort((a, b) => Math.max(0, sureEffect(b)) - Math.max(0, sureEffect(a)) || saved(b) - saved(a));
}

function finish(
  corpus: Corpus,
  supported: readonly { readonly candidate: Candidate; readonly provenance: readonly Exemplar[] }[],
): MinedBehavior[] {
  const runsOf = supported.map(({ candidate }) => new Set(candidate.occurrences.map(({ run }) => run)));
  const outcomes = outcomesOf(
    corpus,
    supported.map(({ candidate }) => candidate),
    runsOf,
  );
  return supported.map(({ candidate, provenance }, i): MinedBehavior => {
    const { occurrences, phrase: _phrase, outcome: _outcome, ...words } = candidate;
    const runs = runsOf[i]!;
    const support = supportOf(runs, corpus.tasks);
    const tokens = statementTokens(candidate);
    const outcome = outcomes[i];
    const taskIds = [...new Set([...runs].map((run) => corpus.fragments[run]!.task))].sort();
    return {
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
        ...(taskIds.length <= MAX_LISTED_TASKS && { taskIds }),
      },
      ...(outcome !== undefined && { outcome }),
      savedTokens: occurrences.reduce((sum, occurrence) => sum + occurrence.tokens, 0) - tokens * support.runs,
      provenance,
    };
  });
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
