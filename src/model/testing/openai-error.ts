import type { JsonObject } from '../../core/json.ts';
import type { ErrorReply } from './protocol.ts';

/** The body of an OpenAI error, as both of its protocols send it. */
export function openaiError({ status, message, quota = false }: ErrorReply): JsonObject {
  const [type, code] = quota
    ? ['insufficient_quota', 'insufficient_quota']
    : (ERRORS[status] ?? ['server_error', null]);
  return { error: { message, type, param: null, code } };
}

const ERRORS: Readonly<Record<number, readonly [type: string, code: string | null]>> = {
  400: ['invalid_request_error', null],
  401: ['invalid_request_error', 'invalid_api_key'],
  403: ['request_forbidden', 'unsupported_country_region_territory'],
  404: ['invalid_request_error', 'model_not_found'],
  408: ['timeout', 'request_timeout'],
  429: ['tokens', 'rate_limit_exceeded'],
  503: ['service_unavailable_error', 'slow_down'],
};

/** Whether a model takes neither `temperature` nor `max_tokens`, by its name. */
export function isReasoningModel(model: string): boolean {
  return /^(?:o\d|gpt-[5-9])/.test(model) && !model.includes('chat');
}

/** Why strict structured output refuses a schema; undefined when it does not. Every object must be closed and all its fields required. */
export function strictSchemaFault(schema: JsonObject, place = 'schema'): string | undefined {
  const { properties, items, anyOf, $defs, required } = schema;
  if (schema['type'] === 'object' || properties !== undefined) {
    const names = Object.keys(properties ?? {});
    const named = Array.isArray(required) ? required : [];
    if (schema['additionalProperties'] !== false) return `${place}: 'additionalProperties' is required to be false`;
    const missing = names.find((name) => !named.includes(name));
    if (missing !== undefined) return `${place}: 'required' must hold every key of properties, missing '${missing}'`;
  }
  const inner = [
    ...Object.entries((properties ?? {}) as JsonObject),
    ...Object.entries(($defs ?? {}) as JsonObject),
    ...(Array.isArray(anyOf) ? anyOf.entries() : []),
    ...(items === undefined ? [] : [['items', items] as const]),
  ];
  for (const [name, child] of inner) {
    const fault = typeof child === 'object' ? strictSchemaFault(child as JsonObject, `${place}.${name}`) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}
