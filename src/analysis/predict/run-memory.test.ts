import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { mixtureShares } from './mixture-shares.ts';
import { runMemory } from './run-memory.ts';

test('a run’s own counts back off to what other runs say, and are forgotten with the next run', () => {
  const memory = runMemory(3);
  const base = Float64Array.of(0.5, 0.25, 0.25);
  const told = (): number[] => {
    const into = new Float64Array(3);
    memory.distribution(base, into);
    return [...into];
  };
  memory.start();
  assert.deepEqual(told(), [...base]);
  for (const code of [0, 1, 0]) memory.see(code);
  // 0 twice, 1 once, two kinds: (2 + 2 · ½) / 5, (1 + 2 · ¼) / 5, (0 + 2 · ¼) / 5; after 0 came 1 once: half of that, and half for 1.
  assert.deepEqual(told(), [0.3, 0.65, 0.05]);
  memory.start();
  assert.deepEqual(told(), [...base]);
});

test('planted shares of a mixture are recovered', () => {
  const random = seededRandom(6);
  const parts = [
    [0.7, 0.2, 0.1],
    [0.1, 0.3, 0.6],
  ];
  const draw = (p: readonly number[]): number => {
    const at = random.next();
    return at < p[0]! ? 0 : at < p[0]! + p[1]! ? 1 : 2;
  };
  const events = Array.from({ length: 20_000 }, () => draw(parts[random.chance(0.3) ? 0 : 1]!));
  const { shares } = mixtureShares(Float64Array.from(events.flatMap((event) => parts.map((p) => p[event]!))), 2);
  assert.ok(Math.abs(shares[0]! - 0.3) < 0.03, `${shares[0]}`);
  assert.ok(Math.abs(shares[0]! + shares[1]! - 1) < 1e-9);
});
