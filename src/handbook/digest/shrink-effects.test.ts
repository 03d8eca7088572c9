import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { shrinkEffects, type MeasuredEffect } from './shrink-effects.ts';

test('an effect measured on few runs is shrunk more than one measured on many', () => {
  const shrunk = shrinkEffects(
    new Map([
      ['few', effectOf(0.3, 0.2, 10)],
      ['many', effectOf(0.3, 0.02, 900)],
    ]),
  );
  // 0.1² / (0.1² + 0.2²) = 0.2 and 0.1² / (0.1² + 0.02²) = 0.9615…
  assert.equal(shrunk.get('few')!.shrunk.toFixed(4), '0.0600');
  assert.equal(shrunk.get('many')!.shrunk.toFixed(4), '0.2885');
  assert.deepEqual({ ...shrunk.get('few'), shrunk: 0 }, { measured: 0.3, shrunk: 0, n: 10 });
});

test('effects that scatter no more than chance does are shrunk to nothing', () => {
  const noise = [0.1, -0.1, 0.05, -0.08, 0.02, 0.09].map((d, i) => [`b${i}`, effectOf(d, 0.2, 20)] as const);
  for (const { shrunk } of shrinkEffects(new Map(noise)).values()) assert.equal(shrunk, 0);
});

test('shrunk effects lie nearer to the planted ones than the measured ones do', () => {
  const random = seededRandom(7);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const planted = new Map<string, number>(Array.from({ length: 400 }, (_, i) => [`b${i}`, 0.1 * normal()]));
  const measured = new Map([...planted].map(([id, truth]) => [id, effectOf(truth + 0.15 * normal(), 0.15, 40)]));
  let before = 0;
  let after = 0;
  for (const [id, effect] of shrinkEffects(measured)) {
    before += (effect.measured - planted.get(id)!) ** 2;
    after += (effect.shrunk - planted.get(id)!) ** 2;
  }
  // The best that can be had is τ² / (τ² + se²) = 0.31 of the error.
  assert.ok(after / before < 0.4, `${after / before}`);
});

function effectOf(difference: number, standardError: number, n: number): MeasuredEffect {
  const half = 1.959963984540054 * standardError;
  return { difference, interval: [difference - half, difference + half], n };
}
