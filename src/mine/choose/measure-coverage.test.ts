import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { coverageBaselines } from './coverage-baselines.ts';
import { measureCoverage } from './measure-coverage.ts';
import { actCorpus, actRun, toolIds, type Act } from './testing/act-corpus.ts';

const corpus = actCorpus(
  Array.from({ length: 150 }, (_, i) => {
    const random = seededRandom(i);
    const noise = (): Act[] =>
      Array.from({ length: random.below(3) }, () => ({ tool: random.pick(['lum', 'dax', 'rit']) }));
    const thing = `thing-${random.below(1e6)}`;
    const acts = ['vam', 'tol', 'pif'].flatMap((tool) => [{ tool, fields: { thing } }, ...noise()]);
    return actRun(`run-${i}`, `task-${i % 50}`, [...noise(), ...acts]);
  }),
);
const planted = {
  phrase: { elements: toolIds(corpus, ['vam', 'tol', 'pif']).map((id) => [id]), maxGap: 3 },
  tokens: 30,
};

test('a workflow with its variable explains more of unseen runs than sequences without', () => {
  const { heldOut, baselines } = measureCoverage(corpus, [planted], { budgetTokens: 400 });
  assert.ok(heldOut > 0.1, `${heldOut}`);
  assert.deepEqual(Object.keys(baselines), ['frequent-trigrams', 'longest-repeats', 'frequent-with-gaps']);
  assert.ok(heldOut > 1.5 * Math.max(...Object.values(baselines)), JSON.stringify({ heldOut, baselines }));
});

test('what does not fit into the budget explains nothing, and nothing costs nothing', () => {
  const options = { budgetTokens: 29, baselines: false };
  assert.deepEqual(measureCoverage(corpus, [planted], options), { budgetTokens: 29, heldOut: 0, baselines: {} });
  assert.equal(measureCoverage(corpus, [], options).heldOut, 0);
  assert.equal(measureCoverage(actCorpus([]), [], { budgetTokens: 400 }).heldOut, 0);
});

test('the baselines are what they are called', () => {
  const runs = [
    Int32Array.from([1, 2, 3, 4, 5, 9]),
    Int32Array.from([7, 1, 2, 3, 4, 5]),
    Int32Array.from([1, 2, 3, 8, 4]),
  ];
  const found = coverageBaselines(runs);
  const symbols = (name: string): number[] => found[name]![0]!.elements.flat();
  assert.deepEqual(symbols('frequent-trigrams'), [1, 2, 3]);
  assert.deepEqual(symbols('longest-repeats'), [1, 2, 3, 4, 5]);
  assert.deepEqual(symbols('frequent-with-gaps'), [1, 2, 3, 4]);
});
