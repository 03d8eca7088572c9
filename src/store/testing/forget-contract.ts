import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Engine } from '../engine.ts';
import { migrate } from '../migrate.ts';
import { openEngine } from '../open-store.ts';
import { unpackBytes } from '../pack-json.ts';
import { sqlStore } from '../sql-store.ts';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

const TABLES = [
  'trajectories',
  'packs',
  'chunks',
  'blobs',
  'actions',
  'calls',
  'links',
  'labels',
  'aliases',
  'copies',
  'codings',
  'events',
  'behaviors',
  'provenance',
  'history',
  'digests',
] as const;
const LONG = 'A policy that many runs share. '.repeat(50);

/** What every store must do when it is asked to forget. `fresh` gives the location of a store that is not there yet. */
export function forgetContract(fresh: () => Promise<string>): void {
  const withStore = async (work: (store: Store, engine: Engine) => Promise<void>): Promise<void> => {
    const engine = await openEngine(await fresh(), { readonly: false });
    await migrate(engine);
    const store = sqlStore(engine);
    await work(store, engine);
    await store.close();
  };

  test('nothing of a forgotten run is left anywhere, and everything of the others is', async () => {
    await withStore(async (store, engine) => {
      const secret = run('secret', 'zebra');
      const other = run('other', 'apple');
      await store.put([{ trajectory: secret }, { trajectory: other }]);
      await store.put([
        { label: { trajectoryId: 'secret', name: 'label:x/zebra', value: 'zebra' } },
        { label: { trajectoryId: 'other', name: 'label:x/apple', value: 'apple' } },
        { link: { parentId: 'secret', callId: 'zebra-call', childId: 'never-imported' } },
      ]);
      await store.putCodings(['secret', 'other'].map((id) => coded(id, id === 'secret' ? 'zebra' : 'apple')));
      await store.putBehaviors(
        [
          behavior('zebra-only', 'zebra', [['secret', 'zebra']]),
          {
            ...behavior('shared', 'both', [
              ['secret', 'zebra'],
              ['other', 'apple'],
            ]),
            support: { trajectories: 2, of: 2, tasks: 2, taskIds: ['apple', 'zebra'], projects: [] },
          },
          { ...behavior('approved', 'kept by a person', [['secret', 'zebra']]), status: 'active' },
        ],
        { action: 'mined', at: '2026-01-01T00:00:00Z' },
      );
      assert.deepEqual(await store.forget(['secret', 'unknown']), {
        trajectories: 1,
        steps: 4,
        labels: 1,
        events: 1,
        quotes: 3,
        behaviors: 1,
      });
      assert.deepEqual(await found(engine, 'zebra'), []);
      assert.deepEqual(await collect(store.read()), [other]);
      assert.equal((await collect(store.labels())).length, 1);
      assert.equal((await collect(store.events())).length, 1);
      assert.deepEqual((await store.behaviors()).map(({ id }) => id).sort(), ['approved', 'shared']);
      assert.deepEqual(
        (await store.provenance('shared')).map(({ quote }) => quote),
        ['apple'],
      );
      assert.equal(await store.get('secret'), undefined);
      const left = { trajectories: 1, of: 1, tasks: 1, taskIds: ['apple'], projects: [], forgotten: 1 };
      assert.deepEqual((await store.behavior('shared'))?.support, left);
      assert.deepEqual(
        (await store.history('shared')).map((entry) => entry.behavior.support),
        [left],
      );
    });
  });

  test('sub-agents go with the run that started them, whoever says that it did', async () => {
    await withStore(async (store) => {
      const child = sampleTrajectory('child', [['agent', 'one']], { parentId: 'parent' });
      const grandchild = sampleTrajectory('grandchild', [['agent', 'two']]);
      await store.put([
        { trajectory: run('parent', 'p') },
        { trajectory: child },
        { trajectory: grandchild },
        { trajectory: run('stranger', 's') },
        { link: { parentId: 'child', callId: 'c', childId: 'grandchild' } },
      ]);
      assert.equal((await store.forget(['parent'])).trajectories, 3);
      assert.deepEqual(
        (await collect(store.list())).map(({ id }) => id),
        ['stranger'],
      );
      assert.equal((await store.info()).calls, 1);
    });
  });

  test('what was forgotten can be imported again, by this store and by another that is open', async () => {
    const location = await fresh();
    const engine = await openEngine(location, { readonly: false });
    await migrate(engine);
    const [store, other] = [sqlStore(engine), sqlStore(await openEngine(location, { readonly: false }))];
    const runs = ['a', 'b'].map((id) => ({ trajectory: run(id, id) }));
    await other.put(runs);
    await store.forget(['a', 'b']);
    assert.deepEqual(await collect(other.list()), []);
    for (const writer of [other, store]) {
      const counts = await writer.put(runs);
      assert.equal(counts.imported + counts.duplicates, 2);
    }
    assert.deepEqual(
      await collect(store.read()),
      runs.map(({ trajectory }) => trajectory),
    );
    await store.close();
    await other.close();
  });

  test('forgetting a namesake leaves the run that had the name first', async () => {
    await withStore(async (store) => {
      const namesake = run('a', 'other words');
      await store.put([{ trajectory: run('a', 'words') }, { trajectory: namesake }]);
      const [, second] = (await collect(store.list())).map(({ id }) => id);
      await store.forget([second!]);
      assert.deepEqual(await collect(store.read()), [run('a', 'words')]);
      await store.forget(['a']);
      assert.deepEqual(await collect(store.read()), []);
    });
  });

  test('of hundreds of runs in one pack those that stay are untouched', async () => {
    await withStore(async (store, engine) => {
      const runs = Array.from({ length: 500 }, (_, i) => run(`run-${String(i).padStart(3, '0')}`, `word${i}word`));
      await store.put(runs.map((trajectory) => ({ trajectory })));
      const gone = runs.filter((_, i) => i % 3 === 0);
      assert.equal((await store.forget(gone.map(({ id }) => id))).trajectories, gone.length);
      assert.deepEqual(
        await collect(store.read()),
        runs.filter((_, i) => i % 3 !== 0),
      );
      for (const i of [0, 3, 249, 498]) assert.deepEqual(await found(engine, `word${i}word`), []);
      assert.equal((await found(engine, 'word1word')).length > 0, true);
    });
  });
}

function run(id: string, word: string): Trajectory {
  return sampleTrajectory(
    id,
    [
      ['system', `${LONG}${word}`],
      ['user', `do ${word}`],
      ['agent', `CALL ${word}_tool`],
      ['tool', `done ${word}`],
    ],
    {
      source: { format: 'openai-chat', uri: `${word}.jsonl`, line: 1 },
      task: { id: word, tags: [word] },
      agent: { tools: [{ name: word, description: LONG }], instructions: `${LONG} for ${word}` },
      outcomes: [{ name: 'feedback', value: word, by: 'human' }],
      extra: { word },
    },
  );
}

function coded(trajectoryId: string, quote: string): Parameters<Store['putCodings']>[0][number] {
  const common = { trajectoryId, revision: 1, detector: 'cues@1' };
  return {
    coding: { ...common, codebook: 'book@1', observedUnits: {}, notObservable: {} },
    events: [
      {
        ...common,
        id: `${trajectoryId}-event`,
        code: 'book/code@1',
        kind: 'point',
        unit: 'step',
        actor: 'user',
        steps: [1, 1],
        spans: [{ step: 1, part: 0, start: 3, end: 3 + quote.length, quote }],
        verdict: 'present',
        tier: 'cue',
        confidence: 1,
        coder: 'cues',
      },
    ],
  } as unknown as Parameters<Store['putCodings']>[0][number];
}

function behavior(id: string, instruction: string, evidence: readonly (readonly [string, string])[]): MinedBehavior {
  return {
    id,
    name: `behavior_${id.replaceAll('-', '_')}`,
    instruction,
    kind: 'fact',
    polarity: 'do',
    scope: {},
    status: 'candidate',
    version: 1,
    hash: '0123456789ab',
    parents: [],
    tokens: 3,
    support: { trajectories: 2, of: 2, tasks: 2 },
    tokensPerUse: 10,
    savedTokens: 1,
    provenance: evidence.map(([trajectoryId, quote]) => ({
      trajectoryId,
      steps: [1],
      quote,
      at: { step: 1, part: 0, start: 3, end: 3 + quote.length },
    })),
  };
}

/** Tables in which a word stands, compressed or not. */
async function found({ db }: Engine, word: string): Promise<string[]> {
  const tables: string[] = [];
  for (const table of TABLES) {
    const rows = await db.selectFrom(table).selectAll().execute();
    const texts = rows.flatMap((row) =>
      Object.entries(row as Record<string, unknown>).map(([column, value]) =>
        value instanceof Uint8Array && !column.endsWith('hash') ? unpackBytes(value).toString('utf8') : String(value),
      ),
    );
    if (texts.some((text) => text.includes(word))) tables.push(table);
  }
  return tables;
}
