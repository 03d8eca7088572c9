import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { listField, numberField, objectField } from '../chat/string-field.ts';
import type { StreamAssembler } from './stream-assembler.ts';

type Fields = Record<string, Json>;
interface Choice {
  readonly message: Fields;
  readonly calls: Map<number, { readonly fields: Fields; readonly called: Fields }>;
  readonly rest: Fields;
}

// Strings of these that come again say the same again; other strings are pieces.
const WHOLE = new Set(['role', 'id', 'type']);

/** Chunks of chat completions (OpenAI, DeepSeek, Groq, xAI, Qwen, OpenRouter…) as one `chat.completion`. */
export function chatAssembler(): StreamAssembler {
  const top: Fields = {};
  const choices = new Map<number, Choice>();
  let begun = false;

  function choiceAt(index: number): Choice {
    const known = choices.get(index);
    if (known !== undefined) return known;
    const made: Choice = { message: { role: 'assistant' }, calls: new Map(), rest: {} };
    choices.set(index, made);
    return made;
  }

  function addCalls(choice: Choice, calls: readonly Json[]): void {
    for (const call of calls) {
      if (!isJsonObject(call)) continue;
      // Some servers send whole calls without an index.
      const index = numberField(call, 'index') ?? choice.calls.size;
      const known = choice.calls.get(index) ?? { fields: {}, called: {} };
      choice.calls.set(index, known);
      for (const [name, value] of Object.entries(call)) {
        if (name !== 'index' && name !== 'function') merge(known.fields, name, value);
      }
      for (const [name, value] of Object.entries(objectField(call, 'function') ?? {})) merge(known.called, name, value);
    }
  }

  return {
    add(event) {
      begun = true;
      for (const [name, value] of Object.entries(event)) {
        if (name === 'choices' || value === null) continue;
        if (isJsonObject(value) && isJsonObject(top[name])) set(top, name, { ...top[name], ...value });
        else set(top, name, value);
      }
      for (const given of listField(event, 'choices') ?? []) {
        if (!isJsonObject(given)) continue;
        const choice = choiceAt(numberField(given, 'index') ?? 0);
        for (const [name, value] of Object.entries(given)) {
          if (name !== 'index' && name !== 'delta') merge(choice.rest, name, value, true);
        }
        for (const [name, value] of Object.entries(objectField(given, 'delta') ?? {})) {
          if (name === 'tool_calls' && Array.isArray(value)) addCalls(choice, value as readonly Json[]);
          else merge(choice.message, name, value);
        }
      }
    },
    ended: () =>
      choices.size > 0 && [...choices.values()].every(({ rest }) => typeof rest['finish_reason'] === 'string'),
    response() {
      if (!begun) return undefined;
      const list = [...choices].map(([index, { message, calls, rest }]): JsonObject => {
        const listed = [...calls.values()].map(({ fields, called }) => ({ ...fields, function: called }));
        return {
          index,
          message: { content: null, ...message, ...(listed.length > 0 && { tool_calls: listed }) },
          ...rest,
        };
      });
      return { ...top, object: 'chat.completion', choices: list };
    },
  };
}

function merge(into: Fields, name: string, value: Json, whole = false): void {
  if (value === null) return;
  const known = Object.hasOwn(into, name) ? into[name] : undefined;
  if (typeof known === 'string' && typeof value === 'string') {
    set(into, name, whole || WHOLE.has(name) ? value : known + value);
  } else if (Array.isArray(known) && Array.isArray(value))
    set(into, name, [...(known as Json[]), ...(value as Json[])]);
  else if (isJsonObject(known) && isJsonObject(value)) {
    const joined: Fields = { ...known };
    for (const [field, inner] of Object.entries(value)) merge(joined, field, inner);
    set(into, name, joined);
  } else set(into, name, value);
}

// `__proto__` is a name like others.
function set(into: Fields, name: string, value: Json): void {
  Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
}
