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
  return {
    items,
    actions,
    blobs: batches.flatMap(({ blobs }) => blobs),
    buffers: batches.flatMap(({ buffers }) => buffers),
  };
}
