import { jaccard } from '../../core/jaccard.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { symbolTool } from '../wording/tool-words.ts';
import { aftermathOf, type Aftermath } from './aftermath.ts';
import { joinVarying } from './join-varying.ts';
import { plainRemark } from './plain-remark.ts';

/** A call that failed, and what was done after it. */
export interface Failure {
  readonly run: number;
  readonly call: Call;
  /** Id of its symbol. */
  readonly symbol: number;
  /** What it was told, words joined by spaces, `…` for what varies. */
  readonly remark: string;
  readonly aftermath: Aftermath;
}

/** By symbol, groups of failures that were told the same. */
export type FailureGroups = ReadonlyMap<number, readonly (readonly Failure[])[]>;

// Runs that fail over and over must not speak for all.
const MAX_PER_RUN = 200;
// Remarks with this share of their words in common may be one error in two wordings.
const ALIKE = 0.5;
const MAX_COMPARED = 200;

/**
 * Finds all failures that were told something, in order of run, then place, by symbol and remark. What a call is told
 * is one remark with what others of its symbol are told when they differ only in what varies (see `joinVarying`).
 *
 * @returns groups of the same symbol and remark, by symbol in order of its word, then the largest group first
 */
export function groupFailures(corpus: Corpus): FailureGroups {
  const bySymbol = new Map<number, Failure[]>();
  for (const [run, fragment] of corpus.fragments.entries()) {
    let taken = 0;
    for (const [i, call] of fragment.calls.entries()) {
      if (!call.failed || taken >= MAX_PER_RUN) continue;
      const symbol = fragment.symbols[call.at]!;
      const remark = plainRemark(call, symbolTool(corpus.lexicon.word(symbol)).command).join(' ');
      if (!/\p{L}{2}/u.test(remark)) continue;
      taken++;
      const list = bySymbol.get(symbol) ?? [];
      bySymbol.set(symbol, list);
      list.push({ run, call, symbol, remark, aftermath: aftermathOf(fragment, i) });
    }
  }
  const groups = new Map<number, readonly (readonly Failure[])[]>();
  for (const symbol of [...bySymbol.keys()].sort((a, b) => a - b)) groups.set(symbol, byRemark(bySymbol.get(symbol)!));
  return groups;
}

function byRemark(failures: readonly Failure[]): Failure[][] {
  const counts = new Map<string, number>();
  for (const { remark } of failures) counts.set(remark, (counts.get(remark) ?? 0) + 1);
  const standsFor = joinVarying(counts);
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const remark = standsFor.get(failure.remark)!;
    const group = groups.get(remark) ?? [];
    groups.set(remark, group);
    group.push(remark === failure.remark ? failure : { ...failure, remark });
  }
  return [...groups.values()].sort((a, b) => b.length - a.length || (a[0]!.remark < b[0]!.remark ? -1 : 1));
}

/**
 * Puts groups of one symbol together whose remarks share half of their words: one error may be worded in several ways.
 *
 * @param groups - the largest first
 * @returns lists of groups; the first of each is the largest
 */
export function likeGroups(groups: readonly (readonly Failure[])[]): (readonly Failure[])[][] {
  const lists: { words: ReadonlySet<string>; groups: (readonly Failure[])[] }[] = [];
  for (const group of groups) {
    const words = new Set(group[0]!.remark.toLowerCase().match(/[\p{L}\p{N}_]+/gu));
    const like = lists.slice(0, MAX_COMPARED).find((list) => jaccard(list.words, words) >= ALIKE);
    if (like === undefined) lists.push({ words, groups: [group] });
    else like.groups.push(group);
  }
  return lists.map((list) => list.groups);
}
