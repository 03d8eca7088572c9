import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupNearDuplicates } from './group-near-duplicates.ts';

test('wordings of one remark are one group, other remarks are others', () => {
  const texts = [
    'check the total price before you book the flight',
    'retrieve the latest messages from every channel first',
    'check the total price again before you book the flight',
    'now retrieve the latest messages from every channel first',
    'ask for the reason of the cancellation',
  ];
  assert.deepEqual(groupNearDuplicates(texts), [0, 1, 0, 1, 4]);
});

test('nearly all planted near-duplicates are found among many others', () => {
  const base = Array.from({ length: 400 }, (_, i) =>
    Array.from({ length: 14 }, (_word, k) => `w${(i * 7919 + k * 104_729) % 5003}`).join(' '),
  );
  const copies = base.map((text) => `${text} indeed`);
  const groups = groupNearDuplicates([...base, ...copies]);
  const found = copies.filter((_, i) => groups[400 + i] === i).length;
  assert.ok(found >= 396, `${found} of 400`);
  assert.ok(
    groups.slice(0, 400).every((root, i) => root === i),
    'nothing else is joined',
  );
});
