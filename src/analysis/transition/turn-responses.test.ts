import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { turnPairs } from './turn-pairs.ts';
import { turnResponses, type TurnPair } from './turn-responses.ts';

const pair = (before: string, after: string): TurnPair => ({ before: new Set(before), after: new Set(after) });

test('a turn lasts until the other one acts, and one without codes is a turn, too', () => {
  const actors = ['system', 'user', 'agent', 'tool', 'agent', 'user', 'agent', 'user'] as const;
  const sequence = { codes: Int32Array.from([0, 1, 0]), first: Int32Array.from([2, 4, 5]) };
  const pairs = turnPairs(
    actors.map((actor) => ({ actor })),
    sequence,
    ['ask', 'tell'],
    { from: 'agent', to: 'user' },
  );
  assert.deepEqual(pairs, [
    { before: new Set(['ask', 'tell']), after: new Set(['ask']) },
    { before: new Set(), after: new Set() },
  ]);
});

test('rates with and without, and the difference', () => {
  const pairs = [...Array.from({ length: 10 }, (_, i) => pair('a', i < 8 ? 'x' : '')), ...Array.from({ length: 20 }, (_, i) => pair('', i < 2 ? 'x' : ''))]; // prettier-ignore
  const [row] = turnResponses([{ task: 't', pairs }]);
  assert.deepEqual(
    [row!.from, row!.to, row!.with, row!.without, row!.interval],
    ['a', 'x', { count: 8, n: 10, rate: 0.8 }, { count: 2, n: 20, rate: 0.1 }, null],
  );
  // Fisher's exact test of 8, 2, 2, 18.
  assert.ok(Math.abs(row!.p - 0.00029126296) < 1e-11, `${row!.p}`);
});

test('runs that differ in how often both come are no finding', () => {
  const random = seededRandom(4);
  let found = 0;
  for (let set = 0; set < 200; set++) {
    const runs = Array.from({ length: 20 }, (_, run) => {
      const often = run % 2 === 0 ? 0.9 : 0.1;
      const pairs = Array.from({ length: 12 }, () => pair(random.chance(often) ? 'a' : '', random.chance(often) ? 'x' : '')); // prettier-ignore
      return { task: `t${run}`, pairs };
    });
    const [row] = turnResponses(runs);
    assert.ok(row!.difference > 0.3);
    if (row!.p <= 0.05) found++;
  }
  assert.ok(found <= 16, `${found} of 200`);
});
