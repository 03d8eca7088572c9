import { EthogramError } from '../../core/ethogram-error.ts';
import type { Json } from '../../core/json.ts';
import { decodeOtlp, looksLikeOtlpProtobuf } from '../formats/otel/decode-otlp.ts';
import { LONGEST_RECORD } from './carried-bytes.ts';

/** Bytes of the length before each message, where a collector writes many into one file: big-endian. */
export const LENGTH_BYTES = 4;

/** How OTLP messages stand in a file: one alone, or each behind its length; undefined when the head begins neither. */
export function otlpFraming(head: Buffer): 'single' | 'prefixed' | undefined {
  if (looksLikeOtlpProtobuf(head)) return 'single';
  if (head.length <= LENGTH_BYTES) return undefined;
  const length = head.readUInt32BE(0);
  const first = head.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  return length > 0 && length <= LONGEST_RECORD && looksLikeOtlpProtobuf(first) ? 'prefixed' : undefined;
}

/** The first OTLP message of a file, as far as the head holds it: what formats are recognised from. */
export function firstOtlp(head: Buffer, framing: 'single' | 'prefixed'): Json {
  const message = framing === 'single' ? head : head.subarray(LENGTH_BYTES, LENGTH_BYTES + head.readUInt32BE(0));
  try {
    return decodeOtlp(message.subarray(0, wholeFields(message)));
  } catch (error) {
    if (!(error instanceof EthogramError)) throw error;
    return { resourceSpans: [] };
  }
}

// Where the last field ends that the bytes hold to its end. All fields of the message are field 1, with a length.
function wholeFields(bytes: Buffer): number {
  let whole = 0;
  for (let at = 0; bytes[at] === 0x0a;) {
    let length = 0;
    let factor = 1;
    let more = true;
    for (at++; more && at < bytes.length; at++) {
      length += (bytes[at]! & 0x7f) * factor;
      factor *= 128;
      more = bytes[at]! >= 0x80;
    }
    at += length;
    if (more || at > bytes.length) break;
    whole = at;
  }
  return whole;
}
