import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Label, Step, Trajectory } from '../../trajectory/trajectory.ts';
import { contentHash } from '../../trajectory/content-hash.ts';
import type { Store } from '../store.ts';
import { arbitraryTrajectory } from './arbitrary-trajectory.ts';
import { collect } from './collect.ts';
import { earlierState, sampleSteps, sampleTrajectory, type Script } from './sample-trajectory.ts';

const NOTHING = { imported: 0, continued: 0, duplicates: 0, steps: 0, tokens: 0 };
const SCRIPT: Script = [
  ['user', 'Cancel my order, please.'],
  ['agent', 'CALL get_order'],
  ['tool', 'Error: order not found'],
  ['agent', 'I cannot find it.'],
];

/** What every store must do with trajectories. `open` gives a new, empty store that the suite closes. */
export function trajectoryContract(open: () => Promise<Store>): void {
  test('any trajectory comes back as it was, whatever its strings hold', async () => {
    const store = await open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryTrajectory, { maxLength: 4 }), async (drawn) => {
        // Each example has ids and contents of its own: what identity does is tested below.
        run++;
        const items = drawn.map((draft, i): Trajectory => {
          const mark: Step = {
            index: draft.steps.length,
            actor: 'environment',
            parts: [{ kind: 'text', text: `${run}/${i}` }],
          };
          const steps = [...draft.steps, mark];
          return { ...draft, id: `${run}/${i}/${draft.id}`, steps, contentHash: contentHash(steps) };
        });
        await store.put(items.map((trajectory) => ({ trajectory })));
        for (const trajectory of items) assert.deepEqual(await store.get(trajectory.id), trajectory);
      }),
      { numRuns: 40 },
    );
  });

  test('a part of five megabytes and NUL characters come back', async () => {
    const store = await open();
    const long = sampleTrajectory('long', [['tool', `\0${'x\ud800y'.repeat(1_700_000)}`]]);
    await store.put([{ trajectory: long }]);
    assert.deepEqual(await store.get('long'), long);
  });

  test('twenty thousand steps, appended in pieces, are one run', async () => {
    const store = await open();
    const script = Array.from(
      { length: 20_000 },
      (_, i) => [i % 2 === 0 ? 'agent' : 'user', `step ${i} ${'word '.repeat(i % 50)}`] as const,
    );
    const whole = sampleTrajectory('long', script);
    let steps = 0;
    for (const [i, n] of [1, 5000, 5001, 12_000, 20_000].entries()) {
      const counts = await store.put([{ trajectory: earlierState(whole, n) }]);
      assert.equal(counts[i === 0 ? 'imported' : 'continued'], 1);
      steps += counts.steps;
    }
    assert.equal(steps, 20_000);
    assert.deepEqual(await store.get('long'), { ...whole, revision: 5 });
  });

  test('a quarter of a million steps are one run', { timeout: 300_000 }, async () => {
    const store = await open();
    const count = 250_000;
    const steps = Array.from({ length: count }, (_, index): Step => ({
      index,
      actor: index % 2 === 0 ? 'user' : 'agent',
      parts: [{ kind: 'text', text: `step ${index}` }],
    }));
    const whole = sampleTrajectory('long', [], { steps });
    const counts = await store.put([{ trajectory: whole }]);
    assert.deepEqual([counts.imported, counts.steps], [1, count]);
    const stored = (await store.get('long'))!;
    assert.equal(stored.contentHash, whole.contentHash);
    assert.equal(stored.steps.length, count);
    assert.ok(stored.steps.every((step, i) => step.index === i));
    assert.deepEqual(stored.steps.at(-1), steps.at(-1));
    await store.forget(['long']);
  });

  test('putting the same again changes nothing', async () => {
    const store = await open();
    const items = [sampleTrajectory('a', SCRIPT), sampleTrajectory('b', SCRIPT.slice(0, 2))].map((trajectory) => ({
      trajectory,
    }));
    assert.deepEqual(await store.put(items), {
      ...NOTHING,
      imported: 2,
      steps: 6,
      tokens: (await store.info()).tokens,
    });
    const before = await collect(store.read());
    assert.deepEqual(await store.put([...items, ...items]), { ...NOTHING, duplicates: 4 });
    assert.deepEqual(await collect(store.read()), before);
  });

  test('a run that grew is continued, an older state of it is a duplicate', async () => {
    const store = await open();
    const whole = sampleTrajectory('a', SCRIPT, { endedAt: '2026-01-02T00:00:00Z' });
    await store.put([{ trajectory: earlierState({ ...whole, endedAt: '2026-01-01T00:00:00Z' }, 2) }]);
    const tokensBefore = (await store.info()).tokens;
    const counts = await store.put([{ trajectory: whole }]);
    const tokens = (await store.info()).tokens - tokensBefore;
    assert.deepEqual(counts, { ...NOTHING, continued: 1, steps: 2, tokens });
    assert.deepEqual(await store.put([{ trajectory: earlierState(whole, 3) }]), { ...NOTHING, duplicates: 1 });
    assert.deepEqual(await collect(store.read()), [{ ...whole, revision: 2 }]);
    assert.equal((await collect(store.calls())).length, 1);
  });

  test('a run whose steps gained parts is continued', async () => {
    const store = await open();
    const steps = sampleSteps(SCRIPT);
    const part = { kind: 'tool-call', callId: 'late', name: 'get_user', argumentsText: '{}' } as const;
    const grown = steps.map((step, i) => (i === 1 ? { ...step, parts: [...step.parts, part] } : step));
    await store.put([{ trajectory: sampleTrajectory('a', SCRIPT) }]);
    const next = sampleTrajectory('a', SCRIPT, { steps: grown });
    assert.deepEqual(await store.put([{ trajectory: next }]), {
      ...NOTHING,
      continued: 1,
      tokens: (await store.info()).tokens - (await tokensOf(sampleTrajectory('a', SCRIPT), open)),
    });
    assert.deepEqual(await store.get('a'), { ...next, revision: 2 });
  });

  test('a known id with other content is a run of its own, and so is its growth', async () => {
    const store = await open();
    const first = sampleTrajectory('a', SCRIPT);
    const other = sampleTrajectory('a', [
      ['user', 'Something else'],
      ['agent', 'Yes'],
      ['user', 'Thanks'],
    ]);
    const begun = earlierState(other, 2);
    const id = `a~${begun.contentHash.slice(0, 8)}`;
    const label = { trajectoryId: 'a', name: 'label:test/x', value: 1 };
    assert.equal((await store.put([{ trajectory: first }, { trajectory: begun }, { label }])).imported, 2);
    assert.deepEqual(await store.put([{ trajectory: begun }, { label }]), { ...NOTHING, duplicates: 1 });
    assert.equal((await store.put([{ trajectory: other }])).continued, 1);
    assert.deepEqual(await collect(store.read()), [first, { ...other, id, revision: 2 }]);
    assert.deepEqual(await collect(store.labels()), [{ ...label, trajectoryId: id }]);
  });

  test('a run with the content of an earlier one names it', async () => {
    const store = await open();
    const [original, copy, other] = ['m', 'c', 'z'].map((id) => sampleTrajectory(id, SCRIPT));
    await store.put([{ trajectory: original! }]);
    await store.put([{ trajectory: copy! }, { trajectory: other! }]);
    const found = await collect(store.read());
    assert.deepEqual(
      found.map(({ id, copyOf }) => [id, copyOf]),
      [
        ['c', 'm'],
        ['m', undefined],
        ['z', 'm'],
      ],
    );
  });

  test('a link names the caller of a sub-agent, whichever comes first', async () => {
    const link = { parentId: 'parent', callId: 'call-1', childId: 'child' };
    const child = sampleTrajectory('child', SCRIPT);
    for (const items of [
      [{ link }, { trajectory: child }],
      [{ trajectory: child }, { link }],
    ]) {
      const store = await open();
      for (const item of items) await store.put([item]);
      const linked = { ...child, parentId: 'parent', spawnedBy: { trajectoryId: 'parent', callId: 'call-1' } };
      assert.deepEqual(await store.get('child'), linked);
      await store.put(items);
      assert.deepEqual(await store.get('child'), linked);
    }
  });

  test('the same items in batches of any size give the same store', async () => {
    const grown = sampleTrajectory('a', SCRIPT);
    const items = [
      { trajectory: earlierState(grown, 1) },
      { label: { trajectoryId: 'a', name: 'label:test/x', value: 1 } },
      { trajectory: grown },
      { trajectory: sampleTrajectory('a', [['user', 'other']]) },
      { label: { trajectoryId: 'a', name: 'label:test/x', value: 2 } },
      { trajectory: sampleTrajectory('b', SCRIPT) },
      { link: { parentId: 'a', callId: 'call-1', childId: 'b' } },
      { trajectory: earlierState(grown, 2) },
    ];
    const states = [];
    for (const size of [1, 2, 3, items.length]) {
      const store = await open();
      for (let i = 0; i < items.length; i += size) await store.put(items.slice(i, i + size));
      states.push([await collect(store.read()), await collect(store.labels()), await collect(store.calls())]);
    }
    for (const state of states) assert.deepEqual(state, states[0]);
  });

  test('outcomes are added to, never lost, and the latest counts', async () => {
    const store = await open();
    const before = sampleTrajectory('a', SCRIPT.slice(0, 2), {
      outcomes: [{ name: 'reward', value: 0, by: 'verifier' }],
    });
    const human = { name: 'success', value: true, by: 'human', at: '2026-01-01T00:00:00Z' } as const;
    await store.put([{ trajectory: before }]);
    await store.addOutcome('a', human);
    const reward = { name: 'reward', value: 1, by: 'verifier' } as const;
    await store.put([{ trajectory: sampleTrajectory('a', SCRIPT, { outcomes: [reward] }) }]);
    await store.put([{ trajectory: sampleTrajectory('a', SCRIPT, { outcomes: [reward] }) }]);
    assert.deepEqual((await store.get('a'))?.outcomes, [...before.outcomes, human, reward]);
    const [summary] = await collect(store.list({ outcome: 'success' }));
    assert.deepEqual(summary?.outcome, { success: true, reward: 1, scores: {}, by: 'human' });
    await assert.rejects(store.addOutcome('none', human), {
      code: 'not-found',
      message: 'none: found no such trajectory, expected one in the store',
    });
  });

  test('a label said again replaces its value; labels come in order', async () => {
    const store = await open();
    const label = (rest: Partial<Label>): Label => ({ trajectoryId: 'a', name: 'label:test/x', value: 1, ...rest });
    const labels = [
      label({}),
      label({ coder: '' }),
      label({ coder: 'Zoe' }),
      label({ coder: 'anna' }),
      label({ steps: [0, 1] }),
      label({ steps: [0, 1], part: 0 }),
      label({ trajectoryId: 'b', name: 'label:test/\0y' }),
    ];
    await store.put(labels.toReversed().map((item) => ({ label: item })));
    await store.put([{ label: label({ value: 2 }) }, { label: label({ value: 3 }) }]);
    assert.deepEqual(await collect(store.labels()), [label({ value: 3 }), ...labels.slice(1)]);
    assert.deepEqual(await collect(store.labels({ name: 'label:test/\0y' })), [labels[6]]);
    assert.deepEqual((await collect(store.labels({ trajectoryId: 'a' }))).length, 6);
  });

  test('filters hold together, lists are in order of id', async () => {
    const store = await open();
    const run = (id: string, changes: Partial<Trajectory>): Trajectory =>
      sampleTrajectory(id, [['user', `do ${id}`]], changes);
    const success = (value: boolean): Trajectory['outcomes'] => [{ name: 'success', value, by: 'verifier' }];
    const runs = [
      run('b', { project: 'shop', outcomes: success(true), startedAt: '2026-01-02T00:00:00.5+01:00' }),
      run('B', { project: 'shop', outcomes: success(false), startedAt: '2026-01-01T23:00:00Z' }),
      run('a', { project: 'shop\0', startedAt: 'no time', task: { text: 'named', tags: [] } }),
      run('é', { source: { format: 'sharegpt', uri: 'x' }, outcomes: success(true) }),
    ];
    await store.put(runs.map((trajectory) => ({ trajectory })));
    const ids = async (filter: Parameters<Store['list']>[0]): Promise<string> =>
      (await collect(store.list(filter))).map(({ id }) => id).join('');
    assert.equal(await ids({}), 'Babé');
    assert.equal(await ids({ limit: 2 }), 'Ba');
    assert.equal(await ids({ limit: 0 }), '');
    assert.equal(await ids({ ids: ['é', 'a', 'none', 'a'] }), 'aé');
    assert.equal(await ids({ ids: [] }), '');
    assert.equal(await ids({ outcome: 'success' }), 'bé');
    assert.equal(await ids({ outcome: 'success', project: 'shop' }), 'b');
    assert.equal(await ids({ outcome: 'failure' }), 'B');
    assert.equal(await ids({ format: 'sharegpt' }), 'é');
    assert.equal(await ids({ project: 'shop\0' }), 'a');
    assert.equal(await ids({ since: '2026-01-01T23:00:00.100Z' }), 'b');
    assert.equal(await ids({ since: '2026-01-02T00:00:00+01:00' }), 'Bb');
    const [, a, b] = await collect(store.list());
    assert.equal(a?.task.text, 'named');
    assert.equal(b?.task.text, 'do b');
    await assert.rejects(collect(store.list({ since: 'soon' })), {
      code: 'bad-argument',
      message: 'since: found "soon", expected a time as 2026-01-31T12:00:00Z',
    });
  });

  test('calls stand beside the runs', async () => {
    const store = await open();
    await store.put([{ trajectory: sampleTrajectory('a', SCRIPT) }]);
    const call = {
      trajectoryId: 'a',
      step: 1,
      part: 0,
      name: 'get_order',
      symbol: 'tool:get_order',
      fields: ['id'],
      error: true,
    };
    assert.deepEqual(await collect(store.calls()), [call]);
    assert.deepEqual(await collect(store.calls({ name: 'get_order', trajectoryId: 'a' })), [call]);
    assert.deepEqual(await collect(store.calls({ name: 'other' })), []);
  });

  test('a run may be read while others are written', async () => {
    const store = await open();
    const runs = Array.from({ length: 450 }, (_, i) => sampleTrajectory(`run-${String(i).padStart(3, '0')}`, SCRIPT));
    await store.put(runs.map((trajectory) => ({ trajectory })));
    let read = 0;
    for await (const { id } of store.read()) {
      if (id.startsWith('run')) read++;
      if (read % 100 === 0) await store.put([{ trajectory: sampleTrajectory(`late-${read}`, SCRIPT) }]);
    }
    assert.equal(read, 450);
    assert.equal((await store.info()).trajectories, 454);
  });
}

async function tokensOf(trajectory: Trajectory, open: () => Promise<Store>): Promise<number> {
  return (await (await open()).put([{ trajectory }])).tokens;
}
