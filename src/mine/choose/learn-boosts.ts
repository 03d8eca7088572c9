import type { Pages } from './open-pages.ts';
import { STATES, type Reading } from './read-phrase.ts';

/** How much likelier each element of a phrase is made, in each state of the phrase; natural logarithms. */
export type Boosts = Float64Array;

const MAX_ROUNDS = 8;
// Boosts that move by less than 3% have settled.
const SETTLED = 0.03;

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
        let k = first;
        while (held[k] !== state) k++;
        if (k === n) tried[state]! += 1;
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
