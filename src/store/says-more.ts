import { decodeChunk } from './encode-steps.ts';
import type { EncodedChunk } from './encoded-batch.ts';
import type { StoredHead } from './stored-head.ts';

/** A run as it lies in a pack: its head and its steps as JSON, and chunks instead of the latter when it is large. */
export interface PackedRun {
  readonly head: string;
  readonly steps: string;
  readonly chunks: readonly EncodedChunk[];
}

/**
 * Whether a state of a run has facts that another with the same parts lacks: it ended later, or, read from the same
 * file, there is more of it. A log may end with lines that are no steps (a summary, the end of a task) and come after the
 * last step was read.
 */
export function saysMore(stored: PackedRun, next: PackedRun): boolean {
  const [before, now] = [JSON.parse(stored.head) as StoredHead, JSON.parse(next.head) as StoredHead];
  if (before.run.source.format !== now.run.source.format) return false;
  const later = Date.parse(now.run.endedAt ?? '') - Date.parse(before.run.endedAt ?? '');
  if (later !== 0 && !Number.isNaN(later)) return later > 0;
  if (before.run.source.uri !== now.run.source.uri) return false;
  return factsLength(now) + stepsLength(next) > factsLength(before) + stepsLength(stored);
}

/** Whether chunks are the same to the last byte. */
export function haveEqualBytes(a: readonly EncodedChunk[], b: readonly EncodedChunk[]): boolean {
  return a.length === b.length && a.every(({ bytes }, i) => Buffer.compare(bytes, b[i]!.bytes) === 0);
}

// Links to other runs stand elsewhere in the store.
function factsLength({
  run: { source: _source, copyOf: _copy, parentId: _parent, spawnedBy: _spawned, ...facts },
}: StoredHead): number {
  return JSON.stringify(facts).length;
}

function stepsLength({ steps, chunks }: PackedRun): number {
  return chunks.reduce((length, chunk) => length + JSON.stringify(decodeChunk(chunk)).length, steps.length);
}
