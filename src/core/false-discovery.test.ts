import assert from 'node:assert/strict';
import { test } from 'node:test';
import { falseDiscovery } from './false-discovery.ts';
import { seededRandom } from './random.ts';

test("q-values are those of R's p.adjust(method = 'BH')", () => {
  const q = falseDiscovery([0.01, 0.04, 0.03, 0.005, 0.5]).map((value) => Number(value.toFixed(6)));
  assert.deepEqual(q, [0.025, 0.05, 0.05, 0.025, 0.5]);
  assert.deepEqual(falseDiscovery([]), []);
});

test('among planted and null hypotheses false discoveries stay at the level', () => {
  const random = seededRandom(5);
  let falseShare = 0;
  let found = 0;
  const sets = 400;
  for (let i = 0; i < sets; i++) {
    const planted = Array.from({ length: 10 }, () => random.next() * 0.001);
    const none = Array.from({ length: 40 }, () => random.next());
    const rejected = falseDiscovery([...planted, ...none]).map((q) => q <= 0.05);
    const wrong = rejected.slice(10).filter(Boolean).length;
    const right = rejected.slice(0, 10).filter(Boolean).length;
    falseShare += wrong / Math.max(1, wrong + right);
    found += right;
  }
  assert.ok(falseShare / sets <= 0.05, `false discovery rate ${falseShare / sets}`);
  assert.ok(found / sets > 9.9);
});
