import { EthogramError } from '../../core/ethogram-error.ts';
import { decodeOtlp } from '../formats/otel/decode-otlp.ts';
import type { SourceRecord } from '../trace-format.ts';
import type { Issue } from '../trajectory.ts';
import { LENGTH_BYTES, otlpFraming } from './otlp-framing.ts';
import type { RecordBatch } from './read-records.ts';
import { LONGEST_RECORD } from './carried-bytes.ts';

/**
 * The OTLP messages of a stream, each as its OTLP/JSON value; `line` counts messages. A message that cannot be decoded is
 * an issue (`bad-otlp`), one that is cut off too (`truncated`), and reading goes on.
 */
export async function* readProtobuf(chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordBatch> {
  let held: Buffer = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  let size = 0;
  let line = 1;
  let framing: 'single' | 'prefixed' | undefined;
  for await (const chunk of chunks) {
    pieces.push(Buffer.from(chunk));
    size += chunk.length;
    framing ??= otlpFraming(pieces[0]!);
    const records: SourceRecord[] = [];
    const issues: Omit<Issue, 'file'>[] = [];
    if (framing === 'prefixed') {
      held = Buffer.concat([held, ...pieces]);
      pieces = [];
      let at = 0;
      while (held.length - at >= LENGTH_BYTES && held.length - at - LENGTH_BYTES >= held.readUInt32BE(at)) {
        const end = at + LENGTH_BYTES + held.readUInt32BE(at);
        decode(held.subarray(at + LENGTH_BYTES, end), line++, records, issues);
        at = end;
      }
      held = Buffer.from(held.subarray(at));
    } else if (size > LONGEST_RECORD) pieces = [];
    yield { records, issues, bytes: chunk.length };
  }
  const records: SourceRecord[] = [];
  const issues: Omit<Issue, 'file'>[] = [];
  if (framing === 'prefixed') {
    if (held.length > 0) issues.push({ line, code: 'truncated', message: 'the last message is cut off' });
  } else if (size > LONGEST_RECORD) {
    const message = `found a record of ${size} bytes, expected at most ${LONGEST_RECORD}`;
    issues.push({ line, code: 'record-too-large', message });
  } else decode(Buffer.concat(pieces), line, records, issues);
  yield { records, issues, bytes: 0 };
}

function decode(bytes: Buffer, line: number, records: SourceRecord[], issues: Omit<Issue, 'file'>[]): void {
  try {
    records.push({ value: decodeOtlp(bytes), line });
  } catch (error) {
    if (!(error instanceof EthogramError)) throw error;
    issues.push({ line, code: error.code, message: error.message });
  }
}
