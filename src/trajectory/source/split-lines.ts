/** A piece of a file that holds one record, and the 1-based line on which it starts. */
export interface RecordBytes {
  readonly bytes: Buffer;
  readonly line: number;
}

/** Cuts a stream of chunks into records. The bytes are valid until the next call. */
export interface RecordSplitter {
  push(chunk: Buffer): RecordBytes[];
  /** What was left; `complete` says that the last record was closed as its container asks. */
  end(): { readonly rest: RecordBytes | undefined; readonly complete: boolean };
}

/** Bytes of a record above which it is not read: a string could not hold it. */
export const LONGEST_RECORD = 400 * 2 ** 20;

/** Cuts chunks at newlines. A record's bytes do not hold the newline; empty lines count but are not yielded. */
export function splitLines(firstLine = 1): RecordSplitter {
  let carried: Buffer[] = [];
  let line = firstLine;
  const join = (tail: Buffer): Buffer => {
    if (carried.length === 0) return tail;
    const whole = Buffer.concat([...carried, tail]);
    carried = [];
    return whole;
  };
  return {
    push(chunk) {
      const records: RecordBytes[] = [];
      let from = 0;
      for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, from)) {
        const bytes = join(chunk.subarray(from, newline));
        if (bytes.length > 0) records.push({ bytes, line });
        line++;
        from = newline + 1;
      }
      // The chunk's memory is used again, so what is carried over is copied.
      if (from < chunk.length) carried.push(Buffer.from(chunk.subarray(from)));
      return records;
    },
    end() {
      const bytes = join(Buffer.alloc(0));
      return { rest: bytes.length > 0 ? { bytes, line } : undefined, complete: bytes.length === 0 };
    },
  };
}
