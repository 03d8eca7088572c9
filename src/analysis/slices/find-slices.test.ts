import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { findSlices, type FoundSlices } from './find-slices.ts';
import { runFeatures, type RunExtras } from './run-features.ts';

const TOOLS = ['book', 'cancel', 'search', 'transfer', 'look', 'pay'];

test('a planted pair is found, with its difference, and holds on the half that was held out', () => {
  const { slices, halves } = planted(1, (model, tools) => (model === 'm1' && tools.includes('pay') ? 0.2 : 0.7));
  const [first] = slices;
  assert.deepEqual(halves, [600, 600]);
  assert.deepEqual(
    first!.features.map(({ words }) => words),
    ['of model m1', 'that use pay'],
  );
  assert.equal(first!.holds, true);
  assert.ok(first!.interval[0] < -0.45 && first!.interval[1] > -0.55, first!.interval.join(' '));
});

test('a single feature that explains all is not told again with others', () => {
  const { slices } = planted(2, (model) => (model === 'm1' ? 0.3 : 0.7));
  assert.equal(slices[0]!.features[0]!.value, 'm1');
  assert.ok(slices.every(({ features }) => features.length === 1));
});

test('where nothing differs, seldom is anything found', () => {
  let wrong = 0;
  for (let set = 0; set < 60; set++) {
    const { slices, tested } = planted(100 + set, () => 0.5, 240);
    assert.ok(tested > 20);
    if (slices.some(({ holds }) => holds)) wrong++;
  }
  assert.ok(wrong <= 3, `${wrong} of 60`);
});

test('features are those that hold of enough runs and not of nearly all', () => {
  const set = sequencesOfLetters(['A', 'AB', 'ABB', 'BBBB'], (run) => ({ model: 'm', tags: run < 2 ? ['x'] : [] }));
  assert.deepEqual(
    runFeatures(set, new Map([['run-0', { tools: ['t'], firstError: 't' }]]), { fewest: 1 }).map(({ words, members }) => [words, ...members]),
    [
      ['tagged x', 0, 1],
      ['of under 2 steps', 0],
      ['that use t', 0],
      ['whose first failed call is t', 0],
      ['that show A', 0, 1, 2],
      ['of 2 to 2 steps', 1],
      ['in which no call fails', 1, 2, 3],
      ['that show B', 1, 2, 3],
      ['of 3 or more steps', 2, 3],
    ],
  );
}); // prettier-ignore

/** Runs of three models on tasks that differ in how hard they are, each with about half of the tools. */
function planted(seed: number, chance: (model: string, tools: readonly string[]) => number, count = 1200): FoundSlices {
  const random = seededRandom(seed);
  const hard = Array.from({ length: count / 4 }, () => 0.2 * (random.next() - 0.5));
  const extras = new Map<string, RunExtras>();
  const runs = Array.from({ length: count }, (_, run) => {
    const model = `m${random.below(3)}`;
    const tools = TOOLS.filter(() => random.chance(0.5));
    extras.set(`run-${run}`, { tools });
    const task = run % hard.length;
    return { model, task: `["f","","${task}"]`, success: random.chance(chance(model, tools) + hard[task]!) };
  });
  const set = sequencesOfLetters(Array.from(runs, () => 'A'), (run) => runs[run]!); // prettier-ignore
  return findSlices(
    runFeatures(set, extras, { fewest: 10 }),
    {
      values: Float64Array.from(runs, ({ success }) => Number(success)),
      isShare: true,
      clusters: Int32Array.from(runs, ({ task }) => Number(/"(\d+)"/.exec(task)![1])),
    },
    { seed },
  );
}
