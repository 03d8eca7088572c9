import { keyText } from './key-text.ts';

const IDS_IN_A_STATEMENT = 500;

/** Keys of runs in the order in which the databases list them, as many at a time as a statement may name; `undefined` once for all runs. */
export function* idPieces(ids: readonly string[] | undefined): Generator<string[] | undefined> {
  if (ids === undefined) {
    yield undefined;
    return;
  }
  // The databases compare bytes; JavaScript's own order differs beyond the basic plane.
  const keys = [...new Set(ids.map(keyText))].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (let i = 0; i < keys.length; i += IDS_IN_A_STATEMENT) yield keys.slice(i, i + IDS_IN_A_STATEMENT);
}
