import type { CrossTable } from './cross-table.ts';
import type { Stretch } from './match-spans.ts';

/**
 * Two coders' stretches of one behavior over a recording of `length`, as a table of how much of it both, one or none of
 * them marked: categories are marked and unmarked, amounts are in the unit of the stretches. Its κ is κ by time where
 * that is seconds, and κ by token where it is tokens; where stretches are long it counts them as many times.
 *
 * @param length - of what was coded, from 0; what lies outside is cut off. Stretches of a coder may overlap
 * @see Bakeman & Quera 2011, ch. 6
 */
export function overlapTable(first: readonly Stretch[], second: readonly Stretch[], length: number): CrossTable {
  const a = union(first, length);
  const b = union(second, length);
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    both += Math.max(0, Math.min(a[i]!.end, b[j]!.end) - Math.max(a[i]!.start, b[j]!.start));
    if (a[i]!.end <= b[j]!.end) i++;
    else j++;
  }
  const onlyA = amount(a) - both;
  const onlyB = amount(b) - both;
  return [
    [both, onlyA],
    [onlyB, length - both - onlyA - onlyB],
  ];
}

function union(stretches: readonly Stretch[], length: number): Stretch[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of [...stretches].sort((x, y) => x.start - y.start)) {
    const [from, to] = [Math.max(0, start), Math.min(length, end)];
    const last = joined.at(-1);
    if (to <= from) continue;
    if (last !== undefined && from <= last.end) last.end = Math.max(last.end, to);
    else joined.push({ start: from, end: to });
  }
  return joined;
}

function amount(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { start, end }) => sum + end - start, 0);
}
