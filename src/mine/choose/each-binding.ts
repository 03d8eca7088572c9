import type { Call, Fragment } from '../digest/fragment.ts';
import type { Phrase } from '../phrase.ts';

/** The calls of a run that an element of a phrase matches, with the latest call of each element before, and the index of its first value. */
export function eachBinding(
  fragment: Fragment,
  { elements }: Phrase,
  visit: (call: Call, element: number, latest: readonly (Call | undefined)[], place: number) => void,
): void {
  const latest: (Call | undefined)[] = elements.map(() => undefined);
  let place = 0;
  let next = 0;
  for (let at = 0; at < fragment.symbols.length; at++) {
    const symbol = fragment.symbols[at]!;
    const call = fragment.calls[next]?.at === at ? fragment.calls[next++] : undefined;
    const to = elements.findLastIndex((element) => element.includes(symbol));
    if (to >= 0) {
      if (call !== undefined) visit(call, to, latest, place);
      // What failed is the call before its error.
      const meant = call ?? lastFailed(fragment, next);
      if (meant !== undefined) latest[to] = meant;
    }
    place += call?.arguments.length ?? 0;
  }
}

function lastFailed({ calls }: Fragment, before: number): Call | undefined {
  for (let i = before - 1; i >= 0 && i >= before - 8; i--) if (calls[i]!.failed) return calls[i];
  return undefined;
}
