import { unguardedCell } from '../../core/guarded-cell.ts';
import type { JsonObject } from '../../core/json.ts';
import { codedRun, type CodedRow } from './table/coded-run.ts';
import { rowReader, type TableRow } from './table/row-reader.ts';
import { columnNames, rowRecord } from './table/row-record.ts';
import type { DraftItem, TraceFormat, TraceReader } from '../trace-format.ts';

const MISSING = 'n/a';

/**
 * Event tables of the Brain Imaging Data Structure (`…_events.tsv`): what happened in one recording. One run per file, one
 * step per event; `trial_type` is a label `label:bids/<trial type>`, see {@link codedRun}. A duration is kept as it stands
 * and gives the end of the step's stretch.
 *
 * @see BIDS specification, "Task events"
 */
export const bidsEvents: TraceFormat = {
  name: 'bids-events',
  description: 'BIDS task events (events.tsv)',
  independentRecords: false,
  detect({ path, container, records }) {
    const [first] = records;
    if (container !== 'text' || typeof first !== 'string') return 0;
    const [onset, duration, ...rest] = first.replace(/\r$/, '').split('\t');
    if (onset !== 'onset' || duration !== 'duration') return 0;
    const isNamed = path.endsWith('_events.tsv');
    return isNamed || rest.includes('trial_type') || rest.includes('HED') ? 0.95 : 0.8;
  },
  open: ({ path }) => bidsReader(path),
};

function bidsReader(path: string): TraceReader {
  const reader = rowReader('\t');
  const rows: CodedRow[] = [];
  let columns: string[] | undefined;
  const name = /([^/\\]+?)(?:_events)?(?:\.tsv)?$/.exec(path)?.[1];

  function* push(row: TableRow): Iterable<DraftItem> {
    if (columns === undefined) {
      columns = columnNames(row.cells);
      if (columns[0] === 'onset') return;
      yield {
        issue: {
          line: row.line,
          code: 'bad-record',
          message: 'found no column onset, expected onset and duration first',
        },
      };
      return;
    }
    rows.push(codedRow(columns, row, name));
  }

  return {
    *read({ value, line }): Iterable<DraftItem> {
      if (typeof value === 'string') for (const row of reader.push(value, line)) yield* push(row);
      else yield { issue: { line, code: 'bad-record', message: 'found JSON, expected rows of a table' } };
    },
    *end(): Iterable<DraftItem> {
      for (const row of reader.end()) yield* push(row);
      if (rows.length === 0) return;
      const entities = entitiesOf(name ?? '');
      yield codedRun({
        source: 'bids',
        id: name,
        startedAt: undefined,
        rows,
        extra: entities === undefined ? {} : { entities },
        tags: ['bids'],
      });
    },
  };
}

function codedRow(columns: readonly string[], { cells, line }: TableRow, recording: string | undefined): CodedRow {
  const record = rowRecord(
    columns,
    cells.map((cell) => (cell.trim() === MISSING ? '' : /^'+(?:"|n\/a$)/.test(cell) ? cell.slice(1) : unguardedCell(cell))), // prettier-ignore
  );
  const { onset, duration, trial_type: trialType, ...rest } = record as Readonly<Record<string, string>>;
  const start = Number(onset);
  const length = Number(duration);
  const isStretch = duration !== undefined && onset !== undefined && Number.isFinite(start + length) && length > 0;
  return {
    code: trialType,
    subject: undefined,
    start: onset?.trim() ?? '',
    // Sums of decimals are rounded to the microsecond, so that 0.1 + 0.2 is 0.3.
    stop: isStretch ? String(Math.round((start + length) * 1e6) / 1e6) : undefined,
    value: duration === undefined ? {} : { duration },
    media: recording,
    rest: { ...rest, ...(trialType === undefined && duration !== undefined && { duration }) },
    line,
  };
}

// sub-01_ses-02_task-rest_run-1 → {sub: "01", ses: "02", task: "rest", run: "1"}
function entitiesOf(name: string): JsonObject | undefined {
  const pairs = name.split('_').flatMap((piece): [string, string][] => {
    const dash = piece.indexOf('-');
    return dash > 0 ? [[piece.slice(0, dash), piece.slice(dash + 1)]] : [];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
