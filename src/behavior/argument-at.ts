import { isJsonObject, type JsonObject } from '../core/json.ts';

/**
 * A call's argument as text: that of a field (`a.b` for a field within a field), of the first object where there is a list of
 * objects; lists and objects as JSON.
 *
 * @returns undefined when there is none, or it is null
 */
export function argumentAt(values: JsonObject, field: string): string | undefined {
  let value: unknown = values[field];
  if (value === undefined) {
    const dot = field.indexOf('.');
    const within = dot < 0 ? undefined : values[field.slice(0, dot)];
    const object: unknown = Array.isArray(within) ? within[0] : within;
    if (isJsonObject(object)) return argumentAt(object, field.slice(dot + 1));
  }
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
