import { pnorm } from 'lib-r-math.js';
import type { Corpus } from '../digest/corpus.ts';
import { readTurns, type Turns } from './next-steps.ts';
import type { Remarks } from './collect-remarks.ts';
import { stratifiedScore, type ScoredUnits } from './stratified-score.ts';

/** What goes with a remark that other runs of the same task, or other turns, do not show. */
export interface Consequence {
  /** Other success, shorter runs, or another next step. */
  readonly ground: 'success' | 'length' | 'next-step';
  /** Of the test. */
  readonly p: number;
  /** How strongly, as a standard normal; negative for less success. */
  readonly z: number;
  /** The next step that follows more often. */
  readonly symbol?: number;
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
}

// Fewer comparisons, in effect, and no difference could be told from chance.
const MIN_VARIANCE = 0.75;
// Of runs with known outcomes: when fewer have siblings of another outcome, tasks are compared by their group.
const MIN_MIXED = 0.2;
const MIN_JUDGED = 8;

/** Prepares the three tests; each takes time linear in the places that are asked about. */
export function readConsequences(corpus: Corpus, remarks: Remarks): ConsequenceReader {
  const { fragments, tasks } = corpus;
  const turns = readTurns(corpus);
  const occasions = Float64Array.from(fragments, ({ sentences }) => Math.max(1, sentences.steps.length));
  const success = stratifiedScore(successUnits(corpus, occasions));
  const length = stratifiedScore(lengthUnits(corpus));
  const known = fragments.filter((fragment) => fragment.success !== undefined);
  const judged =
    known.length >= Math.max(MIN_JUDGED, fragments.length / 10) && new Set(known.map((run) => run.success)).size === 2;
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
        found.push({ ground: 'success', z: outcome.z, p: 2 * pnorm(Math.abs(outcome.z), 0, 1, false) });
      const shorter = length(runs);
      if (shorter.variance >= MIN_VARIANCE)
        found.push({ ground: 'length', z: -shorter.z, p: pnorm(-shorter.z, 0, 1, false) });
      const next = turns.nextStep(spoken);
      if (next !== undefined)
        found.push({ ground: 'next-step', ...next });
      return found;
    },
  };
}

function ascending(list: readonly number[]): number[] {
  return [...new Set(list)].sort((a, b) => a - b);
}

/** Runs of a task by success; runs of a kind of task where most tasks have one run, or one outcome. */
function successUnits({ fragments, tasks, groups }: Corpus, occasions: Float64Array): ScoredUnits {
  const outcomes = new Map<number, Set<boolean>>();
  for (const [run, { success }] of fragments.entries())
    if (success !== undefined) outcomes.set(tasks[run]!, (outcomes.get(tasks[run]!) ?? new Set()).add(success));
  const known = fragments.filter(({ success }) => success !== undefined).length;
  const mixed = fragments.filter(({ success }, run) => success !== undefined && outcomes.get(tasks[run]!)!.size === 2);
  const strata = mixed.length >= MIN_MIXED * known ? tasks : groups;
  return {
    strata: Int32Array.from(fragments, ({ success }, run) => (success === undefined ? -1 : strata[run]!)),
    values: Float64Array.from(fragments, ({ success }) => (success === true ? 1 : 0)),
    occasions,
  };
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
    for (let from = 0; from < runs.length; ) {
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
