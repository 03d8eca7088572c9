import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Consequence, ConsequenceReader, Said } from './read-consequences.ts';
import type { Linkage } from './link-by-meaning.ts';
import type { MeaningSpace } from './meaning-space.ts';
import { settleMove, type Atom } from './settle-move.ts';

/** Remarks that make one move, and what speaks for it. */
export interface Move {
  /** Ascending. */
  readonly remarks: readonly number[];
  readonly said: Said;
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

/**
 * Cuts the tree of remarks into moves where their consequence speaks clearest: of all nodes that go with something
 * (Benjamini–Hochberg q ≤ 0.05 over all tests of all nodes), the surest first, each with what is near and goes with the same (see
 * {@link settleMove}), none of which holds another's remarks.
 *
 * @returns surest first
 */
export function chooseMoves(
  linkage: Linkage,
  { space, reader }: { space: MeaningSpace; reader: ConsequenceReader },
): Move[] {
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
  return sure;
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

/** The tree cut where similarity falls below what makes one move. */
function cutAt(count: number, { left, right, height }: Linkage, nodes: readonly Node[]): Node[] {
  const inside = new Uint8Array(nodes.length);
  const whole = (id: number): boolean => nodes[id]!.remarks.length > 0;
  for (let i = height.length - 1; i >= 0; i--) {
    const id = count + i;
    if (inside[id] === 1 || (height[i]! >= SAME_MOVE && whole(id))) inside[left[i]!] = inside[right[i]!] = 1;
  }
  return nodes.filter((_, id) => inside[id] === 0 && whole(id) && (id < count || height[id - count]! >= SAME_MOVE));
}
