import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { openRunCode } from './run-code.ts';
import { stateBest, type Statable } from './state-best.ts';
import { actCorpus, actRun, toolIds, type Act } from './testing/act-corpus.ts';

const NOISE = ['lum', 'dax', 'rit', 'fep', 'bok', 'zun'];

function noise(random: Random): Act[] {
  return Array.from({ length: random.below(3) }, () => ({
    tool: random.pick(NOISE),
    fields: { n: random.below(1e6) },
  }));
}

/** Runs with `vam … tol … pif` about one thing, which is named in each; and noise. */
function plantedRuns(n: number): Trajectory[] {
  return Array.from({ length: n }, (_, i) => {
    const random = seededRandom(i);
    const thing = `thing-${random.below(1e6)}`;
    const planted = ['vam', 'tol', 'pif'].flatMap((tool) => [{ tool, fields: { thing } }, ...noise(random)]);
    return actRun(`run-${i}`, `task-${i % 40}`, [...noise(random), ...(random.chance(0.7) ? planted : [])]);
  });
}

const corpus = actCorpus(plantedRuns(160));
const phrase = (...tools: string[]): Statable => ({
  phrase: { elements: toolIds(corpus, tools).map((id) => [id]), maxGap: 3 },
  tokens: 10 * tools.length,
});
const ITEMS = [phrase('vam', 'tol'), phrase('lum', 'dax'), phrase('vam', 'tol', 'pif'), phrase('tol', 'pif'), phrase('fep', 'bok', 'zun')]; // prettier-ignore

test('of what is planted, its parts and noise, the whole is stated and nothing else', () => {
  for (const ordered of [true, false]) {
    const { chosen, savedBits, statingBits } = stateBest(openRunCode(corpus, { ordered }), ITEMS);
    assert.deepEqual(chosen.map(({ item }) => ITEMS.indexOf(item)), [2]); // prettier-ignore
    assert.ok(savedBits > 5 * statingBits, `${savedBits} of ${statingBits}`);
    // What the learned runs promised is what the runs not seen gave, about.
    const { expectedBits } = chosen[0]!;
    assert.ok(Math.abs(savedBits - statingBits - expectedBits) < 0.35 * expectedBits, `${savedBits} ${expectedBits}`);
  }
});

test('the order of the items leaves no trace', () => {
  const once = stateBest(openRunCode(corpus), ITEMS).chosen.map(({ item }) => item);
  const again = stateBest(openRunCode(corpus), ITEMS.toReversed()).chosen.map(({ item }) => item);
  assert.deepEqual(again, once);
});

test('a budget is kept: what does not fit is left for what does', () => {
  const { chosen } = stateBest(openRunCode(corpus), ITEMS, { budgetTokens: 25 });
  assert.ok(chosen.reduce((sum, { item }) => sum + item.tokens, 0) <= 25);
  assert.equal(chosen.length, 1);
  assert.deepEqual(stateBest(openRunCode(corpus), ITEMS, { budgetTokens: 15 }).chosen, []);
});

test('variables say most of it: without them less is saved', () => {
  const withThem = stateBest(openRunCode(corpus), ITEMS);
  const without = stateBest(openRunCode(corpus), ITEMS, { variables: false });
  assert.ok(withThem.savedBits > 3 * without.savedBits, `${withThem.savedBits} ${without.savedBits}`);
});

test('in runs of nothing but noise nothing is stated', () => {
  for (let seed = 0; seed < 5; seed++) {
    const runs = Array.from({ length: 80 }, (_, i) => {
      const random = seededRandom(1000 * seed + i);
      return actRun(`run-${i}`, `task-${i % 20}`, [noise(random), noise(random), noise(random), noise(random)].flat());
    });
    const noisy = actCorpus(runs);
    const pairs = NOISE.flatMap((a) => NOISE.filter((b) => b !== a).map((b) => [a, b]));
    const items = pairs.map((pair) => ({ phrase: { elements: toolIds(noisy, pair).map((id) => [id]), maxGap: 3 }, tokens: 10 })); // prettier-ignore
    assert.deepEqual(stateBest(openRunCode(noisy), items).chosen, []);
  }
});
