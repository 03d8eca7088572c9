import type { Json } from '../../../core/json.ts';
import { ArchiveError } from '../../archive/archive-error.ts';
import { zipEntryChunks, type OpenZip, type ZipEntry } from '../../archive/open-zip.ts';
import { decodeUtf8 } from '../../source/decode-utf8.ts';
import { parseJson } from '../../source/parse-json.ts';
import type { RecordBatch } from '../../source/read-records.ts';
import { LONGEST_RECORD } from '../../source/carried-bytes.ts';

const HEADER = 'header.json';
const START = '_journal/start.json';
const SAMPLE = /^samples\/.*\.json$/;

/** Whether the files of a ZIP are those of an Inspect log, finished or still being written. */
export function isInspectLog(entries: readonly ZipEntry[]): boolean {
  const names = new Set(entries.map(({ name }) => name));
  return names.has(START) || (names.has(HEADER) && (names.has('summaries.json') || entries.some(isSample)));
}

function isSample({ name }: ZipEntry): boolean {
  return SAMPLE.test(name);
}

/**
 * The members of an Inspect log as records `{name, value}`: the header (of a log that is still being written, how it
 * started), the reductions, then the samples by id and epoch. Summaries only repeat the samples, and are left out unless
 * there are no samples.
 */
export async function* inspectMembers(
  zip: OpenZip,
  entries: readonly ZipEntry[],
  onPacked: (bytes: number) => void = () => {},
): AsyncGenerator<RecordBatch, void, undefined> {
  const named = (name: string): ZipEntry[] => entries.filter((entry) => entry.name === name);
  const header = named(HEADER);
  const samples = entries.filter(isSample).sort((a, b) => byNumber.compare(a.name, b.name));
  const members = [
    ...(header.length > 0 ? header : named(START)),
    ...named('reductions.json'),
    ...(samples.length > 0 ? samples : named('summaries.json')),
  ];
  for (const [index, entry] of members.entries()) {
    yield await member(zip, entry, index + 1, onPacked);
  }
}

const byNumber = new Intl.Collator('en', { numeric: true });

async function member(
  zip: OpenZip,
  entry: ZipEntry,
  line: number,
  onPacked: (bytes: number) => void,
): Promise<RecordBatch> {
  const { name } = entry;
  const failed = (code: string, message: string): RecordBatch => ({
    records: [],
    issues: [{ code, message: `${name}: ${message}` }],
    bytes: 0,
  });
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const chunk of zipEntryChunks(zip, entry, onPacked)) {
      size += chunk.length;
      if (size > LONGEST_RECORD) {
        return failed('record-too-large', `found more than ${LONGEST_RECORD} bytes, expected at most that many`);
      }
      pieces.push(Buffer.from(chunk));
    }
    const value: Json = parseJson(decodeUtf8(Buffer.concat(pieces)));
    return { records: [{ value: { name, value }, line }], issues: [], bytes: size };
  } catch (error) {
    if (error instanceof ArchiveError) return failed(error.code, error.message);
    if (error instanceof SyntaxError) return failed('bad-json', 'found no JSON, expected a JSON value');
    throw error;
  }
}
