import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Consequence, ConsequenceReader, Said } from './read-consequences.ts';
import type { Linkage } from './link-by-meaning.ts';
import type { MeaningSpace } from './meaning-space.ts';
import { alike, settleMove, type Atom } from './settle-move.ts';

/** Remarks that make one move, and what speaks for it. */
export interface Move {
  /** Ascending. */
  readonly remarks: readonly number[];
  readonly said: Said;
  /** These and others that mean the same, but do not say what to do. */
  readonly whole?: readonly number[];
  /** What it goes with, the surest first; empty when nothing is known. */
  readonly grounds: readonly (Consequence & { readonly q: number })[];
}

interface Node {
  readonly remarks: readonly number[];
  readonly said: Said;
  readonly tests: readonly Consequence[];
}

const MAX_Q = 0.05;
const MIN_RUNS = 4;
const MIN_TASKS = 2;
// Remarks at least this similar make one move, whatever they go with.
const SAME_MOVE = 0.28;
// A node of more remarks is no move; it is not looked at, nor is what holds it.
const MAX_REMARKS = 300;
// What twice as many runs have to add to what speaks for a move: less is chance.
const PER_DOUBLING = 0.15;
// A step that follows more often than not is what a move leads to.
const MOSTLY = 0.5;

/**
 * Cuts the tree of remarks into moves where their consequence speaks clearest: of all nodes that go with something
 * (Benjamini–Hochberg q ≤ 0.05 over all tests of all nodes), the surest first, each with what is near and goes with the same (see
 * {@link settleMove}), none of which holds another's remarks. Moves with the same consequence are joined where
 * they mostly lead to the same step or are alike.
 *
 * @returns surest first, and what the tree is cut into
 */
export function chooseMoves(
  linkage: Linkage,
  { space, reader }: { space: MeaningSpace; reader: ConsequenceReader },
): { readonly moves: readonly Move[]; readonly atoms: readonly Atom[] } {
  const { count } = space;
  const nodes = nodesOf(count, linkage, reader);
  const tests = nodes.flatMap((node, id) => node.tests.map((test) => ({ id, test })));
  const qs = falseDiscovery(tests.map(({ test }) => test.p));
  const qOf = new Map(tests.map(({ test }, i) => [test, qs[i]!]));
  const surest = tests
    .filter(({ test }) => qOf.get(test)! <= MAX_Q)
    .sort((a, b) => strength(b.test, nodes[b.id]!.said) - strength(a.test, nodes[a.id]!.said) || a.id - b.id);
  const atoms = cutAt(count, linkage, nodes);
  const atomOf = new Map(atoms.flatMap((atom) => atom.remarks.map((remark): [number, Atom] => [remark, atom])));
  const taken = new Uint8Array(count);
  const isFree = ({ remarks }: Atom): boolean => remarks.every((remark) => taken[remark] === 0);
  const sure: Move[] = [];
  for (const { id, test } of surest) {
    const node = nodes[id]!;
    if (!isFree(node)) continue;
    const start = [...new Set(node.remarks.map((remark) => atomOf.get(remark)!))];
    const move = settleMove(start, test, { free: atoms.filter(isFree), space, reader });
    if (move === undefined) continue;
    for (const remark of move.remarks) taken[remark] = 1;
    const also = node.tests.filter((other) => other.ground !== test.ground && qOf.get(other)! <= MAX_Q);
    sure.push({
      remarks: move.remarks,
      said: move.said,
      grounds: [{ ...move.ground, q: qOf.get(test)! }, ...also.map((other) => ({ ...other, q: qOf.get(other)! }))],
    });
  }
  const moves: Move[] = [];
  for (const move of sure) {
    const at = moves.findIndex((known) => areOne(known, move, space));
    if (at === -1) moves.push(move);
    else moves[at] = joined(moves[at]!, move, reader);
  }
  return { moves, atoms };
}

/** Whether two moves mostly lead to the same step, or have the same other consequence and are more alike than not. */
function areOne(one: Move, other: Move, space: MeaningSpace): boolean {
  const [a, b] = [one.grounds[0]!, other.grounds[0]!];
  if (a.ground !== b.ground || a.z > 0 !== b.z > 0) return false;
  if (a.next === undefined || b.next === undefined) return alike(space.similarityTo(one.remarks)(other.remarks)) >= 0;
  const mostly = [a.next, b.next].every(({ times, turns }) => times >= MOSTLY * turns);
  return mostly && a.next.symbol === b.next.symbol;
}

/** @param surer - tells the consequence */
function joined(surer: Move, other: Move, reader: ConsequenceReader): Move {
  const [known, ...also] = surer.grounds;
  const remarks = [...surer.remarks, ...other.remarks].sort((a, b) => a - b);
  const said = reader.said(remarks);
  const whole = reader
    .test(said)
    .find(({ ground, next }) => ground === known!.ground && next?.symbol === known!.next?.symbol);
  return whole === undefined ? surer : { remarks, said, grounds: [{ ...whole, q: known!.q }, ...also] };
}

/** All nodes of the tree; those inside a move that is one by similarity alone are not tested by themselves. */
function nodesOf(count: number, { left, right, height }: Linkage, reader: ConsequenceReader): Node[] {
  const nodes: Node[] = [];
  const inside = new Uint8Array(count + left.length);
  for (const [i, a] of left.entries()) if (height[i]! >= SAME_MOVE) inside[a] = inside[right[i]!] = 1;
  const add = (remarks: readonly number[]): void => {
    if (remarks.length > MAX_REMARKS || remarks.length === 0) {
      nodes.push({ remarks: [], said: { runs: [], turns: [], tasks: 0 }, tests: [] });
      return;
    }
    const said = reader.said(remarks);
    const enough = said.runs.length >= MIN_RUNS && said.tasks >= MIN_TASKS && inside[nodes.length] === 0;
    nodes.push({ remarks, said, tests: enough ? reader.test(said) : [] });
  };
  for (let remark = 0; remark < count; remark++) add([remark]);
  for (const [i, a] of left.entries()) {
    const [one, other] = [nodes[a]!.remarks, nodes[right[i]!]!.remarks];
    add(one.length === 0 || other.length === 0 ? [] : [...one, ...other].sort((x, y) => x - y));
  }
  return nodes;
}

/** How much speaks for places going with something, less what more places would add by chance. */
function strength({ z }: Consequence, { runs }: Said): number {
  return Math.abs(z) - PER_DOUBLING * Math.log2(runs.length);
}

/** The tree cut where similarity falls below what makes one move; each part with what it was joined with next. */
function cutAt(count: number, { left, right, height }: Linkage, nodes: readonly Node[]): Atom[] {
  const inside = new Uint8Array(nodes.length);
  const nearest = new Map<number, NonNullable<Atom['nearest']>>();
  const whole = (id: number): boolean => nodes[id]!.remarks.length > 0;
  for (const [i, a] of [...left.entries()].reverse()) {
    const b = right[i]!;
    const similarity = height[i]!;
    if (inside[count + i] === 1 || (similarity >= SAME_MOVE && whole(count + i))) inside[a] = inside[b] = 1;
    nearest.set(a, { remarks: nodes[b]!.remarks, similarity });
    nearest.set(b, { remarks: nodes[a]!.remarks, similarity });
  }
  return nodes.flatMap((node, id) => {
    if (inside[id] === 1 || !whole(id) || (id >= count && height[id - count]! < SAME_MOVE)) return [];
    const sibling = nearest.get(id);
    return [{ ...node, ...(sibling !== undefined && { nearest: sibling }) }];
  });
}
