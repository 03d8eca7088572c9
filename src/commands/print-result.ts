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
    const lines = options['csv'] === true ? csv(rows) : jsonLines(rows);
    for await (const line of lines) await write(line);
  } else if (options['json'] === true) {
    for await (const piece of json(result)) await write(piece);
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

type Rows = NonNullable<CommandResult['rows']>;

async function* jsonLines(rows: Rows): AsyncGenerator<string> {
  for await (const row of rows) yield `${plainJson(row)}\n`;
}

async function* json({ json: whole, rows = [], listed }: CommandResult): AsyncGenerator<string> {
  const text = plainJson(whole, 2);
  if (listed === undefined) return yield `${text}\n`;
  yield `${text === '{}' ? '{\n' : `${text.slice(0, -2)},\n`}  ${JSON.stringify(listed)}: [`;
  let isFirst = true;
  for await (const row of rows) {
    yield `${isFirst ? '' : ','}\n    ${plainJson(row, 2).replaceAll('\n', '\n    ')}`;
    isFirst = false;
  }
  return yield isFirst ? ']\n}\n' : '\n  ]\n}\n';
}

// The heading names every field that some row has: what can be read twice is, and what cannot is held.
async function* csv(given: Rows): AsyncGenerator<string> {
  const isOnce = Symbol.asyncIterator in given && given[Symbol.asyncIterator]() === (given as unknown);
  const rows = isOnce ? await Array.fromAsync(given) : given;
  const columns = new Set<string>();
  for await (const row of rows) for (const column of Object.keys(row)) columns.add(column);
  if (columns.size === 0) return;
  const names = [...columns];
  yield stringify([names]);
  for await (const row of rows) yield stringify([names.map((name) => cell((row as Record<string, unknown>)[name]))]);
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return plainJson(value);
  if (typeof value !== 'string') return String(value);
  // A spreadsheet would run what begins like a formula.
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
