import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodedBatch } from './encoded-batch.ts';
import { itemEncoder } from './item-encoder.ts';
import { gatherBytes, mergeBatches } from './merge-batches.ts';
import { sampleTrajectory } from './testing/sample-trajectory.ts';

function batch(id: string, tool: string): EncodedBatch {
  const script = [
    ['system', 'policy '.repeat(200)],
    ['agent', `CALL ${tool}`],
    ['tool', 'fine'],
  ] as const;
  return itemEncoder()([
    { trajectory: sampleTrajectory(id, script) },
    { label: { trajectoryId: id, name: 'label:test/x', value: 1 } },
  ]);
}

test('merged batches keep their order, and calls their actions', () => {
  const merged = mergeBatches([batch('a', 'get'), batch('b', 'put')]);
  const calls = merged.items.map((item) =>
    'run' in item ? [item.run.id, item.run.calls, merged.actions[item.run.calls[2]!]?.name] : 'label',
  );
  assert.deepEqual(calls, [['a', [1, 0, 0, 0], 'get'], 'label', ['b', [1, 0, 1, 0], 'put'], 'label']);
  assert.equal(merged.blobs.length, 2);
});

test('gathered bytes are the same bytes in one buffer', () => {
  const before = batch('a', 'get');
  const { batch: after, buffer } = gatherBytes(before);
  assert.deepEqual(structuredClone(after), structuredClone(before));
  const [item] = after.items;
  assert.ok(item !== undefined && 'run' in item && item.run.head.buffer === buffer);
});
