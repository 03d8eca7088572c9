import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodedBatch } from './encoded-batch.ts';
import { itemEncoder } from './item-encoder.ts';
import { mergeBatches } from './merge-batches.ts';
import { unpackBytes, unpackJson } from './pack-json.ts';
import type { StoredHead } from './stored-head.ts';
import { sampleTrajectory } from './testing/sample-trajectory.ts';

function batch(id: string, tool: string): EncodedBatch {
  const script = [
    ['system', 'policy '.repeat(200)],
    ['agent', `CALL ${tool}`],
    ['tool', 'fine'],
  ] as const;
  return itemEncoder()([
    { trajectory: sampleTrajectory(id, script, { task: { id: `task ${id}`, tags: [] } }) },
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

test('merged batches keep their packs, and runs their places', () => {
  const merged = mergeBatches([batch('a', 'get'), batch('b', 'put')]);
  const heads = merged.items.map((item) => {
    if (!('run' in item)) return 'label';
    const lines = unpackBytes(merged.packs[item.run.pack]!).toString('utf8').split('\n');
    return (JSON.parse(lines[item.run.line]!) as StoredHead).run.task.id;
  });
  assert.deepEqual(heads, ['task a', 'label', 'task b', 'label']);
});

test('all bytes of a batch lie in its buffers', () => {
  const { items, blobs, packs, buffers } = batch('a', 'get');
  const [item] = items;
  assert.ok(item !== undefined && 'run' in item);
  const { outcomes, chunks } = item.run;
  const all = [outcomes, ...packs, ...chunks.map(({ bytes }) => bytes), ...blobs.map(({ bytes }) => bytes)];
  assert.ok(all.every(({ buffer }) => buffers.includes(buffer as ArrayBuffer)));
  assert.deepEqual(unpackJson(outcomes), []);
});
