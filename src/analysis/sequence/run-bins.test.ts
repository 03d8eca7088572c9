import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binOf, runBins } from './run-bins.ts';
import { runClock } from './run-clock.ts';

test('a run’s clock starts with its first own step that has a time', () => {
  const at = (minute: number): { at: string } => ({ at: `2026-01-01T00:0${minute}:00Z` });
  const clock = runClock([{ ...at(0), copied: true }, {}, at(2), { at: 'soon' }, at(4), at(1)]);
  assert.deepEqual([...clock], [Number.NaN, Number.NaN, 0, Number.NaN, 120, 0]);
});

test('steps are in parts of the run, or in stretches of time of which the last has no end', () => {
  assert.deepEqual(
    runBins({ parts: 4 }).map(({ from, to }) => [from, to]),
    [
      [0, 0.25],
      [0.25, 0.5],
      [0.5, 0.75],
      [0.75, 1],
    ],
  );
  const parts = [0, 1, 4, 9].map((step) => binOf({ parts: 4 }, { step, steps: 10, second: Number.NaN }));
  assert.deepEqual(parts, [0, 0, 1, 3]);
  const stretches = runBins({ seconds: 60 });
  assert.deepEqual([stretches.length, stretches[1], stretches.at(-1)!.to], [12, { unit: 'seconds', from: 60, to: 120 }, null]); // prettier-ignore
  const placed = [0, 59.9, 60, 1e6, Number.NaN].map((second) => binOf({ seconds: 60 }, { step: 0, steps: 1, second }));
  assert.deepEqual(placed, [0, 0, 1, 11, -1]);
});
