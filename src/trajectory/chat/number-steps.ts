import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { otherFields } from './string-field.ts';
import type { Step } from '../trajectory.ts';

/** A step that has no place in a run yet; `parent` counts within the list it stands in. */
export type BareStep = Omit<Step, 'index'>;

/** The steps with their positions. */
export function numberSteps(steps: readonly BareStep[]): Step[] {
  return steps.map((step, index) => ({ index, ...step }));
}

/** A value as text: strings as they are, nothing as `''`, anything else as JSON. */
export function jsonText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Like `otherFields`, also without lists and objects that are empty: what a record says beside what was read of it. */
export function restOf(record: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  const rest = Object.entries(otherFields(record, known) ?? {}).filter(([, value]) => !isEmpty(value));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

function isEmpty(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** An ISO 8601 time of seconds since 1970, a date, or a text of either; undefined when it is none of them. */
export function isoTime(value: Json | undefined): string | undefined {
  const date =
    typeof value === 'number'
      ? new Date(value > 1e11 ? value : value * 1000)
      : typeof value === 'string' && value !== ''
        ? new Date(value)
        : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
