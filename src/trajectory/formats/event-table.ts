import type { Json } from '../../core/json.ts';
import { delimiterOf, rowReader, rowsOf, type RowReader, type TableRow } from './table/row-reader.ts';
import { columnNames, rowRecord } from './table/row-record.ts';
import type { DraftItem, TraceFormat, TraceReader } from '../trace-format.ts';
import { eventLogRun, type LoggedEvent } from './xes/event-log-run.ts';

// What process-mining tools call the columns; without case, in this order.
const CASE = ['case:concept:name', 'case id', 'caseid', 'case_id', 'case'];
const ACTIVITY = ['concept:name', 'activity', 'activityid'];
const TIME = ['time:timestamp', 'timestamp', 'complete timestamp', 'completetimestamp', 'start timestamp', 'time'];
const RESOURCE = ['org:resource', 'resource'];

/**
 * Event logs of process mining as tables: a column for the case, one for the activity, one for the time, an event per row. One run per
 * case, its events in the order of the file; see {@link eventLogRun}. Rows of cases may be mixed, so the table is held until its end.
 */
export const eventTable: TraceFormat = {
  name: 'event-table',
  description: 'event logs as CSV or TSV (case, activity, timestamp)',
  independentRecords: false,
  detect({ container, records }) {
    const [first] = records;
    if (container !== 'text' || typeof first !== 'string') return 0;
    const header = rowsOf([first], delimiterOf(first))[0];
    const found = header === undefined ? undefined : columnsOf(header);
    if (found === undefined) return 0;
    return found.names[found.case] === 'case:concept:name' ? 0.95 : 0.85;
  },
  open: eventTableReader,
};

interface Columns {
  readonly names: readonly string[];
  readonly case: number;
  readonly activity: number;
  readonly time: number;
  readonly resource: number | undefined;
  readonly instance: number | undefined;
}

function columnsOf({ cells }: TableRow): Columns | undefined {
  const plain = cells.map((cell) => cell.trim().toLowerCase());
  const at = (names: readonly string[]): number | undefined => {
    const name = names.find((candidate) => plain.includes(candidate));
    return name === undefined ? undefined : plain.indexOf(name);
  };
  const [caseAt, activity, time] = [at(CASE), at(ACTIVITY), at(TIME)];
  if (caseAt === undefined || activity === undefined || time === undefined) return undefined;
  const names = columnNames(cells);
  return { names, case: caseAt, activity, time, resource: at(RESOURCE), instance: at(['concept:instance']) };
}

interface Case {
  readonly line: number;
  readonly fields: Record<string, Json>;
  readonly events: LoggedEvent[];
}

function eventTableReader(): TraceReader {
  const cases = new Map<string, Case>();
  let rows: RowReader | undefined;
  let columns: Columns | undefined;

  function* push(row: TableRow): Iterable<DraftItem> {
    if (columns === undefined) {
      columns = columnsOf(row);
      if (columns !== undefined) return;
      columns = {
        names: columnNames(row.cells),
        case: 0,
        activity: 1,
        time: 2,
        resource: undefined,
        instance: undefined,
      };
      const message = 'found no columns for case, activity and time; took the first three';
      yield { issue: { line: row.line, code: 'bad-record', message } };
      return;
    }
    const id = row.cells[columns.case] ?? '';
    const found = cases.get(id);
    const logged = found ?? { line: row.line, fields: {}, events: [] };
    if (found === undefined) cases.set(id, logged);
    logged.events.push(eventOf(row, columns, logged));
  }

  return {
    *read({ value, line }) {
      if (typeof value !== 'string') {
        yield { issue: { line, code: 'bad-record', message: 'found JSON, expected rows of a table' } };
        return;
      }
      rows ??= rowReader(delimiterOf(value));
      for (const row of rows.push(value, line)) yield* push(row);
    },
    *end() {
      for (const row of rows?.end() ?? []) yield* push(row);
      for (const [id, { line, fields, events }] of cases) {
        const extra = Object.fromEntries(Object.entries(fields));
        yield { draft: eventLogRun({ id: id === '' ? undefined : id, log: undefined, events, line, extra }) };
      }
    },
  };
}

// `case:…` columns are facts of the case; where a later row says otherwise it is a fact of that event.
function eventOf({ cells }: TableRow, columns: Columns, { fields, events }: Case): LoggedEvent {
  const at = isoTime(cells[columns.time]);
  const told = new Set([columns.case, columns.activity, ...(at === undefined ? [] : [columns.time])]);
  if (columns.resource !== undefined) told.add(columns.resource);
  if (columns.instance !== undefined) told.add(columns.instance);
  const rest = rowRecord(
    columns.names,
    cells.map((cell, index) => (told.has(index) ? '' : cell)),
  );
  const own: [string, Json][] = [];
  for (const [name, value] of Object.entries(rest)) {
    if (name.startsWith('case:') && events.length === 0) fields[name] = value;
    else if (!name.startsWith('case:') || fields[name] !== value) own.push([name, value]);
  }
  return {
    activity: cells[columns.activity] ?? '',
    instance: columns.instance === undefined ? '' : (cells[columns.instance] ?? ''),
    resource: columns.resource === undefined ? undefined : cells[columns.resource] || undefined,
    at,
    argumentsText: JSON.stringify(Object.fromEntries(own)),
  };
}

// 2011/01/06 09:02:00.000 and 2011-01-06 09:02 as ISO 8601; what else there is stays where it was.
function isoTime(text: string | undefined): string | undefined {
  const pattern = /^\s*(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s?(Z|[+-]\d\d:?\d\d)?\s*$/;
  const match = pattern.exec(text ?? '');
  return match === null ? undefined : `${match[1]}-${match[2]}-${match[3]}T${match[4]}${match[5] ?? ''}`;
}
