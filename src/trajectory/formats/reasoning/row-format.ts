import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import type { DraftItem, TraceFormat } from '../../trace-format.ts';

/** What differs between formats whose records are objects that stand for themselves. */
export interface RowFormat {
  readonly name: string;
  readonly description: string;
  /** How sure the format is of a file that holds such a row, 0–1. */
  readonly sureness: number;
  /** What the issue of a record that is no row says was expected. */
  readonly expected: string;
  readonly isRow: (record: JsonObject) => boolean;
  /** The runs and issues of a row; the line is filled in. */
  readonly items: (row: JsonObject, path: string) => Iterable<DraftItem>;
}

/** A format whose records are rows, each read for itself; what is no row is a `bad-record` issue. */
export function rowFormat({ name, description, sureness, expected, isRow, items }: RowFormat): TraceFormat {
  return {
    name,
    description,
    independentRecords: true,
    detect: ({ records }) => (records.some((record) => isJsonObject(record) && isRow(record)) ? sureness : 0),
    open: ({ path }) => ({
      *read({ value, line }): Iterable<DraftItem> {
        if (!isJsonObject(value) || !isRow(value)) {
          const found = isJsonObject(value) ? 'a record of another shape' : 'no object';
          yield { issue: { line, code: 'bad-record', message: `found ${found}, expected ${expected}` } };
          return;
        }
        for (const item of items(value, path)) {
          if ('draft' in item) yield { ...item, draft: { ...item.draft, line } };
          else if ('issue' in item) yield { issue: { line, ...item.issue } };
          else yield item;
        }
      },
      end: () => [],
    }),
  };
}
