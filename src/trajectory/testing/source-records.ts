import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { Json } from '../../core/json.ts';
import { listZip, openZip } from '../archive/open-zip.ts';
import { inspectMembers } from '../formats/inspect/inspect-members.ts';
import type { ImportJob } from '../plan-import.ts';
import { readRecords } from '../source/read-records.ts';
import type { SourceRecord } from '../trace-format.ts';

/** What a file of the shared data says, read without the code of its format: values, of other files than JSON their lines. */
export async function sourceRecords({ path, container }: ImportJob): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  if (container === 'members') {
    const zip = await openZip(path);
    for await (const batch of inspectMembers(zip, (await listZip(zip)).entries)) {
      for (const { value, line } of batch.records) records.push({ value: (value as { value: Json }).value, line });
    }
    await zip.close();
    return records;
  }
  const bytes = readFileSync(path);
  const content = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  if (/\.ya?ml$/.test(path)) return [{ value: plain(parse(content.toString())), line: 1 }];
  if (container === undefined) return [];
  // The head of XML says how it is written, its comments are for people.
  const said = container === 'text' ? content.toString().replaceAll(/<!--[^>]*-->|<\?xml[^>]*\?>/g, '') : content;
  for await (const batch of readRecords([Buffer.from(said)], container)) records.push(...batch.records);
  return records;
}

// Bodies of answers may be packed, and are written as bytes then.
function plain(value: unknown): Json {
  if (value instanceof Uint8Array) {
    return (value[0] === 0x1f && value[1] === 0x8b ? gunzipSync(value) : Buffer.from(value)).toString();
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}
