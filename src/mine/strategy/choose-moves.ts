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

const MAX_Q = 0.05;
const MIN_RUNS = 4;
const MIN_TASKS = 2;
// Remarks at least this similar, without a consequence to tell them by, make one move.
const SAME_MOVE = 0.35;
// What has the same consequence needs less in common, and must show it by itself at one in ten.
const MIN_JOINED_Z = 1.28;

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
  const kept: { node: Node; ground: Consequence }[] = [];
  const surest = tests
    .map((entry, i) => ({ ...entry, q: qs[i]! }))
    .filter(({ q }) => q <= MAX_Q)
    .sort((a, b) => Math.abs(b.test.z) - Math.abs(a.test.z) || a.id - b.id);
  for (const { id, test } of surest) {
    const node = nodes[id]!;
    if (node.remarks.some((remark) => taken[remark] === 1)) continue;
    for (const remark of node.remarks) taken[remark] = 1;
    kept.push({ node, ground: test });
  }
  const sure = joinAlike(kept, freeNodes(nodes, taken), reader, near, taken).map(({ node, ground }): Move => ({
    remarks: node.remarks,
    said: node.said,
    grounds: [ground, ...node.tests.filter((test) => test.ground !== ground.ground)]
      .map((test) => ({ ...test, q: qOf.get(test) ?? (test.ground === ground.ground ? qOf.get(ground)! : 1) }))
      .filter(({ q }) => q <= MAX_Q),
  }));
  const others = cutAt(count, linkage, nodes, taken)
    .filter(({ said }) => said.tasks >= MIN_TASKS)
    .map(({ remarks, said }): Move => ({ remarks, said, grounds: [] }))
    .sort((a, b) => b.said.tasks - a.said.tasks || b.said.runs.length - a.said.runs.length || a.remarks[0]! - b.remarks[0]!);
  return { sure, others };
}

function nodesOf(count: number, { left, right }: Linkage, reader: ConsequenceReader): Node[] {
  const nodes: Node[] = [];
  const add = (remarks: readonly number[]): void => {
    const said = reader.said(remarks);
    const enough = said.runs.length >= MIN_RUNS && said.tasks >= MIN_TASKS;
    nodes.push({ remarks, said, tests: enough ? reader.test(said) : [] });
  };
  for (let remark = 0; remark < count; remark++) add([remark]);
  for (const [i, a] of left.entries()) add([...nodes[a]!.remarks, ...nodes[right[i]!]!.remarks].sort((x, y) => x - y));
  return nodes;
}

/** The greatest nodes of which no remark is taken, and all within them, greatest first. */
function freeNodes(nodes: readonly Node[], taken: Uint8Array): Node[] {
  return nodes.filter(({ remarks }) => remarks.every((remark) => taken[remark] === 0)).reverse();
}

/** Joins to each kept node what is near and has the same consequence: other kept ones, then free ones. */
function joinAlike(
  kept: readonly { node: Node; ground: Consequence }[],
  free: readonly Node[],
  reader: ConsequenceReader,
  near: (a: readonly number[], b: readonly number[]) => boolean,
  taken: Uint8Array,
): { node: Node; ground: Consequence }[] {
  const result: { node: Node; ground: Consequence }[] = [];
  for (const { node, ground } of kept) {
    const like = result.findIndex((other) => alike(other.ground, ground) && near(other.node.remarks, node.remarks));
    if (like < 0) result.push({ node, ground });
    else result[like] = { node: joined(result[like]!.node, node, reader), ground: result[like]!.ground };
  }
  for (const [i, { ground }] of result.entries()) {
    for (const node of free) {
      if (node.remarks.some((remark) => taken[remark] === 1)) continue;
      const own = node.tests.find((test) => alike(test, ground));
      if (own === undefined || Math.abs(own.z) < MIN_JOINED_Z || !near(result[i]!.node.remarks, node.remarks)) continue;
      for (const remark of node.remarks) taken[remark] = 1;
      result[i] = { node: joined(result[i]!.node, node, reader), ground };
    }
  }
  return result;
}

function alike(a: Consequence, b: Consequence): boolean {
  return a.ground === b.ground && a.z > 0 === b.z > 0 && a.symbol === b.symbol;
}

function joined(a: Node, b: Node, reader: ConsequenceReader): Node {
  const remarks = [...a.remarks, ...b.remarks].sort((x, y) => x - y);
  const said = reader.said(remarks);
  return { remarks, said, tests: a.tests };
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
