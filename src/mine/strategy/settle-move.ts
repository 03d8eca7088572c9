import type { Consequence, ConsequenceReader, Said } from './read-consequences.ts';
import type { MeaningSpace } from './meaning-space.ts';

/** Remarks that are one move whatever they go with. */
export interface Atom {
  readonly remarks: readonly number[];
  readonly said: Said;
}

/** Remarks that make one move, and what it goes with. */
export interface SettledMove {
  readonly atoms: readonly Atom[];
  readonly remarks: readonly number[];
  readonly said: Said;
  readonly ground: Consequence;
}

// Sentences with this mean similarity are as likely of one move as not, when nothing else is known.
const EVEN = 0.13;
const LEAST = 0.015;
// How fast that changes: at half the similarity the odds are a quarter.
const STEEPNESS = 2;
const FEW = 60;
const MAX_ROUNDS = 24;

/**
 * Lets a move lose what does not belong to it and gain what does, one at a time, the clearest first: what belongs is judged by how
 * similar it is to the others and by how much likelier the others' consequence makes what goes with it.
 *
 * @param start - atoms that go with `ground`
 * @param free - atoms that may be gained
 * @returns undefined when the consequence gets lost on the way
 */
export function settleMove(
  start: readonly Atom[],
  ground: Consequence,
  { free, space, reader }: { free: readonly Atom[]; space: MeaningSpace; reader: ConsequenceReader },
): SettledMove | undefined {
  let current = moveOf(start, ground, reader);
  const far = space.similarityTo(start.flatMap(({ remarks }) => remarks));
  const candidates = free.filter((atom) => far(atom.remarks) >= LEAST);
  // Of many that are a little similar, fewer belong.
  const penalty = Math.log(Math.max(1, candidates.length / FEW));
  for (let round = 0; round < MAX_ROUNDS && current !== undefined; round++) {
    const { atoms, remarks } = current;
    let best: { atoms: readonly Atom[]; score: number } | undefined;
    if (atoms.length > 1) {
      for (const atom of atoms) {
        const others = atoms.filter((other) => other !== atom);
        const rest = moveOf(others, ground, reader);
        if (rest === undefined) continue;
        const score = -belongs(atom, { ...rest, similarityTo: space.similarityTo(rest.remarks) }, reader);
        if (score > (best?.score ?? 0)) best = { atoms: others, score };
      }
    }
    const similarityTo = space.similarityTo(remarks);
    for (const atom of candidates) {
      if (atoms.includes(atom)) continue;
      const score = belongs(atom, { ...current, similarityTo }, reader) - penalty;
      if (score > (best?.score ?? 0)) best = { atoms: [...atoms, atom], score };
    }
    if (best === undefined) break;
    current = moveOf(best.atoms, ground, reader);
  }
  return current;
}

/** The log odds that an atom is of a move. */
function belongs(
  { remarks, said }: Atom,
  {
    ground,
    said: others,
    similarityTo,
  }: Pick<SettledMove, 'ground' | 'said'> & { similarityTo: (remarks: readonly number[]) => number },
  reader: ConsequenceReader,
): number {
  const similarity = similarityTo(remarks);
  if (similarity < LEAST) return -Infinity;
  return STEEPNESS * Math.log(similarity / EVEN) + reader.likelihood(said, ground) + reader.instead(said, others);
}

function moveOf(atoms: readonly Atom[], like: Consequence, reader: ConsequenceReader): SettledMove | undefined {
  const remarks = atoms.flatMap((atom) => atom.remarks).sort((a, b) => a - b);
  const said = reader.said(remarks);
  const ground = reader
    .test(said)
    .find(
      (test) => test.ground === like.ground && test.z > 0 === like.z > 0 && test.next?.symbol === like.next?.symbol,
    );
  return ground === undefined ? undefined : { atoms, remarks, said, ground };
}
