import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sampleRuns } from './sample-runs.ts';

const runs = (count: number, success: boolean | undefined) =>
  Array.from({ length: count }, (_, i) => ({ id: `${success}-${i}`, steps: i, success }));

test('few runs are all shown, shortest first', () => {
  assert.deepEqual(sampleRuns([...runs(3, true).reverse(), ...runs(1, false)], 10), {
    success: { ids: ['true-0', 'true-1', 'true-2'], of: 3 },
    failure: { ids: ['false-0'], of: 1 },
    unknown: { ids: [], of: 0 },
  });
});

test('many runs are sampled evenly by length, in proportion, a rare outcome with six', () => {
  const { success, failure } = sampleRuns([...runs(900, true), ...runs(20, false)], 30);
  assert.equal(success.ids.length, 29);
  assert.equal(failure.ids.length, 6);
  assert.deepEqual(success.ids.slice(0, 2), ['true-15', 'true-46']);
  assert.equal(success.ids.at(-1), 'true-884');
});

test('no run is shown twice', () => {
  const run = fc.record({ steps: fc.nat(50), success: fc.constantFrom(true, false, undefined) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (many, limit) => {
      const sample = sampleRuns(
        many.map((one, i) => ({ ...one, id: `${i}` })),
        limit,
      );
      const ids = [sample.success, sample.failure, sample.unknown].flatMap((group) => group.ids);
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.length <= limit + 18);
    }),
  );
});
