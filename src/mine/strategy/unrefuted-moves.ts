import { pnorm } from 'lib-r-math.js';
import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Move } from './choose-moves.ts';
import type { MeaningSpace } from './meaning-space.ts';
import type { Consequence, ConsequenceReader } from './read-consequences.ts';
import { settleMove, type Atom } from './settle-move.ts';

// Moves worth saying by themselves are few, and more success is all that is asked: one in ten of them may be chance.
const MAX_Q = 0.1;
// With so many comparisons in effect (n = 10, times a variance of ¼), a difference of 20 points is already likelier seen at one in ten than
// not; with fewer, that none is seen says nothing.
const TELLING_VARIANCE = 2.5;
// A sentence this similar to those of a move, and to no other as much, is one of them, whatever its form.
const ALIKE = 0.2;

/**
 * Of moves that are worth saying by themselves, those that go with success (one-sided, Benjamini–Hochberg q ≤ 0.1 among these moves
 * alone), with the sentences that mean the same, and those of which too little is known to tell.
 *
 * @param options.taken - remarks that are of other moves already
 */
export function unrefutedMoves(
  moves: readonly Move[],
  {
    reader,
    space,
    atoms,
    taken,
  }: { reader: ConsequenceReader; space: MeaningSpace; atoms: readonly Atom[]; taken: ReadonlySet<number> },
): Move[] {
  if (!reader.judged) return [...moves];
  const open = new Set(
    Array.from({ length: space.count }, (_, remark) => remark).filter((remark) => !taken.has(remark)),
  );
  for (const { remarks } of moves) for (const remark of remarks) open.delete(remark);
  const tested = withAlike(moves, open, space).map((remarks, i) => {
    const said = reader.said(remarks);
    const test = reader.test(said).find(({ ground }) => ground === 'success');
    return { move: moves[i]!, remarks, test: (test?.variance ?? 0) >= TELLING_VARIANCE ? test : undefined };
  });
  const qs = falseDiscovery(tested.flatMap(({ test }) => (test === undefined ? [] : [pnorm(test.z, 0, 1, false)])));
  let next = 0;
  return tested.flatMap(({ move, remarks, test }): Move[] => {
    if (test === undefined) return [{ ...move, whole: remarks }];
    const q = qs[next++]!;
    if (q > MAX_Q) return [];
    for (const remark of remarks) open.delete(remark);
    const whole = settled(remarks, test, { open, atoms, space, reader });
    for (const remark of whole) open.delete(remark);
    return [{ remarks: whole, said: reader.said(whole), grounds: [{ ...test, q }] }];
  });
}

/** The remarks of each move with the open ones that are like it. */
function withAlike(moves: readonly Move[], open: ReadonlySet<number>, space: MeaningSpace): number[][] {
  const similarity = moves.map(({ remarks }) => space.similarityTo(remarks));
  const all = moves.map(({ remarks }) => [...remarks]);
  for (const remark of open) {
    let [best, most] = [-1, ALIKE];
    for (const [i, similar] of similarity.entries()) {
      const value = similar([remark]);
      if (value > most) [best, most] = [i, value];
    }
    all[best]?.push(remark);
  }
  return all.map((remarks) => remarks.sort((a, b) => a - b));
}

function settled(
  remarks: readonly number[],
  test: Consequence,
  {
    open,
    atoms,
    ...rest
  }: { open: ReadonlySet<number>; atoms: readonly Atom[]; space: MeaningSpace; reader: ConsequenceReader },
): readonly number[] {
  const own = new Set(remarks);
  const usable = atoms.filter((atom) => atom.remarks.every((remark) => own.has(remark) || open.has(remark)));
  const start = usable.filter((atom) => atom.remarks.some((remark) => own.has(remark)));
  return settleMove(start, test, { free: usable, ...rest })?.remarks ?? remarks;
}
