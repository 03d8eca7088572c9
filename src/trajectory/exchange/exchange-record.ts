import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../../core/json.ts';
import { idField } from '../chat/string-field.ts';
import { numberSteps, restOf } from '../chat/number-steps.ts';
import {
  requestProtocol,
  responseProtocol,
  type Exchange,
  type ExchangeBodies,
  type Protocol,
} from './read-exchange.ts';
import type { TrajectoryDraft } from '../trace-format.ts';

/** A record that logs one call of a model: its bodies, and what it says around them. */
export interface ExchangeRecord extends ExchangeBodies {
  readonly around: JsonObject;
}

/**
 * The bodies of a call in a record that is a request or a response, or has them as `request`/`params`/`body` and
 * `response`/`result.message`, bare or inside `body`, as values or as JSON text: what batches and proxies write.
 */
export function exchangeRecord(record: JsonObject): ExchangeRecord {
  const own = new Set<string>();
  const around: Record<string, Json> = {};
  const body = (
    name: string,
    inner: readonly string[],
    isBody: (value: JsonObject) => boolean,
  ): JsonObject | undefined => {
    const value = objectOf(record[name]);
    if (value === undefined) return undefined;
    if (isBody(value)) {
      own.add(name);
      return value;
    }
    for (const field of inner) {
      const found = objectOf(value[field]);
      if (found === undefined || !isBody(found)) continue;
      own.add(name);
      const rest = restOf(value, new Set([field]));
      if (rest !== undefined) around[name] = rest;
      return found;
    }
    return undefined;
  };
  const isRequest = (value: JsonObject): boolean => requestProtocol(value) !== undefined;
  const isResponse = (value: JsonObject): boolean => responseProtocol(value) !== undefined;
  if (isResponse(record)) return { response: record, around: {} };
  const request =
    body('request', ['body', 'json'], isRequest) ?? body('params', [], isRequest) ?? body('body', [], isRequest);
  const response = body('response', ['body', 'json'], isResponse) ?? body('result', ['message'], isResponse);
  if (request === undefined && response === undefined) {
    return isRequest(record) ? { request: record, around: {} } : { around: {} };
  }
  // A proxy's line may be the request with its response beside it.
  if (request === undefined && isRequest(record)) {
    const { response: _response, ...rest } = record;
    return { request: rest, response, around };
  }
  return { request, response, around: { ...restOf(record, own), ...around } };
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  if (typeof value === 'string') return jsonObjectIn(value);
  return isJsonObject(value) ? value : undefined;
}

/** The protocol of a record's bodies; undefined when it has none. */
export function recordProtocol(record: Json): Protocol | undefined {
  if (!isJsonObject(record)) return undefined;
  const { request, response } = exchangeRecord(record);
  return (
    (response === undefined ? undefined : responseProtocol(response)) ??
    (request === undefined ? undefined : requestProtocol(request))
  );
}

/** The run of one exchange that stands alone. `custom_id` names its task. */
export function exchangeDraft(exchange: Exchange, around: JsonObject): TrajectoryDraft {
  const { id, agent, history, answer, at, extra } = exchange;
  const taskId = idField(around, 'custom_id');
  // An answer of many steps says only when the response was made.
  const answered = answer.length === 1 && at !== undefined ? [{ ...answer[0]!, at }] : answer;
  return {
    ...(id !== undefined && { runId: id }),
    task: { ...(taskId !== undefined && { id: taskId }), tags: [] },
    agent,
    outcomes: [],
    steps: numberSteps([...history, ...answered]),
    extra: { ...restOf(around, new Set(['custom_id'])), ...extra },
  };
}
