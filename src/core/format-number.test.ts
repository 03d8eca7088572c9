import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatCount,
  formatEstimate,
  formatInterval,
  formatPercent,
  formatPoints,
  formatSeconds,
  formatUsd,
  plural,
} from './format-number.ts';

test('numbers are written for people', () => {
  assert.deepEqual([0, 999, 12480].map(formatCount), ['0', '999', '12,480']);
  assert.deepEqual([0, 841, 41_260, 999_499, 1_236_000, 2.5e9].map(formatEstimate), [
    '0',
    '841',
    '41,300',
    '999,000',
    '1.24 million',
    '2.5 billion',
  ]);
  assert.deepEqual([0, 0.0001, 0.004, 0.0994, 0.0996, 0.714, 1].map(formatPercent), [
    '0%',
    '<0.1%',
    '0.4%',
    '9.9%',
    '10%',
    '71%',
    '100%',
  ]);
  assert.equal(formatInterval([0.65, 0.768]), '65–77%');
  assert.deepEqual([0.121, -0.03, 0.004].map(formatPoints), ['+12', '−3', '0']);
  assert.deepEqual([12.4, 0, 0.0042].map(formatUsd), ['$12.40', '$0.00', '$0.004']);
  assert.deepEqual([40, 720, 12_600].map(formatSeconds), ['40 s', '12 min', '3.5 h']);
  assert.deepEqual(
    [1, 2000].map((count) => plural(count, 'run')),
    ['1 run', '2,000 runs'],
  );
});

test('a small loss is not written as nothing', () => {
  assert.deepEqual([-0.003, -0.0001, -0.25].map(formatPercent), ['−0.3%', '>−0.1%', '−25%']);
});
