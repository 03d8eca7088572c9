import { z } from 'zod';
import {
  BEHAVIOR_KINDS,
  BEHAVIOR_ORIGINS,
  BEHAVIOR_STATUSES,
  SUSPICION_CODES,
  type MinedBehavior,
} from '../behavior/behavior.ts';
import { codebookShape } from '../behavior/codebooks/codebook-shape.ts';
import { canonicalJson } from '../core/content-key.ts';
import type { Json } from '../core/json.ts';
import { fieldName } from '../core/read-yaml.ts';
import { shapeFault } from '../core/shape-fault.ts';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { statementTokens } from '../mine/wording/state-behavior.ts';

const LONGEST = 2000;
const LINE = z
  .string()
  .min(1)
  .max(LONGEST)
  .regex(/^[^\r\n\u2028\u2029]*$/, 'expected one line of text');
const NAME = LINE.max(200).regex(/^behavior_[\p{L}\p{N}_]+$/u, 'expected behavior_snake_case');
const ID = z.string().regex(/^[\w.:~@-]{1,200}$/, 'expected an id');
const RUN_ID = z.string().min(1).max(2000);
const HASH = z.string().regex(/^[0-9a-f]{12}$/, 'expected 12 hex digits');
const TIME = z.string().max(40).refine((text) => Number.isFinite(Date.parse(text)), 'expected a time (ISO 8601)'); // prettier-ignore
const WHO = z.strictObject({ hash: HASH, by: z.string().max(200), at: TIME });
const NAMES = z.array(z.string().max(LONGEST)).max(1000);
const COUNT = z.int().min(0);
const INTERVAL = z.tuple([z.number(), z.number()]);
const MATCHER = z.unknown().superRefine((matcher, context) => {
  // A matcher is what a codebook's code has; patterns that could run for ever are refused there.
  const codes = [{ slug: 'behavior', definition: 'behavior', unit: 'step', match: matcher }];
  const read = CODEBOOK.safeParse({ name: 'behavior', version: '1', title: 'behavior', source: 'behavior', codes });
  if (!read.success) context.addIssue({ code: 'custom', message: read.error.issues[0]!.message });
});
const CODEBOOK = codebookShape(true).codebook;

const EXEMPLAR = z.strictObject({
  trajectoryId: RUN_ID,
  steps: z.array(COUNT).max(100_000),
  quote: z.string().max(1_000_000),
  at: z.strictObject({ step: COUNT, part: COUNT, start: COUNT, end: COUNT }),
});

// Fields that a newer Ethogram adds are left out, not refused.
const BEHAVIOR = z.object({
  id: ID,
  name: NAME,
  instruction: LINE,
  when: LINE.optional(),
  whenNot: LINE.optional(),
  kind: z.enum(BEHAVIOR_KINDS),
  polarity: z.enum(['do', 'avoid']),
  scope: z.strictObject({
    tasks: NAMES.optional(),
    tools: NAMES.optional(),
    projects: NAMES.optional(),
    models: NAMES.optional(),
  }),
  status: z.enum(BEHAVIOR_STATUSES),
  pinned: z.literal(true).optional(),
  version: z.int().min(1),
  hash: HASH.optional(),
  parents: z.array(z.strictObject({ id: ID, how: z.enum(['merged', 'fixed', 'derived', 'split']) })).max(1000),
  tokens: COUNT.optional(),
  matcher: MATCHER.optional(),
  rule: z.string().max(LONGEST).optional(),
  support: z.strictObject({
    trajectories: COUNT,
    of: COUNT,
    tasks: COUNT,
    taskIds: NAMES.optional(),
    projects: NAMES.optional(),
    forgotten: COUNT.optional(),
  }),
  held: z.array(z.strictObject({ code: z.enum(SUSPICION_CODES), reason: z.string(), quote: z.string() })).optional(),
  obeyed: z.strictObject({ exemplars: COUNT, of: COUNT, quote: z.string().max(LONGEST) }).optional(),
  heldApproval: WHO.optional(),
  approval: WHO.optional(),
  origin: z.strictObject({ how: z.enum(BEHAVIOR_ORIGINS), from: z.string().max(LONGEST).optional() }).optional(),
  unseenSince: TIME.optional(),
  pattern: z.string().max(100_000).optional(),
  ending: z.string().max(LONGEST).optional(),
  parts: z.strictObject({ common: NAMES, own: z.record(z.string(), NAMES) }).optional(),
  repaired: z.strictObject({ worked: COUNT, tried: COUNT, interval: INTERVAL.optional() }).optional(),
  fact: z
    .strictObject({
      answer: z.string().max(LONGEST).optional(),
      since: z.string().optional(),
      changedAt: z.string().optional(),
      lastSeen: z.string().optional(),
    })
    .optional(),
  followed: z.strictObject({ kept: COUNT, of: COUNT }).optional(),
  outcome: z.strictObject({ difference: z.number(), interval: INTERVAL, q: z.number(), n: COUNT }).optional(),
  rank: COUNT.optional(),
  seen: z.strictObject({ first: z.string(), last: z.string() }).optional(),
  periods: z.array(z.strictObject({ from: z.string(), trajectories: COUNT, of: COUNT })).optional(),
  tokensPerUse: z.number(),
  savedTokens: z.number(),
  foundBy: z.string().max(200).optional(),
  worded: z.strictObject({ by: z.string().max(200), of: HASH }).optional(),
  reflected: z.strictObject({ trajectories: COUNT, tasks: COUNT, of: COUNT }).optional(),
  provenance: z.array(EXEMPLAR).max(100_000),
});
const ORDER = Object.keys(BEHAVIOR.shape);

/** A behavior as a line of an exported handbook: JSON, fields in one order, so that the same behavior is the same bytes. */
export function behaviorLine(behavior: MinedBehavior): string {
  const fields = behavior as unknown as Readonly<Record<string, Json | undefined>>;
  const names = [...ORDER, ...Object.keys(fields).filter((name) => !ORDER.includes(name)).sort()];
  const written = names.flatMap((name) => {
    const value = fields[name];
    return value === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(plain(value))}`];
  });
  return `{${written.join(',')}}\n`;
} // prettier-ignore

/** Without fields that are set to undefined, which JSON does not know. */
function plain(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/**
 * Reads what {@link behaviorLine} wrote, or somebody in its manner. A hash, where there is one, must be that of the words.
 *
 * @returns what is wrong, in words, when it is none
 */
export function readBehavior(value: Json): MinedBehavior | string {
  const read = BEHAVIOR.safeParse(value);
  if (!read.success) {
    const { path, message } = shapeFault(BEHAVIOR, value, read.error.issues);
    return path.length === 0 ? message : `${fieldName(path)}: ${message}`;
  }
  const behavior = read.data as Omit<MinedBehavior, 'hash' | 'tokens'> & { readonly hash?: string };
  const hash = behaviorHash(behavior);
  if (behavior.hash !== undefined && behavior.hash !== hash) {
    return `hash: found ${behavior.hash}, expected ${hash}, that of the words, or none`;
  }
  return { ...behavior, hash, tokens: statementTokens(behavior) };
}
