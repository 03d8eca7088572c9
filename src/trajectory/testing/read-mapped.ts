import assert from 'node:assert/strict';
import { mappedTable } from '../formats/mapped-table.ts';
import { itemFinisher } from '../item-finisher.ts';
import { readRecords } from '../source/read-records.ts';
import { sniffSource } from '../source/sniff-source.ts';
import { parseColumnMap } from '../formats/table/parse-column-map.ts';
import type { Container } from '../trace-format.ts';
import type { ImportItem, Trajectory } from '../trajectory.ts';
import { issuesOf, trajectoriesOf } from './import-text.ts';

/** Imports a text as a mapped table, without redaction. The container is found out unless given. */
export async function readMapped(
  map: string,
  content: string,
  { container, heldCharacters }: { readonly container?: Container; readonly heldCharacters?: number } = {},
): Promise<ImportItem[]> {
  const bytes = Buffer.from(content);
  const sniffed = container === undefined ? sniffSource('runs', bytes, { whole: true }) : { sample: { container } };
  assert.ok('sample' in sniffed);
  const format = mappedTable(parseColumnMap(map), heldCharacters === undefined ? {} : { heldCharacters });
  const finisher = itemFinisher({ format: format.name, uri: 'runs' }, { redact: false });
  const reader = format.open({ path: 'runs' });
  for await (const { records, issues } of readRecords([bytes], sniffed.sample.container)) {
    for (const record of records) finisher.add([...reader.read(record)]);
    finisher.add(issues.map((issue) => ({ issue })));
  }
  finisher.add([...reader.end()]);
  return [...finisher.take().items];
}

/** The runs of a mapped table that tells no issue. */
export async function mappedRunsOf(...given: Parameters<typeof readMapped>): Promise<Trajectory[]> {
  const items = await readMapped(...given);
  assert.deepEqual(issuesOf(items), []);
  return trajectoriesOf(items);
}
