import { callEffect } from '../../behavior/call/call-effect.ts';
import type { Lexicon } from '../digest/lexicon.ts';
import { handsOver, symbolTool } from '../wording/tool-words.ts';
import type { Aftermath, PlacedCall } from './aftermath.ts';
import { changeKey, sharesWord, type Change } from './call-difference.ts';
import { excess } from './excess.ts';
import type { Failure } from './group-failures.ts';
import { mends } from './mends.ts';

/** What is done after a failure to make the same goal succeed. */
export interface Fix {
  /** The tool that takes over; the one that failed is called again when absent. */
  readonly other?: number;
  /** Symbols of calls that prepare it, in the order they are made. */
  readonly helpers: readonly number[];
  /** What the call does differently; of several, the most telling first. */
  readonly changes: readonly Change[];
  /** How many fixes it was chosen from: what a test must answer for. */
  readonly chosenFrom: number;
}

/** A fix as it was tried. */
export interface Try {
  readonly next: PlacedCall;
  readonly helpers: readonly PlacedCall[];
}

// What most repairs of a kind have in common is the repair.
const MOST = 0.5;
// A second change that nearly always goes with the first is part of it.
const NEARLY_ALL = 0.8;
// What belongs to a repair as well is missing in few of its tries.
const TOGETHER = 0.75;
const MAX_HELPERS = 2;
const MAX_CHANGES = 3;
const HELPER_P = 0.05;
// Without a shared value only a call that follows at once, hardly ever by chance, is a tool that takes over.
const TAKES_OVER_P = 0.001;
const RANK = { rewritten: 0, added: 1, 'without-word': 2, 'with-word': 2, removed: 3, changed: 4 } as const;

/** How a fix was tried after a call; undefined when it was not. */
export function tryOf({ again, others }: Aftermath, { other, helpers, changes }: Fix): Try | undefined {
  if (other !== undefined) {
    if (again?.difference.alike === true && !again.next.call.failed) return undefined;
    const next = others.find(({ symbol }) => symbol === other);
    return next && { next, helpers: [] };
  }
  if (again === undefined) return undefined;
  const used: PlacedCall[] = [];
  for (const helper of helpers) {
    const last = again.between.findLast(({ symbol }) => symbol === helper);
    if (last === undefined) return undefined;
    used.push(last);
  }
  const done = new Set(again.difference.changes.map(changeKey));
  if (changes.length > 0 && !done.has(changeKey(changes[0]!))) return undefined;
  if (helpers.length === 0 && changes.length === 0) return undefined;
  return { next: again.next, helpers: used };
}

/**
 * What the successful next attempts after like failures have in common against the failed calls: changes of the call, calls
 * that prepare it, or another tool.
 *
 * @param controls - what was done after calls of the same symbols that did not fail
 * @returns undefined when they have nothing in common
 */
export function chooseFix(
  failures: readonly Failure[],
  controls: readonly Aftermath[],
  lexicon: Lexicon,
): Fix | undefined {
  const again = mended(failures);
  const other = chooseOther(failures, controls, lexicon);
  // A thought written down with a tool prepares nothing.
  const thoughts = new Set(
    again
      .flatMap(({ aftermath }) => aftermath.again!.between.map((call) => call.symbol))
      .filter((symbol) => /^tool:think/i.test(lexicon.word(symbol))),
  );
  const same = chooseAgain(again, failures, { controls, thoughts });
  if (other === undefined || (same !== undefined && again.length >= other.n)) return same;
  return { other: other.symbol, helpers: [], changes: [], chosenFrom: other.chosenFrom };
}

/** Failures after which the same tool was called again with success; about the same thing, unless that is rare. */
function mended(failures: readonly Failure[]): Failure[] {
  const worked = failures.filter(
    ({ call, aftermath: { again } }) => again !== undefined && mends(call, again.next.call),
  );
  const alike = worked.filter(({ aftermath: { again } }) => again!.difference.alike);
  return alike.length >= Math.max(2, MOST * worked.length) ? alike : worked;
}

function chooseAgain(
  worked: readonly Failure[],
  failures: readonly Failure[],
  { controls, thoughts }: { readonly controls: readonly Aftermath[]; readonly thoughts: ReadonlySet<number> },
): Fix | undefined {
  const helperCounts = new Map<number, { n: number; place: number }>();
  const changeCounts = new Map<string, { change: Change; n: number; names: Map<string, number> }>();
  for (const { aftermath } of worked) {
    const { between, difference } = aftermath.again!;
    for (const [place, symbol] of [...new Set(between.map((call) => call.symbol))].entries()) {
      const known = helperCounts.get(symbol) ?? { n: 0, place: 0 };
      helperCounts.set(symbol, { n: known.n + 1, place: known.place + place });
    }
    for (const change of difference.changes) {
      const key = changeKey(change);
      const known = changeCounts.get(key) ?? { change, n: 0, names: new Map<string, number>() };
      known.names.set(change.what, (known.names.get(change.what) ?? 0) + 1);
      // Of one field's several names the most frequent stands for it.
      const isUsual = known.names.get(change.what)! > known.names.get(known.change.what)!;
      changeCounts.set(key, { ...known, n: known.n + 1, ...(isUsual && { change }) });
    }
  }
  const common = (n: number): boolean => n >= 2 && n >= MOST * worked.length;
  const helpers = [...helperCounts]
    .filter(([symbol, { n }]) => common(n) && isHelper(symbol, n))
    .sort(([a, x], [b, y]) => y.n - x.n || a - b)
    .slice(0, MAX_HELPERS)
    .sort(([a, x], [b, y]) => x.place / x.n - y.place / y.n || a - b)
    .map(([symbol]) => symbol);
  const changes = telling(
    // Beside a call that prepares it, just another value is part of the repair only if it nearly always is.
    [...changeCounts.values()].filter(
      ({ change, n }) =>
        common(n) && (helpers.length === 0 || change.how !== 'changed' || n >= NEARLY_ALL * worked.length),
    ),
    failures[0]!.remark.split(' '),
  );
  if (helpers.length === 0 && changes.length === 0) return undefined;
  return { ...together(worked, helpers, changes), chosenFrom: Math.max(1, helpers.length + changeCounts.size) };

  /** Calls that come as often when nothing failed prepare nothing. */
  function isHelper(symbol: number, n: number): boolean {
    if (thoughts.has(symbol)) return false;
    const called = controls.filter(
      ({ again, others }) =>
        others.some((other) => other.symbol === symbol) ||
        again?.between.some((call) => call.symbol === symbol) === true,
    ).length;
    return excess({ of: n, n: worked.length }, { of: called, n: controls.length }) * helperCounts.size <= HELPER_P;
  }
}

/** Of calls and changes that are common each by itself, those that come together: a further one must leave most of the tries. */
function together(
  worked: readonly Failure[],
  helpers: readonly number[],
  changes: readonly Change[],
): { helpers: readonly number[]; changes: readonly Change[] } {
  const tries = (some: readonly number[], others: readonly Change[]): number =>
    worked.filter(({ aftermath }) => tryOf(aftermath, { helpers: some, changes: others, chosenFrom: 1 }) !== undefined)
      .length;
  const alone = helpers.map((helper) => [helper]);
  if (changes.length === 0 && alone.length < 2) return { helpers, changes };
  const options: { helpers: readonly number[]; changes: readonly Change[] }[] = [
    { helpers, changes },
    ...alone.map((one) => ({ helpers: one, changes })),
    { helpers, changes: [] },
    { helpers: [], changes },
    ...alone.map((one) => ({ helpers: one, changes: [] })),
  ];
  const most = Math.max(...options.map((option) => tries(option.helpers, option.changes)));
  return options.find((option) => tries(option.helpers, option.changes) >= TOGETHER * most) ?? { helpers, changes };
}

/** The changes that say most, of one sort: those that the error names, then the most specific, then the most frequent. */
function telling(counted: readonly { change: Change; n: number }[], remark: readonly string[]): Change[] {
  const named = ({ what }: Change): number => (remark.some((word) => sameWord(word, what)) ? 0 : 1);
  const sorted = counted.toSorted(
    (a, b) =>
      named(a.change) - named(b.change) ||
      RANK[a.change.how] - RANK[b.change.how] ||
      b.n - a.n ||
      (changeKey(a.change) < changeKey(b.change) ? -1 : 1),
  );
  const [first] = sorted;
  if (first === undefined) return [];
  return sorted
    .filter(({ change, n }) => change.how === first.change.how && n >= NEARLY_ALL * first.n)
    .slice(0, first.change.how === 'rewritten' ? 1 : MAX_CHANGES)
    .map(({ change }) => change);
}

function sameWord(word: string, what: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return plain(word) !== '' && plain(word) === plain(what);
}

/** The other tool that most often took over, if it can be told from what merely comes next. */
function chooseOther(
  failures: readonly Failure[],
  controls: readonly Aftermath[],
  lexicon: Lexicon,
): { symbol: number; n: number; chosenFrom: number } | undefined {
  const counts = new Map<number, { n: number; related: number; immediate: number }>();
  for (const { call, symbol, aftermath } of failures) {
    if (aftermath.again?.difference.alike === true && !aftermath.again.next.call.failed) continue;
    for (const other of aftermath.others) {
      if (!mends(call, other.call)) continue;
      const known = counts.get(other.symbol) ?? { n: 0, related: 0, immediate: 0 };
      const related = isRelated(call, other.call) || likeNames(lexicon.word(symbol), lexicon.word(other.symbol));
      counts.set(other.symbol, {
        n: known.n + 1,
        related: known.related + (related ? 1 : 0),
        immediate: known.immediate + (other.immediate ? 1 : 0),
      });
    }
  }
  const [best] = [...counts]
    .filter(([symbol, { n, related, immediate }]) => {
      if (n < 2 || cannotTakeOver(lexicon.word(failures[0]!.symbol), lexicon.word(symbol))) return false;
      if (related >= MOST * n) return true;
      const called = controls.filter(({ others }) => others.some((other) => other.symbol === symbol)).length;
      const p = excess({ of: n, n: failures.length }, { of: called, n: controls.length }) * counts.size;
      return immediate >= MOST * n && p <= TAKES_OVER_P;
    })
    .sort(([a, x], [b, y]) => y.n - x.n || a - b);
  return best && { symbol: best[0], n: best[1].n, chosenFrom: counts.size };
}

/** Looking something up, or handing over to a person, does not do what a call that changes something was to do; nor the other way round. */
function cannotTakeOver(failing: string, other: string): boolean {
  const [a, b] = [symbolTool(failing), symbolTool(other)];
  if (handsOver(b.tool)) return true;
  const effect = ({ tool, command }: typeof a): string =>
    callEffect(tool, command === undefined ? '{}' : JSON.stringify({ command }));
  const changes = (one: typeof a): boolean => /^(?:write|edit)$/.test(effect(one));
  return (changes(a) && effect(b) === 'read') || (effect(a) === 'read' && changes(b));
}

/** Whether another call works on the same value, or is a shell command with the same words. */
function isRelated(failed: Failure['call'], call: Failure['call']): boolean {
  if (failed.command !== undefined && call.command !== undefined) return sharesWord(failed.command, call.command);
  const values = new Set(failed.arguments.filter(({ text }) => (text?.length ?? 0) > 3).map(({ value }) => value));
  return call.arguments.some(({ value, text }) => (text?.length ?? 0) > 3 && values.has(value));
}

/** `find_user_by_email`, `find_user_by_name_zip`: at least half of the words of the shorter name, and the first. */
function likeNames(a: string, b: string): boolean {
  const words = (symbol: string): string[] =>
    symbolTool(symbol)
      .tool.replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
  const [first, second] = [words(a), words(b)];
  if (first.length < 2 || second.length < 2 || first[0] !== second[0]) return false;
  const both = first.filter((word) => second.includes(word)).length;
  return both >= 2 && both >= MOST * Math.min(first.length, second.length);
}
