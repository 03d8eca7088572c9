import type { Json, JsonObject } from '../../../core/json.ts';

/**
 * The columns of a header row by distinct names, as they stand but for white space around them: a name that is there
 * already gets ` (2)`, an empty one becomes `column n` (1-based).
 */
export function columnNames(header: readonly string[]): string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  const last = new Map<string, number>();
  for (const [index, cell] of header.entries()) {
    const plain = cell.trim() === '' ? `column ${index + 1}` : cell.trim();
    let name = plain;
    let n = last.get(plain) ?? 1;
    while (seen.has(name)) name = `${plain} (${++n})`;
    last.set(plain, n);
    seen.add(name);
    names.push(name);
  }
  return names;
}

/** A row as an object of its cells, verbatim; empty cells are left out, cells beyond the header are `column n`. */
export function rowRecord(columns: readonly string[], cells: readonly string[]): JsonObject {
  const fields: [string, Json][] = [];
  for (const [index, cell] of cells.entries())
    if (cell !== '') fields.push([columns[index] ?? `column ${index + 1}`, cell]);
  return Object.fromEntries(fields);
}

/** What records say in common, and each of them without it. */
export interface SharedFields {
  readonly shared: JsonObject;
  readonly own: readonly JsonObject[];
}

/** Takes the fields that all records have with the same value out of them: what is said on every row of a run is said once. */
export function sharedFields(records: readonly JsonObject[]): SharedFields {
  const [first, ...rest] = records;
  if (first === undefined) return { shared: {}, own: [] };
  const common = Object.keys(first).filter((name) =>
    rest.every((record) => Object.hasOwn(record, name) && record[name] === first[name]),
  );
  const names = new Set(common);
  const without = (record: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));
  return { shared: Object.fromEntries(common.map((name) => [name, first[name]!])), own: records.map(without) };
}
