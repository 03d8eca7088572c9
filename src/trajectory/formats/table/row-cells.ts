import type { Json, JsonObject } from '../../../core/json.ts';
import { findCell, withoutCells, type Cell } from './find-cell.ts';
import type { ColumnMap, MapField, MappedColumn } from './parse-column-map.ts';

/** A row of a table, and the object around the list it stands in, if there is one. */
export interface SourceRow {
  readonly row: JsonObject;
  readonly around?: JsonObject;
  /** 1-based. */
  readonly line: number;
}

/** A mapped cell that is not empty. */
export interface MappedCell {
  readonly column: MappedColumn;
  /** What `extra` calls it: its column, with dots. */
  readonly key: string;
  readonly value: Json;
}

/** The mapped cells of one row. What is taken is told elsewhere; all else is the row's rest. */
export interface RowCells {
  /** The cells of a field; several of `score` and `label` only. Empty text and null are no cells. */
  readonly all: (field: MapField) => readonly MappedCell[];
  readonly get: (field: MapField) => MappedCell | undefined;
  /** Whether the map names a column for the field. */
  readonly isMapped: (field: MapField) => boolean;
  /** The cell is told in full: it is not part of the rest. */
  readonly take: (cell: MappedCell) => void;
  /** Says of a taken cell what has no other place. */
  readonly keep: (cell: MappedCell, value: Json) => void;
  /** The cell holds something that cannot be understood; it stays in the rest, and that is told. */
  readonly refuse: (cell: MappedCell, found: string, expected: string) => void;
  readonly rest: () => JsonObject | undefined;
}

/** @param refuse - is told of cells that cannot be understood */
export function rowCells(
  map: ColumnMap,
  { row, around }: SourceRow,
  refuse: (cell: MappedCell, found: string, expected: string) => void,
): RowCells {
  const byField = new Map<MapField, MappedCell[]>();
  const paths = new Map<MappedCell, Cell['path']>();
  for (const column of map.columns) {
    const own = findCell(row, column);
    const found = own ?? (around === undefined ? undefined : findCell(around, column));
    if (found === undefined || found.value === null) continue;
    const cell = { column, key: found.path.join('.'), value: found.value };
    // Empty text says nothing, as an empty cell does.
    if (own !== undefined) paths.set(cell, own.path);
    if (found.value === '') continue;
    const others = byField.get(column.field);
    if (others === undefined) byField.set(column.field, [cell]);
    else others.push(cell);
  }
  const taken: Cell['path'][] = [...paths].flatMap(([cell, path]) => (cell.value === '' ? [path] : []));
  const refused = new Set<string>();
  const kept: [string, Json][] = [];
  return {
    all: (field) => byField.get(field) ?? [],
    get: (field) => byField.get(field)?.[0],
    isMapped: (field) => map.columns.some((column) => column.field === field),
    take(cell) {
      const path = paths.get(cell);
      if (path !== undefined) taken.push(path);
    },
    keep(cell, value) {
      kept.push([cell.key, value]);
    },
    refuse(cell, found, expected) {
      refused.add(cell.key);
      refuse(cell, found, expected);
    },
    rest() {
      // A column that is mapped twice stays when one of the two fields cannot say it.
      const left = withoutCells(
        row,
        taken.filter((path) => !refused.has(path.join('.'))),
      );
      if (kept.length === 0) return left;
      return { ...left, ...Object.fromEntries(kept.map(([key, value]) => [freeKey(left, key), value])) };
    },
  };
}

function freeKey(record: JsonObject | undefined, key: string): string {
  return record !== undefined && Object.hasOwn(record, key) ? `${key} (rest)` : key;
}
