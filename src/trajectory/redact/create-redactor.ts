import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { findSecrets, type Secret, type SecretKind } from './find-secrets.ts';

/** Replaces secrets by placeholders; one per trajectory, so that the same secret has the same placeholder throughout. */
export interface Redactor {
  text(value: string): string;
  /** Strings anywhere inside, object keys included. The very same value when nothing had to be replaced. */
  json<T extends Json>(value: T): T;
  /** How many secrets were replaced, per kind; never what they were. */
  counts(): Readonly<Partial<Record<SecretKind, number>>>;
}

/**
 * A {@link Redactor}. Placeholders are `[email-1]`, `[key-1]`, `[password-1]`, `[user-1]`, numbered per kind by first
 * appearance; they are valid inside JSON strings, and redacting again changes nothing.
 */
export function createRedactor(): Redactor {
  const placeholders = new Map<string, string>();
  const distinct: Partial<Record<SecretKind, number>> = {};
  const counts: Partial<Record<SecretKind, number>> = {};

  // A placeholder can set free what stood beside the secret (`…/home/` after a key is no word's end any more), so the
  // result is looked at again until nothing is found.
  function text(value: string): string {
    let redacted = value;
    for (let secrets = findSecrets(value); secrets !== undefined; secrets = findSecrets(redacted)) {
      redacted = replaced(redacted, secrets);
    }
    return redacted;
  }

  function replaced(value: string, secrets: readonly Secret[]): string {
    let redacted = '';
    let from = 0;
    for (const { kind, start, end } of secrets) {
      const key = `${kind}:${value.slice(start, end)}`;
      let placeholder = placeholders.get(key);
      if (placeholder === undefined) {
        distinct[kind] = (distinct[kind] ?? 0) + 1;
        placeholder = `[${kind}-${distinct[kind]}]`;
        placeholders.set(key, placeholder);
      }
      counts[kind] = (counts[kind] ?? 0) + 1;
      redacted += value.slice(from, start) + placeholder;
      from = end;
    }
    return redacted + value.slice(from);
  }

  function json(value: Json): Json {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return list(value as readonly Json[]);
    return isJsonObject(value) ? object(value) : value;
  }

  // Nearly always nothing is found: only then is anything copied, and only from there on.
  function list(values: readonly Json[]): Json {
    let redacted: Json[] | undefined;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const item = json(value);
      if (item !== value) redacted ??= values.slice(0, i);
      redacted?.push(item);
    }
    return redacted ?? values;
  }

  function object(value: JsonObject): JsonObject {
    let entries: [string, Json][] | undefined;
    let count = 0;
    for (const key in value) {
      const item = value[key]!;
      const redactedKey = text(key);
      const redacted = json(item);
      if (redactedKey !== key || redacted !== item) entries ??= Object.entries(value).slice(0, count);
      entries?.push([redactedKey, redacted]);
      count++;
    }
    return entries === undefined ? value : Object.fromEntries(entries);
  }

  return { text, json: json as Redactor['json'], counts: () => ({ ...counts }) };
}
