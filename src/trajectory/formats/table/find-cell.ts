import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { MappedColumn } from './parse-column-map.ts';

/** Where a cell stands in a row, and what it holds. */
export interface Cell {
  readonly path: readonly string[];
  readonly value: Json;
}

/** The cell of a column: the field that is called so, else what the dots lead to. Undefined when the row has none. */
export function findCell(row: JsonObject, { column, optional }: MappedColumn): Cell | undefined {
  return cellAt(row, column) ?? (optional ? cellAt(row, column.slice(0, -1)) : undefined);
}

function cellAt(row: JsonObject, name: string): Cell | undefined {
  if (Object.hasOwn(row, name)) return { path: [name], value: row[name] ?? null };
  if (!name.includes('.')) return undefined;
  const path = name.split('.');
  let value: Json = row;
  for (const key of path) {
    if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key] ?? null;
    else if (Array.isArray(value) && /^\d{1,9}$/.test(key)) {
      const element: Json | undefined = (value as readonly Json[])[Number(key)];
      if (element === undefined) return undefined;
      value = element;
    } else return undefined;
  }
  return { path, value };
}

/**
 * What a value says beside the cells at these paths; null says nothing. Places in lists keep their number: a cell taken out
 * of a list leaves null. Undefined when nothing is left.
 */
export function withoutCells(value: JsonObject, paths: readonly (readonly string[])[]): JsonObject | undefined {
  const inner = pathsByKey(paths);
  const rest: [string, Json][] = [];
  for (const name of Object.keys(value)) {
    const field = value[name] ?? null;
    if (field === null) continue;
    const taken = inner.get(name);
    const left = taken === undefined ? field : withoutAny(field, taken);
    if (left !== undefined) rest.push([name, left]);
  }
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

function withoutAny(value: Json, paths: readonly (readonly string[])[]): Json | undefined {
  if (paths.some((path) => path.length === 0)) return undefined;
  if (isJsonObject(value)) return withoutCells(value, paths);
  if (!Array.isArray(value)) return value;
  const inner = pathsByKey(paths);
  const left = (value as readonly Json[]).map((element, index) => {
    const taken = inner.get(String(index));
    return taken === undefined ? element : (withoutAny(element, taken) ?? null);
  });
  return left.every((element) => element === null) ? undefined : left;
}

function pathsByKey(paths: readonly (readonly string[])[]): Map<string, (readonly string[])[]> {
  const inner = new Map<string, (readonly string[])[]>();
  for (const [key, ...path] of paths) {
    if (key === undefined) continue;
    const others = inner.get(key);
    if (others === undefined) inner.set(key, [path]);
    else others.push(path);
  }
  return inner;
}
