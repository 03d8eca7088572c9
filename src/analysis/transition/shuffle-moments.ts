import type { Random } from '../../core/random.ts';
import { isSingle, type SequenceMoments } from './sequence-moments.ts';

/** Orders of the moments of a run, one after the other, each as likely as any other that is allowed. */
export interface MomentShuffler {
  /** The order is put into {@link order}; it is the same array every time. */
  next(): void;
  readonly order: Int32Array;
}

/** All orders of `count` moments (Fisher–Yates). */
export function shuffleMoments(count: number, random: Random): MomentShuffler {
  const order = Int32Array.from({ length: count }, (_, place) => place);
  return {
    order,
    next() {
      for (let i = count - 1; i > 0; i--) {
        const j = random.below(i + 1);
        const moment = order[i]!;
        order[i] = order[j]!;
        order[j] = moment;
      }
    },
  };
}

/**
 * Orders in which no behavior follows itself (in which it does so no more often than in the order that was seen): a random walk that
 * swaps two moments where that is allowed, so that all orders it can reach are equally likely. Between two orders it tries as
 * many swaps as there are moments. Where hardly any other order is allowed it stays where it is, which makes a test cautious and never bold.
 *
 * @see Besag & Clifford 1989 for tests by such walks; Castellan 1992 for sequences without repeats
 */
export function shuffleWithoutRepeats(moments: SequenceMoments, size: number, random: Random): MomentShuffler {
  return isSingle(moments) ? shuffleSingles(moments.codes, random) : shuffleGroups(moments, size, random);
}

/** The walk where every moment is one behavior, and none follows itself. */
function shuffleSingles(codes: Int32Array, random: Random): MomentShuffler {
  const count = codes.length;
  const order = Int32Array.from({ length: count }, (_, place) => place);
  // A frame of nothing around them, so that both ends have neighbours.
  const framed = new Int32Array(count + 2).fill(-1);
  framed.set(codes, 1);
  return {
    order,
    next() {
      for (let attempt = 0; attempt < count; attempt++) {
        const i = random.below(count) + 1;
        const j = random.below(count) + 1;
        const a = framed[i]!;
        const b = framed[j]!;
        if (a === b) continue;
        framed[i] = b;
        framed[j] = a;
        if (framed[i - 1] === b || framed[i + 1] === b || framed[j - 1] === a || framed[j + 1] === a) {
          framed[i] = a;
          framed[j] = b;
          continue;
        }
        const moment = order[i - 1]!;
        order[i - 1] = order[j - 1]!;
        order[j - 1] = moment;
      }
    },
  };
}

function shuffleGroups({ codes, starts }: SequenceMoments, size: number, random: Random): MomentShuffler {
  const count = starts.length - 1;
  const order = Int32Array.from({ length: count }, (_, place) => place);
  const marks = new Int32Array(size).fill(-1);
  let mark = 0;
  /** Behaviors that the moment at `place` shares with the next one. */
  const repeats = (place: number): number => {
    if (place < 0 || place + 1 >= count) return 0;
    const [a, b] = [order[place]!, order[place + 1]!];
    mark++;
    let shared = 0;
    for (let at = starts[a]!; at < starts[a + 1]!; at++) marks[codes[at]!] = mark;
    for (let at = starts[b]!; at < starts[b + 1]!; at++) if (marks[codes[at]!] === mark) shared++;
    return shared;
  };
  const around = (i: number, j: number): number => {
    let sum = repeats(i - 1) + repeats(i);
    if (j - 1 !== i - 1 && j - 1 !== i) sum += repeats(j - 1);
    if (j !== i - 1 && j !== i) sum += repeats(j);
    return sum;
  };
  let total = 0;
  for (let place = 0; place + 1 < count; place++) total += repeats(place);
  const most = total;
  const swap = (i: number, j: number): void => {
    const moment = order[i]!;
    order[i] = order[j]!;
    order[j] = moment;
  };
  return {
    order,
    next() {
      for (let attempt = 0; attempt < count; attempt++) {
        const i = random.below(count);
        const j = random.below(count);
        if (i === j) continue;
        const before = around(i, j);
        swap(i, j);
        const after = around(i, j);
        if (total - before + after > most) swap(i, j);
        else total += after - before;
      }
    },
  };
}
