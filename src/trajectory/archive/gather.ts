/** The same bytes in chunks of at least `length`, but for the last; what there is before an error is yielded before it. */
export async function* gather(stream: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  try {
    for await (const chunk of stream) {
      if (filled + chunk.length > length) {
        if (filled > 0) yield buffer.subarray(0, filled);
        filled = 0;
      }
      if (chunk.length >= length) yield chunk;
      else {
        chunk.copy(buffer, filled);
        filled += chunk.length;
      }
    }
  } catch (error) {
    if (filled > 0) yield buffer.subarray(0, filled);
    filled = 0;
    throw error;
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}
