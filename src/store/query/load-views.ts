import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { TrajectoryFilter } from '../../trajectory/trajectory-store.ts';
import type { Store } from '../store.ts';
import type { View, ViewSources, ViewValue } from './view.ts';
import { VIEWS } from './views.ts';

/** Rows between two tellings of progress. */
const TOLD_EVERY = 10_000;

/** How views are filled. */
export interface LoadOptions {
  /** Only what is of these runs; the handbook and what models were asked is not of any. */
  readonly filter?: TrajectoryFilter;
  readonly onProgress?: (view: string, rows: number) => void;
}

/**
 * Fills views of a `viewDatabase` from a store, only the columns that are read, a piece at a time: memory stays flat, whatever the
 * store holds. What several views are made of is read once.
 *
 * @returns how many rows each has
 */
export async function loadViews(
  database: DatabaseSync,
  reads: ReadonlyMap<string, readonly string[]>,
  store: Store,
  { filter = {}, onProgress }: LoadOptions = {},
): Promise<Map<string, number>> {
  const runs = await runsOf(store, filter);
  const wanted = VIEWS.filter(({ name }) => reads.has(name));
  const counts = new Map(wanted.map(({ name }) => [name, 0]));
  for (const source of new Set(wanted.map((view) => view.source))) {
    const fills = wanted
      .filter((view) => view.source === source)
      .map((view) => filler(database, view as View, reads.get(view.name)!));
    database.exec('begin');
    for await (const item of itemsOf(store, source, filter, runs)) {
      for (const { name, fill } of fills) {
        const before = counts.get(name)!;
        const now = before + fill(item);
        counts.set(name, now);
        if (Math.floor(now / TOLD_EVERY) > Math.floor(before / TOLD_EVERY)) onProgress?.(name, now);
      }
    }
    database.exec('commit');
  }
  // Joins are by run. Rows come in the order of runs, so this takes little time.
  for (const [name, columns] of reads) {
    if (columns.includes('run')) database.exec(`create index ${name}_run on ${name} (run)`);
  }
  return counts;
}

/** The runs that are asked for; undefined: all. */
async function runsOf(store: Store, filter: TrajectoryFilter): Promise<ReadonlySet<string> | undefined> {
  if (Object.values(filter).every((value) => value === undefined)) return undefined;
  const runs = new Set<string>();
  for await (const { id } of store.list(filter)) runs.add(id);
  return runs;
}

function filler(
  database: DatabaseSync,
  { name, rows }: View,
  columns: readonly string[],
): { readonly name: string; readonly fill: (item: ViewSources[keyof ViewSources]) => number } {
  const places = columns.map(() => '?').join(', ');
  const values = columns.length === 0 ? 'default values' : `(${columns.join(', ')}) values (${places})`;
  const insert = database.prepare(`insert into ${name} ${values}`);
  return {
    name,
    fill(item) {
      const made = rows(item, columns);
      for (const row of made) insert.run(...row.map(cell));
      return made.length;
    },
  };
}

function cell(value: ViewValue): SQLInputValue {
  if (value === undefined || value === null) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}

async function* itemsOf(
  store: Store,
  source: keyof ViewSources,
  filter: TrajectoryFilter,
  runs: ReadonlySet<string> | undefined,
): AsyncGenerator<ViewSources[keyof ViewSources]> {
  const isAsked = (run: string | undefined): boolean => runs === undefined || (run !== undefined && runs.has(run));
  switch (source) {
    case 'heads':
      return yield* store.heads(filter);
    case 'runs':
      return yield* store.read(filter);
    case 'calls':
    case 'events':
    case 'codings':
    case 'labels':
      for await (const item of store[source]()) if (isAsked(item.trajectoryId)) yield item;
      return undefined;
    case 'receipts':
      for await (const item of store.receipts()) if (isAsked(item.trajectory)) yield item;
      return undefined;
    case 'modelCalls':
      return yield* store.modelCalls();
    case 'behaviors':
      return yield* await store.behaviors();
    case 'evidence':
      for (const { id } of await store.behaviors()) {
        for (const exemplar of await store.provenance(id)) {
          if (isAsked(exemplar.trajectoryId)) yield { behavior: id, exemplar };
        }
      }
      return undefined;
  }
}
