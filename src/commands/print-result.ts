import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import type { CommandOptions, CommandResult } from './command.ts';

/**
 * Prints a result as asked: `--json` one object, `--jsonl` a row a line, `--csv` rows under a heading (nested fields as JSON),
 * else text for people. Waits for slow readers.
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
    let columns: string[] | undefined;
    for await (const row of rows) {
      if (options['jsonl'] === true) {
        await write(`${JSON.stringify(row)}\n`);
        continue;
      }
      if (columns === undefined) {
        columns = Object.keys(row);
        await write(stringify([columns]));
      }
      await write(stringify([columns.map((column) => cell((row as Record<string, unknown>)[column]))]));
    }
  } else if (options['json'] === true) {
    await write(`${JSON.stringify(result.json, null, 2)}\n`);
  } else if (result.text !== '') {
    await write(result.text.endsWith('\n') ? result.text : `${result.text}\n`);
  }
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
