import fc from 'fast-check';
import type { JsonObject } from '../../core/json.ts';
import { contentHash } from '../../trajectory/content-hash.ts';
import { ACTORS, VISIBILITIES, type Part, type Step, type Trajectory } from '../../trajectory/trajectory.ts';

const PLAIN = { noNullPrototype: true } as const;

// Any UTF-16 at all: NUL, lone surrogates, controls; and texts long enough to be shared or compressed.
const unit = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdc00, 0x1f, 0x5c, 0x22, 0x41));
const short = fc.array(unit, { maxLength: 12 }).map((units) => String.fromCharCode(...units));
const text = fc.oneof(
  short,
  fc.tuple(short, fc.integer({ min: 0, max: 250 })).map(([word, n]) => word + 'lorem '.repeat(n)),
);
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'binary' })
  .map((value) => JSON.parse(JSON.stringify(value)) as null);
const extra = fc.dictionary(short, json, { maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
const count = fc.nat({ max: 100_000 });

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record(
    { kind: fc.constant('text' as const), text, injected: fc.array(short, { maxLength: 2 }) },
    { noNullPrototype: true, requiredKeys: ['kind', 'text'] },
  ),
  fc.record(
    {
      kind: fc.constant('reasoning' as const),
      text,
      visibility: fc.constantFrom(...VISIBILITIES),
      open: short,
      close: short,
    },
    { noNullPrototype: true, requiredKeys: ['kind', 'text', 'visibility'] },
  ),
  fc.record({ kind: fc.constant('tool-call' as const), callId: short, name: short, argumentsText: text }, PLAIN),
  fc.record(
    { kind: fc.constant('tool-result' as const), callId: short, text, isError: fc.boolean() },
    { noNullPrototype: true, requiredKeys: ['kind', 'callId', 'text'] },
  ),
  fc.record({ kind: fc.constant('media' as const), mediaType: short, ref: short }, PLAIN),
  fc.record({ kind: fc.constant('compaction' as const), text }, PLAIN),
  fc.record({ kind: fc.constant('feedback' as const), text }, PLAIN),
);

const step = fc.record(
  {
    actor: fc.constantFrom(...ACTORS),
    parts: fc.array(part, { maxLength: 4 }),
    name: short,
    at: short,
    endedAt: short,
    parent: count,
    usage: fc.record(
      { inputTokens: count, outputTokens: count, costUsd: fc.double({ min: 0, max: 9, noNaN: true }) },
      { noNullPrototype: true, requiredKeys: [] },
    ),
    copied: fc.boolean(),
    simulatedUser: fc.boolean(),
    extra,
  },
  { noNullPrototype: true, requiredKeys: ['actor', 'parts'] },
);

const outcome = fc.record(
  {
    name: fc.oneof(fc.constantFrom('success', 'reward', 'feedback'), short),
    value: fc.oneof(fc.integer(), fc.boolean(), short),
    by: fc.constantFrom('verifier' as const, 'human' as const, 'model' as const),
    at: short,
  },
  { noNullPrototype: true, requiredKeys: ['name', 'value', 'by'] },
);

/** Trajectories that use every field, with any strings in them. */
export const arbitraryTrajectory: fc.Arbitrary<Trajectory> = fc
  .record(
    {
      id: fc.oneof(short, text),
      revision: fc.integer({ min: 1, max: 9 }),
      copyOf: short,
      source: fc.record(
        { format: short, uri: short, line: count },
        { noNullPrototype: true, requiredKeys: ['format', 'uri'] },
      ),
      project: short,
      sessionId: short,
      parentId: short,
      spawnedBy: fc.record({ trajectoryId: short, callId: short }, PLAIN),
      task: fc.record(
        { id: short, trial: short, text, tags: fc.array(short, { maxLength: 2 }) },
        { noNullPrototype: true, requiredKeys: ['tags'] },
      ),
      agent: fc.record(
        { name: short, model: short, version: short, tools: json, instructions: text },
        { noNullPrototype: true, requiredKeys: [] },
      ),
      startedAt: fc.oneof(short, fc.constant('2026-01-31T12:00:00Z')),
      endedAt: short,
      outcomes: fc.array(outcome, { maxLength: 3 }),
      drafts: fc.array(step, { maxLength: 6 }),
      extra,
    },
    {
      noNullPrototype: true,
      requiredKeys: ['id', 'revision', 'source', 'task', 'agent', 'outcomes', 'drafts', 'extra'],
    },
  )
  .map(({ drafts, ...run }) => {
    const steps = drafts.map((draft, index): Step => ({ index, ...draft }));
    return { ...run, contentHash: contentHash(steps), steps };
  });
