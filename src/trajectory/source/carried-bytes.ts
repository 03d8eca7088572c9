/** Bytes of a record above which it is not read: a string could not hold it. */
export const LONGEST_RECORD = 400 * 2 ** 20;

/** A piece of a file that holds one record, and the 1-based line on which it starts. */
export interface RecordBytes {
  readonly bytes: Buffer;
  readonly line: number;
  /** How long the record is where it is longer than {@link LONGEST_RECORD}; its bytes are not kept then. */
  readonly size?: number;
}

/** Bytes of a record that goes on in the next chunk. */
export interface CarriedBytes {
  /** The chunk's memory may be used again. */
  carry(bytes: Buffer): void;
  /** What was carried and what follows it, as a record. */
  take(tail: Buffer, line: number): RecordBytes;
}

/** Holds the beginning of a record; of one that gets longer than {@link LONGEST_RECORD} only its length. */
export function carriedBytes(): CarriedBytes {
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    carry(bytes) {
      size += bytes.length;
      if (size > LONGEST_RECORD) pieces = [];
      else pieces.push(Buffer.from(bytes));
    },
    take(tail, line) {
      const whole = size + tail.length;
      const held = pieces;
      pieces = [];
      size = 0;
      if (whole > LONGEST_RECORD) return { bytes: Buffer.alloc(0), line, size: whole };
      return { bytes: held.length === 0 ? tail : Buffer.concat([...held, tail]), line };
    },
  };
}
