import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { jsonIn, otelMessages, type OtelMessage } from '../otel/otel-message.ts';
import type { SpanFacts, Take } from '../otel/take-attributes.ts';
import type { Usage } from '../../trajectory.ts';

const KIND_OF: ReadonlyMap<string, SpanFacts['kind']> = new Map(
  Object.entries<SpanFacts['kind']>({ LLM: 'model', TOOL: 'tool', AGENT: 'agent' }),
);

/**
 * What OpenInference's attributes say, flattened by index (`llm.input_messages.0.message.role`) or nested. Spans that are
 * neither a model's, a tool's nor an agent's keep their values as they are.
 *
 * @see https://arize-ai.github.io/openinference/spec/semantic_conventions.html
 */
export function openInferenceFacts(take: Take): Partial<SpanFacts> {
  const spanKind = take.look('openinference.span.kind');
  const messagesIn = take.below('llm.input_messages');
  const messagesOut = take.below('llm.output_messages');
  if (spanKind === undefined && messagesIn === undefined && messagesOut === undefined) return {};
  const kind = KIND_OF.get(spanKind?.toUpperCase() ?? 'LLM') ?? 'other';
  if (kind !== 'other') take.text('openinference.span.kind');
  if (kind === 'tool') return { kind, tool: toolOf(take) };
  const name = take.text('agent.name');
  if (kind !== 'model') {
    if (kind === 'other') return { kind };
    return { kind, ...plain(take), ...(name !== undefined && { agentName: name }) };
  }
  const tools = take.below('llm.tools');
  const model = take.text('llm.model_name');
  const provider = take.text('llm.provider') ?? take.text('llm.system');
  const usage = usageOf(take);
  const prompts = take.below('llm.prompts');
  const completions = take.below('llm.choices');
  const given = plain(take, messagesIn !== undefined, messagesOut !== undefined);
  return {
    kind,
    ...given,
    ...(messagesIn !== undefined
      ? { input: listed(messagesIn, 'user') }
      : prompts !== undefined && { input: completionsOf(prompts, 'user') }),
    ...(messagesOut !== undefined
      ? { output: listed(messagesOut, 'agent') }
      : completions !== undefined && { output: completionsOf(completions, 'agent') }),
    ...(tools !== undefined && { tools: Array.isArray(tools) ? tools.map((tool) => schemaOf(tool as Json)) : tools }),
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
    ...(usage !== undefined && { usage }),
    ...(name !== undefined && { agentName: name }),
  };
}

// `input.value` of a model's span is the request; its messages are told by `llm.input_messages` in other words.
function plain(
  take: Take,
  hasInput = false,
  hasOutput = false,
): { readonly input?: readonly OtelMessage[]; readonly output?: readonly OtelMessage[] } {
  const input = hasInput ? undefined : take.value('input.value');
  const output = hasOutput ? undefined : take.value('output.value');
  return {
    ...(input !== undefined && input !== '' && { input: otelMessages(input, 'user') }),
    ...(output !== undefined && output !== '' && { output: otelMessages(output, 'agent') }),
  };
}

function listed(value: Json, role: 'user' | 'agent'): OtelMessage[] {
  const list = typeof value === 'string' ? jsonIn(value) : value;
  if (!Array.isArray(list)) return otelMessages(value, role);
  return (list as readonly Json[]).flatMap((item) =>
    isJsonObject(item) ? otelMessages(messageOf(inner(item, 'message'), role), role) : otelMessages(item, role),
  );
}

// `{message: {…}}`, or with names that still hold a path: `{"message.role": …}`.
function inner(item: JsonObject, name: string): JsonObject {
  const nested = item[name];
  if (isJsonObject(nested)) return nested;
  const prefix = `${name}.`;
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [key.startsWith(prefix) ? key.slice(prefix.length) : key, value]),
  );
}

function messageOf(message: JsonObject, role: 'user' | 'agent'): JsonObject {
  const {
    contents,
    tool_calls: calls,
    function_call_name: name,
    function_call_arguments_json: text,
    ...rest
  } = message;
  const blocks = Array.isArray(contents) ? (contents as readonly Json[]).map(blockOf) : undefined;
  const content =
    blocks === undefined
      ? message['content']
      : [
          ...(typeof message['content'] === 'string' && message['content'] !== ''
            ? [{ type: 'text', text: message['content'] }]
            : []),
          ...blocks,
        ];
  return {
    role: role === 'agent' ? 'assistant' : 'user',
    ...rest,
    ...(content !== undefined && { content }),
    ...(Array.isArray(calls) && {
      tool_calls: (calls as readonly Json[]).map((call) =>
        isJsonObject(call) ? callOf(inner(call, 'tool_call')) : call,
      ),
    }),
    ...(name !== undefined && { function_call: { name, arguments: text ?? '' } }),
  };
}

function callOf(call: JsonObject): JsonObject {
  const { 'function.name': name, 'function.arguments': text, ...rest } = call;
  return name === undefined ? call : { ...rest, function: { name, arguments: text ?? '' } };
}

function blockOf(block: Json): Json {
  if (!isJsonObject(block)) return block;
  const content = inner(block, 'message_content');
  const image = content['image'];
  const url = isJsonObject(image) ? (isJsonObject(image['image']) ? image['image']['url'] : image['url']) : undefined;
  return typeof url === 'string' ? { type: 'image_url', image_url: { url } } : content;
}

function completionsOf(value: Json, actor: 'user' | 'agent'): OtelMessage[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : [value]).flatMap((item) => {
    const found = isJsonObject(item)
      ? (inner(item, 'prompt')['text'] ?? inner(item, 'completion')['text'] ?? item)
      : item;
    return otelMessages(found, actor);
  });
}

function schemaOf(tool: Json): Json {
  if (!isJsonObject(tool)) return tool;
  const found = inner(tool, 'tool');
  const schema = found['json_schema'];
  return Object.keys(found).length === 1 && typeof schema === 'string' ? jsonIn(schema) : found;
}

function toolOf(take: Take): NonNullable<SpanFacts['tool']> {
  const callId = take.id('tool_call.id') ?? take.id('tool.id');
  const given =
    take.value('tool_call.function.arguments') ?? take.value('input.value') ?? take.value('tool.parameters');
  const result = take.value('output.value');
  return {
    name: take.text('tool.name') ?? take.text('tool_call.function.name') ?? '',
    ...(callId !== undefined && { callId }),
    ...(given !== undefined && { given }),
    ...(result !== undefined && { result }),
  };
}

function usageOf(take: Take): Usage | undefined {
  const input = take.number('llm.token_count.prompt');
  const output = take.number('llm.token_count.completion');
  const cached = take.number('llm.token_count.prompt_details.cache_read');
  const reasoning = take.number('llm.token_count.completion_details.reasoning');
  const cost = take.number('llm.cost.total');
  const usage: Usage = {
    ...(input !== undefined && { inputTokens: input }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(output !== undefined && { outputTokens: output }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    ...(cost !== undefined && { costUsd: cost }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}
