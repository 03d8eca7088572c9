import type { BehaviorKind } from '../behavior/behavior.ts';
import type { Candidate } from './candidate.ts';
import type { Corpus } from './digest/corpus.ts';
import { mineFacts } from './fact/mine-facts.ts';
import { minePreferences } from './preference/mine-preferences.ts';
import { mineRepairs } from './repair/mine-repairs.ts';
import { mineStrategies } from './strategy/mine-strategies.ts';
import { mineWarnings } from './warning/mine-warnings.ts';
import { mayBeSaid } from './wording/may-be-said.ts';
import { stateBehavior } from './wording/state-behavior.ts';
import { mineWorkflows } from './workflow/mine-workflows.ts';

/** The kinds that are mined without a model. */
export const MINED_KINDS = [
  'workflow',
  'repair',
  'strategy',
  'fact',
  'preference',
  'warning',
] as const satisfies readonly BehaviorKind[];

/**
 * Everything that the miners of these kinds find and that may be said, kind by kind.
 *
 * @param onStage - told before each kind
 */
export function findCandidates(
  corpus: Corpus,
  kinds: readonly BehaviorKind[],
  onStage: (stage: string) => void,
): Candidate[] {
  const mined = <T>(kind: BehaviorKind, work: () => T[]): T[] => {
    if (!kinds.includes(kind)) return [];
    onStage(`looking for ${kind}s`);
    return work();
  };
  const workflows = kinds.includes('warning') || kinds.includes('workflow') ? mineWorkflows(corpus) : [];
  return [
    ...mined('workflow', () => workflows),
    ...mined('repair', () => mineRepairs(corpus)),
    ...mined('strategy', () => mineStrategies(corpus)),
    ...mined('fact', () => mineFacts(corpus)),
    ...mined('preference', () => minePreferences(corpus)),
    ...mined('warning', () => mineWarnings(corpus, workflows)),
  ].filter((candidate) => mayBeSaid(stateBehavior(candidate)));
}
