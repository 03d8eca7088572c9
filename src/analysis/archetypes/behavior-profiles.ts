import type { SequenceSet } from '../sequence/behavior-sequence.ts';

/**
 * Runs as profiles, a row of `alphabet.length` numbers each: square roots of the share that each behavior has of the run's events, so that the
 * distance of two rows is √2 times the Hellinger distance of the mixes, and rare behaviors count. Runs without events are rows of zeros.
 *
 * @see Legendre & Gallagher 2001 (the Hellinger transformation)
 */
export function behaviorProfiles({ alphabet, sequences }: SequenceSet): Float64Array {
  const size = alphabet.length;
  const profiles = new Float64Array(sequences.length * size);
  for (const [run, { codes }] of sequences.entries()) {
    const at = run * size;
    for (const code of codes) profiles[at + code]!++;
    for (let i = at; i < at + size; i++) profiles[i] = Math.sqrt(profiles[i]! / Math.max(1, codes.length));
  }
  return profiles;
}
