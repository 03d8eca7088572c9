import type { Phrase } from './find-occurrences.ts';

/**
 * How many bits it takes to write down runs of symbols, with what was learned from other runs.
 *
 * Without phrases it is an order-1 model that falls back on how common each symbol is. With phrases, each symbol that
 * comes while a phrase is under way is predicted by both:
 *
 *   phrase  a b c      run  a b x ?      order-1 says what follows x;
 *                                        the phrase says: c, as often as c came when a b was waiting and x stood before
 */
export interface CodeModel {
  /** Bits to write one run, its end included. */
  bits(symbols: Int32Array): number;
  /** Bits to state a phrase: its length and its elements, each by how common it is or how often it follows the one before. */
  statement(phrase: Phrase): number;
}

// Weight of the fall-back against what was seen: pseudo-counts shared out by the more general estimate.
const BACK_OFF = 1;
const STATE_BACK_OFF = 2;
// An alternative is one of the few tools whose name says the same sort of thing.
const ALTERNATIVE_BITS = 2;
// Which of up to eight lengths.
const HEADER_BITS = 3;
// How much a waiting phrase is believed over the order-1 model; the best on the learned runs is kept per state.
const WEIGHTS = [0, 0.25, 0.5, 0.75, 0.9];

/**
 * Learns the model from runs.
 *
 * @param sequences - runs to learn from, symbol ids below `size`
 * @param phrases - where several are under way, the one whose predictions saved most per symbol predicts
 * @param order1 - {@link learnOrder1} of the same runs, to save learning it again
 */
export function learnCode(
  sequences: readonly Int32Array[],
  size: number,
  phrases: readonly Phrase[] = [],
  order1: Order1 = learnOrder1(sequences, size),
): CodeModel {
  const states = phrases.flatMap(({ elements }, phrase) => elements.slice(1).map((_, k) => newState(phrase, k)));
  const stateOf = new Map(states.map((state) => [stateKey(state.phrase, state.matched), state]));
  const walk = createWalk(phrases, size);

  for (const symbols of sequences) {
    walk(symbols, (previous, symbol, waiting) => {
      for (const key of waiting) {
        const state = stateOf.get(key)!;
        const hit = phrases[state.phrase]!.elements[state.matched + 1]!.includes(symbol);
        const seen = state.after.get(previous);
        if (seen === undefined) state.after.set(previous, { hits: hit ? 1 : 0, trials: 1 });
        else {
          seen.trials++;
          if (hit) seen.hits++;
        }
        state.trials++;
        if (!hit) continue;
        state.hits++;
        state.alternatives.set(symbol, (state.alternatives.get(symbol) ?? 0) + 1);
      }
    });
  }

  // `own` is 1 while learning: a symbol must not be predicted by having been counted itself.
  const predicted = (state: State, previous: number, symbol: number, own = 0): number => {
    const wanted = phrases[state.phrase]!.elements[state.matched + 1]!;
    const hit = wanted.includes(symbol);
    const ownHit = hit ? own : 0;
    const general = (state.hits - ownHit + 0.5) / (state.trials - own + 1);
    const { hits, trials } = state.after.get(previous) ?? { hits: 0, trials: 0 };
    const chance = (hits - ownHit + STATE_BACK_OFF * general) / (trials - own + STATE_BACK_OFF);
    if (hit) {
      const seen = (state.alternatives.get(symbol) ?? 0) - own;
      return (chance * (seen + 0.5)) / (state.hits - own + 0.5 * wanted.length);
    }
    const rest = 1 - wanted.reduce((sum, other) => sum + order1.chance(previous, other), 0);
    return ((1 - chance) * order1.chance(previous, symbol, own)) / Math.max(rest, 1e-9);
  };

  for (const symbols of sequences) {
    walk(symbols, (previous, symbol, waiting) => {
      const plain = waiting.length === 0 ? 0 : order1.chance(previous, symbol, 1);
      for (const key of waiting) {
        const state = stateOf.get(key)!;
        const informed = predicted(state, previous, symbol, 1);
        for (const [k, weight] of WEIGHTS.entries()) state.bits[k]! -= Math.log2(weight * informed + (1 - weight) * plain);
      }
    });
  }
  for (const state of states) {
    const least = Math.min(...state.bits);
    state.weight = WEIGHTS[state.bits.indexOf(least)]!;
    state.saving = state.trials === 0 ? 0 : (state.bits[0]! - least) / state.trials;
  }

  return {
    bits: (symbols) => {
      let bits = 0;
      walk(symbols, (previous, symbol, waiting) => {
        let chance = order1.chance(previous, symbol);
        let best: State | undefined;
        for (const key of waiting) {
          const state = stateOf.get(key)!;
          if (state.saving > (best?.saving ?? 0)) best = state;
        }
        if (best !== undefined) chance = best.weight * predicted(best, previous, symbol) + (1 - best.weight) * chance;
        bits -= Math.log2(chance);
      });
      return bits;
    },
    statement: ({ elements }) => {
      let bits = HEADER_BITS;
      for (const [k, [first, ...alternatives]] of elements.entries()) {
        const before = k === 0 ? undefined : elements[k - 1]![0]!;
        // The likelier of two models says each element; which of them is one bit.
        bits += 1 - Math.log2(Math.max(order1.share(first!), before === undefined ? 0 : order1.chance(before, first!)));
        bits += ALTERNATIVE_BITS * alternatives.length;
      }
      return bits;
    },
  };
}

/** A phrase under way: elements 0 … `matched` have been seen. */
interface State {
  readonly phrase: number;
  readonly matched: number;
  trials: number;
  hits: number;
  /** The same counts by the symbol that stood before. */
  readonly after: Map<number, { hits: number; trials: number }>;
  readonly alternatives: Map<number, number>;
  readonly bits: number[];
  weight: number;
  /** Bits saved per symbol predicted. */
  saving: number;
}

function newState(phrase: number, matched: number): State {
  const bits = WEIGHTS.map(() => 0);
  return { phrase, matched, trials: 0, hits: 0, after: new Map(), alternatives: new Map(), bits, weight: 0, saving: 0 };
}

function stateKey(phrase: number, matched: number): number {
  return phrase * 64 + matched;
}

/** Calls back for every symbol of a run and for its end (`size`), with the symbol before (`size` at first) and the states under way. */
type Walk = (symbols: Int32Array, visit: (previous: number, symbol: number, waiting: readonly number[]) => void) => void;

const NO_ROLES: readonly { phrase: number; k: number }[] = [];

function createWalk(phrases: readonly Phrase[], size: number): Walk {
  // Which elements a symbol can be: later elements first, so that one symbol does not match two in a row.
  const roles = new Map<number, { phrase: number; k: number }[]>();
  for (const [phrase, { elements }] of phrases.entries()) {
    for (let k = elements.length - 1; k >= 0; k--) {
      for (const symbol of elements[k]!) roles.set(symbol, [...(roles.get(symbol) ?? []), { phrase, k }]);
    }
  }
  return (symbols, visit) => {
    // Where elements 0 … k of a phrase were last completed; those still in reach of the next element are active.
    const ends = new Map<number, number>();
    const active: number[] = [];
    for (let i = 0; i <= symbols.length; i++) {
      let still = 0;
      for (const key of active) if (i - ends.get(key)! <= phrases[key >> 6]!.maxGap + 1) active[still++] = key;
      active.length = still;
      visit(i === 0 ? size : symbols[i - 1]!, i === symbols.length ? size : symbols[i]!, active);
      if (i === symbols.length) break;
      for (const { phrase, k } of roles.get(symbols[i]!) ?? NO_ROLES) {
        const { elements, maxGap } = phrases[phrase]!;
        const before = k === 0 ? i : ends.get(stateKey(phrase, k - 1));
        if (before === undefined || i - before > maxGap + 1) continue;
        if (k > 0) {
          // What was waiting has come.
          ends.delete(stateKey(phrase, k - 1));
          const done = active.indexOf(stateKey(phrase, k - 1));
          if (done >= 0) active.splice(done, 1);
        }
        if (k === elements.length - 1) continue;
        const key = stateKey(phrase, k);
        if (!active.includes(key)) active.push(key);
        ends.set(key, i);
      }
    }
  };
}

/** An order-1 model of runs. `size` stands for the beginning and for the end. */
export interface Order1 {
  /** Chance that `symbol` follows `previous`; with `own` 1 as if that had been counted once less. */
  chance(previous: number, symbol: number, own?: number): number;
  /** How common a symbol is. */
  share(symbol: number): number;
}

/** Learns an {@link Order1} model from runs with symbol ids below `size`. */
export function learnOrder1(sequences: readonly Int32Array[], size: number): Order1 {
  const common = new Float64Array(size + 1);
  const pairs = new Map<number, number>();
  const totals = new Float64Array(size + 1);
  let all = 0;
  for (const symbols of sequences) {
    for (let i = 0; i <= symbols.length; i++) {
      const previous = i === 0 ? size : symbols[i - 1]!;
      const symbol = i === symbols.length ? size : symbols[i]!;
      const key = previous * (size + 1) + symbol;
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
      totals[previous]! += 1;
      common[symbol]! += 1;
      all++;
    }
  }
  const share = (symbol: number): number => (common[symbol]! + 0.5) / (all + 0.5 * (size + 1));
  return {
    share,
    chance: (previous, symbol, own = 0) =>
      ((pairs.get(previous * (size + 1) + symbol) ?? 0) - own + BACK_OFF * share(symbol)) /
      (totals[previous]! - own + BACK_OFF),
  };
}
