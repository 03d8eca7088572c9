import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';
import { sampleSteps, sampleTrajectory, type Script } from './sample-trajectory.ts';

const SCRIPT: Script = [
  ['user', 'where is my order?'],
  ['agent', 'CALL find_order'],
  ['tool', 'it left on Monday'],
  ['agent', 'It left on Monday.'],
];

/** What every store must do with a run that two formats tell. */
export function identityContract(open: () => Promise<Store>): void {
  // Another format: ids of its own, another spelling, call ids of its own.
  const toldAgain = (id: string, changes: Partial<Trajectory> = {}): Trajectory =>
    sampleTrajectory(id, [], {
      source: { format: 'langfuse', uri: 'traces.json' },
      steps: sampleSteps(SCRIPT).map((step) => ({
        ...step,
        parts: step.parts.map((part) =>
          'callId' in part
            ? { ...part, callId: `other-${part.callId}` }
            : 'text' in part
              ? { ...part, text: ` ${part.text}\n` }
              : part,
        ),
      })),
      ...changes,
    });
  const first = (id: string, changes: Partial<Trajectory> = {}): Trajectory => sampleTrajectory(id, SCRIPT, changes);
  const ids = async (store: Store): Promise<string[]> => (await collect(store.list())).map(({ id }) => id);

  test('a run that another format tells again is a duplicate, found by either id', async () => {
    const store = await open();
    await store.put([{ trajectory: first('a') }]);
    for (let round = 0; round < 2; round++) {
      const counts = await store.put([
        { trajectory: toldAgain('trace', { outcomes: [{ name: 'rating', value: 4, by: 'human' }] }) },
        { label: { trajectoryId: 'trace', name: 'label:langfuse/topic', value: 'orders' } },
      ]);
      assert.deepEqual(counts, { imported: 0, continued: 0, duplicates: 1, steps: 0, tokens: 0 });
    }
    assert.deepEqual(await ids(store), ['a']);
    const expected = { ...first('a'), outcomes: [{ name: 'rating', value: 4, by: 'human' }] };
    assert.deepEqual(await store.get('a'), expected);
    assert.deepEqual(await store.get('trace'), expected);
    assert.deepEqual(await collect(store.labels()), [
      { trajectoryId: 'a', name: 'label:langfuse/topic', value: 'orders' },
    ]);
  });

  test('both tellings in one batch are one run', async () => {
    const store = await open();
    const counts = await store.put([{ trajectory: first('a') }, { trajectory: toldAgain('trace') }]);
    assert.deepEqual([counts.imported, counts.duplicates], [1, 1]);
  });

  test('equal attempts stay as many as one format has of them, linked as copies', async () => {
    const store = await open();
    await store.put(['a', 'b'].map((id) => ({ trajectory: first(id) })));
    const traces = ['x', 'y', 'z'].map((id) => ({ trajectory: toldAgain(id) }));
    const counts = await store.put(traces);
    assert.deepEqual([counts.imported, counts.duplicates], [1, 2]);
    assert.equal((await store.put(traces)).imported, 0);
    assert.deepEqual(await ids(store), ['a', 'b', 'z']);
    assert.equal((await store.get('b'))!.copyOf, 'a');
  });

  const differences: Record<string, [Partial<Trajectory>, Partial<Trajectory>]> = {
    'start on different days': [{ startedAt: '2026-01-01T00:00:00Z' }, { startedAt: '2026-01-02T00:00:00Z' }],
    'are by different models': [{ agent: { model: 'gpt-4o' } }, { agent: { model: 'claude-3' } }],
    'end differently': [
      { outcomes: [{ name: 'success', value: true, by: 'verifier' }] },
      { outcomes: [{ name: 'success', value: false, by: 'verifier' }] },
    ],
  };
  for (const [difference, [one, other]] of Object.entries(differences)) {
    test(`runs of two formats that say the same and ${difference} are two, the later a copy`, async () => {
      const store = await open();
      await store.put([{ trajectory: first('a', one) }]);
      await store.put([{ trajectory: toldAgain('trace', other) }]);
      assert.deepEqual(await ids(store), ['a', 'trace']);
      assert.equal((await store.get('trace'))!.copyOf, 'a');
    });
  }

  test('a telling with reasoning that the stored one lacks is kept', async () => {
    const store = await open();
    const plain = toldAgain('trace');
    const steps = plain.steps.map((step, i) =>
      i === 1
        ? { ...step, parts: [{ kind: 'reasoning', text: 'look it up', visibility: 'raw' } as const, ...step.parts] }
        : step,
    );
    await store.put([{ trajectory: first('a') }]);
    await store.put([{ trajectory: { ...plain, steps } }]);
    assert.equal((await store.get('trace'))!.copyOf, 'a');
    // The other way round nothing is lost.
    const other = await open();
    await other.put([{ trajectory: { ...plain, steps } }]);
    assert.equal((await other.put([{ trajectory: first('a') }])).duplicates, 1);
  });

  test('a run imported with its secrets and without them is one run, as it was imported last', async () => {
    const saying = (address: string, steps: number): Trajectory => {
      const whole = sampleTrajectory(
        'a',
        [
          ['user', `${'Write a letter. '.repeat(100)} to ${address}`],
          ['agent', `done: ${address}`],
          ['user', 'thanks'],
        ].slice(0, steps) as unknown as Script,
      );
      return address.startsWith('[') ? whole : { ...whole, source: { ...whole.source, redaction: 'off' } };
    };
    const [redacted, plain] = ['[email-1]', 'someone@example.org'];
    for (const [one, other] of [
      [redacted, plain],
      [plain, redacted],
    ] as const) {
      const store = await open();
      await store.put([{ trajectory: saying(one, 2) }]);
      assert.equal((await store.put([{ trajectory: saying(other, 1) }])).duplicates, 1, 'an older state');
      assert.equal((await store.put([{ trajectory: saying(other, 3) }])).continued, 1);
      assert.deepEqual(await collect(store.read()), [{ ...saying(other, 3), revision: 2 }]);
      assert.equal((await store.put([{ trajectory: sampleTrajectory('a', [['user', 'x']]) }])).imported, 1);
    }
  });

  test('runs that say almost the same, or nothing, are not taken for each other', async () => {
    const store = await open();
    const long = 'x'.repeat(500);
    const saying = (id: string, middle: string, format: string): Trajectory =>
      sampleTrajectory(
        id,
        [
          ['user', `${long}${middle}${long}`],
          ['agent', 'ok'],
        ],
        { source: { format, uri: 'f' } },
      );
    await store.put([{ trajectory: saying('a', '1', 'one') }, { trajectory: saying('b', '2', 'two') }]);
    const silent = (id: string, format: string): Trajectory =>
      sampleTrajectory(id, [], { source: { format, uri: 'f' } });
    await store.put([{ trajectory: silent('c', 'one') }, { trajectory: silent('d', 'two') }]);
    const greeting = (id: string, format: string): Trajectory =>
      sampleTrajectory(id, [['user', 'hello']], { source: { format, uri: 'f' } });
    await store.put([{ trajectory: greeting('e', 'one') }, { trajectory: greeting('f', 'two') }]);
    assert.deepEqual(await ids(store), ['a', 'b', 'c', 'd', 'e', 'f']);
    assert.equal((await store.get('b'))!.copyOf, undefined);
  });
}
