import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { lengthRates } from './length-rates.ts';

test('rates are per run and per thousand tokens, by group, with what changed from the first to the last', () => {
  const set = sequencesOfLetters(['VV', 'V', 'V', 'V', 'VVV', 'V', 'VVVV', 'VV'], (run) => ({
    task: `task-${run >> 1}`,
  }));
  const lengths = Float64Array.of(1000, 1000, 1000, 1000, 4000, 2000, 4000, 2000);
  const groups = [
    { name: 'early', runs: [0, 1, 2, 3], length: 1000 },
    { name: 'late', runs: [4, 5, 6, 7], length: 3000 },
  ];
  const { rows, within } = lengthRates(set, lengths, groups);
  assert.equal(within, 'task');
  const [{ behavior, events, groups: rates, within: own, change }] = rows as [(typeof rows)[0]];
  assert.deepEqual([behavior, events], ['V', 15]);
  assert.deepEqual(rates.map((rate) => [rate!.perRun, rate!.perThousand]), [[1.25, 1.25], [2.5, 10 / 12]]); // prettier-ignore
  assert.ok(Math.abs(change!.difference - (10 / 12 - 1.25)) < 1e-12);
  // Seven in the long runs, three in those half as long.
  assert.equal(own!.slope.toFixed(9), Math.log2(7 / 3).toFixed(9));
  assert.equal(own!.q, own!.p);
});

test('what could not be observed does not count, and nothing seen is bounded by the number of runs', () => {
  const { alphabet, sequences } = sequencesOfLetters(['AB', 'A', 'A'], (run) => ({ task: `task-${run}` }));
  const set = { alphabet, sequences: sequences.map((run, i) => ({ ...run, observed: Float64Array.of(1, i === 1 ? 0 : 1) })) };
  const groups = [0, 1, 2].map((run) => ({ name: `${run}`, runs: [run], length: 100 }));
  const { rows } = lengthRates(set, Float64Array.of(100, 100, 100), groups);
  const rates = rows.find(({ behavior }) => behavior === 'B')!.groups;
  assert.deepEqual([rates[0]!.perThousand, rates[1], rates[2]!.perThousand], [10, null, 0]);
  assert.ok(rates[2]!.interval[1] > 5 && rates[2]!.interval[1] < 10, `${rates[2]!.interval[1]}`);
}); // prettier-ignore
