import type { BehaviorKind, Exemplar, MinedBehavior, Scope } from '../behavior/behavior.ts';
import { contentKey } from '../core/content-key.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { statementTokens } from '../mine/wording/state-behavior.ts';

const NAME = /^behavior(?:_[[\p{L}\p{M}\p{N}]--\p{Lu}]+)+$/v;
const LONGEST_NAME = 80;
const LONGEST_TEXT = 500;

/** What somebody proposes. */
export interface ProposedWords {
  /** `behavior_snake_case` */
  readonly name: string;
  /** One line. */
  readonly instruction: string;
  readonly when?: string;
  readonly whenNot?: string;
  readonly kind: BehaviorKind;
  readonly scope?: Scope;
}

/**
 * A behavior that somebody proposes without its having been found in runs: a candidate, which serves nobody until a person
 * approves it. The same words give the same id.
 *
 * @param options.by - who proposes it: `mcp:NAME`, `file:NAME`
 * @param options.evidence - where it shows, already checked against the runs
 * @throws EthogramError `bad-argument` when a name is not `behavior_snake_case`, or a text is empty, too long or more than one line
 */
export function proposedBehavior(
  { name, instruction, when, whenNot, kind, scope = {} }: ProposedWords,
  { by, evidence = [] }: { readonly by: string; readonly evidence?: readonly Exemplar[] },
): MinedBehavior {
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    throw new EthogramError('bad-argument', `name: found ${JSON.stringify(name)}, expected behavior_snake_case`);
  }
  const words = {
    name,
    instruction: oneLine('instruction', instruction),
    ...(when !== undefined && when.trim() !== '' && { when: oneLine('when', when) }),
    ...(whenNot !== undefined && whenNot.trim() !== '' && { whenNot: oneLine('whenNot', whenNot) }),
  };
  const said = { ...words, kind, polarity: kind === 'warning' ? ('avoid' as const) : ('do' as const), scope };
  const runs = new Set(evidence.map(({ trajectoryId }) => trajectoryId)).size;
  return {
    id: `b_${contentKey({ proposed: kind, ...words }, 10)}`,
    ...said,
    status: 'candidate',
    version: 1,
    hash: behaviorHash(said),
    parents: [],
    tokens: statementTokens(words),
    support: { trajectories: runs, of: runs, tasks: 0 },
    tokensPerUse: 0,
    savedTokens: 0,
    origin: { how: 'proposed', from: by },
    provenance: evidence,
  };
}

function oneLine(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > LONGEST_TEXT || /[\p{Cc}\u2028\u2029]/u.test(trimmed)) {
    throw new EthogramError('bad-argument', `${field}: expected one line of at most ${LONGEST_TEXT} characters`);
  }
  return trimmed;
}
