import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { promptText, type MindAnswer, type MindRequest } from '../mind.ts';
import { fillSchema, type FieldValue } from './fill-schema.ts';
import { schemaOf } from './schema-of.ts';
import { slipsIn, type FoundSlip } from './slips-in.ts';

/**
 * Looks for the solver's slips in whatever the prompt quotes, and says by the schema it is given what a careful reader would:
 * that the work is right or not, the words that show it, and the behaviors that were missing. Fields are known by their
 * names; a list of objects that have a name or a quote gets one object per kind of slip. Without a schema: one line per
 * behavior, `behavior_name: instruction`.
 */
export function reflectOnSlips(request: MindRequest): MindAnswer {
  const found = slipsIn(promptText(request));
  const kinds = [...new Map(found.map((one) => [one.slip.name, one])).values()];
  const schema = schemaOf(request);
  if (schema === undefined) {
    const lines = kinds.map(({ slip: { behavior } }) => `${behavior.name}: ${behavior.instruction}`);
    return { text: lines.length === 0 ? 'The work is right.' : lines.join('\n') };
  }
  const values = Object.fromEntries(namesIn(schema).map((name) => [name, valueFor(name, kinds)] as const));
  return { text: JSON.stringify(fillSchema(schema, values)) };
}

const MEANINGS: readonly (readonly [name: RegExp, value: (one: FoundSlip | undefined) => Json | undefined])[] = [
  [/quote|evidence|excerpt|passage/i, (one) => one?.quote ?? ''],
  [/name|title|slug/i, (one) => one?.slip.behavior.name],
  [/instruction|advice|behaviou?r$/i, (one) => one?.slip.behavior.instruction],
  [/correct|right|success/i, (one) => one === undefined],
  [
    /reason|why|explanation|analysis|reflection/i,
    (one) => (one === undefined ? 'Every part holds.' : `A ${one.slip.name}: ${one.quote}`),
  ],
];

function valueFor(name: string, kinds: readonly FoundSlip[]): FieldValue {
  return (schema) => {
    const { items } = schema;
    if (isJsonObject(items) && (schema['type'] === 'array' || schema['type'] === undefined)) return list(items, kinds);
    if (Array.isArray(schema['enum'])) return chosen(schema['enum'] as readonly Json[], kinds.length > 0);
    const value = MEANINGS.find(([pattern]) => pattern.test(name))?.[1](kinds[0]);
    return typeof value === schema['type'] ? value : undefined;
  };
}

function list(items: JsonObject, kinds: readonly FoundSlip[]): Json | undefined {
  const names = Object.keys(isJsonObject(items['properties']) ? items['properties'] : {});
  if (!names.some((name) => /name|quote|instruction/i.test(name))) return undefined;
  return kinds.map((one) => {
    const fields = names.flatMap((name) => {
      const value = MEANINGS.find(([pattern]) => pattern.test(name))?.[1](one);
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(fields);
  });
}

// The words for "it is there" and "it is not", whichever the schema has.
function chosen(words: readonly Json[], present: boolean): Json | undefined {
  const wanted = present ? /^(?:present|yes|incorrect|wrong|fail)/i : /^(?:absent|no$|correct|right|pass)/i;
  return words.find((word) => typeof word === 'string' && wanted.test(word));
}

function namesIn(schema: Json): readonly string[] {
  if (Array.isArray(schema)) return (schema as readonly Json[]).flatMap(namesIn);
  if (!isJsonObject(schema)) return [];
  const own = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
}
