import { pbinom, ppois } from 'lib-r-math.js';
import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { ActRun } from './act-runs.ts';
import { actsBefore, callValues, visitValueSources } from './call-values.ts';

const MAX_Q = 0.01;
// A way that fewer of the calls at both of its ends go is a by-way.
const MIN_SHARE = 0.2;
// A value that one run alone uses might have turned up in a fifth of a run more.
const UNSEEN = 0.2;
const MIN_BEFORE = 3;
// A value that more sorts of calls of a run share belongs to the run, not to two of them.
const MAX_SHARING = 16;

/** Ways that values take: `ACT.FIELD` of a call has its value from another act's answer, or is given what that was given. */
export interface ValueFlows {
  /** Whether values flow from an act's answer into a field of another. */
  answers(first: number, second: number, field: string): boolean;
  /** Whether an act is given what another was given before. */
  shares(first: number, second: number): boolean;
}

/** Which later acts each act of a run hands values to: those of act `i` are `next[starts[i]] … next[starts[i + 1] - 1]`. */
export interface RunFlows {
  readonly starts: Int32Array;
  readonly next: Int32Array;
}

/**
 * Finds the ways that values take from call to call, whatever the calls are named.
 *
 * From answers: a value that stood in an earlier answer, more often than such values do by chance. Chance is, for a value
 * that only the run itself knows, how many other runs use the same one, and how often any call before would have been the
 * one that answered it; for short values and those of the user, how many of the run's other calls carry it. From call to call: two sorts of calls that are given the same value, one nearly
 * always first. (Calls about the same thing in no order have nothing to do with each other.)
 *
 * @param runs - those to learn from
 * @param size - acts are numbered below it
 * @returns ways with q ≤ 0.01 that a fifth of the calls at one of their ends go
 */
export function findValueFlows(corpus: Corpus, runs: readonly ActRun[], size: number): ValueFlows {
  const answering = answerFlows(corpus, runs, size);
  const sharing = sharedFlows(corpus, runs, size);
  return {
    answers: (first, second, field) => answering.has(`${first} ${second} ${field}`),
    shares: (first, second) => sharing.has(first * size + second),
  };
}

interface Way {
  readonly first: number;
  readonly second: number;
  readonly field: string;
  observed: number;
  /** Expected of values that all of the run's calls could know. */
  expected: number;
  /** Expected of the others, if it were chance which of the calls before had answered them. */
  astray: number;
}

function answerFlows(corpus: Corpus, runs: readonly ActRun[], size: number): Set<string> {
  const common = commonValues(corpus, runs);
  const ways = new Map<string, Way>();
  // Per field of an act: how often it was given a value, and in how many of these an answer would hold it by chance.
  const uses = new Map<string, { n: number; chance: number }>();
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
    visitValueSources(corpus, run, ({ to, value, answers }) => {
      const second = run.acts[to]!;
      const key = `${second} ${value.field}`;
      const use = uses.get(key) ?? { n: 0, chance: 0 };
      uses.set(key, use);
      use.n++;
      if (value.fromUser || !value.specific) {
        // Which of the run's calls hold a value that all of them could know is chance.
        const holding = given.values.get(value.value)! - 1 + (value.heldFirst === undefined ? 0 : 1);
        const share = Math.min(1, holding / Math.max(1, given.calls - 1));
        if (share > 0)
          for (const [first, n] of actsBefore(run, to)) wayOf(first, second, value.field).expected += 1 - (1 - share) ** n;
      } else {
        use.chance += (common.get(value.value)! - 1 + UNSEEN) / runs.length;
        const before = answers.length === 0 ? [] : [...actsBefore(run, to)];
        const all = before.reduce((sum, [, n]) => sum + n, 0);
        // Of one or two calls before it is no wonder that it was this one.
        if (all >= MIN_BEFORE)
          for (const [first, n] of before) wayOf(first, second, value.field).astray += (answers.length * n) / all;
      }
      for (const first of new Set(answers.map((i) => run.acts[i]!))) {
        if (first !== second) wayOf(first, second, value.field).observed++;
      }
    });
  }
  const seen = [...ways.values()].filter(({ observed }) => observed >= 2);
  const p = seen.map(({ second, field, observed, expected, astray }) => {
    const chance = expected + Math.max(astray, uses.get(`${second} ${field}`)!.chance);
    return chance >= observed ? 1 : ppois(observed - 1, chance, false);
  });
  const sorts = count.reduce((n, times) => n + (times > 0 ? 1 : 0), 0);
  const sure = surely(p, uses.size * sorts);
  const usual = seen.filter(({ first, second, field, observed }, k) => {
    const most = Math.min(count[first]!, uses.get(`${second} ${field}`)!.n);
    return sure[k]! && observed >= MIN_SHARE * most;
  });
  return new Set(usual.map(({ first, second, field }) => `${first} ${second} ${field}`));
}

function sharedFlows(corpus: Corpus, runs: readonly ActRun[], size: number): Set<number> {
  const pairs = new Map<number, { n: number; forth: number; chance: number }>();
  const uses = new Map<number, number>();
  for (const run of runs) {
    for (const given of givenTo(corpus, run).values()) {
      for (const { act } of given) uses.set(act, (uses.get(act) ?? 0) + 1);
      if (given.length > MAX_SHARING) continue;
      for (const [k, first] of given.entries()) {
        for (const later of given.slice(k + 1)) {
          // In no order, the one that is given the value more often would come first more often.
          const key = Math.min(first.act, later.act) * size + Math.max(first.act, later.act);
          const pair = pairs.get(key) ?? { n: 0, forth: 0, chance: 0 };
          const lower = first.act < later.act ? first : later;
          pairs.set(key, pair);
          pair.n++;
          if (lower === first) pair.forth++;
          pair.chance += lower.n / (first.n + later.n);
        }
      }
    }
  }
  const ways = [...pairs]
    .sort(([a], [b]) => a - b)
    .flatMap(([key, { n, forth, chance }]) => [
      { first: Math.floor(key / size), second: key % size, observed: forth, n, chance: chance / n },
      { first: key % size, second: Math.floor(key / size), observed: n - forth, n, chance: 1 - chance / n },
    ]);
  const sure = surely(
    ways.map(({ observed, n, chance }) => pbinom(observed - 1, n, chance, false)),
    ways.length,
  );
  const usual = ways.filter(({ first, second, observed }, k) => {
    return sure[k]! && observed >= MIN_SHARE * Math.min(uses.get(first)!, uses.get(second)!);
  });
  return new Set(usual.map(({ first, second }) => first * size + second));
}

/** The acts that are given each value, in order of the first time, and how often each. */
function givenTo({ fragments }: Corpus, { run, acts, calls }: ActRun): Map<number, { act: number; n: number }[]> {
  const given = new Map<number, { act: number; n: number }[]>();
  for (const [i, act] of acts.entries()) {
    if (calls[i]! < 0) continue;
    for (const value of new Set(callValues(fragments[run]!.calls[calls[i]!]!).map((each) => each.value))) {
      const known = given.get(value);
      const own = known?.find((each) => each.act === act);
      if (own !== undefined) own.n++;
      else if (known === undefined) given.set(value, [{ act, n: 1 }]);
      else known.push({ act, n: 1 });
    }
  }
  return given;
}

/** Which of some tests are significant; `tested` counts those too that were never seen and have p = 1. */
function surely(p: readonly number[], tested: number): boolean[] {
  const scale = Math.max(1, tested / Math.max(1, p.length));
  return falseDiscovery(p.map((each) => Math.min(1, each * scale))).map((q) => q <= MAX_Q);
}

/** Where values really went in one run, along the given ways. */
export function flowsOfRun(corpus: Corpus, run: ActRun, flows: ValueFlows): RunFlows {
  const links: [number, number][] = [];
  const known = new Set<number>();
  const link = (i: number, to: number): void => {
    const key = i * 2 ** 26 + to;
    if (!known.has(key)) links.push([i, to]);
    known.add(key);
  };
  visitValueSources(corpus, run, ({ to, value, answers, twins }) => {
    const act = run.acts[to]!;
    for (const i of answers) if (flows.answers(run.acts[i]!, act, value.field)) link(i, to);
    for (const i of twins) if (flows.shares(run.acts[i]!, act)) link(i, to);
  });
  links.sort(([a, x], [b, y]) => a - b || x - y);
  const starts = new Int32Array(run.acts.length + 1);
  for (const [i] of links) starts[i + 1]!++;
  for (let i = 0; i < run.acts.length; i++) starts[i + 1]! += starts[i]!;
  return { starts, next: Int32Array.from(links, ([, to]) => to) };
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
