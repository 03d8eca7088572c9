import { isDeepStrictEqual } from 'node:util';
import type { EncodedChunk } from './encoded-batch.ts';
import { decodeChunk, type StoredStep } from './encode-steps.ts';

/**
 * How two states of a run relate: `grew` when `next` says everything `stored` says and more, `older` when it is the other
 * way round, `other` when they are different runs. `sharedChunks` is the number of leading chunks that are equal to the
 * last byte.
 *
 * A run grows by steps at its end and by parts at the end of a step (the log of a parallel tool call is written piece by
 * piece), never otherwise.
 */
export function compareRuns(
  stored: readonly EncodedChunk[],
  next: readonly EncodedChunk[],
): { readonly relation: 'grew' | 'older' | 'other'; readonly sharedChunks: number } {
  let sharedChunks = 0;
  while (
    sharedChunks < stored.length &&
    sharedChunks < next.length &&
    equalBytes(stored[sharedChunks]!, next[sharedChunks]!)
  ) {
    sharedChunks++;
  }
  const storedSteps = stored.slice(sharedChunks).flatMap((chunk) => decodeChunk(chunk).steps);
  const nextSteps = next.slice(sharedChunks).flatMap((chunk) => decodeChunk(chunk).steps);
  // Two runs that share no step say nothing about each other.
  const nothingStored = sharedChunks === 0 && storedSteps.length === 0;
  const nothingNext = sharedChunks === 0 && nextSteps.length === 0;
  if (nothingStored || extendsSteps(storedSteps, nextSteps)) return { relation: 'grew', sharedChunks };
  if (nothingNext || extendsSteps(nextSteps, storedSteps)) return { relation: 'older', sharedChunks };
  return { relation: 'other', sharedChunks };
}

function equalBytes(a: EncodedChunk, b: EncodedChunk): boolean {
  return a.steps === b.steps && Buffer.compare(a.bytes, b.bytes) === 0;
}

function extendsSteps(before: readonly StoredStep[], after: readonly StoredStep[]): boolean {
  return before.length <= after.length && before.every((step, i) => extendsStep(step, after[i]!));
}

function extendsStep(before: StoredStep, after: StoredStep): boolean {
  return (
    before.actor === after.actor &&
    before.name === after.name &&
    before.parts.length <= after.parts.length &&
    before.parts.every((part, i) => isDeepStrictEqual(part, after.parts[i]))
  );
}
