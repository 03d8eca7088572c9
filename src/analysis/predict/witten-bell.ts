import { pairTable } from './pair-table.ts';

/** Counts of what came after which contexts, and what they say comes next. */
export interface WittenBell {
  /** Counts one run: places in the alphabet, in order. */
  add(codes: ArrayLike<number>): void;
  /** The probability of `codes[at]` after what is before it, for every order from 0; into `into`, of length order + 1. */
  probabilities(codes: ArrayLike<number>, at: number, into: Float64Array): void;
  /** The probabilities of all behaviors at `at` after what is before it, by contexts of at most `order`; into `into`, of the alphabet's length. */
  distribution(codes: ArrayLike<number>, at: number, order: number, into: Float64Array): void;
}

/**
 * A model of sequences in which what comes next depends on at most `order` behaviors before it: interpolated Witten–Bell over a trie of
 * contexts, `P(x|h) = (c(hx) + T(h) P(x|h′)) / (c(h) + T(h))`, where `T(h)` counts the different behaviors seen after `h`, `h′` is `h`
 * without its oldest, and under the empty context all are equally likely. That a run begins is part of the context.
 *
 * @param size - behaviors in the alphabet
 * @param order - longest context, ≥ 0; shorter ones can be asked of the same counts
 * @see Witten & Bell 1991
 */
export function wittenBell(size: number, order: number): WittenBell {
  const begin = size;
  const children = pairTable();
  const slots = pairTable();
  // Per context: how often, how many different followers, and the list of them.
  const total = [0];
  const distinct = [0];
  const list = [-1];
  // Per follower of a context.
  const code: number[] = [];
  const count: number[] = [];
  const next: number[] = [];
  /** The context one older than `node`'s, −1 where the run has no more before or (without `create`) it was never seen. */
  const longer = (codes: ArrayLike<number>, at: number, depth: number, node: number, create: boolean): number => {
    if (depth > at + 1) return -1;
    const before = depth === at + 1 ? begin : codes[at - depth]!;
    const child = children.get(node, before);
    if (child !== -1 || !create) return child;
    children.add(node, before, total.length);
    distinct.push(0);
    list.push(-1);
    return total.push(0) - 1;
  };
  const see = (node: number, follower: number): void => {
    total[node]!++;
    const slot = slots.get(node, follower);
    if (slot !== -1) {
      count[slot]!++;
      return;
    }
    slots.add(node, follower, code.length);
    distinct[node]!++;
    next.push(list[node]!);
    list[node] = code.length;
    code.push(follower);
    count.push(1);
  };
  return {
    add: (codes) => {
      for (let at = 0; at < codes.length; at++) {
        let node = 0;
        for (let depth = 1; node !== -1; depth++) {
          see(node, codes[at]!);
          node = depth > order ? -1 : longer(codes, at, depth, node, true);
        }
      }
    },
    probabilities: (codes, at, into) => {
      let p = 1 / size;
      let node = 0;
      for (let depth = 0; depth < into.length; depth++) {
        if (depth > 0 && node !== -1) node = longer(codes, at, depth, node, false);
        if (node !== -1 && total[node]! > 0) {
          const slot = slots.get(node, codes[at]!);
          p = ((slot === -1 ? 0 : count[slot]!) + distinct[node]! * p) / (total[node]! + distinct[node]!);
        }
        into[depth] = p;
      }
    },
    distribution: (codes, at, longest, into) => {
      into.fill(1 / size);
      let node = 0;
      for (let depth = 0; depth <= longest; depth++) {
        if (depth > 0) node = longer(codes, at, depth, node, false);
        if (node === -1 || distinct[node]! < 1) return;
        const all = total[node]! + distinct[node]!;
        const left = distinct[node]! / all;
        for (let i = 0; i < size; i++) into[i]! *= left;
        for (let slot = list[node]!; slot !== -1; slot = next[slot]!) into[code[slot]!]! += count[slot]! / all;
      }
    },
  };
}
