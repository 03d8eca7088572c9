/**
 * A pattern over symbol ids: each element is a list of alternatives, one of which must stand there; between two elements
 * at most `maxGap` other symbols.
 */
export interface Phrase {
  readonly elements: readonly (readonly number[])[];
  readonly maxGap: number;
}

/**
 * Occurrences of a phrase in one run, in order, not overlapping, each the indexes of its symbols. Of several ways to
 * match, the tightest end to end is taken: an element is matched as late as the next one allows.
 *
 *   pattern  a b c, maxGap 2      run  a a x b b c a
 *                                        ^     ^ ^
 */
export function findOccurrences(symbols: Int32Array, { elements, maxGap }: Phrase): number[][] {
  const found: number[][] = [];
  // states[k]: the latest way to match elements 0…k, as indexes
  const states: (readonly number[] | undefined)[] = new Array(elements.length).fill(undefined);
  for (let i = 0; i < symbols.length; i++) {
    for (let k = elements.length - 1; k >= 0; k--) {
      if (!elements[k]!.includes(symbols[i]!)) continue;
      const before = k === 0 ? [] : states[k - 1];
      if (before === undefined || (k > 0 && i - before.at(-1)! > maxGap + 1)) continue;
      states[k] = [...before, i];
    }
    const whole = states[elements.length - 1];
    if (whole !== undefined) {
      found.push([...whole]);
      states.fill(undefined);
    }
  }
  return found;
}
