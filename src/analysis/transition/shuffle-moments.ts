import type { Random } from '../../core/random.ts';
import { isSingle, type SequenceMoments } from './sequence-moments.ts';

/** Orders of the moments of a run, one after the other, each as likely as any other that is allowed. */
export interface MomentShuffler {
  /** The order is put into {@link order}; it is the same array every time. */
  next(): void;
  /** Goes back to the order that was seen. */
  restart(): void;
  readonly order: Int32Array;
}

/** All orders of `count` moments (Fisher–Yates). */
export function shuffleMoments(count: number, random: Random): MomentShuffler {
  const order = Int32Array.from({ length: count }, (_, place) => place);
  return {
    order,
    next() {
      for (let i = count - 1; i > 0; i--) {
        exchange(order, i, random.below(i + 1));
      }
    },
    restart() {
      for (let i = 0; i < count; i++) order[i] = i;
    },
  };
}

// Stretches that are tried to be turned round, before the swaps and after them.
const TURNS = 4;

/**
 * Orders in which no behavior follows itself (in which it does so no more often than in the order that was seen): a random walk that
 * swaps two moments or turns a stretch of them round where that is allowed. A step of the walk, a few turns, as many swaps as there are moments,
 * a few turns, is as likely as its reverse, so all orders it can reach are equally likely. Turns get to orders that swaps do
 * not, where every other moment is the same behavior.
 *
 * One order is like the next, and the more so the fewer are allowed. A test stays exact all the same when the order that was seen stands at a random
 * place of the walk: draw some, {@link MomentShuffler.restart}, draw the others.
 *
 * @see Besag & Clifford 1989, §3, for tests by such walks; Castellan 1992 for sequences without repeats
 */
export function shuffleWithoutRepeats(moments: SequenceMoments, size: number, random: Random): MomentShuffler {
  const allowed = isSingle(moments) ? singles(moments.codes) : groups(moments, size);
  const { order } = allowed;
  const count = order.length;
  const pick = (attempt: (i: number, j: number) => void): void => {
    const i = random.below(count);
    const j = random.below(count);
    if (i !== j) attempt(i, j);
  };
  const turn = (i: number, j: number): void => (i < j ? allowed.turn(i, j) : allowed.turn(j, i));
  return {
    order,
    next() {
      for (let attempt = 0; attempt < TURNS; attempt++) pick(turn);
      for (let attempt = 0; attempt < count; attempt++) pick(allowed.swap);
      for (let attempt = 0; attempt < TURNS; attempt++) pick(turn);
    },
    restart: allowed.restart,
  };
}

/** An order with the changes that it allows; what it does not allow changes nothing. */
interface AllowedOrder {
  readonly order: Int32Array;
  /** Exchanges the moments at two different places. */
  swap(i: number, j: number): void;
  /** Turns the moments from place `i` to place `j` round, i < j. */
  turn(i: number, j: number): void;
  restart(): void;
}

/** Where every moment is one behavior, and none follows itself. */
function singles(codes: Int32Array): AllowedOrder {
  const order = Int32Array.from(codes.keys());
  // A frame of nothing around them, so that both ends have neighbours.
  const framed = new Int32Array(codes.length + 2).fill(-1);
  framed.set(codes, 1);
  return {
    order,
    swap(i, j) {
      const a = framed[i + 1]!;
      const b = framed[j + 1]!;
      if (a === b) return;
      framed[i + 1] = b;
      framed[j + 1] = a;
      if (framed[i] === b || framed[i + 2] === b || framed[j] === a || framed[j + 2] === a) {
        framed[i + 1] = a;
        framed[j + 1] = b;
      } else exchange(order, i, j);
    },
    turn(i, j) {
      if (framed[i] === framed[j + 1] || framed[i + 1] === framed[j + 2]) return;
      reverse(framed, i + 1, j + 1);
      reverse(order, i, j);
    },
    restart() {
      framed.set(codes, 1);
      for (let place = 0; place < order.length; place++) order[place] = place;
    },
  };
}

/** Where moments are several behaviors. */
function groups({ codes, starts }: SequenceMoments, size: number): AllowedOrder {
  const count = starts.length - 1;
  const order = Int32Array.from({ length: count }, (_, place) => place);
  const marks = new Int32Array(size).fill(-1);
  let mark = 0;
  /** Behaviors that the moments at two places share; none beyond the ends. */
  const shared = (one: number, other: number): number => {
    if (one < 0 || other >= count) return 0;
    const [a, b] = [order[one]!, order[other]!];
    mark++;
    let both = 0;
    for (let at = starts[a]!; at < starts[a + 1]!; at++) marks[codes[at]!] = mark;
    for (let at = starts[b]!; at < starts[b + 1]!; at++) if (marks[codes[at]!] === mark) both++;
    return both;
  };
  const repeats = (place: number): number => shared(place, place + 1);
  const around = (i: number, j: number): number => {
    let sum = repeats(i - 1) + repeats(i);
    if (j - 1 !== i - 1 && j - 1 !== i) sum += repeats(j - 1);
    if (j !== i - 1 && j !== i) sum += repeats(j);
    return sum;
  };
  let most = 0;
  for (let place = 0; place + 1 < count; place++) most += repeats(place);
  let total = most;
  return {
    order,
    swap(i, j) {
      const before = around(i, j);
      exchange(order, i, j);
      const after = around(i, j);
      if (total - before + after > most) exchange(order, i, j);
      else total += after - before;
    },
    turn(i, j) {
      const more = shared(i - 1, j) + shared(i, j + 1) - repeats(i - 1) - repeats(j);
      if (total + more > most) return;
      total += more;
      reverse(order, i, j);
    },
    restart() {
      total = most;
      for (let place = 0; place < count; place++) order[place] = place;
    },
  };
}

function exchange(array: Int32Array, i: number, j: number): void {
  const value = array[i]!;
  array[i] = array[j]!;
  array[j] = value;
}

function reverse(array: Int32Array, from: number, to: number): void {
  for (let i = from, j = to; i < j; i++, j--) exchange(array, i, j);
}
