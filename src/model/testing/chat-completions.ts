import type { JsonObject } from '../../core/json.ts';
import type { ModelMessage, ModelToolCall, ModelUsage } from '../../core/model.ts';
import { numberField, objectField, stringField } from '../../trajectory/chat/string-field.ts';
import { contentText, objectsIn } from './content-text.ts';
import { isReasoningModel, openaiError, strictSchemaFault } from './openai-error.ts';
import { pieces, type Protocol, type Reply, type StreamEvent } from './protocol.ts';

/** OpenAI's Chat Completions, with `reasoning_content` as compatible servers add it. */
export const CHAT_COMPLETIONS: Protocol = {
  name: 'chat-completions',
  finalEvents: 3,

  read(body) {
    const format = objectField(objectField(body, 'response_format') ?? {}, 'json_schema') ?? {};
    const messages = objectsIn(body['messages']);
    return {
      model: stringField(body, 'model') ?? '',
      instructions: messages
        .filter(isInstruction)
        .map(({ content }) => contentText(content))
        .join('\n\n'),
      messages: conversation(messages.filter((message) => !isInstruction(message))),
      tools: objectsIn(body['tools']).map((tool) => {
        const { name, description, parameters } = objectField(tool, 'function') ?? {};
        return {
          name: String(name),
          description: contentText(description),
          parameters: (parameters ?? {}) as JsonObject,
        };
      }),
      schema: objectField(format, 'schema'),
      schemaName: stringField(format, 'name'),
      maxOutputTokens: numberField(body, 'max_completion_tokens') ?? numberField(body, 'max_tokens'),
      temperature: numberField(body, 'temperature'),
      seed: numberField(body, 'seed'),
      stream: body['stream'] === true,
      includeUsage: objectField(body, 'stream_options')?.['include_usage'] === true,
    };
  },

  refuses(body) {
    const messages = objectsIn(body['messages']);
    const model = stringField(body, 'model');
    if (model === undefined) return "Missing required parameter: 'model'.";
    if (messages.length === 0) return "Invalid 'messages': expected a list with at least one message.";
    if (isReasoningModel(model)) {
      if (body['max_tokens'] !== undefined) return "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.";
      if ((body['temperature'] ?? 1) !== 1) return "Unsupported value: 'temperature' must be 1 with this model.";
    }
    const open = new Set<unknown>();
    for (const message of messages) {
      if (message['role'] === 'tool' && !open.delete(message['tool_call_id'])) {
        return "Invalid message: role 'tool' must answer a call of a preceding message with 'tool_calls'.";
      }
      if (message['role'] !== 'tool' && open.size > 0)
        return "Every 'tool_call_id' must be answered by a tool message.";
      for (const call of objectsIn(message['tool_calls'])) open.add(call['id']);
    }
    const format = objectField(objectField(body, 'response_format') ?? {}, 'json_schema');
    if (format?.['strict'] !== true) return undefined;
    const fault = strictSchemaFault(objectField(format, 'schema') ?? {});
    return fault && `Invalid schema for response_format '${stringField(format, 'name')}': ${fault}.`;
  },

  whole(reply) {
    const message: JsonObject = {
      role: 'assistant',
      content: reply.finish === 'refusal' || reply.text === '' ? null : reply.text,
      refusal: reply.finish === 'refusal' ? reply.text : null,
      ...(reply.reasoning !== '' && { reasoning_content: reply.reasoning }),
      ...(reply.toolCalls.length > 0 && { tool_calls: reply.toolCalls.map(toolCall) }),
      annotations: [],
    };
    return {
      ...head(reply, 'chat.completion'),
      choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(reply) }],
      ...(reply.usage && { usage: usage(reply.usage) }),
    };
  },

  events(reply) {
    const { question } = reply;
    const chunk = (delta: JsonObject, finish: string | null = null): StreamEvent => {
      const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
      return event({ ...head(reply, 'chat.completion.chunk'), choices, ...(question.includeUsage && { usage: null }) });
    };
    const spoken = reply.finish === 'refusal' ? 'refusal' : 'content';
    return [
      chunk({ role: 'assistant', content: '', refusal: null }),
      ...pieces(reply.reasoning).map((piece) => chunk({ reasoning_content: piece })),
      ...pieces(reply.text).map((piece) => chunk({ [spoken]: piece })),
      ...reply.toolCalls.flatMap((call, index) => [
        chunk({ tool_calls: [{ index, ...toolCall({ ...call, argumentsText: '' }) }] }),
        ...pieces(call.argumentsText).map((piece) =>
          chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
        ),
      ]),
      ...(question.includeUsage && reply.usage !== undefined
        ? [
            chunk({}, finishReason(reply)),
            event({ ...head(reply, 'chat.completion.chunk'), choices: [], usage: usage(reply.usage) }),
          ]
        : [chunk({}, finishReason(reply))]),
      { data: '[DONE]' },
    ];
  },

  error: openaiError,
  errorEvent: (error) => event(openaiError(error)),
};

function isInstruction({ role }: JsonObject): boolean {
  return role === 'system' || role === 'developer';
}

function conversation(messages: readonly JsonObject[]): ModelMessage[] {
  const result: ModelMessage[] = [];
  const names = new Map<string, string>();
  for (const message of messages) {
    const text = contentText(message['content']);
    if (message['role'] === 'assistant') {
      const toolCalls = objectsIn(message['tool_calls']).map((call) => {
        const called = objectField(call, 'function') ?? {};
        const callId = String(call['id']);
        names.set(callId, String(called['name']));
        return { callId, name: String(called['name']), argumentsText: contentText(called['arguments']) };
      });
      result.push({ role: 'assistant', text, ...(toolCalls.length > 0 && { toolCalls }) });
    } else if (message['role'] === 'tool') {
      const callId = String(message['tool_call_id']);
      const answer = { callId, name: names.get(callId) ?? '', text };
      const last = result.at(-1);
      if (last?.role === 'tool') result[result.length - 1] = { role: 'tool', results: [...last.results, answer] };
      else result.push({ role: 'tool', results: [answer] });
    } else result.push({ role: 'user', text });
  }
  return result;
}

function head({ id, question }: Reply, object: string): JsonObject {
  return {
    id: `chatcmpl-${id}`,
    object,
    created: 1_750_000_000,
    model: question.model,
    system_fingerprint: 'fp_local',
  };
}

function toolCall({ callId, name, argumentsText }: ModelToolCall): JsonObject {
  return { id: callId, type: 'function', function: { name, arguments: argumentsText } };
}

function finishReason({ finish }: Reply): string {
  if (finish === 'tool-calls') return 'tool_calls';
  return finish === 'length' ? 'length' : 'stop';
}

function usage({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens }: ModelUsage): JsonObject {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function event(value: JsonObject): StreamEvent {
  return { data: JSON.stringify(value) };
}
