import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, stringField } from '../../chat/string-field.ts';

/**
 * Events without what they repeat. Messages that are steps of the run are written as their numbers, `"0-4"` for the first
 * five, in a model event's `input` and as the `message` of its output; other messages stand once, in `pool`, and are
 * written as `"p0-2"`. A tool's arguments and result that the call and the result of the run repeat are left out, and so
 * are the definitions of tools that equal the agent's.
 */
export function compactEvents(
  events: readonly JsonObject[],
  { messages, tools }: { readonly messages: readonly Json[]; readonly tools: Json | undefined },
): { readonly events: Json[]; readonly pool: Json[] } {
  const places = new Map<string, string>();
  const pool: Json[] = [];
  for (const [index, message] of messages.entries()) {
    const key = JSON.stringify(message);
    if (!places.has(key)) places.set(key, String(index));
  }
  // Messages of a pool are the same objects in every input, and are written as text once.
  const known = new WeakMap<object, string>();
  const placeOf = (message: Json): string => {
    if (!isJsonObject(message)) return placeOfText(message);
    const place = known.get(message) ?? placeOfText(message);
    known.set(message, place);
    return place;
  };
  const placeOfText = (message: Json): string => {
    const key = JSON.stringify(message);
    let place = places.get(key);
    if (place === undefined) {
      place = `p${pool.length}`;
      pool.push(message);
      places.set(key, place);
    }
    return place;
  };
  const toolsText = tools === undefined ? undefined : JSON.stringify(tools);
  const said = callsAndResults(messages);
  const compact = (event: JsonObject): Json => {
    if (event['event'] === 'model') return modelEvent(event, placeOf, toolsText);
    return event['event'] === 'tool' ? toolEvent(event, said) : event;
  };
  return { events: events.map(compact), pool };
}

function modelEvent(event: JsonObject, placeOf: (message: Json) => string, toolsText: string | undefined): Json {
  const { input, tools, ...rest } = event;
  const output = objectField(event, 'output');
  return {
    ...rest,
    ...(input !== undefined && {
      input: Array.isArray(input) ? ranges((input as readonly Json[]).map(placeOf)) : input,
    }),
    ...(tools !== undefined && JSON.stringify(tools) !== toolsText && { tools }),
    ...(output !== undefined && { output: compactOutput(output, placeOf) }),
  };
}

/** What a model returned, its message by its place (see {@link compactEvents}), without the repetition of its text. */
function compactOutput(output: JsonObject, placeOf: (message: Json) => string): Json {
  const choices = listField(output, 'choices');
  if (choices === undefined) return output;
  const first = isJsonObject(choices[0]) ? objectField(choices[0], 'message') : undefined;
  const { completion, ...rest } = output;
  return {
    ...rest,
    ...(completion !== undefined && completion !== first?.['content'] && { completion }),
    choices: choices.map((choice) => {
      const message = isJsonObject(choice) ? objectField(choice, 'message') : undefined;
      return message === undefined ? choice : { ...(choice as JsonObject), message: placeOf(message) };
    }),
  };
}

function ranges(places: readonly string[]): string[] {
  const found: { prefix: string; first: number; last: number }[] = [];
  for (const place of places) {
    const prefix = place.startsWith('p') ? 'p' : '';
    const number = Number(place.slice(prefix.length));
    const open = found.at(-1);
    if (open?.prefix === prefix && open.last + 1 === number) open.last = number;
    else found.push({ prefix, first: number, last: number });
  }
  return found.map(({ prefix, first, last }) => (first === last ? `${prefix}${first}` : `${prefix}${first}-${last}`));
}

interface Said {
  readonly argumentsOf: ReadonlyMap<string, string>;
  readonly resultOf: ReadonlyMap<string, Json>;
}

function callsAndResults(messages: readonly Json[]): Said {
  const argumentsOf = new Map<string, string>();
  const resultOf = new Map<string, Json>();
  for (const message of messages) {
    if (!isJsonObject(message)) continue;
    for (const call of listField(message, 'tool_calls') ?? []) {
      const id = isJsonObject(call) ? idField(call, 'id') : undefined;
      if (id !== undefined) argumentsOf.set(id, JSON.stringify((call as JsonObject)['arguments'] ?? null));
    }
    const answered = idField(message, 'tool_call_id');
    if (answered !== undefined) resultOf.set(answered, message['content'] ?? null);
  }
  return { argumentsOf, resultOf };
}

function toolEvent(event: JsonObject, { argumentsOf, resultOf }: Said): Json {
  const id = idField(event, 'id') ?? '';
  const { arguments: given, result, ...rest } = event;
  const text = stringField(event, 'result');
  return {
    ...rest,
    ...(given !== undefined && JSON.stringify(given) !== argumentsOf.get(id) && { arguments: given }),
    ...(result !== undefined && (text === undefined || text !== resultOf.get(id)) && { result }),
  };
}
