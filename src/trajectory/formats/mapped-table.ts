import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { mappedRun } from './table/mapped-run.ts';
import type { ColumnMap } from './table/parse-column-map.ts';
import { readRow, runIdOf, type MappedRow } from './table/read-row.ts';
import type { SourceRow } from './table/row-cells.ts';
import { tableRows } from './table/table-rows.ts';
import type { DraftItem, TraceFormat, TraceReader } from '../trace-format.ts';

// Characters of steps that wait for others of their runs; beyond, the runs that have been quiet longest are finished.
const HELD_CHARACTERS = 2 ** 26;
// What a row costs beside its characters, in characters.
const ROW_COST = 200;
// What a document says around its rows is said by each of their runs up to this many characters, else by the first alone.
const SHORT_DOCUMENT = 2000;

/**
 * Tables whose columns somebody described: CSV, TSV, JSON Lines, arrays, and objects with a list of rows inside.
 *
 * One row per run: each row is a run, read for itself. A second row with the same id is a run `<id>#2` unless it is equal, or its
 * messages may be the same conversation grown (then both have the id, and a store tells).
 *
 * One row per step: rows with the same `run` are a run, wherever they stand, as long as no more than 64 million characters wait
 * for others of their runs. Beyond that, the runs that were quiet longest are finished; should more of their rows come, these are
 * a run of their own, `<id>#2`, with the id as their session, and an issue says so once. Without `run`, the file is one run, or each of
 * its documents.
 *
 * @param map - which column means what, see `parseColumnMap`
 * @param options - `heldCharacters`: how much may wait
 */
export function mappedTable(
  map: ColumnMap,
  { heldCharacters = HELD_CHARACTERS }: { readonly heldCharacters?: number } = {},
): TraceFormat {
  return {
    name: 'mapped-table',
    description: 'any table whose columns --map describes: CSV, TSV, JSON Lines, arrays',
    independentRecords: false,
    detect: () => 0,
    open: () => mappedReader(map, heldCharacters),
  };
}

function mappedReader(map: ColumnMap, heldCharacters: number): TraceReader {
  const table = tableRows(map);
  const issues = toldOnce();
  const runs = map.rows === 'run' ? rowPerRun(map, issues) : rowPerStep(map, heldCharacters, issues);

  function* push(source: SourceRow): Iterable<DraftItem> {
    yield* runs.push(source);
    yield* issues.take();
  }

  return {
    *read(record) {
      for (const found of table.read(record)) {
        if ('issue' in found) yield found;
        else yield* push(found);
      }
    },
    *end() {
      for (const row of table.end()) yield* push(row);
      yield* runs.end();
      yield* issues.take();
    },
  };
}

interface ToldOnce {
  add(key: string, issue: { readonly line: number; readonly message: string }): void;
  take(): DraftItem[];
}

function toldOnce(): ToldOnce {
  const told = new Set<string>();
  let waiting: DraftItem[] = [];
  return {
    add(key, issue) {
      if (told.has(key)) return;
      told.add(key);
      waiting.push({ issue: { ...issue, code: 'bad-record' } });
    },
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}

function understood(map: ColumnMap, source: SourceRow, issues: ToldOnce): MappedRow {
  return readRow(map, source, (cell, found, expected) => {
    issues.add(`cell ${cell.column.field} ${cell.key}`, {
      line: source.line,
      message: `found ${found} in the column ${cell.key}, expected ${expected}; such cells are kept in extra`,
    });
  });
}

interface RowRuns {
  push(source: SourceRow): Iterable<DraftItem>;
  end(): Iterable<DraftItem>;
}

function rowPerRun(map: ColumnMap, issues: ToldOnce): RowRuns {
  const seen = new Map<string, Map<string, number>>();
  const mayGrow = map.columns.some(({ field }) => field === 'messages');
  const documents = documentOnce();
  const idOf = ({ runId, key }: MappedRow): string | undefined => {
    if (runId === undefined || mayGrow) return runId;
    const numbers = seen.get(runId) ?? new Map<string, number>();
    if (numbers.size === 0) seen.set(runId, numbers);
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number === 1 ? runId : `${runId}#${number}`;
  };
  return {
    *push(source) {
      const row = understood(map, source, issues);
      yield mappedRun(map, [row], { runId: idOf(row), document: documents(source.around) });
    },
    end: () => [],
  };
}

interface OpenRun {
  readonly runId: string | undefined;
  /** How many runs with this id were finished before. */
  readonly before: number;
  readonly rows: SourceRow[];
  readonly document: JsonObject | undefined;
  characters: number;
}

function rowPerStep(map: ColumnMap, heldCharacters: number, issues: ToldOnce): RowRuns {
  // The run whose last row was longest ago comes first.
  const open = new Map<string, OpenRun>();
  const finished = new Map<string, number>();
  const documents = documentOnce();
  const runColumn = map.columns.find(({ field }) => field === 'run')?.column;
  let held = 0;
  let latest: string | undefined;
  let around: JsonObject | undefined;
  let document = 0;

  function keyOf(runId: string | undefined, line: number): string {
    if (runColumn === undefined) return `document ${document}`;
    if (runId !== undefined) return `run ${runId}`;
    issues.add('no run', { line, message: `found a row without ${runColumn}; such rows are one run together` });
    return 'none';
  }

  function finish(key: string, run: OpenRun): DraftItem {
    open.delete(key);
    held -= run.characters;
    finished.set(key, run.before + 1);
    const { runId, before, rows } = run;
    const again = before === 0 ? {} : { sessionId: runId ?? key };
    const id = before === 0 ? runId : `${runId ?? key}#${before + 1}`;
    const read = rows.map((row) => understood(map, row, issues));
    return mappedRun(map, read, { runId: id, document: run.document, ...again });
  }

  return {
    *push(source) {
      const { row, line } = source;
      if (source.around !== around) {
        around = source.around;
        document++;
      }
      const runId = runIdOf(map, source);
      const key = keyOf(runId, line);
      let run = open.get(key);
      if (run === undefined) {
        const before = finished.get(key) ?? 0;
        if (before > 0) {
          const message = `found more rows of a run long after its others, which are read as a run of their own; sort the table by ${runColumn}`;
          issues.add('late', { line, message });
        }
        run = { runId, before, rows: [], document: documents(around), characters: 0 };
        open.set(key, run);
      } else if (key !== latest) {
        open.delete(key);
        open.set(key, run);
      }
      latest = key;
      const characters = ROW_COST + charactersOf(row);
      run.rows.push(source);
      run.characters += characters;
      held += characters;
      while (held > heldCharacters && open.size > 1) {
        const [oldest] = open;
        if (oldest === undefined) break;
        yield finish(...oldest);
      }
    },
    *end() {
      const left = [...open].sort(([, a], [, b]) => (a.rows[0]?.line ?? 0) - (b.rows[0]?.line ?? 0));
      for (const [key, run] of left) yield finish(key, run);
    },
  };
}

// A long document is said by the first of its runs.
function documentOnce(): (around: JsonObject | undefined) => JsonObject | undefined {
  let last: JsonObject | undefined;
  let isLong = false;
  return (around) => {
    if (around === undefined || Object.keys(around).length === 0) return undefined;
    if (around === last) return isLong ? undefined : around;
    last = around;
    isLong = charactersOf(around) > SHORT_DOCUMENT;
    return around;
  };
}

function charactersOf(value: Json): number {
  if (typeof value === 'string') return value.length;
  let sum = 8;
  if (isJsonObject(value)) for (const name in value) sum += name.length + charactersOf(value[name] ?? null);
  else if (Array.isArray(value)) for (const element of value as readonly Json[]) sum += charactersOf(element);
  return sum;
}
