import { stringify } from 'csv-stringify/sync';
import { guardedCell } from '../../core/guarded-cell.ts';

/**
 * One line of CSV (RFC 4180), with its line end. Text that a spreadsheet would run as a formula gets an apostrophe before it;
 * numbers are written as they are.
 */
export function csvLine(cells: readonly (string | number | boolean | null | undefined)[]): string {
  return stringify([cells.map(cellText)]);
}

function cellText(cell: string | number | boolean | null | undefined): string {
  if (cell === undefined || cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return guardedCell(cell);
}
