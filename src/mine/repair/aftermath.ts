import type { Call, Fragment } from '../digest/fragment.ts';
import { callDifference, type CallDifference } from './call-difference.ts';

/** How many calls after a failure may still be about the same goal. */
export const REPAIR_HORIZON = 8;
// Another tool that takes over does so soon; later calls are about other things.
const OTHER_HORIZON = 4;
// A call of the same tool about another thing is another attempt only if it comes soon.
const NEAR = 3;

/** A call and where it stands in its run. */
export interface PlacedCall {
  readonly call: Call;
  readonly symbol: number;
}

/** What was done after a call, as far as it may be about the same goal. */
export interface Aftermath {
  /** The next call of the same symbol that is about the same thing, else the next at all if it comes soon. */
  readonly again?: {
    readonly next: PlacedCall;
    readonly difference: CallDifference;
    /** Calls that succeeded in between. */
    readonly between: readonly PlacedCall[];
  };
  /** The first calls of other symbols, before `again`; the first of each symbol. */
  readonly others: readonly (PlacedCall & { readonly immediate: boolean })[];
}

/** Reads what was done after the call at an index of `fragment.calls`. */
export function aftermathOf({ calls, symbols }: Fragment, index: number): Aftermath {
  const first = calls[index]!;
  const symbol = symbols[first.at]!;
  const window = calls
    .slice(index + 1, index + 1 + REPAIR_HORIZON)
    .map((call) => ({ call, symbol: symbols[call.at]! }));
  let at = -1;
  let near = -1;
  let difference: CallDifference | undefined;
  for (const [i, later] of window.entries()) {
    if (later.symbol !== symbol) continue;
    const found = callDifference(first, later.call);
    if (found.alike) {
      at = i;
      difference = found;
      break;
    }
    if (near < 0 && i < NEAR) near = i;
  }
  if (difference === undefined && near >= 0) {
    at = near;
    difference = callDifference(first, window[near]!.call);
  }
  const others: (PlacedCall & { immediate: boolean })[] = [];
  for (const [i, later] of window.slice(0, Math.min(OTHER_HORIZON, at < 0 ? OTHER_HORIZON : at)).entries()) {
    if (later.symbol === symbol || others.some((other) => other.symbol === later.symbol)) continue;
    others.push({ ...later, immediate: i === 0 });
  }
  if (difference === undefined) return { others };
  const between = window.slice(0, at).filter((later) => later.symbol !== symbol && !later.call.failed);
  return { again: { next: window[at]!, difference, between }, others };
}
