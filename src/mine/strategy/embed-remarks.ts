import type { Corpus } from '../digest/corpus.ts';
import { collectRemarks } from './collect-remarks.ts';

/** Gives texts vectors by meaning: one per text, in order, all of equal length. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;
/** Wordings of a corpus with their vectors. */
export type Meaning = ReadonlyMap<string, Float32Array>;

// Vectors of a model are compared one by one.
const MAX_EMBEDDED = 3000;

/**
 * Asks a model for the vectors by which `mineStrategies` compares what agents say.
 *
 * @returns empty when there are more than 3000 different remarks: those are compared by their words
 */
export async function embedRemarks(corpus: Corpus, embed: Embed): Promise<Meaning> {
  const { count, wordings } = collectRemarks(corpus);
  if (count > MAX_EMBEDDED) return new Map();
  const texts = wordings.map(([first]) => corpus.wordings.word(first!));
  const vectors = await embed(texts);
  return new Map(texts.map((text, i) => [text, vectors[i]!]));
}
