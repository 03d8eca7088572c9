import type { Json } from '../../core/json.ts';
import { borisColumns, borisTable, isBorisHeading, type BorisTable } from './table/boris-table.ts';
import { borisProjectObservations, isBorisProject } from './table/boris-project-observations.ts';
import { codedRun } from './table/coded-run.ts';
import { delimiterOf, rowReader, rowsOf, type RowReader } from './table/row-reader.ts';
import type { DraftItem, Sample, TraceFormat, TraceReader } from '../trace-format.ts';

/**
 * What BORIS writes: tabular and aggregated events (CSV, TSV; of one observation with a block of facts above the table, or of
 * many with their facts in columns) and project files (`.boris`). One run per observation; the codes are labels `label:boris/<behavior>`, see {@link codedRun}.
 */
export const boris: TraceFormat = {
  name: 'boris',
  description: 'BORIS observations: tabular and aggregated events (CSV, TSV) and projects',
  independentRecords: false,
  detect(sample) {
    if (sample.container === 'text') return isTable(sample) ? 0.95 : 0;
    return sample.records.some(isBorisProject) ? 0.98 : 0;
  },
  open: borisReader,
};

function isTable({ records }: Sample): boolean {
  const lines = records.filter((record) => typeof record === 'string');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  // The block of facts may be all there is in a sample.
  const isHeading = /^Observation id[\t,;]/i.test(first);
  for (const delimiter of new Set([delimiterOf(first), '\t', ','])) {
    const rows = rowsOf(lines, delimiter);
    if (rows.some(({ cells }) => borisColumns(cells) !== undefined)) return true;
    if (isHeading && rows.slice(1).some(({ cells }) => isBorisHeading(cells))) return true;
  }
  return false;
}

function borisReader(): TraceReader {
  const table: BorisTable = borisTable();
  let rows: RowReader | undefined;
  return {
    *read({ value, line }): Iterable<DraftItem> {
      if (typeof value === 'string') {
        rows ??= rowReader(delimiterOf(value));
        for (const row of rows.push(value, line)) table.push(row);
      } else yield* projectRuns(value, line);
    },
    *end(): Iterable<DraftItem> {
      for (const row of rows?.end() ?? []) table.push(row);
      for (const observation of table.observations()) yield codedRun(observation);
      if (rows === undefined || table.hasHeader()) return;
      yield {
        issue: { code: 'bad-record', message: 'found no header, expected columns such as Subject, Behavior, Time' },
      };
    },
  };
}

function* projectRuns(value: Json, line: number): Iterable<DraftItem> {
  if (!isBorisProject(value)) {
    yield {
      issue: {
        line,
        code: 'bad-record',
        message: 'found no BORIS project, expected {"observations", "behaviors_conf"}',
      },
    };
    return;
  }
  for (const observation of borisProjectObservations(value)) yield codedRun(observation);
}
