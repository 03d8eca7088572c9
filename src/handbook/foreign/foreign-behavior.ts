import type { BehaviorKind, MinedBehavior } from '../../behavior/behavior.ts';
import { contentKey } from '../../core/content-key.ts';
import { behaviorHash } from '../../mine/wording/behavior-hash.ts';
import { behaviorName } from '../../mine/wording/behavior-name.ts';
import { statementTokens } from '../../mine/wording/state-behavior.ts';

/** What another program's file says that an agent should do. */
export interface ForeignWords {
  /** Words for a name; default: how the instruction begins. */
  readonly name?: string;
  readonly instruction: string;
  readonly when?: string;
  readonly whenNot?: string;
  readonly kind: BehaviorKind;
  /** Default: by how the instruction begins. */
  readonly polarity?: 'do' | 'avoid';
  /** Where it stands, in words: `playbook.txt, shr-00001`. */
  readonly from: string;
}

/** What a file of another program holds, and which of its lines cannot be used. */
export interface ForeignFile {
  readonly behaviors: readonly MinedBehavior[];
  readonly issues: readonly { readonly line?: number; readonly message: string }[];
}

// A behavior is a sentence or two. What is longer is a document.
const LONGEST = 1000;
const MIN_WORDS = 2;
const NAME_WORDS = 7;
const LONGEST_NAME = 80;

/**
 * A candidate in the words of another program's file, without evidence: nobody has seen it work here.
 *
 * @returns what is wrong, in words, when they are none that an agent could follow
 */
export function foreignBehavior(words: ForeignWords): MinedBehavior | string {
  const instruction = oneLine(words.instruction);
  const count = instruction.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  if (count < MIN_WORDS && !/\p{Lo}{4}/u.test(instruction)) return `found ${JSON.stringify(instruction)}, expected a sentence`;
  if (instruction.length > LONGEST) return `found ${instruction.length} characters, expected at most ${LONGEST}`;
  const said = {
    name: nameOf(words.name ?? instruction),
    instruction,
    ...(words.when !== undefined && { when: oneLine(words.when) }),
    ...(words.whenNot !== undefined && { whenNot: oneLine(words.whenNot) }),
    kind: words.kind,
    polarity: words.polarity ?? (/^(?:do not|don['’]t|never|avoid)\b/i.test(instruction) ? 'avoid' : 'do'),
    scope: {},
  } as const;
  const hash = behaviorHash(said);
  return {
    id: importedId(hash),
    ...said,
    status: 'candidate',
    version: 1,
    hash,
    parents: [],
    tokens: statementTokens(said),
    support: { trajectories: 0, of: 0, tasks: 0 },
    tokensPerUse: 0,
    savedTokens: 0,
    origin: { how: 'imported', from: oneLine(words.from).slice(0, LONGEST) },
    provenance: [],
  };
} // prettier-ignore

/** The id of a behavior that was brought from elsewhere: by its words, so that no file can choose one that mining will give. */
export function importedId(hash: string): string {
  return `b_${contentKey({ how: 'imported', hash }, 10)}`;
}

/** A text on one line, without marks of emphasis. */
function oneLine(text: string): string {
  return text
    .replace(/(\*\*|__)(?=\S)(.*?\S)\1/gs, '$2')
    .replace(/\s+/g, ' ')
    .trim();
}

function nameOf(words: string): string {
  const parts = words.replace(/^behavior_/, '').match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = behaviorName(parts.slice(0, NAME_WORDS).join(' ').slice(0, LONGEST_NAME));
  return name === 'behavior_' ? 'behavior_unnamed' : name.replace(/_+$/, '');
}
