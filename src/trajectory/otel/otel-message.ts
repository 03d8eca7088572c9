import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps, toolCall } from '../chat/chat-steps.ts';
import { idField, listField, stringField } from '../chat/string-field.ts';
import type { Actor, Part } from '../trajectory.ts';

/** A message of a GenAI span: who, and what. */
export interface OtelMessage {
  readonly actor: Actor;
  readonly name?: string;
  readonly parts: readonly Part[];
  /** Blocks that are neither words nor media. */
  readonly others: readonly Json[];
}

const ACTOR_OF: ReadonlyMap<string, Actor> = new Map(
  Object.entries<Actor>({
    system: 'system',
    developer: 'system',
    user: 'user',
    assistant: 'agent',
    model: 'agent',
    tool: 'tool',
  }),
);

/**
 * The messages of `gen_ai.input.messages`, `gen_ai.output.messages` or `gen_ai.system_instructions`: a list, or its JSON
 * text; items as the semantic conventions have them (`{role, parts}`) or as OpenAI does (`{role, content}`). Text that is
 * no list is one message of the given role.
 */
export function otelMessages(value: Json | undefined, role: Actor): OtelMessage[] {
  const given = typeof value === 'string' ? listIn(value) : value;
  if (typeof given === 'string')
    return given === '' ? [] : [{ actor: role, parts: [{ kind: 'text', text: given }], others: [] }];
  if (!Array.isArray(given)) return [];
  const items = given as readonly Json[];
  // System instructions are a list of parts without roles.
  if (items.every((item) => isJsonObject(item) && !('role' in item))) {
    return items.length === 0 ? [] : [fromParts(role, items)];
  }
  return items.flatMap((item): OtelMessage[] => {
    if (!isJsonObject(item)) return [];
    const parts = listField(item, 'parts');
    const actor = ACTOR_OF.get(stringField(item, 'role') ?? '') ?? role;
    if (parts !== undefined) return [{ ...fromParts(actor, parts), ...nameOf(item) }];
    return chatSteps([item]).map((step) => ({
      actor: step.actor,
      ...nameOf(item),
      parts: step.parts.map((part) => withoutMadeUpId(part, item)),
      others: [],
    }));
  });
}

/** The calls of a list `[{"tool.name", "tool.args"}]`, as any-agent writes its outputs; undefined when it is none. */
export function listedCalls(value: Json | undefined): Part[] | undefined {
  const list = typeof value === 'string' ? listIn(value) : value;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const items = list as readonly Json[];
  if (!items.every((item) => isJsonObject(item) && typeof item['tool.name'] === 'string')) return undefined;
  return items.map((item) =>
    toolCall({ name: (item as JsonObject)['tool.name']!, arguments: (item as JsonObject)['tool.args'] ?? '' }),
  );
}

function listIn(text: string): Json {
  if (!/^\s*\[/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function nameOf(item: JsonObject): { readonly name?: string } {
  const name = stringField(item, 'name');
  return name === undefined ? {} : { name };
}

// A single message is no conversation to number calls in.
function withoutMadeUpId(part: Part, item: JsonObject): Part {
  if (part.kind !== 'tool-call' || JSON.stringify(item).includes(part.callId)) return part;
  return { ...part, callId: '' };
}

function fromParts(role: Actor, list: readonly Json[]): OtelMessage {
  const parts: Part[] = [];
  const others: Json[] = [];
  for (const item of list) {
    const part = isJsonObject(item)
      ? otelPart(item)
      : typeof item === 'string'
        ? ({ kind: 'text', text: item } as const)
        : undefined;
    if (part === undefined) others.push(item);
    else parts.push(part);
  }
  const actor = parts.length > 0 && parts.every((part) => part.kind === 'tool-result') ? 'tool' : role;
  return { actor, parts, others };
}

function otelPart(item: JsonObject): Part | undefined {
  const type = stringField(item, 'type') ?? 'text';
  const content = stringField(item, 'content') ?? stringField(item, 'text');
  switch (type) {
    case 'reasoning':
    case 'thinking':
      return content === undefined ? undefined : { kind: 'reasoning', text: content, visibility: 'raw' };
    case 'tool_call':
    case 'server_tool_call':
      return toolCall({ ...item, arguments: item['arguments'] ?? item['server_tool_call'] ?? '' });
    case 'tool_call_response':
    case 'server_tool_call_response': {
      const answer = item['response'] ?? item['result'] ?? item['server_tool_call_response'] ?? '';
      return {
        kind: 'tool-result',
        callId: idField(item, 'id') ?? '',
        text: typeof answer === 'string' ? answer : JSON.stringify(answer),
      };
    }
    case 'uri':
    case 'file':
    case 'blob': {
      const mediaType = stringField(item, 'mime_type') ?? stringField(item, 'modality') ?? type;
      const ref =
        stringField(item, 'uri') ??
        stringField(item, 'file_id') ??
        `inline:${(stringField(item, 'data') ?? content ?? '').length}`;
      return { kind: 'media', mediaType, ref };
    }
    default:
      return content === undefined ? undefined : { kind: 'text', text: content };
  }
}
