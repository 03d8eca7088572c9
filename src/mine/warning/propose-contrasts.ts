import { pbinom, ppois } from 'lib-r-math.js';
import { addCount } from '../../core/add-count.ts';
import { callAt } from '../digest/corpus.ts';
import { handsOver, symbolTool, writesSomething } from '../wording/tool-words.ts';
import { isOwn, type Contrast } from './contrast.ts';
import { NEAR, type ActUnits, type RunActs } from './run-acts.ts';
import type { Comparable } from './show-contrasts.ts';

// Fewer runs than this on either side say nothing.
const MIN_RUNS = 3;
// What an act usually comes with: in at least this share of the runs that do it.
const USUAL = 0.25;
// Of runs with both, how many have them in the usual order.
const ORDERED = 0.6;
// A setting; free text is none.
const SETTING = /^[\p{L}\p{N}_][\p{L}\p{N}_ .:/+-]{0,29}$/u;
// A check stands close to what it checks; what comes at the end of every good run does not.
const CLOSE = 4;
// That two acts have to do with each other is a question to ask, not yet an answer: level of the test for it.
const RELATED = 0.01;
const MAX_ARGUMENTS = 2000;
const MAX_VALUES_PER_FIELD = 200;

interface PairCount {
  before: number;
  late: number;
  after: number;
  near: number;
  /** How many runs would have the need soon before the act if calls stood in random order. */
  nearByChance: number;
  both: number;
  distance: number;
}

/**
 * All contrasts worth a test. What is proposed does not depend on how runs ended, only on what usually goes together, so
 * that the tests that follow hold.
 */
export function proposeContrasts(comparable: Comparable): Contrast[] {
  const { corpus, units, runs, actsOf } = comparable;
  const withAct = new Map<number, number>();
  const ended = new Map<number, number>();
  const failed = new Map<number, number>();
  const pairs = new Map<number, PairCount>();
  const size = units.members.length;
  for (const run of runs) {
    const acts = actsOf(run);
    for (const act of acts.units) {
      addCount(withAct, act);
      if (acts.ended) addCount(ended, act);
      if (acts.lastFailed(act) !== undefined) addCount(failed, act);
      for (const needs of acts.units) {
        if (needs === act || shareSymbol(units, act, needs)) continue;
        const key = act * size + needs;
        const count = pairs.get(key) ?? {
          before: 0,
          late: 0,
          after: 0,
          near: 0,
          nearByChance: 0,
          both: 0,
          distance: 0,
        };
        pairs.set(key, count);
        countPair(count, acts, act, needs);
      }
    }
  }
  const isTool = (unit: number): boolean => corpus.lexicon.word(units.members[unit]![0]!).startsWith('tool:');
  const leaves = (unit: number): boolean =>
    units.members[unit]!.every((id) => handsOver(symbolTool(corpus.lexicon.word(id)).tool));
  const writes = (unit: number): boolean =>
    units.members[unit]!.some((id) => writesSomething(symbolTool(corpus.lexicon.word(id)).tool));
  const found: Contrast[] = [];
  for (const [act, n] of withAct) {
    if (!isTool(act)) continue;
    const single = units.members[act]!.length === 1;
    // Handing over is what is done about a failure.
    if (single && !leaves(act) && split(n, runs.length)) found.push({ family: 'presence', act, distance: 0 });
    if (single && (failed.get(act) ?? 0) >= 2 * MIN_RUNS) found.push({ family: 'unrepaired', act, distance: 0 });
  }
  for (const act of units.waysOut.values()) {
    const n = runs.filter((run) => actsOf(run).gaveUp(act) !== undefined).length;
    if (split(n, runs.length)) found.push({ family: 'giving-up', act, distance: 0 });
  }
  for (const [key, { before, late, after, near, nearByChance, both, distance }] of pairs) {
    const act = Math.floor(key / size);
    const needs = key % size;
    const n = withAct.get(act)!;
    if (!isTool(act) || leaves(act)) continue;
    const mean = both === 0 ? 0 : distance / both;
    const reversed = pairs.get(needs * size + act)!;
    const leads = belongs(pairs.get(key)!);
    const trails = belongs(reversed);
    const either = { near: near + reversed.near, nearByChance: nearByChance + reversed.nearByChance };
    if (before >= USUAL * n && before >= ORDERED * both && split(before, n))
      found.push({
        family: 'before',
        act,
        needs,
        related: leads ? 'near' : isOrdered(before, both) ? 'ordered' : 'not',
        distance: mean,
      });
    if (!isTool(needs)) continue;
    if (act < needs && split(late, both))
      found.push({
        family: 'late',
        act,
        needs,
        related: leads || trails || belongs(either) ? 'near' : 'not',
        distance: mean,
      });
    if (leads && split(near, runs.length)) found.push({ family: 'near', act, needs, distance: mean });
    const closed = ended.get(act) ?? 0;
    // To look something up and then not to do what it was for is to stop early, which is no slip.
    const completes = writes(needs) && !writes(act);
    if (
      trails &&
      !completes &&
      !leaves(needs) &&
      mean <= CLOSE &&
      after >= USUAL * closed &&
      after >= ORDERED * both &&
      split(after, closed)
    )
      found.push({ family: 'after', act, needs, distance: mean });
  }
  found.push(...proposeArguments(comparable));
  return found.sort(inOrder);
}

function countPair(count: PairCount, acts: RunActs, act: number, needs: number): void {
  const first = acts.first(act)!;
  const need = acts.firstDone(needs);
  if (need === undefined) return;
  count.both++;
  count.distance += Math.abs(need - first);
  if (need < first) count.before++;
  else count.late++;
  if (acts.ended && acts.lastDone(needs)! > acts.last(act)!) count.after++;
  if (acts.follows(needs, act) !== undefined) count.near++;
  const chances = acts.places(act).length * acts.places(needs).length;
  count.nearByChance += 1 - (1 - chanceNear(acts.calls)) ** chances;
}

/** Chance that one of two calls in random places among `n` comes at most {@link NEAR} calls before the other. */
function chanceNear(n: number): number {
  let ways = 0;
  for (let distance = 1; distance <= Math.min(NEAR, n - 1); distance++) ways += n - distance;
  return n < 2 ? 0 : ways / (n * (n - 1));
}

/** Whether one comes soon before the other more often than chance would have it: only then they have to do with each other. */
function belongs({ near, nearByChance }: Pick<PairCount, 'near' | 'nearByChance'>): boolean {
  return near >= MIN_RUNS && ppois(near - 1, nearByChance, false) <= RELATED;
}

/** Whether one comes before the other more often than in every other run with both. */
function isOrdered(before: number, both: number): boolean {
  return pbinom(before - 1, both, 0.5, false) <= RELATED / 10;
}

/** Constants of the agent's own in arguments of calls. */
function proposeArguments({ corpus: { fragments }, units: { members }, runs, actsOf }: Comparable): Contrast[] {
  const withAct = new Map<number, number>();
  const counts = new Map<string, { readonly contrast: Contrast; runs: number; last: number }>();
  const values = new Map<string, number>();
  const note = (act: number, field: string, value: string, run: number): void => {
    const place = `${act} ${field}`;
    const key = JSON.stringify([place, value]);
    let known = counts.get(key);
    if (known === undefined) {
      if ((values.get(place) ?? 0) >= MAX_VALUES_PER_FIELD) return;
      addCount(values, place);
      counts.set(
        key,
        (known = { contrast: { family: 'argument', act, field, value, distance: 0 }, runs: 0, last: -1 }),
      );
    }
    if (known.last !== run) known.runs++;
    known.last = run;
  };
  for (const run of runs) {
    const acts = actsOf(run);
    for (const act of acts.units) {
      if (members[act]!.length > 1) continue;
      addCount(withAct, act);
      for (const at of acts.places(act)) {
        for (const argument of callAt(fragments[run]!, at)?.arguments ?? []) {
          const { field, text } = argument;
          if (text !== undefined && SETTING.test(text) && isOwn(argument)) note(act, field, text, run);
        }
      }
    }
  }
  return [...counts.values()]
    .filter(({ contrast, runs: n }) => split(n, withAct.get(contrast.act)!))
    .sort((a, b) => b.runs - a.runs || inOrder(a.contrast, b.contrast))
    .slice(0, MAX_ARGUMENTS)
    .map(({ contrast }) => contrast);
}

/** Whether there are enough runs on both sides. */
function split(n: number, of: number): boolean {
  return n >= MIN_RUNS && of - n >= MIN_RUNS;
}

function shareSymbol({ members }: ActUnits, a: number, b: number): boolean {
  return members[a]!.some((id) => members[b]!.includes(id));
}

function inOrder(a: Contrast, b: Contrast): number {
  const [x, y] = [a, b].map(({ family, act, needs = -1, field = '', value = '' }) =>
    JSON.stringify([family, act, needs, field, value]),
  );
  return x! < y! ? -1 : x! > y! ? 1 : 0;
}
