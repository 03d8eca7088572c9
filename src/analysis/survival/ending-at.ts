import type { SequenceSet } from '../sequence/behavior-sequence.ts';

/**
 * Runs as if they ended, in failure, with the step in which something first happened, and else in success: what leads up to it is what is left.
 *
 * @param happened - by id of run, its step (0-based), or undefined where it never did; runs that are not in it are of unknown end
 */
export function endingAt({ alphabet, sequences }: SequenceSet, happened: ReadonlyMap<string, number | undefined>): SequenceSet {
  return {
    alphabet,
    sequences: sequences.map((run) => {
      const { success: _, ...known } = run;
      if (!happened.has(run.id)) return known;
      const step = happened.get(run.id);
      if (step === undefined) return { ...known, success: true };
      // Events come in order of their first steps.
      const after = run.first.findIndex((first) => first >= step);
      const count = after < 0 ? run.first.length : after;
      return {
        ...known,
        success: false,
        steps: step + 1,
        codes: run.codes.subarray(0, count),
        first: run.first.subarray(0, count),
        last: run.last.subarray(0, count),
        actors: run.actors.subarray(0, count),
      };
    }),
  };
} // prettier-ignore
