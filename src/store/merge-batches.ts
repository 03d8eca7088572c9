import type { EncodedAction, EncodedBatch } from './encoded-batch.ts';

/** Batches as one, items in order. */
export function mergeBatches(batches: readonly EncodedBatch[]): EncodedBatch {
  if (batches.length === 1) return batches[0]!;
  const actions: EncodedAction[] = [];
  const packs: Uint8Array[] = [];
  const items = batches.flatMap((batch) => {
    const offset = actions.length;
    const firstPack = packs.length;
    actions.push(...batch.actions);
    packs.push(...batch.packs);
    if (offset === 0 && firstPack === 0) return batch.items;
    return batch.items.map((item) => {
      if (!('run' in item)) return item;
      // Every third of four numbers is an index into the actions.
      const calls = item.run.calls.map((value, i) => (i % 4 === 2 ? value + offset : value));
      return { run: { ...item.run, calls, pack: item.run.pack + firstPack } };
    });
  });
  return {
    items,
    actions,
    blobs: batches.flatMap(({ blobs }) => blobs),
    shared: [...new Set(batches.flatMap(({ shared }) => shared))],
    packs,
    buffers: batches.flatMap(({ buffers }) => buffers),
  };
}
