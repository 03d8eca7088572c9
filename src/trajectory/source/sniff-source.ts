import type { Json } from '../../core/json.ts';
import { completeJsonPrefix } from './complete-json-prefix.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import { parseJson } from './parse-json.ts';
import { firstOtlp, otlpFraming } from './otlp-framing.ts';
import { splitArray } from './split-array.ts';
import { SAMPLE_RECORDS, type Container, type Sample } from '../trace-format.ts';
import type { Issue } from '../trajectory.ts';

/** How much of a file is looked at to tell what it is. */
export const HEAD_BYTES = 1 << 20;

/**
 * What the beginning of a file says about how it is cut into records, and its first records; or why it cannot be read
 * (`empty-file`, `binary-file`).
 *
 * @param head - the first {@link HEAD_BYTES}, or the whole file when `whole`
 * @param options - `table`: it is a table, so that JSON inside its cells says nothing about it
 */
export function sniffSource(
  path: string,
  head: Buffer,
  { whole, table = false }: { readonly whole: boolean; readonly table?: boolean },
): { readonly sample: Sample } | { readonly issue: Issue } {
  const framing = otlpFraming(head);
  if (framing !== undefined) {
    return { sample: { path, container: 'protobuf', records: [firstOtlp(head, framing)] } };
  }
  const binary = binaryReason(head);
  if (binary !== undefined) {
    return { issue: { file: path, code: 'binary-file', message: `found ${binary}, expected UTF-8 text` } };
  }
  const text = decodeUtf8(withoutBom(head));
  if (text.trim() === '' && whole) {
    return { issue: { file: path, code: 'empty-file', message: 'found nothing, expected at least one record' } };
  }
  const container = table && !/^\s*[{[]/.test(text) ? 'text' : containerOf(text);
  return { sample: { path, container, records: firstRecords(head, text, container) } };
}

/** The bytes after a UTF-8 byte order mark, if there is one. */
export function withoutBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

const MAGIC: readonly (readonly [bytes: string, name: string])[] = [
  ['504b0304', 'a ZIP archive'],
  ['1f8b', 'a gzip archive'],
  ['28b52ffd', 'a zstd archive'],
  ['fffe', 'UTF-16 text'],
  ['feff', 'UTF-16 text'],
  ['25504446', 'a PDF'],
  ['89504e47', 'a PNG image'],
];

function binaryReason(head: Buffer): string | undefined {
  const start = head.subarray(0, 4).toString('hex');
  const magic = MAGIC.find(([bytes]) => start.startsWith(bytes));
  if (magic !== undefined) return magic[1];
  const beginning = head.subarray(0, 8192);
  let control = 0;
  for (const byte of beginning) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) control++;
  const hasNul = beginning.includes(0);
  if (!hasNul && control <= beginning.length / 50) return undefined;
  // A log that was being written when the machine stopped has lines of NULs, and good ones beside them.
  if (hasJsonLine(decodeUtf8(head).split('\n', SAMPLE_RECORDS))) return undefined;
  return hasNul ? 'NUL bytes' : 'control characters';
}

function hasJsonLine(lines: readonly string[]): boolean {
  return lines.some((line) => /^[{[]/.test(line) && tryParse(line) !== undefined);
}

function containerOf(text: string): Container {
  const start = text.search(/\S/);
  const lineEnd = text.indexOf('\n', start);
  const first = text.slice(start, lineEnd < 0 ? text.length : lineEnd);
  const hasMore = lineEnd >= 0 && text.slice(lineEnd).trim() !== '';
  const later = text.slice(start).split('\n', SAMPLE_RECORDS + 1);
  if (text[start] === '[') {
    if (hasMore && tryParse(first) !== undefined) return 'jsonl';
    // A damaged first line, and whole ones behind it. Where elements have lines of their own, all but the last end in commas.
    const whole = later.slice(1).some((line) => line.startsWith('{') && tryParse(line) !== undefined);
    return whole && first.trim() !== '[' && !later.some((line) => /,\s*$/.test(line)) ? 'jsonl' : 'array';
  }
  if (text[start] === '{') {
    if (!hasMore || tryParse(first) !== undefined) return 'jsonl';
    // Lines of a value that is printed over many lines do not begin with a bracket that they close.
    return later.slice(1).some((line) => line.startsWith('{') && tryParse(line) !== undefined) ? 'jsonl' : 'document';
  }
  if (!hasJsonLine(later)) return 'text';
  // Markup may show JSON; of lines of JSON the first may be damaged.
  const filled = later.filter((line) => line.trim() !== '');
  return text[start] === '<' && filled.filter((line) => hasJsonLine([line])).length * 2 < filled.length
    ? 'text'
    : 'jsonl';
}

function firstRecords(head: Buffer, text: string, container: Container): Json[] {
  if (container === 'text') return text.split('\n', SAMPLE_RECORDS);
  const records: Json[] = [];
  const add = (json: string): void => {
    const value = tryParse(json);
    if (value !== undefined) records.push(value);
  };
  if (container === 'jsonl') {
    for (const line of text.split('\n', SAMPLE_RECORDS)) add(line);
  } else if (container === 'array') {
    for (const { bytes } of splitArray().push(withoutBom(head)).slice(0, SAMPLE_RECORDS)) add(decodeUtf8(bytes));
  } else add(text);
  if (records.length > 0) return records;
  // The first record is longer than the head.
  const prefix = tryParse(completeJsonPrefix(text.slice(text.search(/\S/))));
  if (prefix === undefined) return [];
  return container === 'array' && Array.isArray(prefix) ? (prefix as Json[]) : [prefix];
}

function tryParse(json: string): Json | undefined {
  try {
    return parseJson(json);
  } catch {
    return undefined;
  }
}
