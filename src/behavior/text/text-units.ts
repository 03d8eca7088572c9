let buffer = Buffer.alloc(1 << 14);
let units = new Uint16Array(buffer.buffer, buffer.byteOffset, buffer.length >> 1);
let shown = '';
// Longer texts are let go when the next comes.
const MOST_KEPT = 1 << 20;

/**
 * The UTF-16 units of a text, valid until the next call; what stands behind its end is of other texts. Reading them one by one
 * from the string takes several times as long. The text of the last call is kept, since a text is read several times in a row.
 */
export function textUnits(text: string): Uint16Array {
  if (text === shown) return units;
  if (2 * text.length > buffer.length || buffer.length > MOST_KEPT) {
    buffer = Buffer.alloc(Math.max(1 << 14, 3 * text.length + (text.length & 1)));
    units = new Uint16Array(buffer.buffer, buffer.byteOffset, buffer.length >> 1);
  }
  buffer.write(text, 'utf16le');
  shown = text;
  return units;
}
