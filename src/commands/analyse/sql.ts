import { shorten } from '../../chart/visible-text.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatCount, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import type { QueryValue } from '../../store/query/query-order.ts';
import { runQuery, type QueryAnswer } from '../../store/query/run-query.ts';
import { VIEWS } from '../../store/query/views.ts';
import { textOption, type CommandContext, type CommandResult } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { trajectoryFilter } from '../show.ts';
import { storeLocation } from '../with-store.ts';
import type { Analysis } from './analysis.ts';
import type { AskedQuery } from './asked-query.ts';
import { queryOf, type GivenQuery } from './query-of.ts';

const LIMIT = 1000;
const TIMEOUT_SECONDS = 30;
/** Characters of a cell on a terminal. */
const WIDEST_CELL = 60;
/** Characters of a line. */
const WIDEST_TABLE = 200;

/** `ethogram analyse --sql QUERY`, `--ask QUESTION`, and the list of views. */
export const sql: Analysis = async (store, context) => {
  const { options } = context;
  const given = textOption(options, 'sql');
  const question = textOption(options, 'ask');
  if (given !== undefined && question !== undefined) {
    throw new EthogramError('bad-argument', 'analyse: found --sql and --ask, expected one of them');
  }
  if (given === undefined && question === undefined) return listViews();
  const timeoutMs = 1000 * (numberOption(options, 'timeout', { low: 0.1, high: 86_400 }) ?? TIMEOUT_SECONDS);
  const limit = numberOption(options, 'limit', { low: 1, whole: true }) ?? LIMIT;
  if (given !== undefined) return answered(context, await queryOf(given, context), { timeoutMs, limit });
  // Codebooks and prompts take their time to load.
  const { askedQuery } = await import('./asked-query.ts');
  const asked = await askedQuery(store, context, { question: question!, timeoutMs });
  return 'dryRun' in asked ? asked.dryRun : answered(context, asked, { timeoutMs, limit });
};

async function answered(
  context: CommandContext,
  asked: GivenQuery & Partial<AskedQuery>,
  limits: { readonly timeoutMs: number; readonly limit: number },
): Promise<CommandResult> {
  const { place, query, ...how } = asked;
  const answer = await runQuery(storeLocation(context), query, {
    ...limits,
    place,
    // `--limit` is of rows here.
    filter: trajectoryFilter({ ...context.options, limit: undefined }, context.now()),
    onProgress: (view, rows) => context.progress(`reading ${view}: ${formatCount(rows)}`),
  });
  context.progress('');
  const { columns, read, more } = answer;
  const rows = answer.rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  return { json: { query, ...how, columns, rows, more, read }, rows, text: answerText(answer, limits.limit) };
}

function answerText({ columns, rows, more, read }: QueryAnswer, limit: number): string {
  const table = tableOrBlocks(columns, rows);
  const count = more
    ? `The first ${plural(rows.length, 'row')} of more (${rows.length === limit ? '--limit' : 'texts this long are cut off'})`
    : plural(rows.length, 'row');
  const views = Object.entries(read).map(([name, n]) => `${name} (${formatCount(n)})`);
  const from = views.length === 0 ? '' : `, made of ${views.join(', ')}`;
  return `${rows.length === 0 ? '' : `${table}\n\n`}${count}${from}.`;
}

/** A table, or, where that would be wider than a page, each row as lines of column and value. */
function tableOrBlocks(columns: QueryAnswer['columns'], rows: QueryAnswer['rows']): string {
  const names = columns.map((name) => shorten(name, WIDEST_CELL));
  const cells = rows.map((row) => row.map(cellText));
  const isNumber = columns.map((_, i) => rows.every((row) => typeof row[i] !== 'string'));
  const table = textTable(
    names.map((heading, i) => ({ heading, align: isNumber[i] === true ? 'right' : 'left' })),
    cells,
  );
  if (table.indexOf('\n') <= WIDEST_TABLE) return table;
  const width = Math.max(...names.map((name) => name.length));
  return cells
    .map((row) => row.map((cell, i) => `${names[i]!.padEnd(width)}  ${cell}`.trimEnd()).join('\n'))
    .join('\n\n');
}

function cellText(value: QueryValue): string {
  if (value === null) return '–';
  if (typeof value === 'string') return shorten(value, WIDEST_CELL);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function listViews(): CommandResult {
  const rows = VIEWS.flatMap(({ name, columns }) =>
    Object.entries(columns).map(([column, { type, is }]) => ({ view: name, column, type, is })),
  );
  const text = VIEWS.map(({ name, is, columns }) => {
    const list = Object.entries(columns).map(([column, { type, is: what }]) => [`  ${column}`, type, what]);
    return `${name}: ${is}\n${textTable([{ heading: '  column' }, { heading: 'type' }, { heading: 'what it holds' }], list)}`;
  }).join('\n\n');
  const views = VIEWS.map(({ name, is, columns }) => ({ name, is, columns }));
  return { json: { views }, rows, text: `${text}\n\nA query over them: ethogram analyse --sql "SELECT model, count(*) FROM runs GROUP BY model"` };
} // prettier-ignore
