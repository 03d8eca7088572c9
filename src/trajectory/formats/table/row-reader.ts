import { parse } from 'csv-parse/sync';

/** One row of a table. */
export interface TableRow {
  readonly cells: readonly string[];
  /** 1-based line on which the row starts. */
  readonly line: number;
}

/** Reads rows from lines, which are given one by one, in order, with their 1-based numbers; empty lines may be left out. */
export interface RowReader {
  push(line: string, at: number): readonly TableRow[];
  /** The rows of what was left: those whose quotes are never closed. */
  end(): readonly TableRow[];
}

// A cell that spans more is a quote that nobody closed.
const LONGEST_ROW = 1 << 24;
// Rows whose quotes are never closed; those after them are read without regard to quotes, so that no file is read over and over.
const MOST_UNCLOSED = 20;

/**
 * Rows of comma-, semicolon- or tab-separated text after RFC 4180: cells in double quotes may hold delimiters, quotes (written
 * twice) and line ends. A quote inside a cell that does not begin with one is a character like others. A row whose quotes
 * are never closed is read as it stands, with its quotes, and the rows after it as rows. Blank lines between rows are none.
 */
export function rowReader(delimiter: string): RowReader {
  // The lines of the row that is being read, blank ones included.
  let pending: string[] = [];
  let size = 0;
  let startLine = 0;
  let inQuotes = false;
  let unclosed = 0;

  function push(line: string, at: number): readonly TableRow[] {
    if (pending.length === 0) {
      if (isBlank(line)) return [];
      if (unclosed > MOST_UNCLOSED || !line.includes('"')) return [plainRow(line, at, delimiter)];
      startLine = at;
    }
    while (startLine + pending.length < at) pending.push('');
    pending.push(line);
    size += line.length;
    inQuotes = endsInQuotes(line, delimiter, inQuotes);
    if (inQuotes) return size > LONGEST_ROW ? recover() : [];
    const cells = quotedCells(pending.join('\n'), delimiter);
    if (cells === undefined) return recover();
    const row = { cells, line: startLine };
    clear();
    return [row];
  }

  function clear(): void {
    pending = [];
    size = 0;
    inQuotes = false;
  }

  function recover(): TableRow[] {
    const [first, ...rest] = pending;
    const line = startLine;
    clear();
    unclosed++;
    if (first === undefined) return [];
    const rows: TableRow[] = [plainRow(first, line, delimiter)];
    for (const [index, text] of rest.entries()) for (const row of push(text, line + 1 + index)) rows.push(row);
    return rows;
  }

  return {
    push,
    end() {
      const rows: TableRow[] = [];
      while (pending.length > 0) for (const row of recover()) rows.push(row);
      return rows;
    },
  };
}

// Whether a row goes on behind this line: a cell that began with a quote was not closed by one before a delimiter or the end.
function endsInQuotes(line: string, delimiter: string, begunInQuotes: boolean): boolean {
  let inQuotes = begunInQuotes;
  let at = 0;
  for (;;) {
    if (inQuotes) {
      const quote = line.indexOf('"', at);
      if (quote < 0) return true;
      const next = line[quote + 1];
      if (next === '"') at = quote + 2;
      else {
        at = quote + 1;
        inQuotes = next !== undefined && next !== delimiter && next !== '\r';
      }
    } else if (line[at] === '"' && (at === 0 || line[at - 1] === delimiter) && !(at === 0 && begunInQuotes)) {
      inQuotes = true;
      at++;
    } else {
      const end = line.indexOf(delimiter, at);
      if (end < 0) return false;
      at = end + 1;
    }
  }
}

// Undefined where the library sees a quote that is not closed: to it, one before a lone \r does not close.
function quotedCells(text: string, delimiter: string): string[] | undefined {
  const options = { delimiter, relax_quotes: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'] };
  try {
    const rows = parse(text.endsWith('\r') ? text.slice(0, -1) : text, options);
    return rows[0] ?? [text];
  } catch {
    return undefined;
  }
}

function plainRow(line: string, at: number, delimiter: string): TableRow {
  return { cells: (line.endsWith('\r') ? line.slice(0, -1) : line).split(delimiter), line: at };
}

function isBlank(line: string): boolean {
  return line === '' || line === '\r';
}

/** The delimiter (tab, semicolon or comma) of which a line has most; a comma when it has none. */
export function delimiterOf(line: string): string {
  let best = ',';
  let most = 0;
  for (const delimiter of ['\t', ',', ';']) {
    const n = line.split(delimiter).length - 1;
    if (n <= most) continue;
    most = n;
    best = delimiter;
  }
  return best;
}

/** The rows of a few lines, such as those of a sample. */
export function rowsOf(lines: readonly string[], delimiter: string): TableRow[] {
  const reader = rowReader(delimiter);
  return [...lines.flatMap((line, index) => [...reader.push(line, index + 1)]), ...reader.end()];
}
