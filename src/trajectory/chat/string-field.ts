import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';

/** The field if it is a string, else undefined. Own fields only. */
export function stringField(record: JsonObject, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
}

/** The field if it is a finite number, else undefined. */
export function numberField(record: JsonObject, name: string): number | undefined {
  const value = record[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The field as an id: a string that is not empty, or a number as text. */
export function idField(record: JsonObject, name: string): string | undefined {
  const value = record[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The field if it is an object, else undefined. */
export function objectField(record: JsonObject, name: string): JsonObject | undefined {
  const value = record[name];
  return isJsonObject(value) ? value : undefined;
}

/** The field if it is a list, else undefined. */
export function listField(record: JsonObject, name: string): readonly Json[] | undefined {
  const value = record[name];
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}

/** The fields not in `known`, without those that are null: what goes to `extra`. Undefined when there are none. */
export function otherFields(record: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  let rest: [string, Json][] | undefined;
  for (const name in record) {
    const value = record[name]!;
    if (value === null || known.has(name)) continue;
    (rest ??= []).push([name, value]);
  }
  return rest === undefined ? undefined : Object.fromEntries(rest);
}
