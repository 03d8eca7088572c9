import type { BehaviorKind, Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { withSuspicions } from '../behavior/security/is-held.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { projectName } from './digest/run-head.ts';
import { checkSources } from './reflect/check-sources.ts';
import type { BehaviorWords, Proposal, Refusal } from './reflect/proposal.ts';
import { taskOf } from './reflect/proposals-of.ts';
import { supportOf } from './reflect/behavior-found.ts';
import { servedIn } from './reflect/source-gate.ts';
import { wordsRefusal } from './reflect/words-refusal.ts';
import { behaviorHash } from './wording/behavior-hash.ts';
import { statementTokens } from './wording/state-behavior.ts';

/** What one run says for a behavior. */
export type Said = Pick<Proposal, 'runs' | 'task' | 'projects' | 'served' | 'evidence'>;

/** What a behavior that was told, not counted, is made of. */
export interface Told {
  readonly id: string;
  readonly kind: BehaviorKind;
  /** The model that read it out of runs, as `provider:name`. */
  readonly foundBy: string;
  readonly words: BehaviorWords;
  readonly pattern?: string;
  /** A person wrote the words: they may say what a model may not. */
  readonly isPersons?: boolean;
  /** How many runs were looked at. */
  readonly of: number;
  readonly said: readonly Said[];
}

const MIN_TASKS = 2;
// As mining lists them: see `finishBehaviors`.
const MAX_LISTED = 20;

/** A run's passages as support. */
export function saidBy(run: Trajectory, evidence: readonly Exemplar[]): Said {
  const project = projectName(run);
  return {
    runs: [run.id],
    task: taskOf(run),
    projects: project === undefined ? [] : [project],
    served: servedIn(run),
    evidence,
  };
}

/**
 * Candidates of the handbook that were told by a model or a person, or why they are none, in order. It takes runs of two tasks in which
 * the behavior was not served, and words that are safe, and, unless they are a person's, as `checkSources` wants them. What they save is not known.
 *
 * @param runs - gives the runs of these ids, in any order
 */
export async function toldBehaviors(
  told: readonly Told[],
  runs: (ids: readonly string[]) => AsyncIterable<Trajectory>,
): Promise<(MinedBehavior | Refusal)[]> {
  const sources = told.map(({ words, said, isPersons = false }) => ({
    wordings: isPersons ? [] : [words],
    runs: new Set(said.flatMap((one) => one.runs)),
  }));
  const checked = await checkSources(sources, runs);
  return told.map(({ words, pattern, isPersons = false, of, said, ...rest }, i) => {
    const reason = wordsRefusal(words);
    if (reason === 'unsafe' || (reason !== undefined && !isPersons)) return reason;
    const proposals = said.map((one): Proposal => ({ ...words, kind: 'strategy', how: 'shown', why: '', ...one }));
    const { tasks, projects, runs: left, evidence } = supportOf(proposals, { ids: [rest.id], among: checked[i]!.runs });
    if (tasks.size < MIN_TASKS) return 'support';
    const refused = checked[i]!.refused;
    if (refused !== undefined) return refused;
    const behavior = { ...rest, ...words, polarity: 'do' as const, scope: {} };
    return withSuspicions<MinedBehavior>({
      ...behavior,
      ...(pattern !== undefined && { pattern }),
      status: 'candidate',
      version: 1,
      hash: behaviorHash(behavior),
      parents: [],
      tokens: statementTokens(words),
      support: {
        trajectories: left.size,
        of,
        tasks: tasks.size,
        ...(tasks.size <= MAX_LISTED && { taskIds: [...tasks].sort() }),
        ...(projects.size <= MAX_LISTED && { projects: [...projects].sort() }),
      },
      tokensPerUse: 0,
      savedTokens: 0,
      provenance: evidence,
    });
  });
}
