import type { Exemplar, MinedBehavior } from '../../behavior/behavior.ts';
import { behaviorHash } from '../../mine/wording/behavior-hash.ts';
import { statementTokens } from '../../mine/wording/state-behavior.ts';

/** A candidate to try things on, its hash and cost those of its words; `runs` are what its evidence names, a step each. */
export function exampleBehavior({
  runs = [],
  ...change
}: Partial<MinedBehavior> & { readonly runs?: readonly string[] } = {}): MinedBehavior {
  const behavior: MinedBehavior = {
    id: 'b_0000000001',
    name: 'behavior_ask_first',
    instruction: 'Ask before you act.',
    kind: 'workflow',
    polarity: 'do',
    scope: {},
    status: 'candidate',
    version: 1,
    hash: '',
    parents: [],
    tokens: 0,
    support: {
      trajectories: runs.length,
      of: 40,
      tasks: runs.length,
      taskIds: runs.map((run) => `task-${run}`).sort(),
    },
    tokensPerUse: 10,
    savedTokens: 10,
    provenance: runs.map((trajectoryId): Exemplar => ({
      trajectoryId,
      steps: [1],
      quote: 'May I?',
      at: { step: 1, part: 0, start: 0, end: 6 },
    })),
    ...change,
  };
  return { ...behavior, hash: behaviorHash(behavior), tokens: statementTokens(behavior) };
}
