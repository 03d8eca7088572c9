import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowersSuccess, sureEffect } from './sure-effect.ts';

const outcome = (
  low: number,
  high: number,
  q = 0.01,
): { difference: number; interval: [number, number]; q: number; n: number } => ({
  difference: (low + high) / 2,
  interval: [low, high],
  q,
  n: 50,
});

test('an effect is sure when its interval excludes 0 and its q is small', () => {
  assert.equal(sureEffect({ kind: 'workflow', polarity: 'do', outcome: outcome(0.1, 0.5) }), 1);
  assert.equal(sureEffect({ kind: 'workflow', polarity: 'do', outcome: outcome(-0.5, -0.1) }), -1);
  assert.equal(sureEffect({ kind: 'workflow', polarity: 'do', outcome: outcome(-0.1, 0.5) }), 0);
  assert.equal(sureEffect({ kind: 'workflow', polarity: 'do', outcome: outcome(0.1, 0.5, 0.2) }), 0);
  assert.equal(sureEffect({ kind: 'workflow', polarity: 'do' }), 0);
});

test('of something to avoid, failing is what speaks for it; repairs and facts have no effect of their own', () => {
  assert.equal(sureEffect({ kind: 'warning', polarity: 'avoid', outcome: outcome(-0.5, -0.1) }), 1);
  assert.equal(sureEffect({ kind: 'warning', polarity: 'avoid', outcome: outcome(0.1, 0.5) }), -1);
  assert.equal(sureEffect({ kind: 'repair', polarity: 'do', outcome: outcome(0.1, 0.5) }), 0);
});

test('a strategy whose interval lies below 0 lowers success, whatever its q; a warning or a workflow does not', () => {
  assert.equal(lowersSuccess({ kind: 'strategy', polarity: 'do', outcome: outcome(-0.5, -0.1, 0.4) }), true);
  assert.equal(lowersSuccess({ kind: 'strategy', polarity: 'do', outcome: outcome(-0.5, 0, 0.01) }), false);
  assert.equal(lowersSuccess({ kind: 'warning', polarity: 'avoid', outcome: outcome(-0.5, -0.1) }), false);
  assert.equal(lowersSuccess({ kind: 'workflow', polarity: 'do', outcome: outcome(-0.5, -0.1, 0.4) }), false);
});
