import type { IncomingMessage } from 'node:http';

/** A body, whole or as far as it was read. */
export interface ReadBody {
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
  /** False: it is longer than allowed, and the rest is still to come from the message, which is paused. */
  readonly isWhole: boolean;
}

/**
 * Reads a request's body up to `most` bytes.
 *
 * @param grow - told of bytes that are held; false stops the reading
 * @throws Error when the client goes away in the middle
 */
export async function readBody(
  message: IncomingMessage,
  { most, grow = () => true }: { readonly most: number; readonly grow?: (bytes: number) => boolean },
): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const finish = (isWhole: boolean): void => {
      message.off('data', take);
      message.off('end', end);
      message.off('error', fail);
      message.off('close', gone);
      resolve({ pieces, bytes, isWhole });
    };
    const take = (piece: Buffer): void => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes <= most && grow(piece.length)) return;
      message.pause();
      finish(false);
    };
    const end = (): void => finish(true);
    const fail = (error: Error): void => reject(error);
    const gone = (): void => {
      if (!message.complete) reject(new Error('the client went away'));
    };
    message.on('data', take);
    message.on('end', end);
    message.on('error', fail);
    message.on('close', gone);
  });
}
