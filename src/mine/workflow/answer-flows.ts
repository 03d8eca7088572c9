import { pbinom, ppois } from 'lib-r-math.js';
import type { Corpus } from '../digest/corpus.ts';
import type { ActRun } from './act-runs.ts';
import { actsBefore, callValues, visitValueSources } from './call-values.ts';
import { surely } from './surely.ts';

// A way that fewer of the calls at both of its ends go is a by-way.
const MIN_SHARE = 0.2;
// Of the calls that come after one that could have answered their value, this share have it from there.
const MOSTLY_GONE = 0.6;
// A field whose new values mostly come from nowhere is not waiting for an answer.
const MIN_ANSWERED = 0.67;
// … and so would half of them be in calls that stand in no order: this sure that it is more, three of three being enough.
const MAX_P_UNORDERED = 0.5 ** 3;
// A value that one run alone uses might have turned up in a fifth of a run more.
const UNSEEN = 0.2;
// From this share of the runs on, each call more that could have answered a value makes it likelier.
const COMMON = 0.02;
// Of one or two calls before it is no wonder that it was this one.
const MIN_BEFORE = 3;

interface Way {
  readonly first: number;
  readonly second: number;
  readonly field: string;
  observed: number;
  /** Expected of values that any call may hold. */
  expected: number;
  /** Expected of the others, if it were chance which of the calls before had answered them. */
  astray: number;
}

/**
 * Ways that values take from answers into fields of later calls, more often than such values do by chance. Chance is, for
 * a value that only the run itself knows, how many other runs use the same one, and how often any call before would have
 * been the one that answered it; for short values, how many of the run's other calls carry it. What the user has said
 * needs no answer, and a field that is given new values from nowhere as often as not does not wait for one: calls about the
 * same thing in no order would look so.
 *
 * @param size - acts are numbered below it
 * @returns `FIRST SECOND FIELD` of ways with q ≤ 0.01 that a fifth of the calls at one of their ends go
 */
export function answerFlows(corpus: Corpus, runs: readonly ActRun[], size: number): Set<string> {
  const common = commonValues(corpus, runs);
  const ways = new Map<string, Way>();
  // Per field of an act: how often it was given a value, how often for the first time, how often of these an answer held
  // it, and how often one would by chance.
  const uses = new Map<string, { n: number; firsts: number; answered: number; chance: number }>();
  const count = new Float64Array(size);
  const wayOf = (first: number, second: number, field: string): Way => {
    const key = `${first} ${second} ${field}`;
    let way = ways.get(key);
    if (way === undefined) ways.set(key, (way = { first, second, field, observed: 0, expected: 0, astray: 0 }));
    return way;
  };
  for (const run of runs) {
    for (const act of run.acts) count[act]!++;
    const given = givenInRun(corpus, run);
    visitValueSources(corpus, run, ({ to, value, answers, twins }) => {
      if (value.fromUser) return;
      const second = run.acts[to]!;
      const key = `${second} ${value.field}`;
      const use = uses.get(key) ?? { n: 0, firsts: 0, answered: 0, chance: 0 };
      uses.set(key, use);
      use.n++;
      if (!twins.some((i) => run.acts[i] === second)) {
        use.firsts++;
        if (answers.length > 0) use.answered++;
      }
      if (!value.specific) {
        // Which of the run's calls hold a value that any of them may hold is chance.
        const holding = given.values.get(value.value)! - 1 + (value.heldFirst === undefined ? 0 : 1);
        const share = Math.min(1, holding / Math.max(1, given.calls - 1));
        if (share > 0)
          for (const [first, n] of actsBefore(run, to))
            wayOf(first, second, value.field).expected += 1 - (1 - share) ** n;
      } else {
        const shared = Math.min(1, (common.get(value.value)! - 1 + UNSEEN) / runs.length);
        const before = answers.length === 0 && shared < COMMON ? [] : [...actsBefore(run, to)];
        if (shared < COMMON) use.chance += shared;
        else for (const [first, n] of before) wayOf(first, second, value.field).expected += 1 - (1 - shared) ** n;
        const all = before.reduce((sum, [, n]) => sum + n, 0);
        if (all >= MIN_BEFORE)
          for (const [first, n] of before) wayOf(first, second, value.field).astray += (answers.length * n) / all;
      }
      for (const first of new Set(answers.map((i) => run.acts[i]!))) {
        if (first !== second) wayOf(first, second, value.field).observed++;
      }
    });
  }
  const seen = [...ways.values()].filter(({ observed }) => observed >= 2);
  const sorts = count.reduce((n, times) => n + (times > 0 ? 1 : 0), 0);
  const met = seen.map(({ second, field, observed, expected }) => {
    const chance = expected + uses.get(`${second} ${field}`)!.chance;
    return chance >= observed ? 1 : ppois(observed - 1, chance, false);
  });
  const strayed = seen.map(({ observed, astray }) => (astray >= observed ? 1 : ppois(observed - 1, astray, false)));
  const [sure, aimed] = [surely(met, uses.size * sorts), surely(strayed, seen.length)];
  const usual = seen.filter(({ first, second, field, observed }, k) => {
    const use = uses.get(`${second} ${field}`)!;
    if (use.answered < MIN_ANSWERED * use.firsts) return false;
    if (pbinom(use.answered - 1, use.firsts, 0.5, false) > MAX_P_UNORDERED) return false;
    return sure[k]! && aimed[k]! && observed >= MIN_SHARE * Math.min(count[first]!, use.n);
  });
  return mostlyGone(corpus, runs, { ways: usual, common });
}

/**
 * Of some ways those that hold up without values that many runs use, or that those too mostly go when both ends are there:
 * an answer that lists many such values is met by any of them.
 */
function mostlyGone(
  corpus: Corpus,
  runs: readonly ActRun[],
  { ways, common }: { readonly ways: readonly Way[]; readonly common: ReadonlyMap<number, number> },
): Set<string> {
  const into = new Map<string, { first: number; own: number; went: number; could: number; key: string }[]>();
  for (const { first, second, field } of ways) {
    const end = `${second} ${field}`;
    into.set(end, [...(into.get(end) ?? []), { first, own: 0, went: 0, could: 0, key: `${first} ${end}` }]);
  }
  for (const run of runs) {
    visitValueSources(corpus, run, ({ to, value, answers }) => {
      const known = into.get(`${run.acts[to]!} ${value.field}`);
      if (known === undefined || value.fromUser) return;
      const shared = (common.get(value.value)! - 1) / runs.length >= COMMON;
      const before = shared ? actsBefore(run, to) : undefined;
      for (const way of known) {
        const went = answers.some((i) => run.acts[i] === way.first);
        if (before === undefined) way.own += went ? 1 : 0;
        else if (before.has(way.first)) {
          way.could++;
          if (went) way.went++;
        }
      }
    });
  }
  const kept = [...into.values()].flat().filter(({ own, went, could }) => own >= went || went >= MOSTLY_GONE * could);
  return new Set(kept.map(({ key }) => key));
}

/** How many runs give each value to a call. */
function commonValues(corpus: Corpus, runs: readonly ActRun[]): Map<number, number> {
  const common = new Map<number, number>();
  for (const run of runs)
    for (const value of givenInRun(corpus, run).values.keys()) common.set(value, (common.get(value) ?? 0) + 1);
  return common;
}

/** How many calls of a run are given each value. */
function givenInRun({ fragments }: Corpus, { run, calls }: ActRun): { values: Map<number, number>; calls: number } {
  const values = new Map<number, number>();
  let n = 0;
  for (const index of calls) {
    if (index < 0) continue;
    n++;
    for (const value of new Set(callValues(fragments[run]!.calls[index]!).map((each) => each.value)))
      values.set(value, (values.get(value) ?? 0) + 1);
  }
  return { values, calls: n };
}
