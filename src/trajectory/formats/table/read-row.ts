import { sha256 } from '../../../core/content-key.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { BareStep } from '../../chat/number-steps.ts';
import { wordOf } from './flag-of.ts';
import { findCell } from './find-cell.ts';
import type { ColumnMap } from './parse-column-map.ts';
import { rowCells, type MappedCell, type SourceRow } from './row-cells.ts';
import { rowFacts, type RowFact } from './row-facts.ts';
import { rowSteps } from './row-steps.ts';

/** A row in the words of runs and steps. */
export interface MappedRow {
  readonly line: number;
  /** What `id` or `run` says. */
  readonly runId: string | undefined;
  readonly order: { readonly key: string; readonly value: Json } | undefined;
  readonly steps: readonly BareStep[];
  readonly facts: readonly RowFact[];
  readonly labels: readonly { readonly name: string; readonly value: Json }[];
  /** What nothing above says. */
  readonly rest: JsonObject | undefined;
  readonly around: JsonObject | undefined;
  /** Hash of all that the row holds; of a step of a run that has an id, nothing. */
  readonly key: string;
}

/** The id of the run that a row belongs to, if it says one. */
export function runIdOf(map: ColumnMap, { row, around }: SourceRow): string | undefined {
  const column = map.columns.find(({ field }) => field === (map.rows === 'run' ? 'id' : 'run'));
  if (column === undefined) return undefined;
  const cell = findCell(row, column) ?? (around === undefined ? undefined : findCell(around, column));
  return cell === undefined ? undefined : wordOf(cell.value);
}

/** Reads one row as the map says. Cells that cannot be understood stay in its rest, and `refuse` is told of them. */
export function readRow(
  map: ColumnMap,
  source: SourceRow,
  refuse: (cell: MappedCell, found: string, expected: string) => void,
): MappedRow {
  const cells = rowCells(map, source, refuse);
  const idCell = cells.get(map.rows === 'run' ? 'id' : 'run');
  const runId = idCell === undefined ? undefined : wordOf(idCell.value);
  if (idCell !== undefined) {
    if (runId === undefined) cells.refuse(idCell, 'no id', 'text or a number');
    else cells.take(idCell);
  }
  const orderCell = cells.get('order');
  if (orderCell !== undefined) cells.take(orderCell);
  const steps = rowSteps(map, cells);
  const facts = rowFacts(cells);
  const labels = cells.all('label').map((cell) => {
    cells.take(cell);
    return { name: `label:map/${cell.column.name ?? cell.key}`, value: cell.value };
  });
  return {
    line: source.line,
    runId,
    order: orderCell === undefined ? undefined : { key: orderCell.key, value: orderCell.value },
    steps,
    facts,
    labels,
    rest: cells.rest(),
    around: source.around,
    key: map.rows === 'run' || runId === undefined ? sha256(JSON.stringify(source.row), 20) : '',
  };
}
