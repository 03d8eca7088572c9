// What a spreadsheet runs as a formula; what begins with apostrophes before it gets one more, so that one can be taken away again.
const FORMULA = /^'*[=+\-@\t\r]/;

/** Text of a cell that no spreadsheet runs as a formula: with an apostrophe before it where it would be one. */
export function guardedCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that {@link guardedCell} was given. */
export function unguardedCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
