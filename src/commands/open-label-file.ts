import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { parseLabels, type LabelRow } from '../analysis/agreement/parse-labels.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { cannotWrite } from './cannot-write.ts';

/** The fields of a label as a file has them, in the order of the columns of CSV. */
export type LabelRecord = Readonly<Record<string, string | number>>;

/** A label file that one coder appends to. Nothing of it is held open but its handle. */
export interface LabelFile {
  /** What was in it when it was opened. */
  readonly rows: readonly LabelRow[];
  /** Writes a label, and waits until it is on the disk. */
  append(record: LabelRecord): void;
  /** Takes the last label out again. @returns whether there was one */
  takeBack(): boolean;
  close(): void;
}

const COLUMNS = [
  'trajectory',
  'step',
  'part',
  'start',
  'end',
  'behavior',
  'verdict',
  'coder',
  'unit',
  'hash',
  'codebook',
  'quote',
];

/**
 * Opens a label file to go on with, CSV when its name ends so, else JSONL; it is made with the first label. A last line
 * that was not finished, because the machine stopped, is cut off.
 *
 * @param name - as it was given, for messages
 * @throws EthogramError `bad-labels` when something else is in it, `cannot-write`
 */
export function openLabelFile(path: string, name: string): LabelFile {
  const isCsv = path.toLowerCase().endsWith('.csv');
  const old = existing(path, name);
  const whole = old.slice(0, old.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  const rows = lines.length > (isCsv ? 1 : 0) ? parseLabels(whole, { file: name, coder: '' }) : [];
  const lengths = lines.slice(isCsv ? 1 : 0).map((line) => Buffer.byteLength(line) + 1);
  let size = Buffer.byteLength(whole);
  // In the file, with what is cut off; what somebody else has added since must not be.
  // An unfinished line may end within a character.
  let known = whole === old ? size : statSync(path).size;
  let handle: number | undefined;

  const write = (work: (to: number) => void): void => {
    try {
      if (handle === undefined) {
        handle = openSync(path, 'a');
        refuseChanged(handle);
        ftruncateSync(handle, size);
        if (isCsv && size === 0) size += writeSync(handle, stringify([COLUMNS]));
      } else refuseChanged(handle);
      work(handle);
      fsyncSync(handle);
      known = size;
    } catch (cause) {
      throw cause instanceof EthogramError ? cause : cannotWrite(name, cause);
    }
  };
  const refuseChanged = (to: number): void => {
    if (fstatSync(to).size === known) return;
    throw new EthogramError(
      'cannot-write',
      `${name}: found that somebody else writes into it, expected one at a time`,
      {
        hint: 'start again to go on behind what is there, or give --out FILE',
      },
    );
  };
  return {
    rows,
    append(record) {
      const line = isCsv ? stringify([COLUMNS.map((column) => cell(record[column]))]) : `${JSON.stringify(record)}\n`;
      write((to) => {
        const bytes = Buffer.from(line);
        // A line that stands on one line can be taken back as one.
        writeSync(to, bytes);
        lengths.push(bytes.length);
        size += bytes.length;
      });
    },
    takeBack() {
      const length = lengths.pop();
      if (length === undefined) return false;
      size -= length;
      write((to) => ftruncateSync(to, size));
      return true;
    },
    close() {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}

function existing(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new EthogramError('file-not-found', `${name}: cannot be read, expected a file of labels or none`, { cause });
  }
}

// Line ends would make it two lines; a spreadsheet would run what begins like a formula.
function cell(value: string | number | undefined): string {
  const text = String(value ?? '').replace(/\s+/g, ' ');
  return typeof value === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text;
}
