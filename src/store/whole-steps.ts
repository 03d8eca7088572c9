import type { Transaction } from 'kysely';
import type { Step } from '../trajectory/trajectory.ts';
import { decodeChunk, sharedTextsOf, withSharedTexts } from './encode-steps.ts';
import type { EncodedChunk } from './encoded-batch.ts';
import type { Schema } from './schema.ts';
import { sharedValues } from './shared-values.ts';

/** The steps of chunks, with the texts that runs share. */
export async function wholeSteps(trx: Transaction<Schema>, chunks: readonly EncodedChunk[]): Promise<Step[]> {
  const stored = chunks.flatMap((chunk) => decodeChunk(chunk).steps);
  return withSharedTexts(stored, await sharedValues(trx)(sharedTextsOf(stored)));
}
