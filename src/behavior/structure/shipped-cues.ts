import { compileCues, type CueReader } from '../cue/compile-cues.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';

const readers = new Map<string, CueReader>();

/**
 * What reads the cues of one code of a codebook that ships, for detectors that ask what was done about what was said: the
 * wording stands in one place. Compiled when first asked for.
 *
 * @param name - `codebook/slug`
 * @throws EthogramError `not-found` when no such codebook ships
 */
export function shippedCues(name: `${string}/${string}`): CueReader {
  let reader = readers.get(name);
  if (reader === undefined) {
    const [codebook = '', slug] = name.split('/');
    reader = compileCues(loadCodebooks([codebook]), (code) => code.slug === slug);
    readers.set(name, reader);
  }
  return reader;
}
