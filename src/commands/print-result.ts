import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import { visibleText } from '../chart/visible-text.ts';
import type { CommandOptions, CommandResult } from './command.ts';

/**
 * Prints a result as asked: `--json` one object, `--jsonl` a row a line, `--csv` rows under a heading (nested fields as JSON),
 * else text for people, in which nothing a run holds can steer the terminal. Waits for slow readers.
 */
export async function printResult(
  result: CommandResult,
  options: CommandOptions,
  out: NodeJS.WritableStream,
): Promise<void> {
  const write = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  if (result.raw !== undefined) {
    for await (const piece of result.raw) await write(piece);
  } else if (options['jsonl'] === true || options['csv'] === true) {
    const rows = result.rows ?? [result.json];
    if (options['csv'] === true) return write(await csv(rows));
    for await (const row of rows) await write(`${plainJson(row)}\n`);
  } else if (options['json'] === true) {
    await write(`${plainJson(result.json, 2)}\n`);
  } else if (result.text !== '') {
    const text = visibleText(result.text);
    await write(text.endsWith('\n') ? text : `${text}\n`);
  }
}

// JSON leaves DEL, the second set of control characters and direction overrides as they are; escaped, they mean the same.
function plainJson(value: object, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// The heading names every field that some row has, so all rows are needed before the first is written.
async function csv(rows: Iterable<object> | AsyncIterable<object>): Promise<string> {
  const all = (await Array.fromAsync(rows)) as Record<string, unknown>[];
  const columns = [...new Set(all.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  return stringify([columns, ...all.map((row) => columns.map((column) => cell(row[column])))]);
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return plainJson(value);
  if (typeof value !== 'string') return String(value);
  // A spreadsheet would run what begins like a formula.
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
