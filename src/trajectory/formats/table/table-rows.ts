import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { DraftItem, SourceRecord } from '../../trace-format.ts';
import { findCell } from './find-cell.ts';
import type { ColumnMap } from './parse-column-map.ts';
import type { SourceRow } from './row-cells.ts';
import { delimiterOf, rowReader, type RowReader, type TableRow } from './row-reader.ts';
import { columnNames, rowRecord } from './row-record.ts';

/** Turns the records of a file into the rows of its table. */
export interface TableRows {
  read(record: SourceRecord): Iterable<SourceRow | Extract<DraftItem, { readonly issue: unknown }>>;
  end(): Iterable<SourceRow>;
  /** The columns of CSV and TSV, once the header is read. */
  header(): readonly string[] | undefined;
}

// How deep the list of rows may lie in a document, and how many of its elements are looked at.
const DEEPEST_LIST = 4;
const LOOKED_AT = 20;

// One row that nobody could write again would spoil its whole run.
const DEEPEST_VALUE = 150;

/**
 * The rows of lines of CSV or TSV (the first is the header), of objects, and of lists of objects inside objects. An object is a
 * row itself unless a list inside it has more of the columns that are asked for; then each element of the list is a row, and what is
 * `around` it counts for columns the elements lack.
 */
export function tableRows(map: ColumnMap): TableRows {
  let reader: RowReader | undefined;
  let columns: readonly string[] | undefined;

  function* textRows(rows: readonly TableRow[]): Iterable<SourceRow> {
    for (const { cells, line } of rows) {
      if (columns === undefined) {
        columns = columnNames(cells);
        continue;
      }
      const row = rowRecord(columns, cells);
      for (const _ in row) {
        yield { row, line };
        break;
      }
    }
  }

  return {
    *read({ value, line }) {
      if (typeof value === 'string') {
        reader ??= rowReader(delimiterOf(value));
        yield* textRows(reader.push(value, line));
        return;
      }
      if (isDeep(value, 0)) {
        const message = `found values nested deeper than ${DEEPEST_VALUE} levels, expected rows of a table`;
        yield { issue: { line, code: 'bad-record', message } };
        return;
      }
      const rows = isJsonObject(value) ? objectRows(map, value, line) : undefined;
      if (rows !== undefined) yield* rows;
      else {
        const wanted = map.columns.map(({ column }) => column).join(', ');
        const found = isJsonObject(value) ? 'none of the columns' : 'no object';
        yield { issue: { line, code: 'bad-record', message: `found ${found}, expected a row with ${wanted}` } };
      }
    },
    *end() {
      if (reader !== undefined) yield* textRows(reader.end());
    },
    header: () => columns,
  };
}

function objectRows(map: ColumnMap, value: JsonObject, line: number): SourceRow[] | undefined {
  const own = countFound(map, value);
  const asked = map.columns.filter(({ optional }) => !optional).length;
  const list = own >= asked ? undefined : bestList(map, value, own);
  if (list === undefined) return own > 0 ? [{ row: value, line }] : undefined;
  return list.rows.map((row) => ({ row: isJsonObject(row) ? row : { value: row }, around: list.around, line }));
}

function isDeep(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth > DEEPEST_VALUE || Object.values(value).some((inner: Json) => isDeep(inner, depth + 1));
}

function countFound(map: ColumnMap, row: JsonObject): number {
  return map.columns.filter((column) => findCell(row, column) !== undefined).length;
}

interface FoundList {
  readonly rows: readonly Json[];
  readonly around: JsonObject;
  readonly count: number;
}

function bestList(map: ColumnMap, value: JsonObject, atLeast: number): FoundList | undefined {
  const found = searchList(map, value, atLeast, 0);
  return found === undefined ? undefined : { ...found, around: withoutList(value, found.rows, 0) };
}

function searchList(
  map: ColumnMap,
  value: JsonObject,
  atLeast: number,
  depth: number,
): Omit<FoundList, 'around'> | undefined {
  let best: Omit<FoundList, 'around'> | undefined;
  for (const field of Object.values(value)) {
    const most = best?.count ?? atLeast;
    if (Array.isArray(field)) {
      const rows = field as readonly Json[];
      const count = Math.max(
        0,
        ...rows.slice(0, LOOKED_AT).map((row) => (isJsonObject(row) ? countFound(map, row) : 0)),
      );
      if (count > most) best = { rows, count };
    } else if (isJsonObject(field) && depth < DEEPEST_LIST) best = searchList(map, field, most, depth + 1) ?? best;
  }
  return best;
}

function withoutList(value: JsonObject, list: readonly Json[], depth: number): JsonObject {
  const fields: [string, Json][] = [];
  for (const [name, field] of Object.entries(value)) {
    if (field === list || field === null) continue;
    const isSearched = isJsonObject(field) && depth < DEEPEST_LIST;
    const left = isSearched ? withoutList(field, list, depth + 1) : field;
    if (!isSearched || Object.keys(left).length > 0) fields.push([name, left]);
  }
  return Object.fromEntries(fields);
}
