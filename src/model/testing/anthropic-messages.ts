import { jsonObjectIn, type Json, type JsonObject } from '../../core/json.ts';
import type { ModelMessage, ModelUsage } from '../../core/model.ts';
import { numberField, objectField, stringField } from '../../trajectory/chat/string-field.ts';
import { contentText, objectsIn } from './content-text.ts';
import { pieces, type ErrorReply, type Protocol, type Reply, type StreamEvent } from './protocol.ts';

/** Anthropic's Messages. */
export const ANTHROPIC_MESSAGES: Protocol = {
  name: 'messages',
  finalEvents: 2,

  read(body) {
    const tools = objectsIn(body['tools']);
    // Models without structured output are asked for it by a tool that they must call.
    const forced =
      objectField(body, 'tool_choice')?.['type'] === 'any' ? tools.find(({ name }) => name === 'json') : undefined;
    const format =
      objectField(objectField(body, 'output_config') ?? {}, 'format') ?? objectField(body, 'output_format') ?? {};
    return {
      model: stringField(body, 'model') ?? '',
      instructions: contentText(body['system']),
      messages: conversation(objectsIn(body['messages'])),
      tools: tools
        .filter((tool) => tool !== forced && tool['input_schema'] !== undefined)
        .map(({ name, description, input_schema: schema }) => {
          return { name: String(name), description: contentText(description), parameters: schema as JsonObject };
        }),
      schema: objectField(forced ?? {}, 'input_schema') ?? objectField(format, 'schema'),
      schemaTool: forced && String(forced['name']),
      maxOutputTokens: numberField(body, 'max_tokens'),
      temperature: numberField(body, 'temperature'),
      stream: body['stream'] === true,
      includeUsage: true,
    };
  },

  refuses(body) {
    const messages = objectsIn(body['messages']);
    const temperature = numberField(body, 'temperature');
    if (stringField(body, 'model') === undefined) return 'model: Field required';
    if (numberField(body, 'max_tokens') === undefined) return 'max_tokens: Field required';
    if (messages.length === 0) return 'messages: at least one message is required';
    if (messages[0]!['role'] !== 'user') return 'messages: the first message must use the "user" role';
    if (temperature !== undefined && (temperature < 0 || temperature > 1)) return 'temperature: range: 0..1';
    if (temperature !== undefined && temperature !== 1 && objectField(body, 'thinking')?.['type'] === 'enabled') {
      return '`temperature` may only be set to 1 when thinking is enabled';
    }
    let open: readonly unknown[] = [];
    for (const [index, message] of messages.entries()) {
      const blocks = objectsIn(message['content']);
      const answered = blocks.filter(({ type }) => type === 'tool_result').map(({ tool_use_id: id }) => id);
      if (open.some((id) => !answered.includes(id as never))) {
        return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after`;
      }
      if (answered.some((id) => !open.includes(id)))
        return `messages.${index}: unexpected \`tool_use_id\` in \`tool_result\``;
      if (blocks.some(({ type, text }) => type === 'text' && text === '')) {
        return 'messages: text content blocks must be non-empty';
      }
      open = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
    }
    return undefined;
  },

  whole(reply) {
    return {
      ...messageHead(reply),
      content: contentBlocks(reply),
      stop_reason: stopReason(reply),
      stop_sequence: null,
      ...(reply.usage && { usage: usage(reply.usage) }),
    };
  },

  events(reply) {
    const start = { ...messageHead(reply), content: [], stop_reason: null, stop_sequence: null };
    const counted = reply.usage && usage(reply.usage);
    const end = { stop_reason: stopReason(reply), stop_sequence: null };
    return [
      event({
        type: 'message_start',
        message: { ...start, ...(counted && { usage: { ...counted, output_tokens: 1 } }) },
      }),
      event({ type: 'ping' }),
      ...contentBlocks(reply).flatMap(blockEvents),
      event({ type: 'message_delta', delta: end, ...(counted && { usage: counted }) }),
      event({ type: 'message_stop' }),
    ];
  },

  error: errorBody,
  errorEvent: (error) => event(errorBody(error)),
};

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function errorBody({ status, message: text, quota = false }: ErrorReply): JsonObject {
  const type = quota ? 'billing_error' : (ERROR_TYPES[status] ?? 'api_error');
  return { type: 'error', error: { type, message: text }, request_id: 'req_local' };
}

function conversation(messages: readonly JsonObject[]): ModelMessage[] {
  const result: ModelMessage[] = [];
  const names = new Map<string, string>();
  for (const { role, content } of messages) {
    const list = objectsIn(content);
    const text = typeof content === 'string' ? content : contentText(list.filter(({ type }) => type === 'text'));
    if (role === 'assistant') {
      const toolCalls = list
        .filter(({ type }) => type === 'tool_use')
        .map(({ id, name, input }) => {
          names.set(String(id), String(name));
          return { callId: String(id), name: String(name), argumentsText: JSON.stringify(input) };
        });
      result.push({ role: 'assistant', text, ...(toolCalls.length > 0 && { toolCalls }) });
      continue;
    }
    const results = list
      .filter(({ type }) => type === 'tool_result')
      .map(({ tool_use_id: id, content: answer, is_error: isError }) => {
        const callId = String(id);
        return {
          callId,
          name: names.get(callId) ?? '',
          text: contentText(answer),
          ...(isError === true && { isError }),
        };
      });
    if (results.length > 0) result.push({ role: 'tool', results });
    if (text !== '' || results.length === 0) result.push({ role: 'user', text });
  }
  return result;
}

function messageHead({ id, question }: Reply): JsonObject {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model: question.model };
}

function contentBlocks(reply: Reply): JsonObject[] {
  const { id, question, text, reasoning, toolCalls } = reply;
  const thinking: JsonObject = { type: 'thinking', thinking: reasoning, signature: `c2lnbmF0dXJl${id}` };
  const said: JsonObject =
    question.schemaTool === undefined || reply.finish === 'refusal'
      ? { type: 'text', text }
      : { type: 'tool_use', id: `toolu_${id}_schema`, name: question.schemaTool, input: argumentsOf(text) };
  return [
    ...(reasoning === '' ? [] : [thinking]),
    ...(text === '' ? [] : [said]),
    ...toolCalls.map(({ callId, name, argumentsText }) => {
      return { type: 'tool_use', id: callId, name, input: argumentsOf(argumentsText) };
    }),
  ];
}

// What is no object travels as a string, and verbatim in the deltas of a stream.
function argumentsOf(text: string): Json {
  return jsonObjectIn(text) ?? text;
}

function blockEvents(block: JsonObject, index: number): StreamEvent[] {
  const delta = (fields: JsonObject): StreamEvent => event({ type: 'content_block_delta', index, delta: fields });
  const stop = event({ type: 'content_block_stop', index });
  const start = (fields: JsonObject): StreamEvent => {
    return event({ type: 'content_block_start', index, content_block: { ...block, ...fields } });
  };
  if (block['type'] === 'thinking') {
    return [
      start({ thinking: '', signature: '' }),
      ...pieces(block['thinking'] as string).map((piece) => delta({ type: 'thinking_delta', thinking: piece })),
      delta({ type: 'signature_delta', signature: block['signature']! }),
      stop,
    ];
  }
  if (block['type'] === 'text') {
    const deltas = pieces(block['text'] as string).map((piece) => delta({ type: 'text_delta', text: piece }));
    return [start({ text: '' }), ...deltas, stop];
  }
  const text = typeof block['input'] === 'string' ? block['input'] : JSON.stringify(block['input']);
  const deltas = pieces(text).map((piece) => delta({ type: 'input_json_delta', partial_json: piece }));
  return [start({ input: {} }), delta({ type: 'input_json_delta', partial_json: '' }), ...deltas, stop];
}

function stopReason({ finish, question }: Reply): string {
  if (finish === 'refusal') return 'refusal';
  if (finish === 'length') return 'max_tokens';
  return finish === 'tool-calls' || question.schemaTool !== undefined ? 'tool_use' : 'end_turn';
}

// Input that was read from the cache is counted apart; thinking counts as output.
function usage({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens }: ModelUsage): JsonObject {
  return {
    input_tokens: inputTokens - cachedInputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    ...(reasoningTokens > 0 && { output_tokens_details: { thinking_tokens: reasoningTokens } }),
    service_tier: 'standard',
  };
}

function event(value: JsonObject): StreamEvent {
  return { event: value['type'] as string, data: JSON.stringify(value) };
}
