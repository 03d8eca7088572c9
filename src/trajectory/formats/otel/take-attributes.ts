import type { Json, JsonObject } from '../../../core/json.ts';
import { numberField } from '../../chat/string-field.ts';
import type { OtelEvent } from './otel-span.ts';
import type { OtelMessage } from './otel-message.ts';
import { isBelow, unflattenBelow } from './unflatten.ts';
import type { Usage } from '../../trajectory.ts';

/** What a span says, in the words all dialects share. What no reader understood stands in `rest` and `events`. */
export interface SpanFacts {
  /** `model` a call of a model, `tool` the execution of a tool, `agent` a whole run or a sub-agent's, `other` the rest. */
  readonly kind: 'model' | 'tool' | 'agent' | 'other';
  /** Messages given, history included. */
  readonly input?: readonly OtelMessage[];
  readonly output?: readonly OtelMessage[];
  readonly system?: readonly OtelMessage[];
  readonly tools?: Json;
  readonly model?: string;
  /** The model that answered, where it is not the one asked. */
  readonly answeringModel?: string;
  readonly provider?: string;
  readonly agentName?: string;
  readonly agentVersion?: string;
  readonly usage?: Usage;
  readonly tool?: { readonly name: string; readonly callId?: string; readonly given?: Json; readonly result?: Json };
  readonly rest: JsonObject;
  readonly events: readonly OtelEvent[];
}

/** Reads attributes and remembers which were read. Null counts as not there. */
export interface Take {
  value(name: string): Json | undefined;
  text(name: string): string | undefined;
  /** As `text`, but without remembering it. */
  look(name: string): string | undefined;
  /** As text, whether it is text or a number. */
  id(name: string): string | undefined;
  /** A number, or the digits of one. */
  number(name: string): number | undefined;
  /** The attributes below `name`, unflattened: those whose next step is an index, or the attribute of that very name. */
  below(name: string): Json | undefined;
  has(name: string): boolean;
  /** What was not read. */
  rest(): JsonObject;
}

/** A {@link Take} over some attributes. */
export function takeAttributes(attributes: JsonObject): Take {
  const taken = new Set<string>();
  function value(name: string): Json | undefined {
    if (!Object.hasOwn(attributes, name)) return undefined;
    const found = attributes[name];
    if (found === null || found === undefined) return undefined;
    taken.add(name);
    return found;
  }
  return {
    value,
    text(name) {
      const found = attributes[name];
      return typeof found === 'string' ? (value(name) as string) : undefined;
    },
    look(name) {
      const found = attributes[name];
      return typeof found === 'string' ? found : undefined;
    },
    id(name) {
      const found = attributes[name];
      if (typeof found === 'number') return String(value(name));
      return typeof found === 'string' && found !== '' ? (value(name) as string) : undefined;
    },
    number(name) {
      const text = attributes[name];
      const found =
        typeof text === 'string' && /^\d{1,15}(?:\.\d{1,15})?$/.test(text)
          ? Number(text)
          : numberField(attributes, name);
      if (found !== undefined) taken.add(name);
      return found;
    },
    below(name) {
      const found = unflattenBelow(attributes, name);
      if (found === undefined) return undefined;
      for (const key in attributes) if (isBelow(key, name)) taken.add(key);
      return found;
    },
    has: (name) => Object.hasOwn(attributes, name),
    rest: () =>
      Object.fromEntries(Object.entries(attributes).filter(([name, item]) => !taken.has(name) && item !== null)),
  };
}
