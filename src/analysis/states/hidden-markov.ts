import { seededRandom, type Random } from '../../core/random.ts';

/** A hidden Markov model of sequences over an alphabet. Rows are probability distributions. */
export interface HiddenMarkov {
  /** Per state, the probability to begin there. */
  readonly start: Float64Array;
  /** Per state, the probabilities of the next state. */
  readonly move: readonly Float64Array[];
  /** Per state, the probabilities of behaviors. */
  readonly emit: readonly Float64Array[];
}

/** A fitted model. */
export interface FittedHiddenMarkov extends HiddenMarkov {
  /** Natural logarithm of the likelihood of the sequences it was fitted to. */
  readonly logLikelihood: number;
}

/** How to fit. */
export interface FitOptions {
  readonly seed?: number;
  /** Random beginnings, of which the likeliest end is taken; default 4. */
  readonly starts?: number;
  /** Rounds of each at most; default 100. */
  readonly rounds?: number;
}

// Added to every expected count: what was never seen stays possible.
const PRIOR = 0.01;
const ENOUGH = 1e-6;

/**
 * Fits a hidden Markov model by expectation maximisation (Baum–Welch, scaled so that long sequences do not vanish), from several seeded
 * beginnings. States come in order of their first most likely behavior, so that the same fit is always written alike.
 *
 * @param sequences - places in the alphabet
 * @param size - of the alphabet
 * @param states - how many, ≥ 1
 * @see Rabiner 1989, §III.C and §V.A
 */
export function fitHiddenMarkov(
  sequences: readonly Int32Array[],
  size: number,
  states: number,
  { seed = 1, starts = 4, rounds = 100 }: FitOptions = {},
): FittedHiddenMarkov {
  const random = seededRandom(seed + 7919 * states);
  let best: FittedHiddenMarkov | undefined;
  for (let i = 0; i < (states === 1 ? 1 : starts); i++) {
    const found = climb(sequences, beginning(sequences, size, states, random), rounds);
    if (best === undefined || found.logLikelihood > best.logLikelihood) best = found;
  }
  return inOrder(best!);
}

/** Natural logarithm of the likelihood of one sequence. */
export function logLikelihood(model: HiddenMarkov, codes: ArrayLike<number>): number {
  const states = model.start.length;
  let now = new Float64Array(states);
  let next = new Float64Array(states);
  let sum = 0;
  for (let at = 0; at < codes.length; at++) {
    const scale = forward(model, at === 0 ? undefined : now, codes[at]!, next);
    sum += Math.log(scale);
    [now, next] = [next, now];
  }
  return sum;
}

/** The likeliest states of one sequence, one per event (Viterbi). */
export function likeliestStates({ start, move, emit }: HiddenMarkov, codes: ArrayLike<number>): Uint8Array {
  const states = start.length;
  const from = new Uint8Array(states * codes.length);
  let score = new Float64Array(states);
  let next = new Float64Array(states);
  for (let at = 0; at < codes.length; at++) {
    for (let to = 0; to < states; to++) {
      let best = at === 0 ? Math.log(start[to]!) : -Infinity;
      for (let state = 0; state < (at === 0 ? 0 : states); state++) {
        const value = score[state]! + Math.log(move[state]![to]!);
        if (value <= best) continue;
        best = value;
        from[at * states + to] = state;
      }
      next[to] = best + Math.log(emit[to]![codes[at]!]!);
    }
    [score, next] = [next, score];
  }
  const path = new Uint8Array(codes.length);
  let state = score.indexOf(Math.max(...score));
  for (let at = codes.length - 1; at >= 0; at--) {
    path[at] = state;
    state = from[at * states + state]!;
  }
  return path;
}

/** Frequencies of behaviors, each state's a little off at random; states that tend to stay. */
function beginning(sequences: readonly Int32Array[], size: number, states: number, random: Random): HiddenMarkov {
  const marginal = new Float64Array(size).fill(1);
  for (const codes of sequences) for (const code of codes) marginal[code]!++;
  const rows = Array.from({ length: states }, (_, state) => state);
  return {
    start: normal(Float64Array.from(rows, () => 0.5 + random.next())),
    move: rows.map((state) => normal(Float64Array.from(rows, (_, to) => (to === state ? 2 * states : 0) + 0.5 + random.next()))), // prettier-ignore
    emit: rows.map(() => normal(marginal.map((count) => count * -Math.log(1 - random.next())))),
  };
}

function climb(sequences: readonly Int32Array[], from: HiddenMarkov, rounds: number): FittedHiddenMarkov {
  let model = from;
  let last = -Infinity;
  const longest = Math.max(0, ...sequences.map(({ length }) => length));
  const room = { ahead: new Float64Array(longest * from.start.length), scales: new Float64Array(longest) };
  for (let round = 0; ; round++) {
    const { next, logLikelihood: now } = improve(sequences, model, room);
    if (round >= rounds || now - last < ENOUGH * Math.abs(now)) return { ...model, logLikelihood: now };
    last = now;
    model = next;
  }
}

/** One round: expected counts under the model, and the model that they make. */
function improve(
  sequences: readonly Int32Array[],
  model: HiddenMarkov,
  { ahead, scales }: { readonly ahead: Float64Array; readonly scales: Float64Array },
): { next: HiddenMarkov; logLikelihood: number } {
  const { move, emit } = model;
  const states = model.start.length;
  const start = new Float64Array(states).fill(PRIOR);
  const moves = model.move.map(() => new Float64Array(states).fill(PRIOR));
  const emits = emit.map((row) => new Float64Array(row.length).fill(PRIOR));
  let sum = 0;
  let behind = new Float64Array(states);
  let earlier = new Float64Array(states);
  for (const codes of sequences) {
    const end = codes.length - 1;
    for (let at = 0; at <= end; at++) {
      const own = ahead.subarray(at * states, (at + 1) * states);
      scales[at] = forward(model, at === 0 ? undefined : ahead.subarray((at - 1) * states, at * states), codes[at]!, own); // prettier-ignore
      sum += Math.log(scales[at]!);
    }
    behind.fill(1);
    for (let at = end; at >= 0; at--) {
      const code = codes[at]!;
      for (let state = 0; state < states; state++) {
        const share = ahead[at * states + state]! * behind[state]!;
        emits[state]![code]! += share;
        if (at === 0) start[state]! += share;
      }
      if (at === 0) break;
      earlier.fill(0);
      for (let to = 0; to < states; to++) {
        const weight = (emit[to]![code]! * behind[to]!) / scales[at]!;
        for (let state = 0; state < states; state++) {
          const share = move[state]![to]! * weight;
          earlier[state]! += share;
          moves[state]![to]! += ahead[(at - 1) * states + state]! * share;
        }
      }
      [behind, earlier] = [earlier, behind];
    }
  }
  return {
    next: { start: normal(start), move: moves.map(normal), emit: emits.map(normal) },
    logLikelihood: sum,
  };
}

/** The distribution of states after one more event, into `into`. @returns the probability of that event */
function forward(
  { start, move, emit }: HiddenMarkov,
  before: Float64Array | undefined,
  code: number,
  into: Float64Array,
): number {
  // prettier-ignore
  const states = start.length;
  let scale = 0;
  for (let to = 0; to < states; to++) {
    let sum = before === undefined ? start[to]! : 0;
    if (before !== undefined) for (let state = 0; state < states; state++) sum += before[state]! * move[state]![to]!;
    sum *= emit[to]![code]!;
    into[to] = sum;
    scale += sum;
  }
  scale = Math.max(scale, Number.MIN_VALUE);
  for (let to = 0; to < states; to++) into[to]! /= scale;
  return scale;
}

function inOrder({ start, move, emit, logLikelihood: likelihood }: FittedHiddenMarkov): FittedHiddenMarkov {
  const top = emit.map((row) => row.indexOf(Math.max(...row)));
  const order = top.map((_, state) => state).toSorted((a, b) => top[a]! - top[b]! || Math.max(...emit[b]!) - Math.max(...emit[a]!)); // prettier-ignore
  return {
    start: Float64Array.from(order, (state) => start[state]!),
    move: order.map((state) => Float64Array.from(order, (to) => move[state]![to]!)),
    emit: order.map((state) => emit[state]!),
    logLikelihood: likelihood,
  };
}

function normal(row: Float64Array): Float64Array {
  const sum = row.reduce((all, value) => all + value, 0);
  return row.map((value) => value / sum);
}
