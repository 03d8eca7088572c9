import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodedBatch } from './encoded-batch.ts';
import { itemEncoder } from './item-encoder.ts';
import { mergeBatches } from './merge-batches.ts';
import { unpackJson } from './pack-json.ts';
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

test('all bytes of a batch lie in its buffers', () => {
  const { items, blobs, buffers } = batch('a', 'get');
  const [item] = items;
  assert.ok(item !== undefined && 'run' in item);
  const { head, outcomes, chunks } = item.run;
  const all = [head, outcomes, ...chunks.map(({ bytes }) => bytes), ...blobs.map(({ bytes }) => bytes)];
  assert.ok(all.every(({ buffer }) => buffers.includes(buffer as ArrayBuffer)));
  assert.deepEqual(unpackJson(outcomes), []);
});
