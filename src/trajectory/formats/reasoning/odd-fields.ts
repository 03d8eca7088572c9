import type { Json, JsonObject } from '../../../core/json.ts';

/** Those of the fields that hold something other than the text they should: what a reader of texts would drop. */
export function oddFields(record: JsonObject, names: readonly string[]): JsonObject {
  const odd: [string, Json][] = [];
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (value !== undefined && value !== null && typeof value !== 'string') odd.push([name, value]);
  }
  return Object.fromEntries(odd);
}
