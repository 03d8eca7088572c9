import { callDifference, type CallDifference } from './call-difference.ts';
import type { Corpus } from '../digest/corpus.ts';
import { delexicalise } from '../digest/delexicalise.ts';
import type { Call, Fragment } from '../digest/fragment.ts';
import { groupNearDuplicates } from '../strategy/group-near-duplicates.ts';
import { symbolClasses } from '../workflow/symbol-classes.ts';
import { writesSomething } from '../wording/tool-words.ts';

/** How many calls after a failure may still be about the same goal. */
export const REPAIR_HORIZON = 8;
// A tool whose failures are mostly mended by calling it again did not fail because of how it was called.
const MOST = 0.5;
const MAX_QUOTED_WORDS = 9;

/** A failure and what came of it. */
export interface Attempt {
  readonly run: number;
  readonly failed: Call;
  /** The next call of the same tool, or another that replaced it. */
  readonly next: Call;
  readonly worked: boolean;
  /** Symbols of successful calls in between, without repeats. */
  readonly between: readonly number[];
  readonly difference: CallDifference;
  /** What the failure and the calls in between cost. */
  readonly tokens: number;
}

/** Failures of one tool that were told the same thing. */
export interface FailureGroup {
  /** The symbol that failed; `''` when the failures pass by themselves, whichever tool they meet. */
  readonly symbol: string;
  /** What was said, de-lexicalised, in at most nine words. */
  readonly remark: string;
  /** In order of run, then place. */
  readonly attempts: readonly Attempt[];
}

/**
 * Finds what was tried after every failure, and groups the failures of a tool by what they were told: numbers, names and
 * paths aside, and nearly the same words.
 *
 * @returns in order of symbol, then remark
 */
export function groupFailures(corpus: Corpus): FailureGroup[] {
  const { fragments, lexicon } = corpus;
  const bySymbol = new Map<number, Map<string, Attempt[]>>();
  for (const [run, fragment] of fragments.entries()) {
    for (const [i, call] of fragment.calls.entries()) {
      if (!call.failed) continue;
      const attempt = attemptAfter(fragment, run, i);
      if (attempt === undefined) continue;
      const symbol = fragment.symbols[call.at]!;
      const byRemark = bySymbol.get(symbol) ?? new Map<string, Attempt[]>();
      bySymbol.set(symbol, byRemark);
      const remark = delexicalise(call.remark ?? '').replace(/^(?:⟨path⟩: )?(?:line ⟨n⟩: )?/, '');
      const known = byRemark.get(remark);
      if (known === undefined) byRemark.set(remark, [attempt]);
      else known.push(attempt);
    }
  }
  const groups: FailureGroup[] = [];
  for (const [symbol, byRemark] of bySymbol) {
    for (const { remark, attempts } of joinRemarks(byRemark))
      groups.push({ symbol: lexicon.word(symbol), remark, attempts });
  }
  return joinPassing(groups).sort((a, b) => compare(a.symbol, b.symbol) || compare(a.remark, b.remark));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Joins remarks that nearly agree; the most frequent wording speaks for all. */
function joinRemarks(byRemark: ReadonlyMap<string, readonly Attempt[]>): { remark: string; attempts: Attempt[] }[] {
  const remarks = [...byRemark.keys()].sort(
    (a, b) => byRemark.get(b)!.length - byRemark.get(a)!.length || compare(a, b),
  );
  const joined = new Map<number, { remark: string; attempts: Attempt[] }>();
  for (const [i, root] of groupNearDuplicates(remarks).entries()) {
    const group = joined.get(root) ?? { remark: shorten(remarks[root]!), attempts: [] };
    joined.set(root, group);
    group.attempts.push(...byRemark.get(remarks[i]!)!);
  }
  // Remarks that differ only after their first words read the same.
  const read = new Map<string, { remark: string; attempts: Attempt[] }>();
  for (const { remark, attempts } of joined.values()) {
    const known = read.get(remark);
    if (known === undefined) read.set(remark, { remark, attempts });
    else known.attempts.push(...attempts);
  }
  for (const { attempts } of read.values()) attempts.sort((a, b) => a.run - b.run || a.failed.at - b.failed.at);
  return [...read.values()];
}

function shorten(remark: string): string {
  const words = remark.split(' ').slice(0, MAX_QUOTED_WORDS);
  const clause = words.findIndex((word, i) => i >= 3 && /[,;.!?]$/.test(word));
  return words
    .slice(0, clause < 0 ? undefined : clause + 1)
    .join(' ')
    .replace(/[\s:;,.!(]+$/, '');
}

/** Failures that pass by themselves say the same whichever tool they meet: their groups become one, with no tool. */
function joinPassing(groups: readonly FailureGroup[]): FailureGroup[] {
  const passing = new Map<string, Attempt[]>();
  const rest = groups.filter(({ remark, attempts }) => {
    if (attempts.filter(isPassing).length < MOST * attempts.length) return true;
    passing.set(remark, [...(passing.get(remark) ?? []), ...attempts]);
    return false;
  });
  return [...rest, ...[...passing].map(([remark, attempts]) => ({ symbol: '', remark, attempts }))];
}

/** Whether the very same call worked next, without anything else done in between. */
export function isPassing({ failed, next, worked, between }: Attempt): boolean {
  return worked && failed.shape === next.shape && between.length === 0;
}

function attemptAfter({ calls, symbols }: Fragment, run: number, i: number): Attempt | undefined {
  const failed = calls[i]!;
  const between = new Set<number>();
  let tokens = failed.tokens;
  let other: { call: Call; tokens: number } | undefined;
  for (const call of calls.slice(i + 1, i + 1 + REPAIR_HORIZON)) {
    const same = symbols[call.at] === symbols[failed.at];
    const difference = callDifference(failed, call);
    if (same) return { run, failed, next: call, worked: !call.failed, between: [...between], difference, tokens };
    if (call.failed) continue;
    if (other === undefined && replaces(failed, call)) other = { call, tokens };
    between.add(symbols[call.at]!);
    tokens += call.tokens;
  }
  if (other === undefined) return undefined;
  const difference = callDifference(failed, other.call);
  return { run, failed, next: other.call, worked: true, between: [], difference, tokens: other.tokens };
}

/**
 * Whether another tool or program takes over what failed: it works on the same value, looks for the same sort of thing, or is
 * a shell command with the same words.
 */
function replaces(failed: Call, call: Call): boolean {
  if (failed.command !== undefined && call.command !== undefined) {
    const words = longWords(failed.command);
    return longWords(call.command).some((word) =>
      words.some((other) => word.startsWith(other) || other.startsWith(word)),
    );
  }
  if (symbolClasses([`tool:${failed.name}`, `tool:${call.name}`]).length > 0 && !writesSomething(call.name))
    return true;
  const values = new Set(failed.arguments.filter(({ text }) => (text?.length ?? 0) > 3).map(({ value }) => value));
  return call.arguments.some(({ value, text }) => (text?.length ?? 0) > 3 && values.has(value));
}

function longWords(command: string): string[] {
  return command.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 3);
}
