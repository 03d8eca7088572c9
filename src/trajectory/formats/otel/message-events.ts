import type { Json, JsonObject } from '../../../core/json.ts';
import { objectField } from '../../chat/string-field.ts';
import { jsonIn, otelMessages, type OtelMessage } from './otel-message.ts';
import type { OtelEvent } from './otel-span.ts';

const ROLE_OF_EVENT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'gen_ai.system.message': 'system',
    'gen_ai.user.message': 'user',
    'gen_ai.assistant.message': 'assistant',
    'gen_ai.tool.message': 'tool',
  }),
);
// Names of the older generations: one event for all of the prompt, one for the answer.
const WHOLE = new Set(['gen_ai.content.prompt', 'gen_ai.content.completion']);
const BODIES = ['gen_ai.event.content', 'event_body', 'body'];

/**
 * Messages told by the events of a span: one event per message (`gen_ai.user.message`, `gen_ai.choice` …, fields in the
 * attributes or as JSON text of a body), or all of them in one (`gen_ai.client.inference.operation.details`), whose
 * attributes come back as they are. Other events come back untouched.
 */
export function messageEvents(events: readonly OtelEvent[]): {
  readonly found: {
    readonly input: readonly OtelMessage[];
    readonly output: readonly OtelMessage[];
    readonly attributes: JsonObject;
  };
  readonly events: readonly OtelEvent[];
} {
  if (events.length === 0) return NOTHING;
  const input: OtelMessage[] = [];
  const output: OtelMessage[] = [];
  const others: OtelEvent[] = [];
  const attributes: Record<string, Json> = {};
  for (const event of events) {
    const role = ROLE_OF_EVENT.get(event.name);
    if (role !== undefined)
      for (const one of otelMessages({ role, ...contentOf(event.attributes) }, 'user')) input.push(one);
    else if (event.name === 'gen_ai.choice') for (const one of choice(contentOf(event.attributes))) output.push(one);
    else if (WHOLE.has(event.name)) {
      const { 'gen_ai.prompt': prompt, 'gen_ai.completion': completion } = event.attributes;
      for (const one of otelMessages(prompt, 'user')) input.push(one);
      for (const one of otelMessages(completion, 'agent')) output.push(one);
    } else {
      const own = Object.entries(event.attributes);
      const messages = own.filter(([name]) => name.startsWith('gen_ai.') && isMessages(name));
      Object.assign(attributes, Object.fromEntries(messages));
      const rest = own.filter(([name]) => !(name.startsWith('gen_ai.') && isMessages(name)));
      if (messages.length === 0) others.push(event);
      else if (rest.length > 0) others.push({ ...event, attributes: Object.fromEntries(rest) });
    }
  }
  return { found: { input, output, attributes }, events: others };
}

const NOTHING = { found: { input: [], output: [], attributes: {} }, events: [] };

function isMessages(name: string): boolean {
  return name.endsWith('.messages') || name === 'gen_ai.system_instructions' || name === 'gen_ai.tool.definitions';
}

// The fields of the message; those that name the system are told by the span as well.
function contentOf(attributes: JsonObject): JsonObject {
  const { 'gen_ai.system': _system, 'event.name': _name, ...own } = attributes;
  for (const name of BODIES) {
    const body = own[name];
    const value = typeof body === 'string' ? jsonIn(body) : body;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const { [name]: _body, ...rest } = own;
    return { ...rest, ...(value as JsonObject) };
  }
  return own;
}

function choice(content: JsonObject): OtelMessage[] {
  const text = content['message'];
  const message = typeof text === 'string' ? jsonIn(text) : text;
  if (typeof message === 'string') return otelMessages({ role: 'assistant', content: message }, 'agent');
  const { message: _message, ...rest } = content;
  return otelMessages({ role: 'assistant', ...rest, ...objectField({ message: message ?? null }, 'message') }, 'agent');
}
