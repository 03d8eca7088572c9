import type { BehaviorSequence, RunFacts, SequenceSet } from './behavior-sequence.ts';

/**
 * A set of runs written as letters, one event per step: `['ABBA', 'ABC']`. For worked examples and simulated data.
 *
 * @param facts - per run, what is to be known of it besides
 */
export function sequencesOfLetters(
  runs: readonly (string | readonly string[])[],
  facts: (run: number) => Partial<RunFacts> = () => ({}),
): SequenceSet {
  const events = runs.map((run) => [...run]);
  const alphabet = [...new Set(events.flat())].sort();
  const placeOf = new Map(alphabet.map((name, place) => [name, place]));
  const sequences = events.map((names, run): BehaviorSequence => {
    const at = Int32Array.from(names, (_, step) => step);
    return {
      id: `run-${run}`,
      task: `run-${run}`,
      format: 'letters',
      tags: [],
      steps: names.length,
      tokens: names.length,
      ...facts(run),
      codes: Int32Array.from(names, (name) => placeOf.get(name)!),
      first: at,
      last: at,
      actors: new Uint8Array(names.length),
    };
  });
  return { alphabet, sequences };
}
