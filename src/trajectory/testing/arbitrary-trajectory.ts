import fc from 'fast-check';
import { contentHash } from '../content-hash.ts';
import { ACTORS, VISIBILITIES, type Label, type Part, type Step, type Trajectory } from '../trajectory.ts';

// JSON has one zero: `-0` is written as `0`.
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as never);

// Any string at all: NUL, lone surrogates, line separators, quotes.
const text = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );
const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- necessary: the compiler infers another type
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
const optional = <T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc
    .option(value, { nil: undefined })
    .map((given): Record<string, T> => (given === undefined ? {} : { [name]: given }));
const both = <A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>): fc.Arbitrary<A & B> =>
  fc.tuple(a, b).map(([x, y]) => ({ ...x, ...y }));

const part: fc.Arbitrary<Part> = fc.oneof(
  both(
    record({ kind: fc.constant('text' as const), text: text() }),
    optional('injected', fc.array(text(), { maxLength: 2 })),
  ),
  both(
    record({ kind: fc.constant('reasoning' as const), text: text(), visibility: fc.constantFrom(...VISIBILITIES) }),
    both(optional('open', text()), optional('close', text())),
  ),
  record({ kind: fc.constant('tool-call' as const), callId: text(), name: text(), argumentsText: text() }),
  both(
    record({ kind: fc.constant('tool-result' as const), callId: text(), text: text() }),
    optional('isError', fc.boolean()),
  ),
  record({ kind: fc.constant('media' as const), mediaType: text(), ref: text() }),
  record({ kind: fc.constantFrom('compaction' as const, 'feedback' as const), text: text() }),
);

const step: fc.Arbitrary<Step> = fc
  .tuple(
    record({ index: fc.constant(0), actor: fc.constantFrom(...ACTORS), parts: fc.array(part, { maxLength: 3 }) }),
    optional('name', text()),
    optional('at', fc.constant('2026-02-03T04:05:06.789Z')),
    optional('usage', fc.constant({ inputTokens: 3, costUsd: 0.5 })),
    optional('extra', fc.dictionary(fc.string(), json, { maxKeys: 2, noNullPrototype: true })),
  )
  .map(([bare, ...more]) => Object.assign({}, bare, ...more) as Step);

/** Trajectories of any content, with the hash that belongs to it. */
export function arbitraryTrajectory(): fc.Arbitrary<Trajectory> {
  const words = fc.string({ minLength: 1 });
  return fc
    .tuple(
      record({ id: fc.stringMatching(/^[a-z]{1,8}:[a-z0-9-]{1,12}$/), revision: fc.integer({ min: 1, max: 9 }) }),
      fc.array(step, { maxLength: 5 }),
      optional('project', words),
      optional('copyOf', words),
      optional('parentId', words),
      optional('spawnedBy', record({ trajectoryId: words, callId: words })),
      fc.dictionary(fc.string(), json, { maxKeys: 2, noNullPrototype: true }),
    )
    .map(([head, steps, project, copyOf, parentId, spawnedBy, extra]) => {
      const numbered = steps.map((given, index) => ({ ...given, index }));
      const rest = { ...project, ...copyOf, ...parentId, ...spawnedBy } as Partial<Trajectory>;
      return {
        ...head,
        contentHash: contentHash(numbered),
        source: { format: 'test', uri: 'memory' },
        ...rest,
        task: { tags: [] },
        agent: { name: 'agent' },
        outcomes: [{ name: 'reward', value: 1, by: 'verifier' }],
        steps: numbered,
        extra,
      };
    });
}

/** Labels of a trajectory. */
export function arbitraryLabel(trajectoryId: string): fc.Arbitrary<Label> {
  const bare = record({
    trajectoryId: fc.constant(trajectoryId),
    name: fc.constant('label:test/code'),
    value: json,
  });
  return both(bare, optional('steps', fc.tuple(fc.nat(9), fc.nat(9))));
}
