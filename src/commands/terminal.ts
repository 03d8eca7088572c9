import { visibleText } from '../chart/visible-text.ts';

/** Talk and progress on one stream (stderr), so that a progress line never cuts into a line of talk. */
export interface Terminal {
  talk(line: string): void;
  progress(line: string): void;
}

/** A stream that may be a terminal, with its width in characters. */
export type TerminalStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * A {@link Terminal} on `stream`. Progress is drawn on terminals only, in place; `quiet` silences both.
 */
export function terminal(stream: TerminalStream, { quiet = false }: { quiet?: boolean } = {}): Terminal {
  let drawn = false;
  const clear = (): void => {
    if (drawn) stream.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    talk(line) {
      if (quiet) return;
      clear();
      stream.write(`${visibleText(line)}\n`);
    },
    progress(line) {
      if (quiet || stream.isTTY !== true) return;
      clear();
      if (line === '') return;
      stream.write(visibleText(line).slice(0, Math.max(20, (stream.columns ?? 0) - 1)));
      drawn = true;
    },
  };
}
