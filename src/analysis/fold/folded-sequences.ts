import type { BehaviorSequence, RunFacts, SequenceSet } from '../sequence/behavior-sequence.ts';
import type { FoldedRun } from './fold-run.ts';

/** A strand as a sequence of its own: what happened to one thing in one run. */
export interface FoldedSequence extends BehaviorSequence {
  readonly run: string;
  readonly value: string;
}

/**
 * Strands as sequences, so that everything that takes runs takes them: an id is `RUN#VALUE`, steps are calls, tokens those of the calls, and
 * everything else is the run's. A call that failed is another behavior than one that did not: its name ends with ` ✗`.
 */
export function foldedSequences(
  runs: Iterable<{ readonly facts: RunFacts; readonly folded: FoldedRun }>,
): SequenceSet & { readonly sequences: readonly FoldedSequence[] } {
  const raw: { facts: RunFacts; value: string; names: string[]; tokens: number }[] = [];
  const known = new Set<string>();
  for (const { facts, folded } of runs) {
    for (const { value, calls } of folded.strands) {
      const names = calls.map(({ does, failed }) => (failed ? `${does} ✗` : does));
      for (const name of names) known.add(name);
      raw.push({ facts, value, names, tokens: calls.reduce((sum, call) => sum + call.tokens, 0) });
    }
  }
  const alphabet = [...known].sort();
  const placeOf = new Map(alphabet.map((name, place) => [name, place]));
  const sequences = raw.map(({ facts, value, names, tokens }): FoldedSequence => {
    const at = Int32Array.from(names, (_, place) => place);
    return {
      ...facts,
      id: `${facts.id}#${value}`,
      run: facts.id,
      value,
      steps: names.length,
      tokens,
      codes: Int32Array.from(names, (name) => placeOf.get(name)!),
      first: at,
      last: at,
      actors: new Uint8Array(names.length),
    };
  });
  return { alphabet, sequences };
}
