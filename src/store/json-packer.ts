import { packBytes, packJsonText } from './pack-json.ts';

/** Packs JSON texts as `packJsonText` does, side by side into a few buffers that can be handed to another thread. */
export interface JsonPacker {
  pack(json: string): Uint8Array;
  /** The buffers in which everything lies that was packed since the last call; they are the caller's now. */
  take(): ArrayBuffer[];
}

const BLOCK_BYTES = 2 ** 18;
const SCRATCH_BYTES = 2 ** 18;
// UTF-8 of one UTF-16 unit.
const MOST_BYTES_PER_UNIT = 3;

/**
 * A packer with memory of its own for texts on their way: packed one by one, each would leave buffers behind that the
 * garbage collector sees late, since the objects in front of them are small.
 */
export function jsonPacker(): JsonPacker {
  const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  let blocks: ArrayBuffer[] = [];
  let free = new Uint8Array(0);
  const keep = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length > free.length) {
      const block = new ArrayBuffer(Math.max(BLOCK_BYTES, bytes.length));
      blocks.push(block);
      free = new Uint8Array(block);
    }
    free.set(bytes);
    const kept = free.subarray(0, bytes.length);
    free = free.subarray(bytes.length);
    return kept;
  };
  return {
    pack(json) {
      if (json.length * MOST_BYTES_PER_UNIT > SCRATCH_BYTES) return keep(packJsonText(json));
      return keep(packBytes(scratch.subarray(0, scratch.write(json))));
    },
    take() {
      const taken = blocks;
      blocks = [];
      free = new Uint8Array(0);
      return taken;
    },
  };
}
