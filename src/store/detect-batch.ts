import type { Codebook } from '../behavior/codebook.ts';
import { detectRun } from '../behavior/detect-run.ts';
import type { Store } from './store.ts';
import type { CodedRun } from './write-codings.ts';

/** Codes some runs of a store: one entry for each run and codebook, with the events of that codebook. */
export async function detectBatch(
  store: Pick<Store, 'read'>,
  ids: readonly string[],
  codebooks: readonly Codebook[],
): Promise<CodedRun[]> {
  const coded: CodedRun[] = [];
  for await (const trajectory of store.read({ ids })) {
    const { events, codings } = detectRun(trajectory, codebooks);
    const byCodebook = Map.groupBy(
      events,
      ({ code }) => code.slice(0, code.indexOf('/')) + code.slice(code.lastIndexOf('@')),
    );
    for (const coding of codings) coded.push({ coding, events: byCodebook.get(coding.codebook) ?? [] });
  }
  return coded;
}
