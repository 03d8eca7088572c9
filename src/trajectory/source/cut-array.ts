import type { FileHandle } from 'node:fs/promises';
import type { FileRange } from './cut-ranges.ts';
import { CHUNK_BYTES } from './source-chunks.ts';

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const NEWLINE = 10;

/**
 * Cuts a file that holds one top-level JSON array into ranges of at least `bytes` bytes, each but the last up to the comma
 * after an element, so that they can be read side by side by `splitArray`. Reads the file once, without parsing it.
 */
export async function cutArray(handle: FileHandle, bytes: number): Promise<FileRange[]> {
  const ranges: FileRange[] = [];
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const scan = commaScanner();
  let start = 0;
  let startLine = 1;
  let position = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) break;
    scan(buffer.subarray(0, bytesRead), (at, line) => {
      const next = position + at + 1;
      if (next - start < bytes) return;
      ranges.push({ start, end: next, line: startLine, goesOn: true });
      start = next;
      startLine = line;
    });
    position += bytesRead;
  }
  if (position > start) ranges.push({ start, end: position, line: startLine, goesOn: false });
  // What was cut off after a comma does not go on.
  else if (ranges.length > 0) ranges.push({ ...ranges.pop()!, goesOn: false });
  return ranges;
}

/** Calls back for each comma between elements of the top-level array, with its index in the chunk and its line. */
function commaScanner(): (chunk: Buffer, onComma: (at: number, line: number) => void) => void {
  let line = 1;
  let depth = 0;
  let inString = false;
  let isEscaped = false; // the last chunk ended in a backslash inside a string
  let isClosed = false;
  return (chunk, onComma) => {
    const { length } = chunk;
    let at = isEscaped ? 1 : 0;
    isEscaped = false;
    while (at < length && !isClosed) {
      if (inString) {
        at = stringEnd(chunk, at);
        inString = at >= length;
        isEscaped = at > length;
        at++;
        continue;
      }
      const byte = chunk[at]!;
      if (byte === QUOTE) inString = true;
      else if (byte === COMMA) {
        if (depth === 1) onComma(at, line);
      } else if (byte === NEWLINE) line++;
      else if (byte === 123 || byte === 91) depth++;
      else if ((byte === 125 || byte === 93) && --depth <= 0) isClosed = true;
      at++;
    }
  };
}

/**
 * Index of the quote that ends the string in which `from` lies; the chunk's length when it goes on, one more when it does
 * so after a backslash. Faster than searching for quotes, since most strings are short or full of escapes.
 */
function stringEnd(chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length) {
    const byte = chunk[at]!;
    if (byte === QUOTE) return at;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at;
}
