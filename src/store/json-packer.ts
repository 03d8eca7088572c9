import { packBytes, packJsonText } from './pack-json.ts';

/** Packs JSON texts as `packJsonText` does, side by side into a few buffers that can be handed to another thread. */
export interface JsonPacker {
  pack(json: string): Uint8Array;
  /** The same for a text that is UTF-8 already; its memory may be used again afterwards. */
  packUtf8(bytes: Uint8Array): Uint8Array;
  /** The buffers in which everything lies that was packed since the last call; they are the caller's now. */
  take(): ArrayBuffer[];
}

// Each block is twice as large as the one before it: a small file fills only a small one.
const FIRST_BLOCK_BYTES = 2 ** 14;
const LARGEST_BLOCK_BYTES = 2 ** 18;
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
  let size = FIRST_BLOCK_BYTES;
  const keep = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length > free.length) {
      const block = new ArrayBuffer(Math.max(size, bytes.length));
      size = Math.min(2 * size, LARGEST_BLOCK_BYTES);
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
    packUtf8: (bytes) => keep(packBytes(bytes)),
    take() {
      const taken = blocks;
      blocks = [];
      free = new Uint8Array(0);
      size = FIRST_BLOCK_BYTES;
      return taken;
    },
  };
}
