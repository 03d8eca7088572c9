import assert from 'node:assert/strict';
import test from 'node:test';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { sampleTrajectory } from '../../store/testing/sample-trajectory.ts';
import type { OutcomeRecord } from '../../trajectory/trajectory.ts';
import { KeptOutcomes } from './kept-outcomes.ts';

const RUN = 'recorded:s';
const GOOD: OutcomeRecord = { name: 'success', value: true, by: 'verifier', at: '2026-01-01T00:00:00.000Z' };
const BETTER: OutcomeRecord = { name: 'reward', value: 1, by: 'verifier', at: '2026-01-01T00:00:01.000Z' };
const reported = (record: OutcomeRecord) => ({ target: { session: 's' }, records: [record] }) as const;
const putRun = (store: Store) => store.put([{ trajectory: sampleTrajectory(RUN, [['user', 'hello']]) }]);
const outcomesOf = async (store: Store) => (await store.get(RUN))!.outcomes;

test('what one process keeps joins the run that another writes', async () => {
  const store = await openStore(':memory:');
  const [reporter, recorder] = [new KeptOutcomes(store), new KeptOutcomes(store)];
  assert.equal((await recorder.joinTo([RUN])).size, 0);
  assert.equal((await reporter.add(reported(GOOD))).answer, 'kept');
  assert.equal((await reporter.add(reported(BETTER))).answer, 'kept');
  await putRun(store);
  assert.deepEqual(await recorder.joinTo([RUN]), new Map([[RUN, [GOOD, BETTER]]]));
  assert.deepEqual(await outcomesOf(store), [GOOD, BETTER]);
  assert.deepEqual(await recorder.joinTo([RUN]), new Map());
  await store.close();
});

test('an outcome whose run was written while it was being kept joins it at once', async () => {
  const store = await openStore(':memory:');
  const writing = { ...store, putDecisions: async (...all: Parameters<Store['putDecisions']>) => {
    await store.putDecisions(...all);
    if ((await store.get(RUN)) === undefined) await putRun(store);
  } }; // prettier-ignore
  assert.equal((await new KeptOutcomes(writing).add(reported(GOOD))).answer, 'stored');
  assert.deepEqual(await outcomesOf(store), [GOOD]);
  await store.close();
});

test('what a process that ended left between a run and its outcome is joined by the next', async () => {
  const store = await openStore(':memory:');
  await new KeptOutcomes(store).add(reported(GOOD));
  await putRun(store);
  await new KeptOutcomes(store).joinTo([]);
  assert.deepEqual(await outcomesOf(store), [GOOD]);
  await store.close();
});
