import { carriedBytes } from './carried-bytes.ts';
import type { RecordBytes } from './carried-bytes.ts';
import type { RecordSplitter } from './split-lines.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;

/** Which part of an array is cut; by default all of it. */
export interface ArrayStretch {
  /** 1-based line on which it begins. */
  readonly line?: number;
  /** It begins after a comma between elements, not before the array's bracket. */
  readonly isInside?: boolean;
  /** It ends after such a comma, and is complete there. */
  readonly goesOn?: boolean;
}

/**
 * Cuts the elements out of one top-level JSON array without parsing it: brackets are counted, strings are jumped over
 * from quote to quote. What stands before the array's bracket must be white space.
 *
 * ```
 * [ {"a": "x]"} , [1, 2] , 3 ]
 *   ^---------^   ^----^   ^      depth 1 → records
 * ```
 */
export function splitArray({
  line: firstLine = 1,
  isInside = false,
  goesOn = false,
}: ArrayStretch = {}): RecordSplitter {
  const carried = carriedBytes(); // beginning of the current element, from earlier chunks
  let line = firstLine;
  let startLine = firstLine;
  let depth = isInside ? 1 : 0;
  let inString = false;
  let escaped = false; // the last chunk ended in an odd number of backslashes inside a string
  let closed = false;
  let inElement = false;

  const take = (chunk: Buffer, from: number, to: number): RecordBytes => {
    inElement = false;
    return carried.take(chunk.subarray(from, to), startLine);
  };

  return {
    push(chunk) {
      const records: RecordBytes[] = [];
      let from = 0; // start of the current element in this chunk
      let at = 0;
      if (inString && escaped) {
        at = 1;
        escaped = false;
      }
      while (at < chunk.length) {
        if (inString) {
          const quote = chunk.indexOf(QUOTE, at);
          const stop = quote < 0 ? chunk.length : quote;
          let slashes = 0;
          while (stop - 1 - slashes >= at && chunk[stop - 1 - slashes] === BACKSLASH) slashes++;
          const odd = slashes % 2 === 1;
          if (quote < 0) {
            escaped = odd;
            break;
          }
          at = quote + 1;
          if (!odd) inString = false;
          continue;
        }
        const byte = chunk[at]!;
        if (byte > 125 || byte < 34) {
          if (byte === NEWLINE) line++;
          at++;
          continue;
        }
        if (closed) {
          at++;
          continue;
        }
        const elementStarts = depth === 1 && !inElement && byte !== 44 && byte !== 93;
        if (elementStarts) {
          inElement = true;
          from = at;
          startLine = line;
        }
        if (byte === QUOTE) inString = true;
        else if (byte === 123 || byte === 91) depth++;
        else if (byte === 125 || byte === 93) {
          if (depth === 1 && inElement) records.push(take(chunk, from, at));
          depth--;
          if (depth <= 0) closed = true;
        } else if (byte === 44 && depth === 1 && inElement) records.push(take(chunk, from, at));
        at++;
      }
      if (inElement) carried.carry(chunk.subarray(from));
      return records;
    },
    end() {
      const rest = carried.take(Buffer.alloc(0), startLine);
      return { rest: inElement ? rest : undefined, complete: closed || (goesOn && !inElement) };
    },
  };
}
