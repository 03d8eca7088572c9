import { ByteWriter, ParquetWriter, schemaFromColumnData, type BasicType, type ColumnSource } from 'hyparquet-writer';
import type { ColumnType, FlatColumns, FlatRow } from './flat-row.ts';

const TYPES: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  integer: 'INT32',
  real: 'DOUBLE',
  boolean: 'BOOLEAN',
  // Text, so that every reader shows the same.
  json: 'STRING',
  time: 'TIMESTAMP',
};
/** What is held at a time, and what a reader reads at least. */
const ROWS_AT_ONCE = 50_000;

/** A flat table as a Parquet file (Snappy), in pieces, with as many rows in memory as a row group has. Every column may be null. */
export async function* parquetTable(
  columns: FlatColumns,
  rows: AsyncIterable<FlatRow> | Iterable<FlatRow>,
): AsyncGenerator<Uint8Array> {
  const names = Object.keys(columns);
  const empty = (): ColumnSource[] =>
    names.map((name) => ({ name, type: TYPES[columns[name]!], nullable: true, data: [] }));
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: empty() });
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'ethogram' });
  // Offsets go on being counted from the start of the file.
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  type Value = FlatRow[number] | Date;
  const times = names.map((name) => columns[name] === 'time');
  let held = names.map((): Value[] => []);
  const flush = async (): Promise<Uint8Array> => {
    const columnData = empty().map((column, index) => ({ ...column, data: held[index]! }));
    await parquet.write({ columnData, rowGroupSize: ROWS_AT_ONCE });
    held = names.map(() => []);
    return taken();
  };
  for await (const row of rows) {
    for (const [index, value] of row.entries())
      held[index]!.push(times[index] && typeof value === 'string' ? timeOf(value) : value);
    if (held[0]!.length >= ROWS_AT_ONCE) yield await flush();
  }
  if (held[0]!.length > 0) yield await flush();
  await parquet.finish();
  yield taken();
}

/** In milliseconds, which is what the format's readers all know; null for what is no time. */
function timeOf(text: string): Date | null {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const time = new Date(hasZone || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? null : time;
}
