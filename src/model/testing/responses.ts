import type { Json, JsonObject } from '../../core/json.ts';
import type { ModelMessage, ModelUsage } from '../../core/model.ts';
import { numberField, objectField, stringField } from '../../trajectory/chat/string-field.ts';
import { contentText, objectsIn } from './content-text.ts';
import { isReasoningModel, openaiError, strictSchemaFault } from './openai-error.ts';
import { pieces, type Protocol, type Reply, type StreamEvent } from './protocol.ts';

/** OpenAI's Responses. */
export const RESPONSES: Protocol = {
  name: 'responses',
  finalEvents: 1,

  read(body) {
    const format = objectField(objectField(body, 'text') ?? {}, 'format') ?? {};
    const items =
      typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : objectsIn(body['input']);
    const told = items.filter(isInstruction).map(({ content }) => contentText(content));
    return {
      model: stringField(body, 'model') ?? '',
      instructions: [contentText(body['instructions']), ...told].filter((text) => text !== '').join('\n\n'),
      messages: conversation(items.filter((item) => !isInstruction(item))),
      tools: objectsIn(body['tools']).map(({ name, description, parameters }) => {
        return {
          name: String(name),
          description: contentText(description),
          parameters: (parameters ?? {}) as JsonObject,
        };
      }),
      schema: objectField(format, 'schema'),
      schemaName: stringField(format, 'name'),
      maxOutputTokens: numberField(body, 'max_output_tokens'),
      temperature: numberField(body, 'temperature'),
      stream: body['stream'] === true,
      includeUsage: true,
    };
  },

  refuses(body) {
    const model = stringField(body, 'model');
    if (model === undefined) return "Missing required parameter: 'model'.";
    if (typeof body['input'] !== 'string' && objectsIn(body['input']).length === 0) {
      return "Missing required parameter: 'input'.";
    }
    if (isReasoningModel(model) && body['temperature'] !== undefined) {
      return "Unsupported parameter: 'temperature' is not supported with this model.";
    }
    const open = new Set<unknown>();
    for (const { type, call_id: callId } of objectsIn(body['input'])) {
      if (type === 'function_call') open.add(callId);
      if (type === 'function_call_output' && !open.delete(callId))
        return `No tool call found for call_id ${String(callId)}.`;
    }
    if (open.size > 0) return `No tool output found for function call ${String([...open][0])}.`;
    const format = objectField(objectField(body, 'text') ?? {}, 'format');
    if (format?.['strict'] !== true) return undefined;
    const fault = strictSchemaFault(objectField(format, 'schema') ?? {});
    return fault && `Invalid schema for response_format '${stringField(format, 'name')}': ${fault}.`;
  },

  whole: (reply) => response(reply, output(reply), status(reply)),

  events(reply) {
    const result: StreamEvent[] = [];
    const send = (type: string, fields: JsonObject): void => {
      result.push({ event: type, data: JSON.stringify({ type, sequence_number: result.length, ...fields }) });
    };
    const running = { ...response(reply, [], 'in_progress'), usage: null };
    send('response.created', { response: running });
    send('response.in_progress', { response: running });
    const items = output(reply);
    for (const [index, item] of items.entries()) streamItem(send, item, index);
    const end = reply.finish === 'length' ? 'response.incomplete' : 'response.completed';
    send(end, { response: response(reply, items, status(reply)) });
    return result;
  },

  error: openaiError,
  errorEvent(error) {
    const { type, code, message, param } = openaiError(error)['error'] as JsonObject;
    const data = { type: 'error', sequence_number: 99, error: { type, code, message, param } } as JsonObject;
    return { event: 'error', data: JSON.stringify(data) };
  },
};

function isInstruction({ role }: JsonObject): boolean {
  return role === 'system' || role === 'developer';
}

function conversation(items: readonly JsonObject[]): ModelMessage[] {
  const result: ModelMessage[] = [];
  const names = new Map<string, string>();
  for (const item of items) {
    const last = result.at(-1);
    const callId = String(item['call_id']);
    if (item['type'] === 'function_call') {
      const call = { callId, name: String(item['name']), argumentsText: contentText(item['arguments']) };
      names.set(callId, call.name);
      if (last?.role === 'assistant')
        result[result.length - 1] = { ...last, toolCalls: [...(last.toolCalls ?? []), call] };
      else result.push({ role: 'assistant', text: '', toolCalls: [call] });
    } else if (item['type'] === 'function_call_output') {
      const answer = { callId, name: names.get(callId) ?? '', text: contentText(item['output']) };
      if (last?.role === 'tool') result[result.length - 1] = { role: 'tool', results: [...last.results, answer] };
      else result.push({ role: 'tool', results: [answer] });
    } else if (item['role'] === 'assistant') result.push({ role: 'assistant', text: contentText(item['content']) });
    else if (item['role'] === 'user') result.push({ role: 'user', text: contentText(item['content']) });
  }
  return result;
}

function output({ id, text, reasoning, toolCalls, finish }: Reply): JsonObject[] {
  const content: Json =
    finish === 'refusal'
      ? { type: 'refusal', refusal: text }
      : { type: 'output_text', annotations: [], logprobs: [], text };
  return [
    ...(reasoning === ''
      ? []
      : [{ id: `rs_${id}`, type: 'reasoning', summary: [{ type: 'summary_text', text: reasoning }] }]),
    ...(text === ''
      ? []
      : [{ id: `msg_${id}`, type: 'message', status: 'completed', content: [content], role: 'assistant' }]),
    ...toolCalls.map(({ callId, name, argumentsText }, index) => {
      const itemId = `fc_${id}_${index}`;
      return {
        id: itemId,
        type: 'function_call',
        status: 'completed',
        arguments: argumentsText,
        call_id: callId,
        name,
      };
    }),
  ];
}

type Send = (type: string, fields: JsonObject) => void;

function streamItem(send: Send, item: JsonObject, index: number): void {
  const at = { item_id: item['id']!, output_index: index };
  const started = (fields: JsonObject): void =>
    send('response.output_item.added', { output_index: index, item: { ...item, ...fields } });
  const [part] = objectsIn(item['summary'] ?? item['content']);
  if (item['type'] === 'reasoning') {
    const text = contentText(part!['text']);
    const place = { ...at, summary_index: 0 };
    started({ summary: [] });
    send('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } });
    for (const delta of pieces(text)) send('response.reasoning_summary_text.delta', { ...place, delta });
    send('response.reasoning_summary_text.done', { ...place, text });
    send('response.reasoning_summary_part.done', { ...place, part: part! });
  } else if (item['type'] === 'message') {
    const refused = part!['type'] === 'refusal';
    const name = refused ? 'refusal' : 'output_text';
    const field = refused ? 'refusal' : 'text';
    const text = contentText(part![field]);
    const place = { ...at, content_index: 0 };
    const extra: JsonObject = refused ? {} : { logprobs: [] };
    started({ status: 'in_progress', content: [] });
    send('response.content_part.added', { ...place, part: { ...part, [field]: '' } });
    for (const delta of pieces(text)) send(`response.${name}.delta`, { ...place, delta, ...extra });
    send(`response.${name}.done`, { ...place, [field]: text, ...extra });
    send('response.content_part.done', { ...place, part: part! });
  } else {
    const text = contentText(item['arguments']);
    started({ status: 'in_progress', arguments: '' });
    for (const delta of pieces(text)) send('response.function_call_arguments.delta', { ...at, delta });
    send('response.function_call_arguments.done', { ...at, name: item['name']!, arguments: text });
  }
  send('response.output_item.done', { output_index: index, item });
}

function status({ finish }: Reply): string {
  return finish === 'length' ? 'incomplete' : 'completed';
}

function response(reply: Reply, items: readonly JsonObject[], state: string): JsonObject {
  const { id, question, usage } = reply;
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: 1_750_000_000,
    status: state,
    error: null,
    incomplete_details: state === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    instructions: null,
    max_output_tokens: question.maxOutputTokens ?? null,
    model: question.model,
    output: items,
    parallel_tool_calls: true,
    previous_response_id: null,
    temperature: question.temperature ?? 1,
    tool_choice: 'auto',
    tools: [],
    truncation: 'disabled',
    ...(usage && { usage: usageOf(usage) }),
    metadata: {},
  };
}

function usageOf({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens }: ModelUsage): JsonObject {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cachedInputTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  };
}
