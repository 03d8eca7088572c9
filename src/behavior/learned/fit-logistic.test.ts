import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { fitLogistic, type SparseRow } from './fit-logistic.ts';

test('planted weights are found again', () => {
  const random = seededRandom(7);
  const [bias, truth] = [-1, [2, -1.5, 0]];
  const rows: SparseRow[] = [];
  const labels: boolean[] = [];
  for (let i = 0; i < 20_000; i++) {
    const at = [0, 1, 2].filter(() => random.chance(0.5));
    rows.push({ at, values: at.map(() => 1) });
    const odds = at.reduce((sum, k) => sum + truth[k]!, bias);
    labels.push(random.chance(1 / (1 + Math.exp(-odds))));
  }
  const fit = fitLogistic(rows, labels, { width: 3 });
  assert.ok(Math.abs(fit.bias - bias) < 0.08, `${fit.bias}`);
  for (const [k, weight] of truth.entries()) assert.ok(Math.abs(fit.weights[k]! - weight) < 0.08, `${fit.weights[k]}`);
});

test('without features the bias is the log odds of the labels', () => {
  const rows = Array.from({ length: 8 }, () => ({ at: [], values: [] }));
  const { bias } = fitLogistic(rows, [true, true, false, false, false, false, false, false], { width: 0 });
  assert.ok(Math.abs(bias - Math.log(2 / 6)) < 1e-2);
});

test('the penalty keeps the weight of what parts the labels without fault finite', () => {
  const rows = [true, true, false, false].map((has) => ({ at: has ? [0] : [], values: has ? [1] : [] }));
  const labels = [true, true, false, false];
  const loose = fitLogistic(rows, labels, { width: 1, ridge: 0.1 });
  const tight = fitLogistic(rows, labels, { width: 1, ridge: 10 });
  assert.ok(loose.weights[0]! > tight.weights[0]! && tight.weights[0]! > 0 && loose.weights[0]! < 20);
});

test('labels of one kind only have a solution', () => {
  const { bias, weights } = fitLogistic([{ at: [0], values: [1] }], [true], { width: 1 });
  assert.ok(bias > 0 && weights[0]! > 0 && bias < 20);
});
