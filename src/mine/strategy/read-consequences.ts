import { pnorm } from 'lib-r-math.js';
import type { Corpus } from '../digest/corpus.ts';
import { outcomeStrata } from '../outcome-difference.ts';
import { readTurns, type Followed, type NextStep, type Turns } from './read-turns.ts';
import type { Remarks } from './collect-remarks.ts';
import { stratifiedScore, type ScoredUnits } from './stratified-score.ts';

/** What goes with a remark that other runs of the same task, or other turns, do not show. */
export interface Consequence {
  /** Other success, shorter runs, or another next step. */
  readonly ground: 'success' | 'length' | 'next-step';
  /** Of the test. */
  readonly p: number;
  /** How strongly, about as a standard normal; negative for less success. */
  readonly z: number;
  /** Of success and length: the variance of what `z` is the root of. */
  readonly variance?: number;
  /** The next step that follows more often. */
  readonly next?: Pick<NextStep, 'symbol' | 'turns' | 'times' | 'expected'>;
}

/** Where one or several remarks are made. */
export interface Said {
  /** Distinct, ascending. */
  readonly runs: readonly number[];
  /** Distinct, ascending. */
  readonly turns: readonly number[];
  readonly tasks: number;
}

/** Reads what remarks go with off a corpus. */
export interface ConsequenceReader {
  readonly turns: Turns;
  /** Whether success is known of so many runs that remarks have to be judged by consequences. */
  readonly judged: boolean;
  said(remarks: readonly number[]): Said;
  /** One per ground on which there is enough to compare, each with its own p. */
  test(said: Said): Consequence[];
  /** How much likelier it is that remarks have the same consequence as others than that they have none: a logarithm. */
  likelihood(said: Said, known: Consequence): number;
}

// Fewer comparisons, in effect, and no difference could be told from chance.
const MIN_VARIANCE = 0.75;
const MIN_JUDGED = 8;
// Many moves go with success, few with one next step.
const MAX_LIKELIHOOD = { success: 3.5, length: 3.5, 'next-step': 6 };

/** Prepares the three tests; each takes time linear in the places that are asked about. */
export function readConsequences(corpus: Corpus, remarks: Remarks): ConsequenceReader {
  const { fragments, tasks } = corpus;
  const turns = readTurns(corpus);
  const success = stratifiedScore({
    strata: outcomeStrata(corpus),
    values: Float64Array.from(fragments, (run) => (run.success === true ? 1 : 0)),
    occasions: Float64Array.from(fragments, ({ sentences }) => Math.max(1, sentences.steps.length)),
  });
  const length = stratifiedScore(lengthUnits(corpus));
  const known = fragments.filter((fragment) => fragment.success !== undefined);
  const scored = known.length >= Math.max(MIN_JUDGED, fragments.length / 10);
  const judged = scored && new Set(known.map((run) => run.success)).size === 2;
  return {
    turns,
    judged,
    said(list) {
      const runs: number[] = [];
      const spoken: number[] = [];
      for (const remark of list) {
        for (let k = remarks.offsets[remark]!; k < remarks.offsets[remark + 1]!; k++) {
          runs.push(remarks.runs[k]!);
          spoken.push(turns.turnOf(remarks.runs[k]!, remarks.sentences[k]!));
        }
      }
      const distinct = ascending(runs);
      return { runs: distinct, turns: ascending(spoken), tasks: new Set(distinct.map((run) => tasks[run])).size };
    },
    test({ runs, turns: spoken }) {
      const found: Consequence[] = [];
      const outcome = success(runs);
      if (outcome.variance >= MIN_VARIANCE)
        found.push({ ground: 'success', ...outcome, p: 2 * pnorm(Math.abs(outcome.z), 0, 1, false) });
      const shorter = length(runs);
      // Where nobody says which runs were right, the shorter ones may be those that gave up.
      if (scored && shorter.variance >= MIN_VARIANCE)
        found.push({ ground: 'length', ...shorter, z: -shorter.z, p: pnorm(-shorter.z, 0, 1, false) });
      const next = turns.nextStep(spoken);
      if (next !== undefined) found.push({ ground: 'next-step', p: next.p, z: likelihoodRoot(next), next });
      return found;
    },
    likelihood({ runs, turns: spoken }, { ground, z, variance = 1, next }) {
      let log: number;
      if (next !== undefined) log = followsLike(turns.followed(spoken, next.symbol), next);
      else {
        const own = ground === 'success' ? success(runs) : length(runs);
        // What each unit of variance adds, among the others.
        const effect = (ground === 'length' ? -z : z) / Math.sqrt(variance);
        log = effect * own.z * Math.sqrt(own.variance) - (effect ** 2 * own.variance) / 2;
      }
      return Math.max(-MAX_LIKELIHOOD[ground], Math.min(MAX_LIKELIHOOD[ground], log));
    },
  };
}

/** The signed root of the likelihood ratio of a next step, over all turns given, also those that it could not have followed. */
function likelihoodRoot({ times, expected, turns: n }: Followed): number {
  if (times <= expected) return 0;
  const part = (observed: number, chance: number): number =>
    observed === 0 ? 0 : observed * Math.log(observed / Math.max(1e-9, chance));
  return Math.sqrt(Math.max(0, 2 * (part(times, expected) + part(n - times, n - expected))));
}

function followsLike({ turns: n, times, expected }: Followed, known: Pick<NextStep, 'turns' | 'times'>): number {
  if (n === 0) return 0;
  const rate = (known.times + 0.5) / (known.turns + 1);
  const base = Math.min(0.995, Math.max(0.005, expected / n));
  return times * Math.log(rate / base) + (n - times) * Math.log((1 - rate) / (1 - base));
}

function ascending(list: readonly number[]): number[] {
  return [...new Set(list)].sort((a, b) => a - b);
}

/** Runs of a task by length, as ranks from −1 to 1; those that failed are left out: giving up is no saving. */
function lengthUnits({ fragments, tasks }: Corpus): ScoredUnits {
  const lengthOf = (run: number): number => {
    const { symbols, sentences } = fragments[run]!;
    return symbols.length + sentences.steps.length;
  };
  const byTask = new Map<number, number[]>();
  for (const [run, { success }] of fragments.entries()) {
    if (success === false) continue;
    const known = byTask.get(tasks[run]!);
    if (known === undefined) byTask.set(tasks[run]!, [run]);
    else known.push(run);
  }
  const values = new Float64Array(fragments.length);
  const strata = new Int32Array(fragments.length).fill(-1);
  for (const [task, runs] of byTask) {
    runs.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
    for (let from = 0; from < runs.length;) {
      let to = from;
      while (to < runs.length && lengthOf(runs[to]!) === lengthOf(runs[from]!)) to++;
      for (let k = from; k < to; k++) {
        values[runs[k]!] = runs.length < 2 ? 0 : (from + to - 1) / (runs.length - 1) - 1;
        strata[runs[k]!] = task;
      }
      from = to;
    }
  }
  return { strata, values, occasions: new Float64Array(fragments.length).fill(1) };
}
