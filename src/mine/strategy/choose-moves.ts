import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Consequence, ConsequenceReader, Said } from './consequences.ts';
import type { Linkage } from './link-by-meaning.ts';

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

/** A node that goes with something. */
interface Kept {
  readonly node: Node;
  readonly ground: Consequence;
  readonly q: number;
}

const MAX_Q = 0.05;
const MIN_RUNS = 4;
const MIN_TASKS = 2;
// Remarks at least this similar make one move, whatever they go with.
const SAME_MOVE = 0.28;
// What has the same consequence needs less in common, and must show it by itself at one in ten.
const MIN_JOINED_Z = 1.28;
// What twice as many remarks have to add to what speaks for a move: less is chance.
const PER_DOUBLING = 0.15;

/**
 * Cuts the tree of remarks into moves where their consequence speaks clearest: of all nodes, leaves included, that go with
 * something (Benjamini–Hochberg q ≤ 0.05 over all tests of all nodes), the surest first, none of which holds another. What
 * is close by and goes with the same is joined to it. What is left is cut by similarity alone.
 *
 * @param near - mean similarity of two lists of remarks, at or above which a shared consequence makes them one move
 * @returns moves with a consequence, surest first; then the others, those of most runs first
 */
export function chooseMoves(
  count: number,
  linkage: Linkage,
  reader: ConsequenceReader,
  { near }: { near: (a: readonly number[], b: readonly number[]) => boolean },
): { readonly sure: Move[]; readonly others: Move[] } {
  const nodes = nodesOf(count, linkage, reader);
  const tests = nodes.flatMap((node, id) => node.tests.map((test) => ({ id, test })));
  const qs = falseDiscovery(tests.map(({ test }) => test.p));
  const qOf = new Map(tests.map(({ test }, i) => [test, qs[i]!]));
  const taken = new Uint8Array(count);
  const kept: Kept[] = [];
  const surest = tests
    .map((entry, i) => ({ ...entry, q: qs[i]! }))
    .filter(({ q }) => q <= MAX_Q)
    .sort((a, b) => strength(b.test, nodes[b.id]!.said) - strength(a.test, nodes[a.id]!.said) || a.id - b.id);
  for (const { id, test, q } of surest) {
    const node = nodes[id]!;
    if (node.remarks.some((remark) => taken[remark] === 1)) continue;
    for (const remark of node.remarks) taken[remark] = 1;
    kept.push({ node, ground: test, q });
  }
  const sure = joinAlike(kept, freeNodes(nodes, taken), reader, near, taken).map(({ node, ground, q }): Move => ({
    remarks: node.remarks,
    said: node.said,
    grounds: [
      { ...ground, q },
      ...node.tests
        .filter((test) => test.ground !== ground.ground && qOf.get(test)! <= MAX_Q)
        .map((test) => ({ ...test, q: qOf.get(test)! })),
    ],
  }));
  const others = cutAt(count, linkage, nodes, taken)
    .filter(({ said }) => said.tasks >= MIN_TASKS)
    .map(({ remarks, said }): Move => ({ remarks, said, grounds: [] }))
    .sort((a, b) => b.said.tasks - a.said.tasks || b.said.runs.length - a.said.runs.length || a.remarks[0]! - b.remarks[0]!);
  return { sure, others };
}

function nodesOf(count: number, { left, right, height }: Linkage, reader: ConsequenceReader): Node[] {
  const nodes: Node[] = [];
  const inside = new Uint8Array(count + left.length);
  for (const [i, a] of left.entries()) if (height[i]! >= SAME_MOVE) inside[a] = inside[right[i]!] = 1;
  const add = (remarks: readonly number[]): void => {
    const said = reader.said(remarks);
    const enough = said.runs.length >= MIN_RUNS && said.tasks >= MIN_TASKS && inside[nodes.length] === 0;
    nodes.push({ remarks, said, tests: enough ? reader.test(said) : [] });
  };
  for (let remark = 0; remark < count; remark++) add([remark]);
  for (const [i, a] of left.entries()) add([...nodes[a]!.remarks, ...nodes[right[i]!]!.remarks].sort((x, y) => x - y));
  return nodes;
}

/** How much speaks for places going with something, less what more places would add by chance. */
function strength({ z }: Consequence, { runs }: Said): number {
  return Math.abs(z) - PER_DOUBLING * Math.log2(runs.length);
}

/** The greatest nodes of which no remark is taken, and all within them, greatest first. */
function freeNodes(nodes: readonly Node[], taken: Uint8Array): Node[] {
  return nodes.filter(({ remarks }) => remarks.every((remark) => taken[remark] === 0)).reverse();
}

/** Joins to each kept node what is near and has the same consequence: other kept ones, then free ones. */
function joinAlike(
  kept: readonly Kept[],
  free: readonly Node[],
  reader: ConsequenceReader,
  near: (a: readonly number[], b: readonly number[]) => boolean,
  taken: Uint8Array,
): Kept[] {
  const result: Kept[] = [];
  for (const { node, ground, q } of kept) {
    const like = result.findIndex((other) => alike(other.ground, ground) && near(other.node.remarks, node.remarks));
    if (like < 0) result.push({ node, ground, q });
    else {
      const both = together(result[like]!, node, reader);
      if (both === undefined) result.push({ node, ground, q });
      else result[like] = both;
    }
  }
  for (const [i, { ground }] of result.entries()) {
    for (const node of free) {
      if (node.remarks.some((remark) => taken[remark] === 1)) continue;
      const own = node.tests.find((test) => alike(test, ground));
      if (own === undefined || Math.abs(own.z) < MIN_JOINED_Z || !near(result[i]!.node.remarks, node.remarks)) continue;
      const both = together(result[i]!, node, reader);
      if (both === undefined) continue;
      for (const remark of node.remarks) taken[remark] = 1;
      result[i] = both;
    }
  }
  return result;
}

function alike(a: Consequence, b: Consequence): boolean {
  return a.ground === b.ground && a.z > 0 === b.z > 0 && a.symbol === b.symbol;
}

/** Both as one, when that makes what speaks for the first surer; undefined when not. */
function together({ node, ground, q }: Kept, other: Node, reader: ConsequenceReader): Kept | undefined {
  const remarks = [...node.remarks, ...other.remarks].sort((x, y) => x - y);
  const said = reader.said(remarks);
  const now = reader.test(said).find((test) => alike(test, ground));
  if (now === undefined || strength(now, said) <= strength(ground, node.said)) return undefined;
  return { node: { remarks, said, tests: node.tests }, ground: now, q };
}

/** The tree cut where similarity falls below what makes one move, without what is taken. */
function cutAt(count: number, { left, right, height }: Linkage, nodes: readonly Node[], taken: Uint8Array): Node[] {
  const inside = new Uint8Array(nodes.length);
  const free = nodes.map(({ remarks }) => remarks.every((remark) => taken[remark] === 0));
  for (let i = height.length - 1; i >= 0; i--) {
    const id = count + i;
    if (inside[id] === 1 || (height[i]! >= SAME_MOVE && free[id]!)) inside[left[i]!] = inside[right[i]!] = 1;
  }
  return nodes.filter((_, id) => inside[id] === 0 && free[id]! && (id < count || height[id - count]! >= SAME_MOVE));
}
