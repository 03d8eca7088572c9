import { delimiterOf, rowReader, rowsOf, type RowReader, type TableRow } from './table/row-reader.ts';
import { columnNames, rowRecord } from './table/row-record.ts';
import type { DraftItem, DraftLabel, TraceFormat, TraceReader } from '../trace-format.ts';
import type { Step } from '../trajectory.ts';

const INTERVAL = /^(?:interval|duration|observed|observation time)\s*\((sec|seconds?|s|min|minutes?)\)$/i;
// Rows whose shares add up to one, but for what was rounded.
const ROUNDED = 0.02;
const EPOCH_MS = 0;

/**
 * Tables of time budgets: a row per individual or scene, a column `Interval (sec)` for how long it was watched and a column per
 * behavior with its share of that time, the shares of a row adding up to 1. One run per row, one step per behavior, as long as its
 * share says, with a label `label:shares/<behavior>`. In which order and in how many bouts it came the table does not say: time
 * budgets can be worked out, transitions mean nothing. Times count from 1970, since the table says how long
 * and not when. What else a row says are its tags, `column=value`, for what has few values.
 */
export const activityShares: TraceFormat = {
  name: 'activity-shares',
  description: 'time budgets as CSV: a row per individual, a column per behavior, shares of an observed interval',
  independentRecords: false,
  detect({ container, records }) {
    const lines = records.filter((record) => typeof record === 'string');
    const [first] = lines;
    if (container !== 'text' || first === undefined) return 0;
    const [header, ...rows] = rowsOf(lines, delimiterOf(first));
    if (header === undefined || intervalColumn(header) === undefined || rows.length === 0) return 0;
    return shareColumns(header, rows).length >= 2 ? 0.93 : 0;
  },
  open: sharesReader,
};

function intervalColumn({ cells }: TableRow): { readonly index: number; readonly seconds: number } | undefined {
  const index = cells.findIndex((cell) => INTERVAL.test(cell.trim()));
  if (index < 0) return undefined;
  return { index, seconds: INTERVAL.exec(cells[index]!.trim())![1]!.toLowerCase().startsWith('m') ? 60 : 1 };
}

/** The columns before the interval that hold shares, from the last one back, as long as they add up to no more than 1. */
function shareColumns(header: TableRow, rows: readonly TableRow[]): number[] {
  const end = intervalColumn(header)!.index;
  const columns: number[] = [];
  for (let index = end - 1; index >= 0; index--) {
    const shares = rows.map(({ cells }) => numberOf(cells[index]));
    if (shares.some((share) => share === undefined || share < 0 || share > 1)) break;
    columns.unshift(index);
  }
  const adds = rows.every(({ cells }) => {
    const sum = columns.reduce((total, index) => total + numberOf(cells[index])!, 0);
    return Math.abs(sum - 1) <= ROUNDED;
  });
  return adds ? columns : [];
}

function numberOf(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? '';
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? undefined : value;
}

function sharesReader(): TraceReader {
  const table: TableRow[] = [];
  let reader: RowReader | undefined;
  return {
    *read({ value, line }): Iterable<DraftItem> {
      if (typeof value !== 'string') {
        yield { issue: { line, code: 'bad-record', message: 'found JSON, expected rows of a table' } };
        return;
      }
      reader ??= rowReader(delimiterOf(value));
      table.push(...reader.push(value, line));
    },
    *end(): Iterable<DraftItem> {
      table.push(...(reader?.end() ?? []));
      const [header, ...rows] = table;
      const interval = header === undefined ? undefined : intervalColumn(header);
      if (header === undefined || interval === undefined) {
        yield {
          issue: {
            code: 'bad-record',
            message: 'found no column such as Interval (sec), expected one after the shares',
          },
        };
        return;
      }
      const usable = rows.filter(({ cells }) => numberOf(cells[interval.index]) !== undefined);
      const shares = shareColumns(header, usable);
      for (const row of rows) {
        if (shares.length > 0 && usable.includes(row)) yield runOf(row, { header, interval, shares, rows });
        else yield { issue: { line: row.line, code: 'bad-record', message: 'found no shares that add up to 1' } };
      }
    },
  };
}

function runOf(
  row: TableRow,
  {
    header,
    interval,
    shares,
    rows,
  }: {
    readonly header: TableRow;
    readonly interval: { readonly index: number; readonly seconds: number };
    readonly shares: readonly number[];
    readonly rows: readonly TableRow[];
  },
): DraftItem {
  const names = columnNames(header.cells.map((cell) => cell.replace(/^\uFEFF/, '')));
  const told = new Set([...shares, interval.index]);
  const facts = names.flatMap((name, index) => (told.has(index) ? [] : [{ name, index, value: row.cells[index]?.trim() ?? '' }])); // prettier-ignore
  const id = facts.find(({ name }) => /(?:^|[_ -])(?:id|scene|subject|individual)$/i.test(name) && /scene|subject|individual|mini/i.test(name)); // prettier-ignore
  const group = facts.find(({ name }) => /^(?:video|session|sesssion|video_id)$/i.test(name));
  const seconds = numberOf(row.cells[interval.index])! * interval.seconds;
  const steps: Step[] = [];
  const labels: DraftLabel[] = [];
  let at = EPOCH_MS;
  for (const index of shares) {
    const share = numberOf(row.cells[index])!;
    if (share === 0) continue;
    const end = at + share * seconds * 1000;
    labels.push({ name: `label:shares/${names[index]!}`, steps: [steps.length, steps.length], value: share });
    steps.push({
      index: steps.length,
      actor: 'environment',
      ...(id !== undefined && { name: id.value }),
      at: new Date(Math.round(at)).toISOString(),
      endedAt: new Date(Math.round(end)).toISOString(),
      parts: [{ kind: 'media', mediaType: 'recording', ref: id?.value ?? 'recording' }],
    });
    at = end;
  }
  const tags = facts.filter(
    ({ name, index, value }) =>
      value !== '' && id?.name !== name && new Set(rows.map(({ cells }) => cells[index]?.trim())).size <= 12,
  );
  return {
    draft: {
      line: row.line,
      ...(id !== undefined && { runId: id.value }),
      task: {
        ...(group !== undefined && { id: group.value }),
        tags: tags.map(({ name, value }) => `${name}=${value}`),
      },
      agent: {},
      outcomes: [],
      steps,
      distinguishing: row.cells,
      extra: rowRecord(names, row.cells),
    },
    labels,
  };
}
