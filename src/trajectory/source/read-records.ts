import { isUtf8 } from 'node:buffer';
import { carriedBytes, LONGEST_RECORD, type RecordBytes } from './carried-bytes.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import { TOLD_ISSUES } from './told-issues.ts';
import { parseJson } from './parse-json.ts';
import { withoutBom } from './sniff-source.ts';
import { splitArray, type ArrayStretch } from './split-array.ts';
import { splitLines, type RecordSplitter } from './split-lines.ts';
import type { Container, SourceRecord } from '../trace-format.ts';
import type { Issue } from '../trajectory.ts';

/** What one chunk of a file held. `bytes` is the size of the chunk. */
export interface RecordBatch {
  readonly records: readonly SourceRecord[];
  readonly issues: readonly Omit<Issue, 'file'>[];
  readonly bytes: number;
}

/**
 * The records of a stream of chunks, parsed, one batch per chunk. What does not parse is an issue (`bad-json`; `truncated`
 * for a last record that was cut off; `record-too-large`) and reading goes on behind it. `bad-utf8` is told, and read.
 *
 * @param stretch - which part of the source the chunks are, when not all: for lines, only the 1-based `line` on which they
 *   begin counts
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  container: Container,
  stretch: ArrayStretch = {},
): AsyncGenerator<RecordBatch> {
  const { line = 1, isInside = false } = stretch;
  const splitter = splitterOf(container, stretch);
  const parser = recordParser(container);
  let first = line === 1 && !isInside;
  for await (const chunk of chunks) {
    const bytes = first ? withoutBom(chunk) : chunk;
    first = false;
    yield { ...parser.parse(splitter.push(bytes)), bytes: chunk.length };
  }
  const { rest, complete } = splitter.end();
  yield { ...parser.end(rest, complete), bytes: 0 };
}

function splitterOf(container: Container, stretch: ArrayStretch): RecordSplitter {
  if (container === 'array') return splitArray(stretch);
  return container === 'document' ? wholeDocument() : splitLines(stretch.line);
}

function wholeDocument(): RecordSplitter {
  const carried = carriedBytes();
  return {
    push(chunk) {
      carried.carry(chunk);
      return [];
    },
    end: () => ({ rest: carried.take(Buffer.alloc(0), 1), complete: false }),
  };
}

function recordParser(container: Container): {
  parse(pieces: readonly RecordBytes[]): Omit<RecordBatch, 'bytes'>;
  end(rest: RecordBytes | undefined, complete: boolean): Omit<RecordBatch, 'bytes'>;
} {
  let untold = 0;
  let told = 0;
  let garbled = 0;

  function parse(
    pieces: readonly RecordBytes[],
    last = false,
  ): { records: SourceRecord[]; issues: Omit<Issue, 'file'>[] } {
    const records: SourceRecord[] = [];
    const issues: Omit<Issue, 'file'>[] = [];
    for (const { bytes, line, size } of pieces) {
      if (size !== undefined) {
        const message = `found a record of ${size} bytes, expected at most ${LONGEST_RECORD}`;
        issues.push({ line, code: 'record-too-large', message });
        continue;
      }
      const text = decodeUtf8(bytes);
      try {
        records.push({ value: container === 'text' ? text : parseJson(text), line });
        // The replacement character may also stand in the file itself.
        if (text.includes('\ufffd') && !isUtf8(bytes) && garbled++ === 0) {
          issues.push({ line, code: 'bad-utf8', message: 'found bytes that are not UTF-8: they are read as U+FFFD' });
        }
      } catch (error) {
        if (text.trim() === '') continue;
        if (last) {
          issues.push({ line, code: 'truncated', message: `the last record is cut off${placeOf(error)}` });
        } else if (told++ < TOLD_ISSUES) {
          issues.push({ line, code: 'bad-json', message: `found no JSON${placeOf(error)}, expected a JSON value` });
        } else untold++;
      }
    }
    return { records, issues };
  }

  return {
    parse: (pieces) => parse(pieces),
    end(rest, complete) {
      const { records, issues } = rest === undefined ? { records: [], issues: [] } : parse([rest], true);
      if (container === 'array' && !complete && issues.length === 0) {
        issues.push({ code: 'truncated', message: 'the array is not closed' });
      }
      if (garbled > 1) issues.push({ code: 'bad-utf8', message: `${garbled - 1} more records that are not UTF-8` });
      if (untold > 0) issues.push({ code: 'bad-json', message: `${untold} more records that are not JSON` });
      return { records, issues };
    },
  };
}

// V8's messages quote the input at length, and what was read may be secret.
function placeOf(error: unknown): string {
  const position = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
  return position === undefined ? '' : ` at ${position}`;
}
