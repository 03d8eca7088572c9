import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { doseResponse, type DoseEffect, type DoseRow } from './dose-response.ts';

/** Tasks of four runs; the longer a run, the more often it shows A; success depends on how often, whether at all, and on length. */
function simulated(
  random: Random,
  { each, shown, length }: { readonly each: number; readonly shown: number; readonly length: number },
): SequenceSet {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const tasks = Array.from({ length: 50 }, () => ({ ease: 0.35 + 0.3 * random.next(), size: 2.5 + 0.3 * normal() }));
  const runs = Array.from({ length: 200 }, (_, run) => {
    const { ease, size } = tasks[run >> 2]!;
    const steps = Math.max(2, Math.round(Math.exp(size + 0.4 * normal())));
    let times = 0;
    for (let step = 0; step < steps && times < 5; step++) if (random.chance(0.1)) times++;
    const rate = ease + each * times + shown * Math.min(1, times) - length * (steps / 13 - 1);
    const success = random.chance(Math.min(0.97, Math.max(0.03, rate)));
    return { letters: 'A'.repeat(times) || 'B', facts: { task: `t${run >> 2}`, success, steps, tokens: steps * 80 } };
  });
  return sequencesOfLetters(runs.map(({ letters }) => letters), (run) => runs[run]!.facts); // prettier-ignore
}

function rowsOf(seed: number, plan: Parameters<typeof simulated>[1]): DoseRow[] {
  const random = seededRandom(seed);
  const ofA = (): DoseRow => doseResponse(simulated(random, plan), { exchanges: 9 }).find(({ behavior }) => behavior === 'A')!; // prettier-ignore
  return Array.from({ length: 1000 }, ofA);
}

function covered(effects: readonly (DoseEffect | null)[], truth: number): void {
  const holding = effects.filter((effect) => effect!.interval[0] <= truth && truth <= effect!.interval[1]).length;
  assert.ok(holding >= 930 && holding <= 970, `${holding} of ${effects.length}`);
}

function mean(effects: readonly (DoseEffect | null)[]): number {
  return effects.reduce((sum, effect) => sum + effect!.difference, 0) / effects.length;
}

test('what each occurrence adds is covered as often as the interval says', () => {
  const rows = rowsOf(1, { each: 0.06, shown: 0, length: 0 });
  covered(rows.map(({ each }) => each), 0.06); // prettier-ignore
  covered(rows.map(({ adjusted }) => adjusted), 0.06); // prettier-ignore
  covered(rows.map(({ further }) => further), 0.06); // prettier-ignore
});

test('where long runs fail what is done often looks harmful until length is equal', () => {
  const rows = rowsOf(2, { each: 0, shown: 0, length: 0.2 });
  assert.ok(mean(rows.map(({ each }) => each)) < -0.02);
  covered(rows.map(({ adjusted }) => adjusted), 0); // prettier-ignore
});

test('where only whether at all matters nothing is left for further occurrences', () => {
  const rows = rowsOf(3, { each: 0, shown: 0.25, length: 0 });
  assert.ok(mean(rows.map(({ each }) => each)) > 0.05);
  covered(rows.map(({ further }) => further), 0); // prettier-ignore
});

test('of many behaviors whose number does nothing any is found at most one time in twenty', () => {
  const random = seededRandom(4);
  let found = 0;
  for (let set = 0; set < 200; set++) {
    const runs = Array.from({ length: 80 }, () => [...'ABCDEFGH'].map((letter) => letter.repeat(random.below(4))).join('') || 'Z'); // prettier-ignore
    const ends = runs.map(() => random.chance(0.5));
    const rows = doseResponse(sequencesOfLetters(runs, (run) => ({ task: `t${run % 20}`, success: ends[run]! })), { exchanges: 199 }); // prettier-ignore
    if (rows.some(({ each }) => each.q <= 0.05)) found++;
  }
  assert.ok(found <= 15, `found in ${found} of 200`);
});

test('levels are of about as many runs, against runs of the same task without it', () => {
  const runs = ['', 'A', 'AA', 'AAAA'].flatMap((letters) => Array.from({ length: 6 }, () => letters));
  const set = sequencesOfLetters(runs, (run) => ({ task: `t${run % 6}`, success: runs[run]!.length < 2 || run % 6 === 0 })); // prettier-ignore
  const [row] = doseResponse(set);
  assert.deepEqual([row!.n, row!.runs, row!.meanTimes], [24, 18, 7 / 3]);
  assert.deepEqual(
    row!.levels.map(({ from, to, runs: count, successes, difference }) => [from, to, count, successes, difference]),
    [
      [0, 0, 6, 6, null],
      [1, 1, 6, 6, 0],
      [2, 2, 6, 1, -5 / 6],
      [3, null, 6, 1, -5 / 6],
    ],
  );
});
