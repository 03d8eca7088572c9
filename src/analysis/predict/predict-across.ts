import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { scoreTally, type NextScores } from './next-scores.ts';
import { wittenBell } from './witten-bell.ts';

/** What one set of runs tells of another. */
export interface AcrossScores {
  /** Contexts learned from the first set. */
  readonly contexts: NextScores;
  /** Its frequencies alone. */
  readonly marginal: NextScores;
}

/**
 * Predicts every event of one set of runs by contexts counted in another, over the behaviors of both: whether what follows what is the
 * same elsewhere.
 *
 * @param order - longest context, e.g. the one that `predictNext` chose on `learned`
 */
export function predictAcross(learned: SequenceSet, tested: SequenceSet, order: number): AcrossScores {
  const alphabet = [...new Set([...occurring(learned), ...occurring(tested)])].sort();
  const placeOf = new Map(alphabet.map((name, place) => [name, place]));
  const codesOf = (set: SequenceSet, run: BehaviorSequence): Int32Array => run.codes.map((code) => placeOf.get(set.alphabet[code]!)!); // prettier-ignore
  const counts = wittenBell(alphabet.length, order);
  for (const run of learned.sequences) counts.add(codesOf(learned, run));
  const tasks = new Map([...new Set(tested.sequences.map(({ task }) => task))].map((task, i) => [task, i]));
  const contexts = scoreTally(alphabet.length, tasks.size);
  const marginal = scoreTally(alphabet.length, tasks.size);
  const p = new Float64Array(alphabet.length);
  for (const run of tested.sequences) {
    const codes = codesOf(tested, run);
    for (let at = 0; at < codes.length; at++) {
      counts.distribution(codes, at, order, p);
      contexts.add(p, codes[at]!, tasks.get(run.task)!);
      counts.distribution(codes, at, 0, p);
      marginal.add(p, codes[at]!, tasks.get(run.task)!);
    }
  }
  return { contexts: contexts.scores(), marginal: marginal.scores() };
}

function occurring({ alphabet, sequences }: SequenceSet): Set<string> {
  return new Set(sequences.flatMap(({ codes }) => Array.from(codes, (code) => alphabet[code]!)));
}
