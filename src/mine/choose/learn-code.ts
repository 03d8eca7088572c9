import type { Phrase } from '../workflow/find-occurrences.ts';

/**
 * How many bits it takes to write down runs of symbols, with what was learned from other runs.
 *
 * Without phrases it is an order-1 model that falls back on how common each symbol is. With phrases, a symbol is predicted
 * by the order-1 model and by the phrase that has most to say at that place: one that is under way, or one that has
 * been gone through already, or not yet:
 *
 *   phrase  a b c      run  a b x ?      order-1 says what follows x;
 *                                        the phrase says: c, as often as c came when a b was waiting and x stood before
 *                      run  a b c x ?    the phrase says: c hardly comes again
 */
export interface CodeModel {
  /** Bits to write one run, its end included. */
  bits(symbols: Int32Array): number;
  /** Bits to state a phrase: its length and its elements, each by how common it is or how often it follows the one before. */
  statement(phrase: Phrase): number;
}

// Weight of the fall-back against what was seen: pseudo-counts shared out by the more general estimate.
const BACK_OFF = 1;
const CONTEXT_BACK_OFF = 2;
// What a phrase saved in one context must exceed before it is believed there.
const DOUBT_BITS = 2;
// States of a phrase besides how many elements of it have been seen.
const NOT_YET = 62;
const DONE = 63;
// An alternative is one of the few tools whose name says the same sort of thing.
const ALTERNATIVE_BITS = 2;
// Which of up to eight lengths.
const HEADER_BITS = 3;
// How much a waiting phrase is believed over the order-1 model; the best on the learned runs is kept per state.
const WEIGHTS = [0, 0.5, 0.9];

/**
 * Learns the model from runs.
 *
 * @param sequences - runs to learn from, symbol ids below `size`
 * @param phrases - at each place the one predicts that saved most there on the learned runs
 * @param order1 - {@link learnOrder1} of the same runs, to save learning it again
 */
export function learnCode(
  sequences: readonly Int32Array[],
  size: number,
  phrases: readonly Phrase[] = [],
  order1: Order1 = learnOrder1(sequences, size),
): CodeModel {
  const states: State[] = [];
  for (const [phrase, { elements }] of phrases.entries()) {
    for (let k = 0; k + 1 < elements.length; k++) states[stateKey(phrase, k)] = newState(elements[k + 1]!);
    states[stateKey(phrase, NOT_YET)] = newState(elements.at(-1)!);
    states[stateKey(phrase, DONE)] = newState(elements.at(-1)!);
  }
  const walk = createWalk(phrases, size);

  for (const symbols of sequences) {
    walk(symbols, (previous, symbol, waiting) => {
      for (const key of waiting) note(states[key]!, previous, symbol, order1);
    });
  }

  // `plain` is what the order-1 model says. `own` is 1 while learning: a symbol must not be predicted by having been counted itself.
  const predicted = (
    { wanted, hits, alternatives }: State,
    context: Context,
    plain: number,
    symbol: number,
    own = 0,
  ): number => {
    const hit = wanted.includes(symbol);
    const { expected } = context;
    const chance =
      (context.hits - (hit ? own : 0) + CONTEXT_BACK_OFF * expected) / (context.trials - own + CONTEXT_BACK_OFF);
    if (hit) {
      return (chance * ((alternatives.get(symbol) ?? 0) - own + 0.5)) / (hits - own + 0.5 * wanted.length);
    }
    return ((1 - chance) * plain) / Math.max(1 - expected, 1e-9);
  };

  for (const symbols of sequences) {
    walk(symbols, (previous, symbol, waiting) => {
      const plain = order1.chance(previous, symbol, 1);
      for (const key of waiting) {
        const state = states[key]!;
        const context = state.contexts[previous]!;
        const informed = predicted(state, context, plain, symbol, 1);
        const odds = informed / plain;
        for (let k = 1; k < WEIGHTS.length; k++) context.saved[k]! += Math.log2(WEIGHTS[k]! * odds + 1 - WEIGHTS[k]!);
      }
    });
  }
  for (const { contexts } of states.filter((state) => state !== undefined)) {
    for (const context of contexts.filter((seen) => seen !== undefined)) {
      const most = Math.max(...context.saved);
      context.weight = WEIGHTS[context.saved.indexOf(most)]!;
      context.worth = Math.max(0, most - DOUBT_BITS) / context.trials;
    }
  }

  return {
    bits: (symbols) => {
      let bits = 0;
      walk(symbols, (previous, symbol, waiting) => {
        let chance = order1.chance(previous, symbol);
        let best: { state: State; context: Context } | undefined;
        for (const key of waiting) {
          const state = states[key]!;
          const context = state.contexts[previous];
          if (context !== undefined && context.worth > (best?.context.worth ?? 0)) best = { state, context };
        }
        if (best !== undefined) {
          const { weight } = best.context;
          chance = weight * predicted(best.state, best.context, chance, symbol) + (1 - weight) * chance;
        }
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

/** How far a phrase has come in a run, and what that says about the next symbol. */
interface State {
  /** What it waits for, or (not yet begun, or done) what it is about. */
  readonly wanted: readonly number[];
  hits: number;
  readonly alternatives: Map<number, number>;
  /** By the symbol that stood before; sparse. */
  readonly contexts: Context[];
}

interface Context {
  hits: number;
  trials: number;
  /** How likely what is wanted is by the order-1 model. */
  readonly expected: number;
  /** Bits saved on the learned runs, per weight. */
  readonly saved: number[];
  weight: number;
  /** Bits it will save per symbol predicted. */
  worth: number;
}

function newState(wanted: readonly number[]): State {
  return { wanted, hits: 0, alternatives: new Map(), contexts: [] };
}

function note(state: State, previous: number, symbol: number, order1: Order1): void {
  let context = state.contexts[previous];
  if (context === undefined) {
    let expected = 0;
    for (const other of state.wanted) expected += order1.chance(previous, other);
    context = { hits: 0, trials: 0, expected, saved: WEIGHTS.map(() => 0), weight: 0, worth: 0 };
    state.contexts[previous] = context;
  }
  context.trials++;
  if (!state.wanted.includes(symbol)) return;
  context.hits++;
  state.hits++;
  state.alternatives.set(symbol, (state.alternatives.get(symbol) ?? 0) + 1);
}

function stateKey(phrase: number, matched: number): number {
  return phrase * 64 + matched;
}

/** Calls back for every symbol of a run and for its end (`size`), with the symbol before (`size` at first) and the states under way. */
type Walk = (
  symbols: Int32Array,
  visit: (previous: number, symbol: number, waiting: readonly number[]) => void,
) => void;

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
    const waiting: number[] = [];
    const standing = phrases.map((_, phrase) => stateKey(phrase, NOT_YET));
    for (let i = 0; i <= symbols.length; i++) {
      let still = 0;
      for (const key of active) if (i - ends.get(key)! <= phrases[key >> 6]!.maxGap + 1) active[still++] = key;
      active.length = still;
      waiting.length = 0;
      for (const key of active) waiting.push(key);
      for (const key of standing) waiting.push(key);
      visit(i === 0 ? size : symbols[i - 1]!, i === symbols.length ? size : symbols[i]!, waiting);
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
        if (k === elements.length - 1) {
          standing[phrase] = stateKey(phrase, DONE);
          continue;
        }
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
