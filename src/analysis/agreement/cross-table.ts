/**
 * How often two coders gave which categories: `table[i][j]` is the amount (units, seconds, tokens) that the first coder
 * put into category `i` and the second into `j`. Square; categories in the same order for both.
 */
export type CrossTable = readonly (readonly number[])[];

/** Agreement of two coders by chance and in fact, 0–1; undefined for an empty table. */
export interface ObservedAndExpected {
  readonly observed: number;
  readonly expected: number;
}

/**
 * Counts two codings of the same units.
 *
 * @param first - one category per unit
 * @param second - of the same units, in the same order
 * @param categories - all that may occur, in the order of the table; for weights, the order of the scale
 */
export function crossTable<T>(first: readonly T[], second: readonly T[], categories: readonly T[]): CrossTable {
  const place = new Map(categories.map((category, index) => [category, index]));
  const table = categories.map(() => categories.map(() => 0));
  for (const [unit, category] of first.entries()) table[place.get(category)!]![place.get(second[unit]!)!]! += 1;
  return table;
}

/** Sums of rows (first coder), of columns (second coder), and of all of a table. */
export function marginsOf(table: CrossTable): {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly total: number;
} {
  const rows = table.map((row) => row.reduce((sum, amount) => sum + amount, 0));
  const columns = table.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  return { rows, columns, total: rows.reduce((sum, amount) => sum + amount, 0) };
}
