import type { EncodedAction, EncodedBatch } from './encoded-batch.ts';

/** Batches as one, items in order. */
export function mergeBatches(batches: readonly EncodedBatch[]): EncodedBatch {
  if (batches.length === 1) return batches[0]!;
  const actions: EncodedAction[] = [];
  const items = batches.flatMap((batch) => {
    const offset = actions.length;
    actions.push(...batch.actions);
    if (offset === 0) return batch.items;
    return batch.items.map((item) => {
      if (!('run' in item)) return item;
      // Every third of four numbers is an index into the actions.
      return { run: { ...item.run, calls: item.run.calls.map((value, i) => (i % 4 === 2 ? value + offset : value)) } };
    });
  });
  return { items, actions, blobs: batches.flatMap(({ blobs }) => blobs) };
}

/**
 * The batch with all its bytes in one buffer, which can be handed to another thread without copying. (Compressed pieces
 * come as views into buffers many times their size.)
 */
export function gatherBytes(batch: EncodedBatch): { readonly batch: EncodedBatch; readonly buffer: ArrayBuffer } {
  let size = 0;
  const count = (bytes: Uint8Array): void => void (size += bytes.length);
  for (const { bytes } of batch.blobs) count(bytes);
  for (const item of batch.items) {
    if (!('run' in item)) continue;
    count(item.run.head);
    count(item.run.outcomes);
    for (const { bytes } of item.run.chunks) count(bytes);
  }
  const all = new Uint8Array(size);
  let end = 0;
  const place = (bytes: Uint8Array): Uint8Array => {
    all.set(bytes, end);
    end += bytes.length;
    return all.subarray(end - bytes.length, end);
  };
  const blobs = batch.blobs.map(({ hash, bytes }) => ({ hash, bytes: place(bytes) }));
  const items = batch.items.map((item) => {
    if (!('run' in item)) return item;
    const { head, outcomes, chunks } = item.run;
    const placed = chunks.map(({ steps, bytes }) => ({ steps, bytes: place(bytes) }));
    return { run: { ...item.run, head: place(head), outcomes: place(outcomes), chunks: placed } };
  });
  return { batch: { items, actions: batch.actions, blobs }, buffer: all.buffer };
}
