import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';

/** Answers from a keyboard, one key at a time, or from a pipe, one line at a time. */
export interface KeyReader {
  /** The next key, in lower case; undefined at the end of the input. */
  next(): Promise<string | undefined>;
  /** Gives the terminal back as it was. */
  close(): void;
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const ARROW_LEFT = '\u001b[D';

/** Reads keys: of a terminal without waiting for Enter (Ctrl-C and Ctrl-D are `q`, the left arrow is `b`), else the first character of each line. */
export function keyReader(stdin: NodeJS.ReadableStream): KeyReader {
  const terminal = stdin as Partial<ReadStream>;
  if (terminal.isTTY !== true || terminal.setRawMode === undefined) return lineReader(stdin);
  const keys: string[] = [];
  let waiting: ((key: string | undefined) => void) | undefined;
  let ended = false;
  const hear = (data: string | Buffer): void => {
    const text = String(data);
    if (text === ARROW_LEFT) keys.push('b');
    // Other keys that send sequences mean nothing here.
    else if (!text.startsWith('\u001b')) {
      for (const key of text) keys.push(key === CTRL_C || key === CTRL_D ? 'q' : key.toLowerCase());
    }
    if (keys.length > 0) answer(keys.shift());
  };
  const end = (): void => {
    ended = true;
    answer(undefined);
  };
  function answer(key: string | undefined): void {
    if (waiting === undefined) {
      if (key !== undefined) keys.unshift(key);
      return;
    }
    const resolve = waiting;
    waiting = undefined;
    resolve(key);
  }
  terminal.setRawMode(true);
  stdin.on('data', hear).on('end', end).resume();
  return {
    next: () =>
      new Promise((resolve) => {
        if (keys.length > 0 || ended) resolve(keys.shift());
        else waiting = resolve;
      }),
    close() {
      stdin.off('data', hear).off('end', end).pause();
      terminal.setRawMode!(false);
    },
  };
}

function lineReader(stdin: NodeJS.ReadableStream): KeyReader {
  const lines = createInterface({ input: stdin });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    async next() {
      for (;;) {
        const { done, value } = await iterator.next();
        if (done === true) return undefined;
        const key = value.trim()[0];
        if (key !== undefined) return key.toLowerCase();
      }
    },
    close: () => lines.close(),
  };
}
