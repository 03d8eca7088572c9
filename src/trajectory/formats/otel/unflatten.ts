import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';

type Tree = Map<string, Tree | Json>;

// A list index larger than what is there could make a list of a billion holes: such keys stay fields of an object.
const DEEPEST = 40;

/**
 * Attributes whose names are paths (`a.0.b`) as nested values: objects whose keys are all indexes become lists, in the
 * order of the indexes. Values that are nested already are merged into the same tree, so flattened and nested exports
 * come out alike.
 */
export function unflatten(attributes: Iterable<readonly [path: string, value: Json]>): JsonObject {
  const root: Tree = new Map();
  for (const [path, value] of attributes) add(root, path.split('.', DEEPEST), 0, value);
  const value = plain(root);
  return isJsonObject(value) ? value : { '': value };
}

/** The attributes for which {@link isBelow} holds, unflattened; undefined when there are none. */
export function unflattenBelow(attributes: JsonObject, prefix: string): Json | undefined {
  const found: [string, Json][] = [];
  for (const name in attributes) {
    const value = attributes[name]!;
    if (value !== null && isBelow(name, prefix)) found.push([`v${name.slice(prefix.length)}`, value]);
  }
  return found.length === 0 ? undefined : unflatten(found)['v'];
}

/** Whether an attribute is `prefix` itself or an indexed one below it (`prefix.0.role`). */
export function isBelow(name: string, prefix: string): boolean {
  if (!name.startsWith(prefix)) return false;
  if (name.length === prefix.length) return true;
  const digit = name.charCodeAt(prefix.length + 1);
  return name[prefix.length] === '.' && digit >= 48 && digit <= 57;
}

function add(tree: Tree, path: readonly string[], from: number, value: Json): void {
  let at = tree;
  for (let i = from; i < path.length - 1; i++) {
    const next = at.get(path[i]!);
    if (next instanceof Map) at = next;
    else {
      const made: Tree = new Map();
      if (next !== undefined) made.set('', next);
      at.set(path[i]!, made);
      at = made;
    }
  }
  const last = path.at(-1)!;
  const there = at.get(last);
  if (isJsonObject(value) || Array.isArray(value)) {
    const inner: Tree = there instanceof Map ? there : new Map();
    if (there !== undefined && !(there instanceof Map)) inner.set('', there);
    const entries = Object.entries(value as JsonObject);
    if (entries.length === 0 && inner.size === 0) {
      at.set(last, value);
      return;
    }
    at.set(last, inner);
    for (const [key, item] of entries) add(inner, isJsonObject(value) ? key.split('.', DEEPEST) : [key], 0, item);
  } else if (there instanceof Map) there.set('', value);
  else at.set(last, value);
}

function plain(tree: Tree): Json {
  const entries = [...tree].map(([key, value]): [string, Json] => [key, value instanceof Map ? plain(value) : value]);
  if (entries.length > 0 && entries.every(([key]) => /^\d{1,9}$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
  }
  return Object.fromEntries(entries);
}
