import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

// Below this a call of the compressor costs more than the bytes it saves are worth.
const SMALLEST_COMPRESSED = 250;
// The first byte of a zstd frame; no JSON text begins with it.
const ZSTD_FIRST_BYTE = 0x28;
// Level 3 is 3% smaller and takes a fifth longer; compressing is the largest part of storing.
const params = { [constants.ZSTD_c_compressionLevel]: 1 };
const LARGEST_OUTPUT = 65_536;

/**
 * A JSON text as bytes: UTF-8, compressed with zstd where that is shorter. JSON made by `JSON.stringify` escapes NUL and
 * lone surrogates, so any text survives, on any database.
 */
export function packJsonText(json: string): Uint8Array {
  return packBytes(Buffer.from(json, 'utf8'));
}

/** {@link packJsonText} of a text that is UTF-8 already; may return what it was given. */
export function packBytes(plain: Uint8Array): Uint8Array {
  if (plain.length < SMALLEST_COMPRESSED) return plain;
  // An output buffer that what is usual fits in, and no more: it is thrown away each time.
  const compressed = zstdCompressSync(plain, { chunkSize: Math.min(plain.length, LARGEST_OUTPUT), params });
  return compressed.length < plain.length ? compressed : plain;
}

/** {@link packJsonText} of a value. */
export function packJson(value: unknown): Uint8Array {
  return packJsonText(JSON.stringify(value));
}

/** The value that {@link packJson} was given. */
export function unpackJson(bytes: Uint8Array): unknown {
  return JSON.parse(unpackBytes(bytes).toString('utf8'));
}

/** The bytes that {@link packBytes} was given, perhaps in the same memory. */
export function unpackBytes(bytes: Uint8Array): Buffer {
  if (bytes[0] === ZSTD_FIRST_BYTE) return zstdDecompressSync(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
