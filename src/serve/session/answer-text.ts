import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { SessionAnswer } from './session-answer.ts';

const MOST_BYTES = 1 << 22;
const DECODERS: Readonly<Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** The text of a response, unpacked; `''` when it cannot be, or is larger than 4 MB. */
export function answerText({ body, encoding }: SessionAnswer): string {
  const bytes = Buffer.concat(body);
  const decode = encoding === undefined ? undefined : DECODERS[encoding.trim().toLowerCase()];
  try {
    return (decode?.(bytes, { maxOutputLength: MOST_BYTES }) ?? bytes).toString();
  } catch {
    return '';
  }
}
