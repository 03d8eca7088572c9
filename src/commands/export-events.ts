import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bidsFiles } from '../analysis/exchange/bids-files.ts';
import { borisProject } from '../analysis/exchange/boris-project.ts';
import { borisRows } from '../analysis/exchange/boris-rows.ts';
import { csvLine } from '../analysis/exchange/csv-line.ts';
import {
  exchangeBehaviors,
  exchangeRuns,
  type ExchangeOptions,
  type ExchangeRun,
} from '../analysis/exchange/exchange-run.ts';
import {
  CODING_COLUMNS,
  codingRows,
  EVENT_COLUMNS,
  eventRow,
  RUN_COLUMNS,
  runRow,
  type FlatRow,
} from '../analysis/exchange/flat-row.ts';
import { ndxEthogram } from '../analysis/exchange/ndx-ethogram.ts';
import { parquetTable } from '../analysis/exchange/parquet-table.ts';
import { TIERS, type Tier } from '../behavior/event.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { cannotWrite } from './cannot-write.ts';
import { codebookAsked } from './codebook-asked.ts';
import { codebooksOf } from './codebooks-of.ts';
import { textOption, type CommandContext, type CommandResult } from './command.ts';
import { requireOtherFile } from './require-other-file.ts';
import { trajectoryFilter } from './show.ts';
import { storeLocation, withStore } from './with-store.ts';
import { writeWhole } from './write-whole.ts';

/** What `ethogram export` can make of coded events. */
export type EventTarget = 'boris' | 'bids' | 'ndx' | 'events' | 'parquet';

/** `ethogram export boris|bids|ndx|events|parquet`: coded events for the programs of others. */
export async function exportEvents(context: CommandContext, target: EventTarget): Promise<CommandResult> {
  const asked = askedOf(context);
  const layout = textOption(context.options, 'as') ?? 'project';
  if (layout !== 'project' && layout !== 'tabular' && layout !== 'aggregated') {
    throw new EthogramError('bad-argument', `--as: found "${layout}", expected project, tabular or aggregated`);
  }
  await withStore(context, async (store) => codebookAsked(store, context));
  if (target === 'bids' || target === 'parquet') return intoFolder(context, target, asked);
  const text = withOpen(context, (store) => {
    if (target === 'events') return eventLines(store, asked);
    const runs = (): AsyncIterable<ExchangeRun> => exchangeRuns(store, asked);
    if (target === 'boris' && layout !== 'project') return borisRows(runs(), layout);
    return target === 'boris'
      ? withBehaviors(context, runs, (behaviors) => borisProject(runs(), behaviors))
      : withBehaviors(context, runs, (behaviors) => ndxEthogram(runs(), behaviors));
  });
  const out = textOption(context.options, 'out');
  if (out === undefined) return { json: {}, text: '', raw: text };
  const file = resolve(context.cwd, out);
  requireOtherFile(out, file, storeLocation(context));
  await writeWhole(file, text, { shown: out });
  return { json: { file: out }, text: `wrote ${out}` };
} // prettier-ignore

type Asked = ExchangeOptions & { readonly filter: ReturnType<typeof trajectoryFilter> };

function askedOf({ options, now }: CommandContext): Asked {
  const of = textOption(options, 'of') ?? 'codes';
  if (of !== 'codes' && of !== 'labels') {
    throw new EthogramError('bad-argument', `--of: found "${of}", expected codes or labels`);
  }
  const tier = textOption(options, 'tier');
  if (tier !== undefined && !(TIERS as readonly string[]).includes(tier)) {
    throw new EthogramError('bad-argument', `--tier: found "${tier}", expected one of ${TIERS.join(', ')}`);
  }
  const codebook = textOption(options, 'codebook');
  return {
    of,
    filter: trajectoryFilter(options, now()),
    ...(codebook !== undefined && { codebook }),
    ...(tier !== undefined && { tier: tier as Tier }),
  };
}

async function* withOpen(
  context: CommandContext,
  write: (store: Store) => AsyncIterable<string>,
): AsyncGenerator<string> {
  const store = await openStore(storeLocation(context));
  try {
    yield* write(store);
  } finally {
    await store.close();
  }
}

async function* withBehaviors<Piece>(
  context: CommandContext,
  runs: () => AsyncIterable<ExchangeRun>,
  write: (behaviors: Awaited<ReturnType<typeof exchangeBehaviors>>) => AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  const codes = codebooksOf(context).flatMap(({ name, codes: own }) =>
    own.map(({ slug, definition, kind }) => [`${name}/${slug}`, { definition, kind }] as const),
  );
  yield* write(await exchangeBehaviors(runs(), new Map(codes)));
}

async function* eventLines(store: Store, { filter, codebook, tier }: Asked): AsyncGenerator<string> {
  yield csvLine(Object.keys(EVENT_COLUMNS));
  for await (const row of eventRows(store, filter, { ...(codebook !== undefined && { codebook }), ...(tier !== undefined && { tier }) })) yield csvLine(row); // prettier-ignore
}

async function* eventRows(store: Store, filter: Asked['filter'], only: { readonly codebook?: string; readonly tier?: Tier }): AsyncGenerator<FlatRow> {
  const runs = await runsAsked(store, filter);
  for await (const event of store.events(only)) if (runs.has(event.trajectoryId)) yield eventRow(event);
} // prettier-ignore

async function* codingLines(store: Store, filter: Asked['filter']): AsyncGenerator<FlatRow> {
  const runs = await runsAsked(store, filter);
  for await (const coding of store.codings()) if (runs.has(coding.trajectoryId)) yield* codingRows(coding);
}

async function* runLines(store: Store, filter: Asked['filter']): AsyncGenerator<FlatRow> {
  for await (const run of store.list(filter)) yield runRow(run);
}

async function runsAsked(store: Store, filter: Asked['filter']): Promise<ReadonlySet<string>> {
  const runs = new Set<string>();
  for await (const { id } of store.list(filter)) runs.add(id);
  return runs;
}

async function intoFolder(context: CommandContext, target: 'bids' | 'parquet', asked: Asked): Promise<CommandResult> {
  const out = textOption(context.options, 'out');
  if (out === undefined || out === '') {
    throw new EthogramError('bad-argument', `export ${target}: found no folder, expected --out DIR`, {
      hint: `ethogram export ${target} --out ${target}`,
    });
  }
  const folder = resolve(context.cwd, out);
  let files = 0;
  const put = async (path: string, pieces: string | AsyncIterable<Uint8Array>): Promise<void> => {
    const place = join(folder, path);
    await mkdir(dirname(place), { recursive: true }).catch((cause: unknown) => {
      throw cannotWrite(join(out, path), cause);
    });
    requireOtherFile(join(out, path), place, storeLocation(context));
    await writeWhole(place, pieces, { shown: join(out, path) });
    files++;
    context.progress(plural(files, 'file'));
  };
  await withStore(context, async (store) => {
    if (target === 'bids') {
      const runs = (): AsyncIterable<ExchangeRun> => exchangeRuns(store, asked);
      const written = withBehaviors(context, runs, (behaviors) => bidsFiles(runs(), behaviors));
      for await (const { path, text } of written) await put(path, text);
    } else {
      const { filter } = asked;
      await put('runs.parquet', parquetTable(RUN_COLUMNS, runLines(store, filter)));
      await put('events.parquet', parquetTable(EVENT_COLUMNS, eventRows(store, filter, {})));
      await put('codings.parquet', parquetTable(CODING_COLUMNS, codingLines(store, filter)));
    }
  });
  return { json: { folder: out, files }, text: `wrote ${plural(files, 'file')} into ${out}` };
}
