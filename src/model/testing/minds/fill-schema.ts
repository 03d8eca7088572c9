import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';

/** What a field is to hold: a value, or a function of the field's schema and place (`items.0.quote`). Undefined: whatever fits. */
export type FieldValue = Json | ((schema: JsonObject, place: string) => Json | undefined);

/** Values by the name of a field, or by its whole place when names are not enough; the place wins. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/**
 * The least JSON that fits a schema: required fields only, shortest lists, first words of an enumeration. `values` put in
 * what a mind has to say; a list of values for a list of objects fills each object from one of them.
 *
 * Reads `$ref` into `$defs`, `anyOf`, `oneOf`, `allOf`, `const`, `enum`, `default` and bounds; `pattern` is not read.
 */
export function fillSchema(schema: JsonObject, values: FieldValues = {}): Json {
  return fill(schema, { root: schema, values, place: '', depth: 0 });
}

interface Filling {
  readonly root: JsonObject;
  readonly values: FieldValues;
  readonly place: string;
  readonly depth: number;
}

// Deeper than any schema that a person writes: a recursive one ends in an empty object.
const DEEPEST = 20;

function fill(schema: JsonObject, at: Filling): Json {
  const given = givenValue(schema, at);
  if (given !== undefined) return given;
  if (at.depth > DEEPEST) return {};
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  const choices = anyOf ?? oneOf;
  if (typeof $ref === 'string') return fill(resolved($ref, at.root), { ...at, depth: at.depth + 1 });
  if (Array.isArray(choices)) {
    // Null fits, but says nothing: the first choice that does.
    const choice = choices.filter(isJsonObject).find((one) => one['type'] !== 'null') ?? { type: 'null' };
    return fill(choice, { ...at, depth: at.depth + 1 });
  }
  if (Array.isArray(allOf))
    return fill(Object.assign({}, ...allOf.filter(isJsonObject)) as JsonObject, { ...at, depth: at.depth + 1 });
  for (const fixed of ['const', 'default']) if (schema[fixed] !== undefined) return schema[fixed];
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as Json;
  const kind = Array.isArray(type) ? (type as readonly Json[]).find((one) => one !== 'null') : type;
  switch (kind) {
    case 'string':
      return 'text'.padEnd(bound(schema, 'minLength', 0), '.').slice(0, bound(schema, 'maxLength', Infinity));
    case 'integer':
    case 'number':
      return Math.min(Math.max(0, bound(schema, 'minimum', 0)), bound(schema, 'maximum', Infinity));
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array': {
      const items = isJsonObject(schema['items']) ? schema['items'] : {};
      return Array.from({ length: bound(schema, 'minItems', 0) }, (_, i) => fill(items, within(at, i)));
    }
    default:
      return fillObject(schema, at);
  }
}

function fillObject(schema: JsonObject, at: Filling): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly Json[]) : [];
  const fields = Object.entries(properties).flatMap(([name, field]) => {
    const inner = within(at, name);
    if (!isJsonObject(field) || (!required.includes(name) && valueAt(inner) === undefined)) return [];
    return [[name, fill(field, inner)] as const];
  });
  return Object.fromEntries(fields);
}

function givenValue(schema: JsonObject, at: Filling): Json | undefined {
  const value = valueAt(at);
  const given = typeof value === 'function' ? value(schema, at.place) : value;
  const items = isJsonObject(schema['items']) ? schema['items'] : undefined;
  if (!Array.isArray(given) || items === undefined) return given;
  // What is given for an item need not name every field that the schema requires.
  return (given as readonly Json[]).map((item, i) => {
    const inner = within(at, i);
    return isJsonObject(item) ? fill(items, { ...inner, values: { ...at.values, ...item } }) : item;
  });
}

function valueAt({ place, values }: Filling): FieldValue | undefined {
  if (place === '') return undefined;
  return values[place] ?? values[place.slice(place.lastIndexOf('.') + 1)];
}

function within(at: Filling, name: string | number): Filling {
  return { ...at, place: at.place === '' ? String(name) : `${at.place}.${name}`, depth: at.depth + 1 };
}

function resolved(reference: string, root: JsonObject): JsonObject {
  let found: Json | undefined = root;
  for (const name of reference.split('/').slice(1)) found = isJsonObject(found) ? found[name] : undefined;
  return isJsonObject(found) ? found : {};
}

function bound(schema: JsonObject, name: string, otherwise: number): number {
  const value = schema[name];
  return typeof value === 'number' ? value : otherwise;
}
