import type { Corpus } from '../digest/corpus.ts';
import { aftermathOf, type Aftermath } from './aftermath.ts';
import { changeKey } from './call-difference.ts';
import { chooseFix, tryOf, type Fix, type Try } from './choose-fix.ts';
import { excess } from './excess.ts';
import { mends, overcomes } from './mends.ts';
import { likeGroups, type Failure, type FailureGroups } from './group-failures.ts';

/** Failures that were told the same thing, and what seems to mend them. */
export interface RepairCase {
  /** Ids of the symbols that failed, ascending. */
  readonly symbols: readonly number[];
  /** In order of run, then place; the first has the most frequent remark. */
  readonly failures: readonly Failure[];
  /** What they were told, the most frequent wording first. */
  readonly remarks: readonly string[];
  readonly fix: Fix;
  /** What was done after calls that did not fail. */
  readonly controls: readonly Aftermath[];
  /** All failures of the same symbols, whatever they were told. */
  readonly ofSymbols: readonly Failure[];
}

/** A failure after which the fix was tried. */
export interface TriedFailure extends Try {
  readonly failure: Failure;
}

/** Whether the fix made the goal succeed. */
export function succeeded({ failure, next }: TriedFailure): boolean {
  return mends(failure.call, next.call);
}

/** How a case stands up to the facts. */
export interface CaseTest {
  /** The tries, in order of run, then place. */
  readonly tried: readonly TriedFailure[];
  /** Probability of as much without there being a repair; not corrected for how many cases are tested. */
  readonly p: number;
}

const PER_RUN = 3;
const MAX_CONTROLS = 600;
const FEW_CONTROLS = 5;
// A wording of the error whose own mended failures were mostly mended otherwise is another error.
const MOST = 0.5;
const SOME_OTHERS = 2;
const ENOUGH_OTHERS = 5;

/**
 * All cases in which failures that were told the same were mended in the same way, symbol by symbol.
 *
 * @returns the cases, and how many errors that came in several runs were looked at in vain
 */
export function repairCases(
  corpus: Corpus,
  failures: FailureGroups,
): { readonly cases: readonly RepairCase[]; readonly inVain: number } {
  let inVain = 0;
  const controlsOf = controlFinder(corpus);
  const cases: RepairCase[] = [];
  for (const [symbol, groups] of failures) {
    const ofSymbols = groups.flat();
    const controls = controlsOf(symbol);
    const waiting = likeGroups(groups);
    for (let list = waiting.pop(); list !== undefined; list = waiting.pop()) {
      const fix = chooseFix(list.flat(), controls, corpus.lexicon);
      const fits = (group: readonly Failure[]): boolean => fix !== undefined && isMendedBy(fix, group);
      const members = list.filter(fits);
      if (members.length === 0 && new Set(list.flat().map(({ run }) => run)).size > 1) inVain++;
      if (fix !== undefined && members.length > 0)
        cases.push({
          symbols: [symbol],
          failures: inOrder(members.flat()),
          remarks: members.map(([first]) => first!.remark),
          fix,
          controls,
          ofSymbols,
        });
      // Alone, a wording may have a repair of its own.
      if (list.length > 1) for (const group of list) if (!fits(group)) waiting.push([group]);
    }
  }
  return { cases: joined(joined(cases, byToolAndFix), byErrorAndFix), inVain };
}

/** Whether those of a group's failures that were mended at all were mostly mended in this way. */
function isMendedBy(fix: Fix, group: readonly Failure[]): boolean {
  let mended = 0;
  let thus = 0;
  for (const { call, aftermath } of group) {
    const attempt = tryOf(aftermath, fix);
    if (attempt !== undefined && mends(call, attempt.next.call)) thus++;
    else if (aftermath.again?.difference.alike !== true || aftermath.again.next.call.failed) continue;
    mended++;
  }
  return thus > 0 && thus >= MOST * mended;
}

/** What is done, as a key: of several changes the most telling. */
function fixKey({ other, helpers, changes }: Fix): string {
  return [other ?? '', helpers.join(' '), ...changes.slice(0, 1).map(changeKey)].join('\t');
}

/** Just another value mends many errors; any other fix of one tool mends one error, however it is worded. */
function byToolAndFix({ symbols, remarks, fix }: RepairCase): string {
  const isTelling = fix.other !== undefined || fix.helpers.length > 0 || fix.changes[0]!.how !== 'changed';
  return `${symbols[0]}\t${isTelling ? '' : remarks[0]}\t${fixKey(fix)}`;
}

/** The same error with the same fix is one case whichever tool meets it. */
function byErrorAndFix({ remarks, fix }: RepairCase): string {
  return `${remarks[0]}\t${fixKey(fix)}`;
}

function joined(cases: readonly RepairCase[], keyOf: (one: RepairCase) => string): RepairCase[] {
  const byKey = new Map<string, RepairCase>();
  for (const next of cases.toSorted((a, b) => b.failures.length - a.failures.length)) {
    const known = byKey.get(keyOf(next));
    byKey.set(keyOf(next), known === undefined ? next : both(known, next));
  }
  return [...byKey.values()];
}

function both(a: RepairCase, b: RepairCase): RepairCase {
  const sameTool = a.symbols.join() === b.symbols.join();
  return {
    symbols: [...new Set([...a.symbols, ...b.symbols])].sort((x, y) => x - y),
    failures: inOrder([...a.failures, ...b.failures]),
    remarks: [...new Set([...a.remarks, ...b.remarks])],
    fix: { ...a.fix, chosenFrom: Math.max(a.fix.chosenFrom, b.fix.chosenFrom) },
    controls: sameTool ? a.controls : [...a.controls, ...b.controls],
    ofSymbols: sameTool ? a.ofSymbols : [...a.ofSymbols, ...b.ofSymbols],
  };
}

function inOrder(failures: readonly Failure[]): Failure[] {
  return failures.toSorted((a, b) => a.run - b.run || a.call.at - b.call.at);
}

/**
 * Tests a case: the fix must follow the failure more often than it follows calls that did not fail (at most three of a run
 * count), and the error must come back less often than after other attempts at the same goal; where hardly any were made,
 * the fix must follow this error more often than others of the same calls.
 */
export function testCase({ failures, fix, controls, ofSymbols }: RepairCase): CaseTest {
  const tried: TriedFailure[] = [];
  const share = { of: 0, n: 0 };
  const others = { of: 0, n: 0 };
  let run = -1;
  let inRun = 0;
  for (const failure of failures) {
    inRun = failure.run === run ? inRun + 1 : 1;
    run = failure.run;
    const attempt = tryOf(failure.aftermath, fix);
    if (attempt !== undefined) tried.push({ ...attempt, failure });
    else if (isAnotherAttempt(failure)) {
      others.n++;
      if (overcomes(failure.call, failure.aftermath.again!.next.call)) others.of++;
    }
    if (inRun > PER_RUN) continue;
    share.n++;
    if (attempt !== undefined) share.of++;
  }
  const control = { of: controls.filter((after) => tryOf(after, fix) !== undefined).length, n: controls.length };
  const p = Math.min(1, excess(share, control) * fix.chosenFrom);
  const overcome = tried.filter(({ failure, next }) => overcomes(failure.call, next.call)).length;
  // The error stays away whatever is done: nothing was mended.
  if (others.n >= SOME_OTHERS && others.of * tried.length >= overcome * others.n) return { tried, p: 1 };
  if (others.n >= ENOUGH_OTHERS) return { tried, p: Math.max(p, excess({ of: overcome, n: tried.length }, others)) };
  // Where nothing else was tried, what is done must at least be done because of this error.
  const own = new Set(failures.map(({ call }) => call));
  const elsewhere = ofSymbols.filter(({ call }) => !own.has(call));
  const tries = elsewhere.filter(({ aftermath }) => tryOf(aftermath, fix) !== undefined).length;
  const specific = excess({ of: tried.length, n: failures.length }, { of: tries, n: elsewhere.length });
  return { tried, p: tries === 0 ? p : Math.max(p, specific) };
}

/** Whether the same was tried again: the very call, or at once with one thing changed. Later calls may have another goal. */
function isAnotherAttempt({ aftermath: { again, others } }: Failure): boolean {
  if (again?.difference.alike !== true) return false;
  const { changes } = again.difference;
  return changes.length === 0 || (changes.length === 1 && others.length === 0);
}

/** What was done after successful calls of a symbol, at most three of a run; after any calls when there are hardly such. */
function controlFinder({ fragments }: Corpus): (symbol: number) => readonly Aftermath[] {
  const bySymbol = new Map<number, Aftermath[]>();
  const failing = new Set(
    fragments.flatMap(({ calls, symbols }) => calls.filter(({ failed }) => failed).map(({ at }) => symbols[at]!)),
  );
  const any: Aftermath[] = [];
  for (const fragment of fragments) {
    const taken = new Map<number, number>();
    let takenOfAny = 0;
    for (const [i, call] of fragment.calls.entries()) {
      if (call.failed) continue;
      const symbol = fragment.symbols[call.at]!;
      const n = taken.get(symbol) ?? 0;
      if (takenOfAny < PER_RUN && any.length < MAX_CONTROLS && i % 2 === 1) {
        any.push(aftermathOf(fragment, i));
        takenOfAny++;
      }
      if (n >= PER_RUN || !failing.has(symbol)) continue;
      const list = bySymbol.get(symbol) ?? [];
      bySymbol.set(symbol, list);
      if (list.length >= MAX_CONTROLS) continue;
      taken.set(symbol, n + 1);
      list.push(aftermathOf(fragment, i));
    }
  }
  return (symbol) => {
    const own = bySymbol.get(symbol) ?? [];
    return own.length < FEW_CONTROLS ? [...own, ...any] : own;
  };
}
