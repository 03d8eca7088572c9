import type { FileHandle } from 'node:fs/promises';
import { CHUNK_BYTES } from './source-chunks.ts';

/** A stretch of a file that holds whole records, and the 1-based line on which it starts. */
export interface FileRange {
  readonly start: number;
  /** The byte after the last. */
  readonly end: number;
  readonly line: number;
  /** More records follow after it. */
  readonly goesOn: boolean;
}

/**
 * Cuts a file into ranges of at least `bytes` bytes that begin and end at line starts, so that they can be read side by
 * side, each knowing its line numbers. Reads the file once, looking only for newlines.
 */
export async function cutRanges(handle: FileHandle, bytes: number): Promise<FileRange[]> {
  const ranges: FileRange[] = [];
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let start = 0;
  let startLine = 1;
  let line = 1;
  let position = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, newline + 1)) {
      line++;
      const next = position + newline + 1;
      if (next - start < bytes) continue;
      ranges.push({ start, end: next, line: startLine, goesOn: true });
      start = next;
      startLine = line;
    }
    position += bytesRead;
  }
  if (position > start) ranges.push({ start, end: position, line: startLine, goesOn: false });
  return ranges;
}
