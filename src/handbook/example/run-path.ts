import type { PackedFragment } from '../../mine/digest/packed-fragment.ts';

/** One thing that a run did. */
export interface PathItem {
  /** As `runSymbols` gives it. */
  readonly symbol: string;
  /** The symbol with the names of the arguments, and whether the call failed. */
  readonly shape: string;
  /** Index of the step. */
  readonly step: number;
  /** Arguments that neither the user nor a tool had said: `field=value`, what the agent always does so. */
  readonly constants: readonly string[];
}

/** What a run did, in order: its calls, or what was said where nothing was called. */
export function runPath({ words, symbols, calls }: PackedFragment): PathItem[] {
  const [ids, steps] = [symbols[0]!, symbols[1]!];
  if (calls.length === 0) {
    return ids.map((id, i) => ({ symbol: words[id]!, shape: words[id]!, step: steps[i]!, constants: [] }));
  }
  return calls.map(({ at, arguments: given, failed }) => {
    const symbol = words[ids[at]!]!;
    const fields = [...new Set(given.map(({ field }) => field))].sort();
    return {
      symbol,
      shape: `${symbol}(${fields.join(',')})${failed ? ' failed' : ''}`,
      step: steps[at]!,
      constants: given.flatMap(({ field, text, fromUser, fromResult }) =>
        text === undefined || fromUser || fromResult ? [] : [`${field}=${text}`],
      ),
    };
  });
}
