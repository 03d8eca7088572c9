import type { MinedBehavior } from '../../behavior/behavior.ts';
import { callSymbols } from '../../behavior/call/call-symbol.ts';
import { sequenceMatcher } from '../../behavior/call/sequence-matcher.ts';
import type { RecentCall, RunSoFar } from './run-so-far.ts';

/** That a run is where a behavior is of use. */
export interface AtHand {
  /** 0–1. */
  readonly score: number;
  readonly why: string;
}

/** Behaviors by the tools of their matchers, so that a call looks at few of them. */
export interface ToolTable {
  /** By the tool that fails, what is done then. */
  readonly byFailure: ReadonlyMap<string, readonly number[]>;
  /** By the symbol of a call, the sequences that have it. */
  readonly bySymbol: ReadonlyMap<string, readonly number[]>;
}

const MOST_CALLS = 20;
// A failure is at hand until as many calls have been made since.
const FRESH_CALLS = 3;
const TOLD_SO = 0.95;
const FAILED_SO = 0.6;
// What half of a sequence says of the rest.
const PART_DONE = 0.7;

/** Sorts behaviors by what their matchers look for. */
export function toolTable(behaviors: readonly MinedBehavior[]): ToolTable {
  const byFailure = new Map<string, number[]>();
  const bySymbol = new Map<string, number[]>();
  for (const [at, { matcher }] of behaviors.entries()) {
    const symbols = matcher?.sequence?.symbols ?? [];
    const isRepair = symbols[0]?.includes('error:') === true;
    for (const symbol of new Set((isRepair ? symbols.slice(0, 1) : symbols).flatMap(alternatives))) {
      if (symbol.startsWith('error:')) addTo(byFailure, symbol.slice('error:'.length), at);
      else if (symbol.startsWith('tool:') && !isRepair) addTo(bySymbol, symbol, at);
    }
  }
  return { byFailure, bySymbol };
}

/**
 * Which behaviors a run is at: repairs of the call that failed just now and was not yet mended, and workflows of which a part is
 * done and the rest is not. What was said in between is not looked at.
 *
 * @returns by behavior number
 */
export function atHand(
  behaviors: readonly MinedBehavior[],
  { byFailure, bySymbol }: ToolTable,
  { calls }: RunSoFar,
): Map<number, AtHand> {
  const found = new Map<number, AtHand>();
  const note = (at: number, next: AtHand): void => {
    if (next.score > (found.get(at)?.score ?? 0)) found.set(at, next);
  };
  const recent = calls.slice(-MOST_CALLS);
  for (const { name, error } of openFailures(recent)) {
    for (const at of new Set([...(byFailure.get(name) ?? []), ...(byFailure.get('*') ?? [])])) {
      const { sequence } = behaviors[at]!.matcher!;
      const says = sequence!.where?.some((condition) => condition.element === 0 && condition.says !== undefined);
      if (says !== true) note(at, { score: FAILED_SO, why: `\`${name}\` has just failed` });
      else if (sequenceMatcher(sequence!).opens(error)) note(at, { score: TOLD_SO, why: `\`${name}\` has just failed so` }); // prettier-ignore
    }
  }
  const done = recent.map(({ name, argumentsText = '', error }) =>
    error === undefined ? callSymbols(name, argumentsText).map(({ symbol }) => symbol) : [],
  );
  for (const at of new Set(done.flat().flatMap((symbol) => bySymbol.get(symbol) ?? []))) {
    const acts = behaviors[at]!.matcher!.sequence!.symbols.map(alternatives).filter((act) =>
      act[0]!.startsWith('tool:'),
    );
    let next = 0;
    for (const symbols of done) if (next < acts.length && acts[next]!.some((act) => symbols.includes(act))) next++;
    if (next > 0 && next < acts.length) {
      const last = acts[next - 1]![0]!.slice('tool:'.length);
      note(at, { score: (PART_DONE * next) / (acts.length - 1), why: `${next} of its ${acts.length} calls are made, the last \`${last}\`` }); // prettier-ignore
    }
  }
  return found;
}

/** The last failures that no later call of the same tool has mended. */
function openFailures(calls: readonly RecentCall[]): { readonly name: string; readonly error: string }[] {
  return calls.slice(-FRESH_CALLS).flatMap(({ name, error }, i, fresh) => {
    const isMended = fresh.slice(i + 1).some((later) => later.name === name && later.error === undefined);
    return error === undefined || isMended ? [] : [{ name, error }];
  });
}

function alternatives(symbol: string): string[] {
  return symbol.split('|').map((alternative) => alternative.trim());
}

function addTo(map: Map<string, number[]>, key: string, at: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [at]);
  else known.push(at);
}
