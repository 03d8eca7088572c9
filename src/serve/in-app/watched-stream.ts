/** How a stream ended: to its end, by an error, or because whoever read it did not want more. */
export type StreamEnd = 'whole' | 'cut' | 'aborted';

/**
 * The same stream, chunk for chunk, read when it is read, with somebody looking on. What the onlooker throws is not seen.
 *
 * @param onEnd - called once, when the stream is over, however it ends; with the error that cut it
 */
export function watchedStream<T>(
  stream: ReadableStream<T>,
  onChunk: (chunk: T) => void,
  onEnd: (end: StreamEnd, error?: unknown) => void,
): ReadableStream<T> {
  const reader = stream.getReader();
  let over = false;
  const ended = (end: StreamEnd, error?: unknown): void => {
    if (over) return;
    over = true;
    quietly(() => onEnd(end, error));
  };
  return new ReadableStream<T>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            ended('whole');
            controller.close();
          } else {
            quietly(() => onChunk(value));
            controller.enqueue(value);
          }
        } catch (error) {
          ended(error instanceof Error && error.name === 'AbortError' ? 'aborted' : 'cut', error);
          controller.error(error);
        }
      },
      async cancel(reason) {
        ended('aborted');
        await reader.cancel(reason);
      },
    },
    // Nothing is read before somebody wants it.
    { highWaterMark: 0 },
  );
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Whoever reads the stream must not notice.
  }
}
