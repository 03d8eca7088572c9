import type { Phrase } from '../workflow/find-occurrences.ts';
import { inOrder, type Order1 } from './order1.ts';

/** Runs to be written down, with how likely each symbol is so far. A place is a symbol of a run, or its end. */
export interface Pages {
  readonly runs: readonly Int32Array[];
  /** Index of each run's first place; one more for the number of all places. */
  readonly from: Int32Array;
  /** What stands at each place. */
  readonly symbols: Int32Array;
  /** How likely a symbol is at each place, column by column. */
  column(symbol: number): Float64Array;
  /** Columns asked for so far. */
  readonly columns: ReadonlyMap<number, Float64Array>;
  /** What all chances have been multiplied by at each place, for symbols that nothing is known about. */
  readonly rest: Float64Array;
  /** How likely what stands there is, at each place. */
  readonly chances: Float64Array;
}

/** How much likelier each element of a phrase is made, in each state of the phrase; natural logarithms. */
export type Boosts = Float64Array;

// States of an element: expected next, 0, 1–2 or more symbols after the one before it; or not expected, in a run that
// has not yet, or has already, gone through the phrase, or is in the middle of it.
const AT_ONCE = 0;
const SOON = 1;
const LATER = 2;
const NOT_YET = 3;
const ALREADY = 4;
const AMID = 5;
const STATES = 6;
const SOON_GAP = 2;
const MAX_ROUNDS = 8;
// Boosts that move by less than 3% have settled.
const SETTLED = 0.03;

/**
 * Opens runs to be written down by an order-1 model.
 *
 * @param end - the symbol that stands for the end of a run
 * @param tasks - the task number of each run; given when the model was learned from these runs, so that each is foreseen by other tasks
 */
export function openPages(runs: readonly Int32Array[], order1: Order1, end: number, tasks?: ArrayLike<number>): Pages {
  const from = new Int32Array(runs.length + 1);
  for (const [run, { length }] of runs.entries()) from[run + 1] = from[run]! + length + 1;
  const places = from.at(-1)!;
  const symbols = new Int32Array(places);
  const contexts = new Int32Array(places);
  for (const [run, sequence] of runs.entries()) {
    const written = inOrder(sequence, end);
    symbols.set(written.symbols, from[run]);
    contexts.set(written.contexts, from[run]);
  }
  const fill = (symbolAt: (place: number) => number): Float64Array => {
    const chances = new Float64Array(places);
    for (let run = 0; run < runs.length; run++) {
      for (let place = from[run]!; place < from[run + 1]!; place++) {
        chances[place] = order1.chance(contexts[place]!, symbolAt(place), tasks?.[run]);
      }
    }
    return chances;
  };
  const columns = new Map<number, Float64Array>();
  const rest = new Float64Array(places).fill(1);
  return {
    runs,
    from,
    symbols,
    columns,
    rest,
    column(symbol) {
      let column = columns.get(symbol);
      if (column === undefined) {
        column = fill(() => symbol);
        for (let place = 0; place < places; place++) column[place]! *= rest[place]!;
        columns.set(symbol, column);
      }
      return column;
    },
    chances: fill((place) => symbols[place]!),
  };
}

/** What a phrase knows of runs: the state of each of its symbols at each place. */
export interface Reading {
  readonly phrase: Phrase;
  /** Its distinct symbols. */
  readonly symbols: readonly number[];
  /** Place by place, for each of {@link symbols}: which boost holds. */
  readonly states: Uint8Array;
}

/** Follows a phrase through runs. Of a symbol in several elements, the latest element that is expected next counts. */
export function readPhrase({ runs, from }: Pages, phrase: Phrase): Reading {
  const { elements, maxGap } = phrase;
  const symbols = [...new Set(elements.flat())].sort((a, b) => a - b);
  const roles = symbols.map((symbol) =>
    elements.flatMap((element, k) => (element.includes(symbol) ? [k] : [])).reverse(),
  );
  const states = new Uint8Array(from.at(-1)! * symbols.length);
  const ends = new Int32Array(elements.length);
  const never = -maxGap - 3;
  for (const [run, sequence] of runs.entries()) {
    ends.fill(never);
    let done = false;
    for (let i = 0; i <= sequence.length; i++) {
      let amid = false;
      for (let k = 0; k + 1 < elements.length; k++) if (i - ends[k]! <= maxGap + 1) amid = true;
      const resting = amid ? AMID : done ? ALREADY : NOT_YET;
      for (let s = 0; s < symbols.length; s++) {
        const waiting = roles[s]!.find((k) => k > 0 && i - ends[k - 1]! <= maxGap + 1);
        const k = waiting ?? roles[s]!.at(-1)!;
        const gap = waiting === undefined ? -1 : i - ends[k - 1]! - 1;
        states[(from[run]! + i) * symbols.length + s] =
          k * STATES + (gap < 0 ? resting : gap === 0 ? AT_ONCE : gap <= SOON_GAP ? SOON : LATER);
      }
      const s = i === sequence.length ? -1 : symbols.indexOf(sequence[i]!);
      if (s < 0) continue;
      for (const k of roles[s]!) {
        if (k > 0 && i - ends[k - 1]! > maxGap + 1) continue;
        // What was waiting has come.
        if (k > 0) ends[k - 1] = never;
        if (k === elements.length - 1) done = true;
        else ends[k] = i;
        break;
      }
    }
  }
  return { phrase, symbols, states };
}

/**
 * Learns how far a phrase changes what is likely, beside all that is known of these runs already: in each state, so far
 * that what the state waits for is expected as often as it came. Each round moves the log odds by how much they are wrong.
 *
 * @param use - which runs to learn from
 * @param prior - boosts are held back as by so many more places at which nothing had changed; since runs of one task are
 *   alike, this should not be fewer than a task has runs
 */
export function learnBoosts(
  pages: Pages,
  { symbols, states, phrase }: Reading,
  use: (run: number) => boolean,
  prior = 1,
): Boosts {
  const boosts = new Float64Array(phrase.elements.length * STATES);
  const came = new Float64Array(boosts.length);
  const tried = new Float64Array(boosts.length).fill(prior);
  const width = symbols.length;
  const columns = symbols.map((symbol) => pages.column(symbol));
  // The chances and states of the places in use, one place after the other.
  const chances = new Float64Array(pages.symbols.length * width);
  const held = new Uint8Array(chances.length);
  let n = 0;
  for (let run = 0; run < pages.runs.length; run++) {
    if (!use(run)) continue;
    for (let place = pages.from[run]!; place < pages.from[run + 1]!; place++) {
      const first = n;
      for (let s = 0; s < width; s++) {
        const state = states[place * width + s]!;
        chances[n] = columns[s]![place]!;
        held[n] = state;
        if (held.indexOf(state, first) === n) tried[state]! += 1;
        if (symbols[s] === pages.symbols[place]) came[state]! += 1;
        n++;
      }
    }
  }
  const expected = new Float64Array(boosts.length);
  const factors = new Float64Array(boosts.length);
  // The share of the places that the prior adds, without and with the boost.
  const usual = new Float64Array(boosts.length);
  let moved = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS && moved > SETTLED; round++) {
    expected.fill(0);
    for (let b = 0; b < boosts.length; b++) factors[b] = Math.exp(boosts[b]!);
    for (let i = 0; i < n; i += width) {
      let all = 1;
      for (let k = i; k < i + width; k++) all += chances[k]! * (factors[held[k]!]! - 1);
      for (let k = i; k < i + width; k++) expected[held[k]!]! += (chances[k]! * factors[held[k]!]!) / all;
    }
    moved = 0;
    for (let b = 0; b < boosts.length; b++) {
      const all = tried[b]!;
      if (all <= prior) continue;
      if (round === 0) {
        usual[b] = expected[b]! / (all - prior);
        came[b]! += prior * usual[b]!;
      }
      const boosted = usual[b]! * factors[b]!;
      const due = expected[b]! + (prior * boosted) / (1 - usual[b]! + boosted);
      const move = logOdds(came[b]!, all) - logOdds(due, all);
      boosts[b]! += move;
      moved = Math.max(moved, Math.abs(move));
    }
  }
  return boosts;
}

function logOdds(n: number, of: number): number {
  return Math.log(Math.max(n, 1e-9) / Math.max(of - n, 1e-9));
}

/** How many bits each run is shorter with a phrase, given its boosts; negative when longer. */
export function savedBits(pages: Pages, reading: Reading, boosts: Boosts, use: (run: number) => boolean): Float64Array {
  const saved = new Float64Array(pages.runs.length);
  eachFactor(pages, reading, boosts, use, (run, _, factor) => {
    saved[run]! += Math.log2(factor);
  });
  return saved;
}

/** Writes a phrase's knowledge into the pages: what is likely from now on. */
export function applyBoosts(pages: Pages, reading: Reading, boosts: Boosts, use: (run: number) => boolean): void {
  const { symbols, states } = reading;
  const own = new Map(symbols.map((symbol, s) => [symbol, s]));
  const factors = boosts.map(Math.exp);
  for (const symbol of symbols) pages.column(symbol);
  eachFactor(pages, reading, boosts, use, (_, place, factor, all) => {
    pages.chances[place]! *= factor;
    pages.rest[place]! /= all;
    for (const [symbol, column] of pages.columns) {
      const s = own.get(symbol);
      column[place]! *= (s === undefined ? 1 : factors[states[place * symbols.length + s]!]!) / all;
    }
  });
}

/** How much likelier what stands at each place becomes, and what all chances are divided by. */
function eachFactor(
  pages: Pages,
  { symbols, states }: Reading,
  boosts: Boosts,
  use: (run: number) => boolean,
  visit: (run: number, place: number, factor: number, all: number) => void,
): void {
  const factors = boosts.map(Math.exp);
  const columns = symbols.map((symbol) => pages.column(symbol));
  for (let run = 0; run < pages.runs.length; run++) {
    if (!use(run)) continue;
    for (let place = pages.from[run]!; place < pages.from[run + 1]!; place++) {
      let all = 1;
      let own = 1;
      for (let s = 0; s < symbols.length; s++) {
        const factor = factors[states[place * symbols.length + s]!]!;
        all += columns[s]![place]! * (factor - 1);
        if (symbols[s] === pages.symbols[place]) own = factor;
      }
      visit(run, place, own / all, all);
    }
  }
}
