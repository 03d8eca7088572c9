import { unguardedCell } from '../../../core/guarded-cell.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { isoDate, type CodedObservation, type CodedRow } from './coded-run.ts';
import type { TableRow } from './row-reader.ts';
import { columnNames, rowRecord } from './row-record.ts';

// Columns of the tabular exports, old and new, by what they say. What is in no list goes to `extra` under its own name.
const COLUMNS = {
  observation: ['observation id'],
  date: ['observation date'],
  media: ['media file name', 'media file path', 'media file'],
  subject: ['subject'],
  behavior: ['behavior', 'behaviour'],
  category: ['behavioral category', 'behavioural category'],
  type: ['behavior type', 'behaviour type', 'status'],
  start: ['time', 'time (s)', 'start (s)', 'start', 'start time'],
  stop: ['stop (s)', 'stop', 'stop time'],
  duration: ['duration (s)', 'duration'],
  coder: ['observer', 'coder', 'rater', 'annotator'],
} as const;
type Column = keyof typeof COLUMNS;

/** Where the columns of a table of coded events are. */
interface BorisColumns {
  readonly names: readonly string[];
  readonly at: Readonly<Partial<Record<Column, number>>>;
  /** Indices of the columns of modifiers. */
  readonly modifiers: readonly number[];
}

/** The columns of a row that heads coded events; undefined when it is no such row. */
export function borisColumns(cells: readonly string[]): BorisColumns | undefined {
  const plain = cells.map((cell) => cell.trim().toLowerCase());
  const at: Partial<Record<Column, number>> = {};
  for (const [column, names] of Object.entries(COLUMNS)) {
    const index = plain.findIndex((cell) => (names as readonly string[]).includes(cell));
    if (index >= 0) at[column as Column] = index;
  }
  const { behavior, start, subject, type, category } = at;
  if (behavior === undefined || start === undefined || subject === undefined) return undefined;
  if (type === undefined && category === undefined) return undefined;
  const modifiers = plain.flatMap((cell, index) => (/^modifiers?(?: #?\d{1,3})?$/.test(cell) ? [index] : []));
  return { names: columnNames(cells), at, modifiers };
}

/** Whether the first cell of a row is one of the block that older exports have above their table. */
export function isBorisHeading(cells: readonly string[]): boolean {
  return /^(?:Observation id|Media file\(s\)|Player #\d{1,3}|Observation date|Time offset \(s\))$/i.test(
    cells[0]?.trim() ?? '',
  );
}

/** Gathers the rows of an export into observations, in the order in which they begin. */
export interface BorisTable {
  push(row: TableRow): void;
  observations(): Iterable<CodedObservation>;
  /** Whether a row that heads coded events was found. */
  hasHeader(): boolean;
}

interface Gathered {
  readonly id: string | undefined;
  readonly startedAt: string | undefined;
  readonly extra: JsonObject;
  readonly rows: CodedRow[];
}

/** A {@link BorisTable}. A second header in the file begins the table of another observation. */
export function borisTable(): BorisTable {
  const gathered = new Map<string, Gathered>();
  let columns: BorisColumns | undefined;
  let heading: string[][] = [];
  let tables = 0;
  let found = false;

  function begin(header: BorisColumns): void {
    columns = header;
    found = true;
    tables++;
  }

  function pushEvent(row: TableRow, { names, at, modifiers }: BorisColumns): void {
    const cells = row.cells.map(unguardedCell);
    const cell = (column: Column): string | undefined => {
      const text = at[column] === undefined ? undefined : cells[at[column]];
      return text === undefined || text === '' ? undefined : text;
    };
    const id = cell('observation') ?? headingValue(heading, 'Observation id');
    const date = cell('date') ?? headingValue(heading, 'Observation date');
    const key = JSON.stringify([tables, id ?? '', date ?? '']);
    let observation = gathered.get(key);
    if (observation === undefined) {
      const startedAt = isoDate(date);
      const extra: JsonObject = {
        ...(heading.length > 0 && { heading }),
        ...(date !== undefined && startedAt !== date && { 'Observation date': date }),
      };
      observation = { id, startedAt, extra, rows: [] };
      gathered.set(key, observation);
    }
    const type = cell('type')?.toUpperCase();
    const given = modifiers.map((index) => cells[index] ?? '');
    const used = new Set([...Object.values(at), ...modifiers]);
    const rest = cells.map((text, index) => (used.has(index) ? '' : text));
    const category = cell('category');
    const duration = cell('duration');
    observation.rows.push({
      code: cell('behavior'),
      subject: cell('subject'),
      start: cell('start') ?? '',
      stop: cell('stop'),
      edge: type === 'START' || type === 'STOP' ? type : undefined,
      key: JSON.stringify(given),
      value: {
        ...(type !== undefined && { type }),
        ...(category !== undefined && { category }),
        ...(given.some((modifier) => modifier !== '') && { modifiers: modifiersOf(given) }),
        ...(duration !== undefined && { duration }),
      },
      coder: cell('coder'),
      media: cell('media') ?? headingValue(heading, 'Player #1'),
      rest: rowRecord(names, rest),
      line: row.line,
    });
  }

  return {
    push(row) {
      const header = borisColumns(row.cells);
      if (header !== undefined) begin(header);
      else if (columns !== undefined && isBorisHeading(row.cells)) {
        columns = undefined;
        heading = [withoutEmptyEnd(row.cells)];
      } else if (columns !== undefined) {
        if (row.cells.some((cell) => cell !== '')) pushEvent(row, columns);
      } else {
        const cells = withoutEmptyEnd(row.cells);
        if (cells.length > 0) heading.push(cells);
      }
    },
    *observations() {
      for (const { id, startedAt, extra, rows } of gathered.values()) {
        yield { source: 'boris', id, startedAt, rows, extra, tags: ['boris'] };
      }
    },
    hasHeader: () => found,
  };
}

function modifiersOf(given: readonly string[]): Json {
  return given.length === 1 ? given[0]! : given;
}

function headingValue(heading: readonly (readonly string[])[], name: string): string | undefined {
  const value = heading.find(([first]) => first?.trim().toLowerCase() === name.toLowerCase())?.[1];
  return value === '' ? undefined : value;
}

function withoutEmptyEnd(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
