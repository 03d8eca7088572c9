import { pnorm, ppois } from 'lib-r-math.js';
import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';

/** Turns of agents: what they did before and after they spoke. */
export interface Turns {
  /** Number of the turn in which a sentence of a run stands; −1 for users' sentences. */
  turnOf(run: number, sentence: number): number;
  /** Which next step follows more often than after other turns with the same previous step; undefined when too few turns are compared. */
  nextStep(turns: readonly number[]): NextStep | undefined;
  /** How often a next step follows some turns. */
  followed(turns: readonly number[], symbol: number): Followed;
  /** The symbol before a turn; −1 at the start of the run. */
  before(turn: number): number;
}

/** How often a next step follows. */
export interface Followed {
  /** Turns; those of one task after the same step count once. */
  readonly turns: number;
  readonly times: number;
  /** How often it would, as after other turns with the same previous step. */
  readonly expected: number;
}

/** The next step that follows more often than elsewhere. */
export interface NextStep extends Followed {
  readonly symbol: number;
  /** One-sided, corrected for every next step looked at. */
  readonly p: number;
}

const USER = SPEAKERS.indexOf('user');
const HANDED_BACK = -2;
const END = -1;
const MIN_TURNS = 5;
// From here on a sum of chances is close enough to normal; below, the Poisson distribution is on the safe side.
const MIN_EXPECTED = 5;

/** Reads the turns off all runs. Only what the agent does counts as a next step; a user's turn and the end are two more. */
export function readTurns({ fragments, lexicon, groups, tasks }: Corpus): Turns {
  const offsets = new Int32Array(fragments.length + 1);
  for (const [run, { sentences }] of fragments.entries()) offsets[run + 1] = offsets[run]! + sentences.steps.length;
  const turnAt = new Int32Array(offsets.at(-1)!).fill(-1);
  const [strata, cells, befores, nexts]: [number[], number[], number[], number[]] = [[], [], [], []];
  const stratumIds = new Map<string, number>();
  const cellIds = new Map<number, number>();
  // That something is said next is no other step.
  const anyMessage = Array.from({ length: lexicon.size }, (_, id) => lexicon.word(id)).indexOf('agent:message');
  const isUser = Array.from({ length: lexicon.size }, (_, id) => lexicon.word(id).startsWith('user'));
  const isTool = Array.from({ length: lexicon.size }, (_, id) => lexicon.word(id).startsWith('tool:'));
  for (const [run, fragment] of fragments.entries()) {
    const { sentences, symbols } = fragment;
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
        const cell = stratum * (fragments.length + 1) + tasks[run]!;
        if (!cellIds.has(cell)) cellIds.set(cell, cellIds.size);
        strata.push(stratum);
        cells.push(cellIds.get(cell)!);
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
  /** Of turns of one task after the same step, the first counts: what a task makes agents do again is one observation. */
  const exposure = (
    turns: readonly number[],
  ): { exposed: Map<number, number>; observed: Map<number, number>; n: number } => {
    const seen = new Set<number>();
    const exposed = new Map<number, number>();
    const observed = new Map<number, number>();
    for (const turn of turns) {
      if (seen.has(cells[turn]!)) continue;
      seen.add(cells[turn]!);
      exposed.set(strata[turn]!, (exposed.get(strata[turn]!) ?? 0) + 1);
      observed.set(nexts[turn]!, (observed.get(nexts[turn]!) ?? 0) + 1);
    }
    return { exposed, observed, n: seen.size };
  };
  const chances = (exposed: ReadonlyMap<number, number>, symbol: number): { expected: number; variance: number } => {
    let expected = 0;
    let variance = 0;
    for (const [stratum, k] of exposed) {
      const n = sizes[stratum]!;
      const share = (base[stratum]!.get(symbol) ?? 0) / n;
      expected += k * share;
      variance += k * share * (1 - share) * (n > 1 ? (n - Math.min(k, n)) / (n - 1) : 0);
    }
    return { expected, variance };
  };
  return {
    turnOf: (run, sentence) => turnAt[offsets[run]! + sentence]!,
    before: (turn) => befores[turn]!,
    followed(turns, symbol) {
      const { exposed, observed, n } = exposure(turns);
      return { turns: n, times: observed.get(symbol) ?? 0, expected: chances(exposed, symbol).expected };
    },
    nextStep(turns) {
      const { exposed, observed, n } = exposure(turns);
      if (n < MIN_TURNS) return undefined;
      let best: NextStep | undefined;
      for (const [symbol, times] of observed) {
        if (symbol < 0 || symbol === anyMessage) continue;
        const { expected, variance } = chances(exposed, symbol);
        const p = upperTail(times, { expected, variance, n });
        if (best === undefined || p < best.p || (p === best.p && symbol < best.symbol))
          best = { symbol, p, turns: n, times, expected };
      }
      return best === undefined ? undefined : { ...best, p: Math.min(1, best.p * observed.size) };
    },
  };
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
function aroundStep(
  { symbols, steps }: Fragment,
  step: number,
  isTool: readonly boolean[],
): { first: number; next: number } {
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
