import { sha256 } from '../../core/content-key.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatUsage, usageFacts } from '../chat/chat-usage.ts';
import { contentParts } from '../chat/content-parts.ts';
import { idField, listField, objectField, stringField } from '../chat/string-field.ts';
import { jsonText, restOf, type BareStep } from '../chat/number-steps.ts';
import { joinExchanges, type RecordedExchange } from '../exchange/join-exchanges.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';
import type { Actor, Part } from '../trajectory.ts';

const MODES = new Set(['create', 'create_stream']);
const ACTOR_OF_TYPE: ReadonlyMap<string, Actor> = new Map<string, Actor>([
  ['SystemMessage', 'system'],
  ['UserMessage', 'user'],
  ['AssistantMessage', 'agent'],
  ['FunctionExecutionResultMessage', 'tool'],
]);
const MESSAGE_KNOWN = new Set(['type', 'content', 'source', 'thought']);
const CALL_KNOWN = new Set(['id', 'name', 'arguments']);
const RESULT_KNOWN = new Set(['call_id', 'content', 'is_error']);

/**
 * Recordings of AutoGen's chat clients (task-centric memory, replays): a list of `{mode, messages, response, stream}`.
 * Calls that go on from what was said before are one run.
 */
export const autogenSession: TraceFormat = {
  name: 'autogen-session',
  description: 'recordings of AutoGen chat completion clients (task-centric memory)',
  independentRecords: false,
  detect: ({ records }) => (records.some(isCall) ? 0.95 : 0),
  open() {
    const recorded: RecordedExchange[] = [];
    const lines: number[] = [];
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (!isCall(value)) {
          const message = 'found no recorded call, expected {"mode", "messages", "response"}';
          yield { issue: { line, code: 'bad-record', message } };
          return;
        }
        recorded.push(recordedCall(value));
        lines.push(line);
      },
      *end(): Iterable<DraftItem> {
        for (const [ordinal, { agent, steps, extra, exchanges }] of joinExchanges(recorded).entries()) {
          const first = exchanges[0]!;
          const answer = recorded[first]!.exchange.answer.map(({ parts }) => parts);
          yield {
            draft: {
              task: { tags: ['autogen'] },
              agent,
              outcomes: [],
              steps,
              extra: { ...extra, calls: exchanges },
              // The same is asked more than once in a session.
              distinguishing: [ordinal, sha256(JSON.stringify(answer), 20)],
              line: lines[first]!,
            },
          };
        }
      },
    };
  },
};

function isCall(record: Json): record is JsonObject {
  return (
    isJsonObject(record) &&
    MODES.has(stringField(record, 'mode') ?? '') &&
    Array.isArray(record['messages']) &&
    'response' in record
  );
}

function recordedCall(record: JsonObject): RecordedExchange {
  const history = (listField(record, 'messages') ?? []).map(autogenStep);
  const given = record['response'];
  const response = isJsonObject(given) ? given : { content: given ?? null };
  const usage = chatUsage(objectField(response, 'usage'), undefined);
  const said: BareStep = autogenStep({ ...response, type: 'AssistantMessage' });
  const { usage: _usage, ...rests } = said.extra ?? {};
  const more = usageFacts(objectField(response, 'usage') ?? {});
  const extra = { ...rests, ...(more !== undefined && { usage: more }) };
  const { extra: _extra, ...bare } = said;
  const answer: BareStep = {
    ...bare,
    ...(usage !== undefined && { usage }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
  const rest = restOf(record, new Set(['messages', 'response']));
  // Streams are recorded as a list of what came.
  return {
    exchange: { protocol: 'chat', agent: {}, history, answer: [answer], extra: {} },
    ...(rest !== undefined && { facts: rest }),
  };
}

function autogenStep(message: Json): BareStep {
  if (!isJsonObject(message)) {
    return { actor: 'environment', parts: [], extra: { value: message } };
  }
  const type = stringField(message, 'type') ?? '';
  const actor = ACTOR_OF_TYPE.get(type) ?? 'environment';
  const parts: Part[] = [];
  const others: Json[] = [];
  const thought = stringField(message, 'thought');
  if (thought !== undefined && thought !== '') parts.push({ kind: 'reasoning', text: thought, visibility: 'raw' });
  const content = message['content'];
  for (const item of Array.isArray(content) ? (content as readonly Json[]) : [content ?? null]) {
    if (isJsonObject(item) && 'arguments' in item) {
      const name = stringField(item, 'name') ?? '';
      parts.push({
        kind: 'tool-call',
        callId: idField(item, 'id') ?? '',
        name,
        argumentsText: jsonText(item['arguments']),
      });
      const rest = restOf(item, CALL_KNOWN);
      if (rest !== undefined) others.push({ part: parts.length - 1, ...rest });
    } else if (isJsonObject(item) && 'call_id' in item) {
      const isError = item['is_error'];
      const callId = idField(item, 'call_id') ?? '';
      const text = jsonText(item['content']);
      const rest = restOf(item, RESULT_KNOWN);
      if (rest !== undefined) others.push({ part: parts.length, ...rest });
      parts.push({ kind: 'tool-result', callId, text, ...(typeof isError === 'boolean' && { isError }) });
    } else {
      const found = contentParts(item);
      for (const one of found.parts) parts.push(one);
      for (const other of [...found.others, ...found.facts]) others.push(other);
    }
  }
  const source = stringField(message, 'source');
  const extra = {
    ...(actor === 'environment' && type !== '' && { type }),
    ...restOf(message, MESSAGE_KNOWN),
    ...(others.length > 0 && { content: others }),
  };
  return {
    actor,
    ...(source !== undefined && { name: source }),
    parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
