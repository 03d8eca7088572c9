import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { stratifiedScore } from './stratified-score.ts';

const TASKS = 40;
const EACH = 8;
const N = TASKS * EACH;

function scores(
  tries: number,
  draw: (seed: number) => { values: number[]; occasions: number[]; exposed: number[] },
): number[] {
  return Array.from({ length: tries }, (_, seed) => {
    const { values, occasions, exposed } = draw(seed + 1);
    const strata = Int32Array.from({ length: N }, (_run, i) => Math.floor(i / EACH));
    return stratifiedScore({ strata, values: Float64Array.from(values), occasions: Float64Array.from(occasions) })(
      exposed,
    ).z;
  });
}
const beyond = (list: readonly number[], z: number): number =>
  list.filter((value) => Math.abs(value) > z).length / list.length;

test('exposure by chance is standard normal, or nearer to nothing', () => {
  const found = scores(400, (seed) => {
    const random = seededRandom(seed);
    const hard = Array.from({ length: TASKS }, () => random.next());
    const values = Array.from({ length: N }, (_, i) => Number(random.chance(hard[Math.floor(i / EACH)]!)));
    return {
      values,
      occasions: values.map(() => 1 + random.below(40)),
      exposed: [...values.keys()].filter(() => random.chance(0.3)),
    };
  });
  assert.ok(beyond(found, 1.96) <= 0.07, `${beyond(found, 1.96)}`);
});

test('a planted effect is found', () => {
  const found = scores(40, (seed) => {
    const random = seededRandom(seed);
    const is = Array.from({ length: N }, () => random.chance(0.4));
    return {
      values: is.map((exposed) => Number(random.chance(exposed ? 0.75 : 0.45))),
      occasions: is.map(() => 1 + random.below(40)),
      exposed: [...is.keys()].filter((i) => is[i]!),
    };
  });
  assert.ok(found.filter((z) => z > 1.96).length >= 38, found.map((z) => z.toFixed(1)).join(' '));
});

test('what long runs say more often does not look like a cause of what becomes of long runs', () => {
  const found = scores(100, (seed) => {
    const random = seededRandom(seed);
    const occasions = Array.from({ length: N }, () => 2 ** random.below(6));
    return {
      occasions,
      values: occasions.map((n) => Number(random.chance(n > 6 ? 0.8 : 0.3))),
      exposed: [...occasions.keys()].filter((i) => random.chance(1 - 0.95 ** occasions[i]!)),
    };
  });
  assert.ok(beyond(found, 1.96) <= 0.1, `${beyond(found, 1.96)}`);
});
