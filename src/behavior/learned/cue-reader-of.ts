import type { Code, Codebook, Cue } from '../codebook.ts';
import { compileCues, type CueReader } from '../cue/compile-cues.ts';

const PREFIX = 'set-';

/**
 * Reads several sets of cues at once, as they would be read in runs: negated, quoted and supposed ones are taken back.
 * Which set spoke, {@link codeIndex} tells of the hit's code.
 *
 * @throws EthogramError `bad-codebook` for a cue that is refused
 */
export function cueReaderOf(cues: readonly (readonly Cue[])[], unit: Code['unit']): CueReader {
  const codes = cues.map((own, i): Code => ({
    slug: `${PREFIX}${i}`,
    definition: 'proposed',
    include: [],
    exclude: [],
    match: { cues: own },
    examples: { positive: [], nearMiss: [] },
    unit,
    kind: 'point',
    polarity: 'neutral',
    actors: ['agent'],
    counting: 'each',
  }));
  const book: Codebook = { name: 'proposed', version: '1', title: 'Proposed cues', source: '', codes, hash: '' };
  return compileCues([book]);
}

/** The index of the set of cues that a hit of {@link cueReaderOf} is of. */
export function codeIndex({ slug }: Code): number {
  return Number(slug.slice(PREFIX.length));
}
