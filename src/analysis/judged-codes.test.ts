import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Coding } from '../behavior/event.ts';
import { judgedCodes } from './judged-codes.ts';

const coding = (codebook: string, detector: string): Coding => ({
  trajectoryId: 'run',
  revision: 1,
  codebook,
  detector,
  observedUnits: { promise: 3 },
  notObservable: {},
  observedTokens: 10,
});

test('a code that a judge looked at is its opinion until labels say that it can be believed', () => {
  const codes = judgedCodes();
  codes.add([coding('shop@aaaaaaaaaaaa', 'judge-openai:gpt@1'), coding('moves@bbbbbbbbbbbb', 'ethogram@1')]);
  const known = (code: string, model: string): { kappa: number; n: number } | undefined =>
    code === 'shop/promise@aaaaaaaaaaaa' && model === 'openai:gpt' ? { kappa: 0.7, n: 40 } : undefined;
  assert.deepEqual(codes.of('shop/promise', known), { model: 'openai:gpt', calibrated: true });
  assert.deepEqual(codes.of('shop/promise', () => undefined), { model: 'openai:gpt', calibrated: false }); // prettier-ignore
  assert.equal(codes.of('moves/promise', known), undefined);
});
