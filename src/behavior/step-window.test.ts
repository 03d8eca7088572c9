import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepWindow } from './step-window.ts';

test('the last ten thousand steps are kept, and steps long gone are let go', () => {
  const window = stepWindow();
  for (let index = 0; index < 35_000; index++) window.add({ index, actor: 'agent', parts: [] });
  assert.equal(window.get(34_999)?.index, 34_999);
  assert.equal(window.get(25_000)?.index, 25_000);
  assert.equal(window.get(14_999), undefined);
});

test('long texts are let go sooner', () => {
  const window = stepWindow();
  const text = 'x'.repeat(8_000_000);
  for (let index = 0; index < 9; index++) window.add({ index, actor: 'tool', parts: [{ kind: 'text', text }] });
  assert.deepEqual(
    [0, 2, 3, 8].map((index) => window.get(index)?.index),
    [undefined, undefined, 3, 8],
  );
});
