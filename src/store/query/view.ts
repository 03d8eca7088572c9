import type { ColumnType } from '../../analysis/exchange/flat-row.ts';
import type { Exemplar, MinedBehavior } from '../../behavior/behavior.ts';
import type { Coding, Event } from '../../behavior/event.ts';
import type { ModelCallRecord } from '../../core/model-call-store.ts';
import type { Receipt } from '../../handbook/receipt.ts';
import type { Label, Trajectory } from '../../trajectory/trajectory.ts';
import type { StoredCall } from '../store.ts';
import type { RunHead } from '../stored-head.ts';

/** What rows of views are made of, as a store yields it; several views may be made of one. */
export interface ViewSources {
  readonly heads: RunHead;
  readonly runs: Trajectory;
  readonly calls: StoredCall;
  readonly events: Event;
  readonly codings: Coding;
  readonly labels: Label;
  readonly behaviors: MinedBehavior;
  readonly evidence: { readonly behavior: string; readonly exemplar: Exemplar };
  readonly receipts: Receipt;
  readonly modelCalls: ModelCallRecord;
}

/** What a cell of a view holds; nothing is `NULL`. */
export type ViewValue = string | number | boolean | null | undefined;

/** A column as it is documented. `any` is text or a number, whichever it was. */
export interface ViewColumn {
  readonly type: ColumnType | 'any';
  /** What it holds, with its unit. */
  readonly is: string;
}

/** A table that queries read, made of a store when a query asks for it. The same on both engines. */
export interface View<Source extends keyof ViewSources = keyof ViewSources> {
  readonly name: string;
  /** What a row is. */
  readonly is: string;
  readonly source: Source;
  /** By name, in order. */
  readonly columns: Readonly<Record<string, ViewColumn>>;
  /** Of these columns, in their order. Others are not worked out. */
  rows(item: ViewSources[Source], columns: readonly string[]): ViewValue[][];
}

/** A column with how it is read off what a row is made of. */
export type ColumnReading<Row> = readonly [type: ViewColumn['type'], is: string, of: (row: Row) => ViewValue];

/**
 * A view: `each` makes of an item what its rows are made of, and each column reads a value off that.
 */
export function view<Source extends keyof ViewSources, Row>(
  { name, is, source }: Pick<View<Source>, 'name' | 'is' | 'source'>,
  each: (item: ViewSources[Source]) => Iterable<Row>,
  columns: Readonly<Record<string, ColumnReading<Row>>>,
): View<Source> {
  return {
    name,
    is,
    source,
    columns: Object.fromEntries(Object.entries(columns).map(([column, [type, what]]) => [column, { type, is: what }])),
    rows(item, asked) {
      const readings = asked.map((column) => columns[column]![2]);
      return Array.from(each(item), (row) => readings.map((of) => of(row)));
    },
  };
}
