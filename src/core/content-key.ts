import { hash } from 'node:crypto';
import { isJsonObject, type Json } from './json.ts';

/** SHA-256 of a text's UTF-8 bytes as hex, cut to `length` digits (default all 64). */
export function sha256(text: string, length = 64): string {
  return hash('sha256', text, 'hex').slice(0, length);
}

/** JSON with object keys in code-point order and no white space, so that equal values have equal texts. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isJsonObject(value)) {
    const fields = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The first `length` hex digits of the SHA-256 of a value's {@link canonicalJson}. Fields that are undefined must be left out first. */
export function contentKey(value: Json, length = 12): string {
  return sha256(canonicalJson(value), length);
}
