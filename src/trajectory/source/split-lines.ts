import { carriedBytes, type RecordBytes } from './carried-bytes.ts';

/** Cuts a stream of chunks into records. The bytes are valid until the next call. */
export interface RecordSplitter {
  push(chunk: Buffer): RecordBytes[];
  /** What was left; `complete` says that the last record was closed as its container asks. */
  end(): { readonly rest: RecordBytes | undefined; readonly complete: boolean };
}

/** Cuts chunks at newlines. A record's bytes do not hold the newline; empty lines count but are not yielded. */
export function splitLines(firstLine = 1): RecordSplitter {
  const carried = carriedBytes();
  let line = firstLine;
  return {
    push(chunk) {
      const records: RecordBytes[] = [];
      let from = 0;
      for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, from)) {
        const record = carried.take(chunk.subarray(from, newline), line);
        if (record.bytes.length > 0 || record.size !== undefined) records.push(record);
        line++;
        from = newline + 1;
      }
      if (from < chunk.length) carried.carry(chunk.subarray(from));
      return records;
    },
    end() {
      const rest = carried.take(Buffer.alloc(0), line);
      const isEmpty = rest.bytes.length === 0 && rest.size === undefined;
      return { rest: isEmpty ? undefined : rest, complete: isEmpty };
    },
  };
}
