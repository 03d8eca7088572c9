import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { numberField, stringField } from '../../chat/string-field.ts';
import { aiSdkFacts } from './ai-sdk-facts.ts';
import { messageEvents } from './message-events.ts';
import { openInferenceFacts } from '../openinference/open-inference-facts.ts';
import { jsonIn, listedCalls, otelMessages, type OtelMessage } from './otel-message.ts';
import type { OtelSpan } from './otel-span.ts';
import { takeAttributes, type SpanFacts, type Take } from './take-attributes.ts';
import type { Usage } from '../../trajectory.ts';

const CANONICAL = new Set(['chat', 'invoke_agent', 'execute_tool']);
const MODEL_OPERATIONS = new Set(['chat', 'generate_content', 'text_completion', 'call_llm', 'llm_call', 'completion']);

/**
 * What a span says, in whatever dialect: the GenAI conventions of every generation (messages in attributes, in events,
 * or indexed `gen_ai.prompt.N`), OpenLLMetry, the AI SDK's `ai.*`, OpenInference.
 */
export function spanFacts(span: OtelSpan): SpanFacts {
  const take = takeAttributes(span.attributes);
  const { found, events } = messageEvents(span.events);
  const facts = { ...openInferenceFacts(take), ...aiSdkFacts(take, span.name), ...genAiFacts(take, span, found) };
  return { kind: 'other', ...facts, rest: take.rest(), events };
}

function genAiFacts(
  take: Take,
  span: OtelSpan,
  found: {
    readonly input: readonly OtelMessage[];
    readonly output: readonly OtelMessage[];
    readonly attributes: JsonObject;
  },
): Partial<SpanFacts> {
  const attribute = (name: string): Json | undefined => take.value(name) ?? found.attributes[name];
  const operation = stringField(span.attributes, 'gen_ai.operation.name');
  // Other names of the same operations are kept as they are.
  if (operation !== undefined && CANONICAL.has(operation)) take.text('gen_ai.operation.name');
  const traceloop = take.text('traceloop.span.kind');
  const messagesIn = attribute('gen_ai.input.messages') ?? take.below('gen_ai.prompt') ?? take.value('events');
  // Pydantic AI tells a whole run once more on the span of the run.
  const whole =
    messagesIn === undefined
      ? (take.value('pydantic_ai.all_messages') ?? take.value('all_messages_events'))
      : undefined;
  const messagesOut = attribute('gen_ai.output.messages') ?? take.below('gen_ai.completion');
  const system = attribute('gen_ai.system_instructions');
  const tools = take.value('gen_ai.tool.definitions') ?? take.below('llm.request.functions');
  const name = take.text('gen_ai.agent.name') ?? take.text('agent_name');
  const version = take.text('gen_ai.agent.version');
  const model = take.text('gen_ai.request.model');
  const answering = take.text('gen_ai.response.model');
  const provider = take.text('gen_ai.provider.name') ?? take.text('gen_ai.system');
  const entity = traceloop === 'tool' || traceloop === 'agent' ? take.text('traceloop.entity.name') : undefined;
  const told = eventMessages(messagesIn ?? whole ?? null);
  const kind =
    whole !== undefined && operation === undefined
      ? 'agent'
      : kindOf(
          operation,
          traceloop,
          messagesIn !== undefined || messagesOut !== undefined || found.input.length + found.output.length > 0,
        );
  const usage = usageOf(take, span.attributes);
  const plainOutput = kind === 'model' || kind === 'agent' ? take.value('gen_ai.output') : undefined;
  const input = [...told.input, ...found.input];
  const output = [
    ...told.output,
    ...(messagesOut === undefined ? [] : otelMessages(messagesOut, 'agent')),
    ...found.output,
    ...(plainOutput === undefined || plainOutput === '' ? [] : [plainMessage(plainOutput)]),
  ];
  return {
    ...(kind !== undefined && { kind }),
    ...(input.length > 0 && { input }),
    ...(output.length > 0 && { output }),
    ...(system !== undefined && { system: otelMessages(quoted(system), 'system') }),
    ...(tools !== undefined && { tools }),
    ...(name !== undefined && { agentName: name }),
    ...(version !== undefined && { agentVersion: version }),
    ...((model ?? answering) !== undefined && { model: (model ?? answering)! }),
    ...(model !== undefined && answering !== undefined && answering !== model && { answeringModel: answering }),
    ...(provider !== undefined && { provider }),
    ...(usage !== undefined && { usage }),
    ...(kind === 'tool' && { tool: toolOf(take, span, entity) }),
    ...(kind === 'agent' && entity !== undefined && { agentName: entity }),
  };
}

function kindOf(
  operation: string | undefined,
  traceloop: string | undefined,
  hasMessages: boolean,
): SpanFacts['kind'] | undefined {
  if (operation === 'execute_tool' || traceloop === 'tool') return 'tool';
  if (operation === 'invoke_agent' || traceloop === 'agent') return 'agent';
  if (operation !== undefined && MODEL_OPERATIONS.has(operation)) return 'model';
  return operation === undefined && hasMessages ? 'model' : undefined;
}

function toolOf(take: Take, span: OtelSpan, entity: string | undefined): NonNullable<SpanFacts['tool']> {
  const name = take.text('gen_ai.tool.name') ?? entity ?? span.name.replace(/^execute_tool /, '');
  const callId = take.id('gen_ai.tool.call.id');
  const given =
    take.value('gen_ai.tool.call.arguments') ??
    take.value('gen_ai.tool.args') ??
    take.value('tool_arguments') ??
    take.value('gen_ai.tool.input') ??
    take.value('traceloop.entity.input');
  const result =
    take.value('gen_ai.tool.call.result') ??
    take.value('gen_ai.output') ??
    take.value('gen_ai.tool.output') ??
    take.value('tool_response') ??
    take.value('traceloop.entity.output');
  return {
    name,
    ...(callId !== undefined && { callId }),
    ...(given !== undefined && { given }),
    ...(result !== undefined && { result }),
  };
}

// Some exporters write text as JSON text.
function quoted(value: Json): Json {
  if (typeof value !== 'string' || !/^".*"$/s.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function plainMessage(output: Json): OtelMessage {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  return { actor: 'agent', parts: listedCalls(output) ?? [{ kind: 'text', text }] };
}

// Lists of events as messages: `{"event.name": "gen_ai.user.message", …}`; the answer is `{message, …}`.
function eventMessages(value: Json): { readonly input: OtelMessage[]; readonly output: OtelMessage[] } {
  const list = typeof value === 'string' ? jsonIn(value) : value;
  if (!Array.isArray(list)) return { input: otelMessages(value, 'user'), output: [] };
  const input: OtelMessage[] = [];
  const output: OtelMessage[] = [];
  for (const item of list as readonly Json[]) {
    if (!isJsonObject(item) || typeof item['event.name'] !== 'string') {
      for (const one of otelMessages(item, 'user')) input.push(one);
      continue;
    }
    const { 'event.name': name, 'gen_ai.message.index': _index, ...rest } = item;
    const kind = /^gen_ai\.(\w+)\.message$/.exec(name);
    if (kind !== null) for (const one of otelMessages({ role: kind[1]!, ...rest }, 'user')) input.push(one);
    else for (const one of otelMessages(rest, 'agent')) output.push(one);
  }
  return { input, output };
}

function usageOf(take: Take, attributes: JsonObject): Usage | undefined {
  const input = take.number('gen_ai.usage.input_tokens') ?? take.number('gen_ai.usage.prompt_tokens');
  const output = take.number('gen_ai.usage.output_tokens') ?? take.number('gen_ai.usage.completion_tokens');
  const cached =
    take.number('gen_ai.usage.cache_read.input_tokens') ??
    take.number('gen_ai.usage.cache_read_input_tokens') ??
    take.number('gen_ai.usage.details.cache_read_tokens');
  const reasoning =
    take.number('gen_ai.usage.reasoning.output_tokens') ?? take.number('gen_ai.usage.details.reasoning_tokens');
  // The sum is no place for its two parts, so these stay where they are.
  const inputCost = numberField(attributes, 'gen_ai.usage.input_cost');
  const outputCost = numberField(attributes, 'gen_ai.usage.output_cost');
  const cost = take.number('gen_ai.usage.cost') ?? take.number('operation.cost');
  const usage: Usage = {
    ...(input !== undefined && { inputTokens: input }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(output !== undefined && { outputTokens: output }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    ...((inputCost ?? outputCost ?? cost) !== undefined && { costUsd: cost ?? (inputCost ?? 0) + (outputCost ?? 0) }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}
