import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { JsonObject } from '../../core/json.ts';
import { decodeOtlp } from '../../trajectory/formats/otel/decode-otlp.ts';

/** How an OTLP body was sent. */
export interface TracesBody {
  readonly bytes: Uint8Array;
  readonly kind: 'protobuf' | 'json';
  readonly encoding?: 'gzip' | 'deflate';
}

/** The largest body that is unpacked, in bytes. */
export const LARGEST_TRACES_BYTES = 64 * 2 ** 20;

/** The OTLP/JSON value of a body, or why there is none. `deflate` may come with or without its header. */
export function readTraces({
  bytes,
  kind,
  encoding,
}: TracesBody):
  | { readonly value: JsonObject; readonly size: number }
  | { readonly fault: 'unreadable' | 'too-large'; readonly message: string } {
  try {
    const body = unpacked(bytes, encoding);
    const value = decodeOtlp(body, kind === 'json' ? 'application/json' : undefined);
    return { value, size: body.length };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return { fault: 'too-large', message: `found more than ${LARGEST_TRACES_BYTES} bytes when unpacked` };
    }
    return {
      fault: 'unreadable',
      message: code === 'bad-otlp' ? message : `found ${String(encoding)} that cannot be unpacked`,
    };
  }
}

function unpacked(bytes: Uint8Array, encoding: TracesBody['encoding']): Uint8Array {
  const options = { maxOutputLength: LARGEST_TRACES_BYTES };
  if (encoding === 'gzip') return gunzipSync(bytes, options);
  if (encoding !== 'deflate') return bytes;
  try {
    return inflateSync(bytes, options);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw error;
    return inflateRawSync(bytes, options);
  }
}
