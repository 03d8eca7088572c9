import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Variable } from '../../analysis/regression/design.ts';
import { EthogramError } from '../../core/ethogram-error.ts';

/** A table of rows to explain something by something. */
export interface CovariateTable {
  readonly columns: readonly Variable[];
  readonly rows: number;
}

// What tables write where nothing is known.
const UNKNOWN = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '.', '-']);

/**
 * Reads a table: comma-, semicolon- or tab-separated, names in the first row. A column of which every known cell is a number is one of
 * numbers, any other one of words.
 *
 * @param name - of the file, as it was asked for
 * @throws EthogramError `file-not-found`, `bad-argument`
 */
export function readCovariateTable(name: string, cwd: string): CovariateTable {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, name), 'utf8');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${name}: cannot be read, expected a table with names in its first row`, { cause }); // prettier-ignore
  }
  const [first = ''] = text.split('\n', 1);
  const delimiter = [',', '\t', ';'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0]!;
  let cells: string[][];
  try {
    cells = parse(text, { bom: true, delimiter, skip_empty_lines: true, trim: true, relax_column_count: true, relax_quotes: true }); // prettier-ignore
  } catch (cause) {
    throw new EthogramError('bad-argument', `${name}: cannot be read as a table: ${(cause as Error).message}`, { cause }); // prettier-ignore
  }
  const [names = [], ...rows] = cells;
  if (rows.length === 0) throw new EthogramError('bad-argument', `${name}: found no rows, expected names and rows`);
  const columns = names.map((column, i): Variable => {
    const values = rows.map((row) => (UNKNOWN.has((row[i] ?? '').toLowerCase()) ? '' : row[i]!));
    const numbers = values.map((value) => (value === '' ? NaN : Number(value)));
    const isNumeric = values.some((value) => value !== '') && numbers.every((number, row) => Number.isFinite(number) || values[row] === ''); // prettier-ignore
    return { name: column, values: isNumeric ? Float64Array.from(numbers) : values };
  });
  return { columns, rows: rows.length };
}

/**
 * The column that is meant: of the same letters and digits, whatever their case and what stands between them; else the only one that
 * begins with the same four.
 *
 * @param option - which asks, for the message
 * @throws EthogramError `bad-argument`
 */
export function columnNamed(columns: readonly Variable[], asked: string, option: string): Variable {
  const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const same = columns.find(({ name }) => name === asked) ?? columns.find(({ name }) => bare(name) === bare(asked));
  if (same !== undefined) return same;
  const alike = columns.filter(({ name }) => bare(name).length >= 4 && bare(name).slice(0, 4) === bare(asked).slice(0, 4));
  if (alike.length === 1) return alike[0]!;
  const names = columns.map(({ name }) => name).join(', ');
  throw new EthogramError('bad-argument', `${option}: found "${asked}", expected one of ${names}`);
} // prettier-ignore
