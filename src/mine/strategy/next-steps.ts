import { pnorm, ppois } from 'lib-r-math.js';
import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';

/** Turns of agents: what they did before and after they spoke. */
export interface Turns {
  /** Number of the turn in which a sentence of a run stands; −1 for users' sentences. */
  turnOf(run: number, sentence: number): number;
  /**
   * Which next step follows more often than after other turns with the same previous step.
   *
   * @param turns - ascending
   * @returns undefined when too few turns are compared; p is one-sided and counts every next step looked at; z is the root
   *   of the likelihood ratio over all turns given, also those that the step could not have followed
   */
  nextStep(turns: readonly number[]): { readonly symbol: number; readonly p: number; readonly z: number } | undefined;
  /** The symbol before a turn; −1 at the start of the run. */
  before(turn: number): number;
}

const USER = SPEAKERS.indexOf('user');
const HANDED_BACK = -2;
const END = -1;
const MIN_TURNS = 5;
// From here on a sum of chances is close enough to normal; below, the Poisson distribution is on the safe side.
const MIN_EXPECTED = 5;

/** Reads the turns off all runs. Only what the agent does counts as a next step; a user's turn and the end are two more. */
export function readTurns({ fragments, lexicon, groups }: Corpus): Turns {
  const offsets = new Int32Array(fragments.length + 1);
  for (const [run, { sentences }] of fragments.entries()) offsets[run + 1] = offsets[run]! + sentences.steps.length;
  const turnAt = new Int32Array(offsets.at(-1)!).fill(-1);
  const [strata, cells, befores, nexts]: [number[], number[], number[], number[]] = [[], [], [], []];
  const stratumIds = new Map<string, number>();
  const isUser = Array.from({ length: lexicon.size }, (_, id) => lexicon.word(id).startsWith('user'));
  const isTool = Array.from({ length: lexicon.size }, (_, id) => lexicon.word(id).startsWith('tool:'));
  for (const [run, fragment] of fragments.entries()) {
    const { sentences, symbols } = fragment;
    const cellsOfRun = new Map<number, number>();
    let lastStep = -1;
    for (let i = 0; i < sentences.steps.length; i++) {
      if (sentences.speakers[i] === USER) continue;
      const step = sentences.steps[i]!;
      if (step !== lastStep) {
        lastStep = step;
        const { first, next } = aroundStep(fragment, step, isTool);
        const before = first === 0 ? -1 : symbols[first - 1]!;
        const key = `${groups[run]} ${before}`;
        if (!stratumIds.has(key)) stratumIds.set(key, stratumIds.size);
        const stratum = stratumIds.get(key)!;
        if (!cellsOfRun.has(stratum)) cellsOfRun.set(stratum, strata.length);
        strata.push(stratum);
        cells.push(cellsOfRun.get(stratum)!);
        befores.push(before);
        nexts.push(next < 0 ? END : isUser[symbols[next]!] ? HANDED_BACK : symbols[next]!);
      }
      turnAt[offsets[run]! + i] = strata.length - 1;
    }
  }
  const base = Array.from(stratumIds, () => new Map<number, number>());
  const sizes = new Int32Array(stratumIds.size);
  for (const [turn, stratum] of strata.entries()) {
    base[stratum]!.set(nexts[turn]!, (base[stratum]!.get(nexts[turn]!) ?? 0) + 1);
    sizes[stratum]!++;
  }
  return {
    turnOf: (run, sentence) => turnAt[offsets[run]! + sentence]!,
    before: (turn) => befores[turn]!,
    nextStep(turns) {
      // Of turns of one run after the same step, the first counts: what one agent does again is one observation.
      const seen = new Set<number>();
      const exposed = new Map<number, number>();
      const observed = new Map<number, number>();
      for (const turn of turns) {
        if (seen.has(cells[turn]!)) continue;
        seen.add(cells[turn]!);
        exposed.set(strata[turn]!, (exposed.get(strata[turn]!) ?? 0) + 1);
        observed.set(nexts[turn]!, (observed.get(nexts[turn]!) ?? 0) + 1);
      }
      if (seen.size < MIN_TURNS) return undefined;
      let best: { symbol: number; p: number; z: number } | undefined;
      for (const [symbol, count] of observed) {
        if (symbol < 0) continue;
        let expected = 0;
        let variance = 0;
        for (const [stratum, k] of exposed) {
          const n = sizes[stratum]!;
          const share = (base[stratum]!.get(symbol) ?? 0) / n;
          expected += k * share;
          variance += k * share * (1 - share) * (n > 1 ? (n - Math.min(k, n)) / (n - 1) : 0);
        }
        const p = upperTail(count, { expected, variance, n: seen.size });
        if (best === undefined || p < best.p || (p === best.p && symbol < best.symbol))
          best = { symbol, p, z: count <= expected ? 0 : likelihoodRoot(count, expected, seen.size) };
      }
      return best === undefined ? undefined : { ...best, p: Math.min(1, best.p * observed.size) };
    },
  };
}

function likelihoodRoot(count: number, expected: number, n: number): number {
  const part = (observed: number, chance: number): number =>
    observed === 0 ? 0 : observed * Math.log(observed / Math.max(1e-9, chance));
  return Math.sqrt(Math.max(0, 2 * (part(count, expected) + part(n - count, n - expected))));
}

function upperTail(
  count: number,
  { expected, variance, n }: { expected: number; variance: number; n: number },
): number {
  if (count <= expected || variance < 1e-9) return 1;
  if (expected >= MIN_EXPECTED && n - expected >= MIN_EXPECTED)
    return pnorm((count - 0.5 - expected) / Math.sqrt(variance), 0, 1, false);
  return ppois(count - 1, expected, false);
}

/** The first symbol of a step or after it, and the first step the agent takes then; −1 when there is none. */
function aroundStep({ symbols, steps }: Fragment, step: number, isTool: readonly boolean[]): { first: number; next: number } {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  let next = low;
  // What is said in the same step is no next step, what is called is.
  while (next < steps.length && steps[next] === step && !isTool[symbols[next]!]) next++;
  return { first: low, next: next < steps.length ? next : -1 };
}
