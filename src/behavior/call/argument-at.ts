import { isJsonObject, type JsonObject } from '../../core/json.ts';

/**
 * A call's argument as text: that of a field (`a.b` for a field within a field), of the first object where there is a list of
 * objects; lists and objects as JSON.
 *
 * @returns undefined when there is none, it is null, or it is nested too deep to be written
 */
export function argumentAt(values: JsonObject, field: string): string | undefined {
  let value: unknown = own(values, field);
  if (value === undefined) {
    const dot = field.indexOf('.');
    const within = dot < 0 ? undefined : own(values, field.slice(0, dot));
    const object: unknown = Array.isArray(within) ? within[0] : within;
    if (isJsonObject(object)) return argumentAt(object, field.slice(dot + 1));
  }
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack.
    return undefined;
  }
}

function own(values: JsonObject, field: string): unknown {
  return Object.hasOwn(values, field) ? values[field] : undefined;
}
