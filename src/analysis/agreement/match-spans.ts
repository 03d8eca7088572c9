/** A half-open stretch `[start, end)`, `end` > `start`, in any unit: characters, tokens, seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Pairs the events of two coders one to one: of all pairs that share at least `iou` of what they cover together, the best
 * first (ties: the earlier one). Where neither coder's own events overlap and `iou` is ½ or more, hardly any event has two
 * partners to choose from, and this is the largest matching there is; where they do overlap, it is what a reader would
 * pair, in n log n.
 *
 * @param iou - least intersection over union, above 0 up to 1
 * @returns indices `[first, second]` of the pairs, in order of `first`
 * @see Everingham et al. 2010, §4.2 (one detection per object, at an overlap of ½)
 */
export function matchSpans(
  first: readonly Stretch[],
  second: readonly Stretch[],
  { iou = 0.5 }: { readonly iou?: number } = {},
): [number, number][] {
  const order = [...second.keys()].sort((a, b) => second[a]!.start - second[b]!.start || a - b);
  const longest = second.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const pairs: { readonly a: number; readonly b: number; readonly shared: number }[] = [];
  for (const [a, span] of first.entries()) {
    // What could overlap begins after this, since nothing is longer than the longest.
    for (let at = lowerBound(order, second, span.start - longest); at < order.length; at++) {
      const b = order[at]!;
      if (second[b]!.start >= span.end) break;
      const shared = sharedPart(span, second[b]!);
      if (shared >= iou) pairs.push({ a, b, shared });
    }
  }
  pairs.sort((x, y) => y.shared - x.shared || first[x.a]!.start - first[y.a]!.start || x.a - y.a || x.b - y.b);
  const matched = new Map<number, number>();
  const taken = new Set<number>();
  for (const { a, b } of pairs) {
    if (matched.has(a) || taken.has(b)) continue;
    matched.set(a, b);
    taken.add(b);
  }
  return [...matched].sort(([a], [b]) => a - b);
}

function sharedPart(a: Stretch, b: Stretch): number {
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return both <= 0 ? 0 : both / (a.end - a.start + (b.end - b.start) - both);
}

function lowerBound(order: readonly number[], spans: readonly Stretch[], start: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[order[middle]!]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
