import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../behavior/event.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { sampleTrajectory } from '../../store/testing/sample-trajectory.ts';
import { importText, issuesOf } from '../../trajectory/testing/import-text.ts';
import { bidsFiles } from './bids-files.ts';
import { borisProject } from './boris-project.ts';
import { borisRows } from './boris-rows.ts';
import { exchangeBehaviors, exchangeRuns, type ExchangeOptions, type ExchangeRun } from './exchange-run.ts';

const STEPS = 6;
const T0 = Date.UTC(2026, 0, 1);

// What tables, spreadsheets and other programs take for something else.
const odd = fc.constantFrom(',', '"', '""', ';', '\n', '\r', '\r\n', '\t', '|', '=', '+', '-', '@', "'", '/', '\\', '[', '{', 'n/a', 'None', '#', 'é', '日', '🦓', '\u2028', '\u00a0', ' ', '1', 'Time', 'Observation id'); // prettier-ignore
const name = fc.array(fc.oneof(odd, fc.string({ maxLength: 3 })), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')).filter((text) => text.trim() !== ''); // prettier-ignore
const slug = name.map((text) => text.replaceAll('@', 'at').replaceAll('\0', '0'));
const occurrence = fc.record({
  code: fc.nat({ max: 3 }),
  kind: fc.constantFrom('point' as const, 'state' as const),
  actor: fc.constantFrom('agent' as const, 'user' as const),
  subject: fc.option(name.map((text) => text.replaceAll('\0', '0')), { nil: undefined, freq: 3 }),
  at: fc.nat({ max: STEPS - 1 }),
  length: fc.nat({ max: 2 }),
  modifiers: fc.option(fc.dictionary(name, fc.oneof(name, fc.integer()), { maxKeys: 2, noNullPrototype: true }), { nil: undefined, freq: 1 }),
}); // prettier-ignore
const observation = fc.record({
  isTimed: fc.boolean(),
  occurrences: fc.array(occurrence, { minLength: 1, maxLength: 8 }),
});
const coded = fc.record({
  slugs: fc.tuple(slug, slug, slug, slug),
  runs: fc.array(observation, { minLength: 1, maxLength: 3 }),
});
type Coded = typeof coded extends fc.Arbitrary<infer T> ? T : never;

test('whatever codes are called, they come back from a project of BORIS as the same events, twice around', async () => {
  await around(async (store, options) => {
    const pieces = borisProject(exchangeRuns(store, options), await exchangeBehaviors(exchangeRuns(store, options)));
    return [['p.boris', (await Array.fromAsync(pieces)).join('')]];
  });
});

for (const layout of ['tabular', 'aggregated'] as const) {
  test(`… from a table of BORIS, ${layout}`, async () => {
    await around(async (store, options) => {
      const pieces = borisRows(exchangeRuns(store, options), layout);
      return [['t.csv', (await Array.fromAsync(pieces)).join('')]];
    }, wellFormed);
  });
}

test('… and from BIDS, but for line ends and what is about the ends of a name, which its tables cannot hold', async () => {
  await around(
    async (store, options) => {
      const files = bidsFiles(
        exchangeRuns(store, options),
        await exchangeBehaviors(exchangeRuns(store, options)),
      );
      const written: [string, string][] = [];
      for await (const { path, text } of files) if (path.endsWith('_events.tsv')) written.push([path.slice(path.lastIndexOf('/') + 1), text]);
      return written;
    },
    (text) => wellFormed(text).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
  );
}); // prettier-ignore

/** Files of a store, and what those of another must be that has read them, and once more. */
async function around(
  write: (store: Store, options: ExchangeOptions) => Promise<[name: string, text: string][]>,
  plain: (text: string) => string = (text) => text,
): Promise<void> {
  const property = fc.asyncProperty(coded, async (given) => {
    const store = await storeOf(given);
    const first = await observed(store, { of: 'codes' }, plain);
    const again = await readBack(await write(store, { of: 'codes' }));
    assert.deepEqual(await observed(again, { of: 'labels' }, plain), first);
    const twice = await readBack(await write(again, { of: 'labels' }));
    assert.deepEqual(await observed(twice, { of: 'labels' }, plain), first);
    for (const open of [store, again, twice]) await open.close();
  });
  await fc.assert(property, { numRuns: 12, seed: 1 });
}

async function storeOf({ slugs, runs }: Coded): Promise<Store> {
  const store = await openStore(':memory:');
  const script = Array.from({ length: STEPS }, (_, step) => ['agent', `step ${step}`] as const);
  await store.put(
    runs.map((_, run) => ({
      trajectory: sampleTrajectory(`run-${run}`, [...script, ['user', String(run)]], { startedAt: new Date(T0).toISOString(), task: { id: `task ${run}`, tags: [] } }),
    })),
  );
  await store.putCodings(
    runs.map(({ isTimed, occurrences }, run) => ({
      coding: { trajectoryId: `run-${run}`, revision: 1, codebook: 'book@1', detector: 'watcher@1', observedUnits: {}, notObservable: {}, observedTokens: 9 },
      events: occurrences.map(({ code, kind, actor, subject, at, length, modifiers }, index): Event => {
        const last = Math.min(STEPS - 1, at + length);
        const time = { startMs: T0 + 250 * at, endMs: T0 + 250 * (at + length) };
        return {
          id: `e${index}`, trajectoryId: `run-${run}`, revision: 1, code: `book/${slugs[code]!}@1`, kind, unit: 'step', actor, steps: [at, last],
          ...(subject !== undefined && { subject }), ...(modifiers !== undefined && { modifiers }), ...(isTimed && { time }),
          spans: [], verdict: 'present', tier: 'structure', detector: 'watcher@1', confidence: 0.5,
        };
      }),
    })),
  );
  return store;
} // prettier-ignore

async function readBack(files: readonly (readonly [name: string, text: string])[]): Promise<Store> {
  const store = await openStore(':memory:');
  for (const [path, text] of files) {
    const items = await importText(path, text);
    assert.deepEqual(issuesOf(items), []);
    await store.put(items);
  }
  return store;
}

/** Events as text, by run; a modifier that tells overlapping states apart outside is no part of an event. */
async function observed(store: Store, options: ExchangeOptions, plain: (text: string) => string): Promise<[string, string[]][]> {
  const runs: ExchangeRun[] = await Array.fromAsync(exchangeRuns(store, options));
  return runs
    .filter(({ events }) => events.length > 0)
    .map(({ id, events }): [string, string[]] => [
      id,
      events
        .map(({ behavior, subject, category, modifiers, kind, start, stop, note }) =>
          JSON.stringify([plain(behavior), plain(subject), plain(category), plain(modifiers.replace(/(?:^|\|)overlap=\d+$/, '')), kind, start, stop, note]),
        )
        .sort(),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
} // prettier-ignore

function wellFormed(text: string): string {
  return text.toWellFormed();
}
