import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Side } from '../teach/split-tasks.ts';
import { cannotWrite } from './cannot-write.ts';

/** A file of examples as it was written. */
export interface ExampleFile {
  readonly file: string;
  readonly lines: number;
  /** Of its bytes, in hex. */
  readonly sha256: string;
}

/** The two files of a set, written line by line. */
export interface ExampleFiles {
  /** Where the line stands now; `line` is 1-based. */
  write(side: Side, text: string): Promise<{ readonly file: string; readonly line: number }>;
  close(): Promise<ExampleFile[]>;
}

/**
 * Opens `train.jsonl` and `test.jsonl` in a folder, which is made; what was there is written over.
 *
 * @param shown - the folder as it is named in messages
 * @throws EthogramError `cannot-write`, now or later
 */
export function openExampleFiles(folder: string, shown: string): ExampleFiles {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw cannotWrite(shown, cause);
  }
  const open = (['train', 'test'] as const).map((side) => {
    const file = `${side}.jsonl`;
    const stream = createWriteStream(join(folder, file));
    const ended = finished(stream);
    // It is heard when the files are closed.
    ended.catch(() => {});
    return { side, file, stream, ended, lines: 0, hash: createHash('sha256') };
  });
  return {
    async write(side, text) {
      const to = open.find((one) => one.side === side)!;
      const line = `${text}\n`;
      to.hash.update(line);
      to.lines++;
      if (!to.stream.write(line)) await Promise.race([once(to.stream, 'drain'), to.ended]).catch(() => {});
      return { file: to.file, line: to.lines };
    },
    async close() {
      for (const { stream, ended, file } of open) {
        stream.end();
        await ended.catch((cause: unknown) => {
          throw cannotWrite(join(shown, file), cause);
        });
      }
      return open.map(({ file, lines, hash }) => ({ file, lines, sha256: hash.digest('hex') }));
    },
  };
}
