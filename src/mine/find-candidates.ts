import type { BehaviorKind } from '../behavior/behavior.ts';
import type { Candidate } from './candidate.ts';
import type { Corpus } from './digest/corpus.ts';
import { mineFacts } from './fact/mine-facts.ts';
import { minePreferences } from './preference/mine-preferences.ts';
import { mineRepairs } from './repair/mine-repairs.ts';
import type { Meaning } from './strategy/embed-remarks.ts';
import { mineStrategies } from './strategy/mine-strategies.ts';
import { mineWarnings } from './warning/mine-warnings.ts';
import { mayBeSaid, mayBeShown } from './wording/may-be-said.ts';
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
 * @param options.onStage - told before each kind
 * @param options.meaning - of what agents say, from `embedRemarks`; without it sentences are compared by their words
 */
export function findCandidates(
  corpus: Corpus,
  kinds: readonly BehaviorKind[],
  {
    onStage = () => {},
    meaning,
  }: { readonly onStage?: (stage: string) => void; readonly meaning?: Meaning | undefined } = {},
): Candidate[] {
  const mined = <T>(kind: BehaviorKind, work: () => T[]): T[] => {
    if (!kinds.includes(kind)) return [];
    onStage(`looking for ${kind.replace(/y$/, 'ie')}s`);
    return work();
  };
  // Warnings are told by what workflows leave out, too.
  if (kinds.includes('warning') || kinds.includes('workflow')) onStage('looking for workflows');
  const workflows = kinds.includes('warning') || kinds.includes('workflow') ? mineWorkflows(corpus) : [];
  return [
    ...(kinds.includes('workflow') ? workflows : []),
    ...mined('repair', () => mineRepairs(corpus)),
    ...mined('strategy', () => mineStrategies(corpus, { meaning })),
    ...mined('fact', () => mineFacts(corpus)),
    ...mined('preference', () => minePreferences(corpus)),
    ...mined('warning', () => mineWarnings(corpus, workflows)),
  ].filter((candidate) => mayBeSaid(stateBehavior(candidate)) && shownTexts(candidate).every(mayBeShown));
}

function shownTexts({ pattern = '', ending = '', rule = '', matcher }: Candidate): string[] {
  return [pattern, ending, rule, JSON.stringify(matcher ?? {})];
}
