import { EthogramError } from '../../../core/ethogram-error.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import type { Sample } from '../../trace-format.ts';
import { closestFirst } from './closest-first.ts';
import { findCell } from './find-cell.ts';
import type { ColumnMap } from './parse-column-map.ts';
import type { SourceRow } from './row-cells.ts';
import { tableRows } from './table-rows.ts';

const DEEPEST_NAME = 3;
// Names in a message.
const MOST_NAMES = 30;

/**
 * Checks that a table has every column of a map that is not optional, as far as its beginning tells: the header of CSV and TSV,
 * any of the first rows otherwise.
 *
 * @throws EthogramError `bad-argument` naming the file, the first missing column and those there are, closest first
 */
export function requireColumns(map: ColumnMap, { path, records }: Sample): void {
  if (records.length === 0) return;
  const table = tableRows(map);
  const rows: SourceRow[] = [];
  for (const [index, value] of records.entries()) {
    for (const found of table.read({ value, line: index + 1 })) if ('row' in found) rows.push(found);
  }
  for (const row of table.end()) rows.push(row);
  const header = table.header();
  // Values do not matter in a row of the header.
  const seen: readonly JsonObject[] =
    header === undefined
      ? rows.flatMap(({ row, around }) => (around === undefined ? [row] : [row, around]))
      : [Object.fromEntries(header.map((name) => [name, '']))];
  const missing = map.columns.find(
    (column) => !column.optional && !seen.some((row) => findCell(row, column) !== undefined),
  );
  if (missing === undefined) return;
  const rowsThere = seen.length > 0 ? seen : records.filter(isJsonObject);
  const names = [...new Set(rowsThere.flatMap((row) => namesIn(row, '', 1)))];
  const closest = closestFirst(names, missing.column);
  const more = closest.length > MOST_NAMES ? ` and ${closest.length - MOST_NAMES} more` : '';
  const there =
    closest.length === 0
      ? 'rows with named columns'
      : `one of ${closest.slice(0, MOST_NAMES).map(quoted).join(', ')}${more}`;
  throw new EthogramError(
    'bad-argument',
    `${path}: --map: found no column ${quoted(missing.column)}, expected ${there}`,
    {
      hint: `a column that only some rows have ends in a question mark: --map '${missing.field}=${quoted(missing.column)}?,…'`,
    },
  );
}

function namesIn(row: JsonObject, prefix: string, depth: number): string[] {
  return Object.entries(row).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    const isInner = isJsonObject(value) && Object.keys(value).length > 0 && depth < DEEPEST_NAME;
    return isInner ? namesIn(value, `${path}.`, depth + 1) : [path];
  });
}

function quoted(name: string): string {
  return /[,\s"'=]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
