import { contentKey } from '../../core/content-key.ts';
import { withSuspicions } from '../../behavior/security/is-held.ts';
import type { Exemplar, MinedBehavior } from '../../behavior/behavior.ts';
import { behaviorHash } from '../wording/behavior-hash.ts';
import { statementTokens } from '../wording/state-behavior.ts';
import type { BehaviorWords, Proposal } from './proposal.ts';

// As mining lists them: see `finishBehaviors`.
const MAX_LISTED = 20;
const MAX_EXEMPLARS = 20;

/** The runs in which reflections propose a behavior, and what they quote. */
export interface ProposedSupport {
  readonly runs: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
  readonly projects: ReadonlySet<string>;
  /** One of each task first. */
  readonly evidence: readonly Exemplar[];
}

/**
 * What supports a behavior among proposals: their runs, without those in which one of the behaviors `ids` was put before
 * the agent, and, if given, only those of `among`.
 */
export function supportOf(
  proposals: readonly Proposal[],
  { ids = [], among }: { readonly ids?: readonly string[]; readonly among?: ReadonlySet<string> } = {},
): ProposedSupport {
  const counted = proposals
    .filter(({ served, runs }) => !served.some((id) => ids.includes(id)) && runs.every((run) => among?.has(run) !== false))
    .sort((a, b) => (a.runs.join() < b.runs.join() ? -1 : 1));
  const rounds = [...Map.groupBy(counted, ({ task }) => task).values()];
  const evidence: Exemplar[] = [];
  for (let round = 0; rounds.some((of) => of.length > round); round++)
    for (const of of rounds) evidence.push(...(of[round]?.evidence ?? []));
  return {
    runs: new Set(counted.flatMap(({ runs }) => runs)),
    tasks: new Set(counted.map(({ task }) => task)),
    projects: new Set(counted.flatMap(({ projects }) => projects)),
    evidence: distinct(evidence).slice(0, MAX_EXEMPLARS),
  };
} // prettier-ignore

/** A behavior that a model read out of runs; a candidate. */
export function behaviorFound(
  words: BehaviorWords,
  support: ProposedSupport,
  { kind, by, of }: { readonly kind: Proposal['kind']; readonly by: string; readonly of: number },
): MinedBehavior {
  const polarity = kind === 'warning' ? 'avoid' : 'do';
  const said = { ...words, kind, polarity, scope: {} } as const;
  return withSupport(
    withSuspicions<MinedBehavior>({
      id: `b_${contentKey({ foundBy: 'model', kind, name: words.name, instruction: words.instruction }, 10)}`,
      ...said,
      status: 'candidate',
      version: 1,
      hash: behaviorHash(said),
      parents: [],
      tokens: statementTokens(words),
      support: { trajectories: 0, of, tasks: 0 },
      tokensPerUse: 0,
      savedTokens: 0,
      foundBy: by,
      reflected: { trajectories: 0, tasks: 0, of },
      provenance: [],
    }),
    support,
    of,
  );
}

/**
 * A behavior with what reflections say of it: one that was read out of them is supported by nothing else; of any other, its own
 * support stays, and their quotes follow its own.
 */
export function withSupport(behavior: MinedBehavior, support: ProposedSupport, of: number): MinedBehavior {
  const { runs, tasks, projects, evidence } = support;
  const reflected = { trajectories: runs.size, tasks: tasks.size, of };
  if (!isReflected(behavior)) {
    const provenance = distinct([...behavior.provenance, ...evidence]);
    return {
      ...behavior,
      ...(behavior.foundBy === undefined && { reflected }),
      provenance: provenance.slice(0, Math.max(behavior.provenance.length, MAX_EXEMPLARS)),
    };
  }
  return {
    ...behavior,
    reflected,
    provenance: evidence,
    support: {
      trajectories: runs.size,
      of,
      tasks: tasks.size,
      ...(tasks.size <= MAX_LISTED && { taskIds: [...tasks].sort() }),
      ...(projects.size <= MAX_LISTED && { projects: [...projects].sort() }),
    },
  };
} // prettier-ignore

/** Whether a behavior was read out of reflections, and stands and falls with them. */
export function isReflected({ foundBy, reflected }: Pick<MinedBehavior, 'foundBy' | 'reflected'>): boolean {
  return foundBy !== undefined && reflected !== undefined;
}

/** A behavior in a model's words, as a new version. */
export function inWords(behavior: MinedBehavior, words: BehaviorWords, by: string): MinedBehavior {
  const { when: _when, whenNot: _whenNot, ...rest } = behavior;
  const worded = { ...rest, ...words, worded: { by, of: behavior.hash } };
  const hash = behaviorHash(worded);
  // Words that a model would not change are not asked about again, either.
  if (hash === behavior.hash) return { ...behavior, worded: worded.worded };
  return withSuspicions({ ...worded, hash, tokens: statementTokens(worded), version: behavior.version + 1 });
}

function distinct(evidence: readonly Exemplar[]): Exemplar[] {
  const seen = new Set<string>();
  return evidence.filter(({ trajectoryId, at }) => {
    const place = `${trajectoryId} ${at.step} ${at.part} ${at.start}`;
    return !seen.has(place) && seen.add(place);
  });
}
