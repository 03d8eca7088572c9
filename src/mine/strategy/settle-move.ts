import type { Consequence, ConsequenceReader, Said } from './read-consequences.ts';
import type { MeaningSpace } from './meaning-space.ts';

/** Remarks that are one move whatever they go with. */
export interface Atom {
  readonly remarks: readonly number[];
  readonly said: Said;
  /** The remarks it means most the same as, and how similar they are, 0–1. */
  readonly nearest?: { readonly remarks: readonly number[]; readonly similarity: number };
}

/** Remarks that make one move, and what it goes with. */
export interface SettledMove {
  readonly atoms: readonly Atom[];
  readonly remarks: readonly number[];
  readonly said: Said;
  readonly ground: Consequence;
}

// Read off planted paraphrases of three sorts: sentences of one move have a mean similarity of 0.08 to 0.2, others seldom more than 0.05.
// At EVEN both are as likely when nothing else is known, at twice the similarity the odds are eleven to one.
const EVEN = 0.08;
const STEEPNESS = 3.5;
const NO_WORD_IN_COMMON = 0.01;
const LEAST = 0.015;
// The effect of a move that was chosen for its effect is overstated; a next step is too clear for that.
const TRUSTED = { success: 0.6, length: 0.6, 'next-step': 1 } as const;
const FEW = 60;
const MAX_ROUNDS = 24;

/**
 * Lets a move lose what does not belong to it and gain what does, one at a time, the clearest first: what belongs is judged by how
 * similar it is to the others and by how much likelier the others' consequence makes what goes with it. Nothing leaves what means
 * the same as itself for a move that means so less.
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
    const own = new Set(remarks);
    let best: { atoms: readonly Atom[]; score: number } | undefined;
    if (atoms.length > 1) {
      for (const atom of atoms) {
        const others = atoms.filter((other) => other !== atom);
        const rest = moveOf(others, ground, reader);
        if (rest === undefined) continue;
        const score = -belongs(atom, rest, { similarity: space.similarityTo(rest.remarks)(atom.remarks), reader });
        if (score > (best?.score ?? 0)) best = { atoms: others, score };
      }
    }
    const similarityTo = space.similarityTo(remarks);
    for (const atom of candidates) {
      if (atoms.includes(atom)) continue;
      const score =
        belongs(atom, current, { similarity: similarityTo(atom.remarks), reader }) - heldBack(atom, own) - penalty;
      if (score > (best?.score ?? 0)) best = { atoms: [...atoms, atom], score };
    }
    if (best === undefined) break;
    current = moveOf(best.atoms, ground, reader);
  }
  return current;
}

/** The log odds that an atom is of a move. */
function belongs(
  { said }: Atom,
  { ground }: Pick<SettledMove, 'ground'>,
  { similarity, reader }: { similarity: number; reader: ConsequenceReader },
): number {
  if (similarity < LEAST) return -Infinity;
  return alike(similarity) + TRUSTED[ground.ground] * reader.likelihood(said, ground);
}

/** What speaks for an atom staying with those it means most the same as, if they are not of the move. */
function heldBack({ nearest }: Atom, own: ReadonlySet<number>): number {
  if (nearest === undefined || nearest.remarks.some((remark) => own.has(remark))) return 0;
  return Math.max(0, alike(nearest.similarity));
}

/** The log odds that sentences of this mean similarity (0–1) are of one move. */
export function alike(similarity: number): number {
  return STEEPNESS * Math.log((similarity + NO_WORD_IN_COMMON) / (EVEN + NO_WORD_IN_COMMON));
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
