/**
 * Finds the longest of many texts that another begins with; `''` when it begins with none. Looking one up costs a binary
 * search, however many and however alike they are.
 *
 * ```
 * sorted:  a  ab  abc  b      text abd → last that is not after it: abc, which shares ab with it
 *          ^---^---'           from abc up to what it begins with and is no longer than that: ab
 * ```
 */
export function longestPrefix(texts: readonly string[]): (text: string) => string {
  const sorted = [...new Set(texts)].sort(byCodeUnit);
  // For each the longest of the others that it begins with.
  const up: number[] = [];
  const open: number[] = [];
  for (const [index, text] of sorted.entries()) {
    while (open.length > 0 && !text.startsWith(sorted[open.at(-1)!]!)) open.pop();
    up.push(open.at(-1) ?? -1);
    open.push(index);
  }
  return (text) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! <= text) low = middle + 1;
      else high = middle;
    }
    let at = low - 1;
    if (at < 0) return '';
    const shared = sharedLength(sorted[at]!, text);
    while (at >= 0 && sorted[at]!.length > shared) at = up[at]!;
    return sorted[at] ?? '';
  };
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
