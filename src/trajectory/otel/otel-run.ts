import type { Json, JsonObject } from '../../core/json.ts';
import { idField, numberField, stringField } from '../chat/string-field.ts';
import { listedCalls, otelMessages, type OtelMessage } from './otel-message.ts';
import { isoTime, type OtelSpan } from './otel-span.ts';
import { otelVerdict } from './otel-verdict.ts';
import type { TrajectoryDraft } from '../trace-format.ts';
import { partText, type Part, type Step, type Usage } from '../trajectory.ts';

const MESSAGES_IN = ['gen_ai.input.messages', 'gen_ai.prompt'];
const MESSAGES_OUT = ['gen_ai.output.messages', 'gen_ai.completion'];

/**
 * One run out of the spans of one agent in a trace or conversation. Spans are read in order of their start. A model call
 * repeats the history it was given: messages that are steps already are not repeated, in the order of the list. Results
 * of tools come from their own spans, or from the next call's history, whichever is first.
 */
export function otelRun(spans: readonly OtelSpan[]): Omit<TrajectoryDraft, 'runId' | 'parentRunId'> {
  const ordered = [...spans].sort((a, b) => compare(a.startNs, b.startNs));
  const steps: Step[] = [];
  const keys: string[] = [];
  const open: { readonly callId: string; readonly name: string }[] = []; // calls without a result yet
  let madeUp = 0;

  function push(message: OtelMessage, times: Pick<Step, 'at' | 'endedAt'>, more: Partial<Step> = {}): void {
    const parts = message.parts.map((part): Part => {
      if (part.kind === 'tool-call') {
        const callId = part.callId === '' ? `call_${madeUp++}` : part.callId;
        open.push({ callId, name: part.name });
        return { ...part, callId };
      }
      return part.kind === 'tool-result' ? answered(part) : part;
    });
    const extra = { ...more.extra, ...(message.others.length > 0 && { content: message.others }) };
    const named = { actor: message.actor, ...(message.name !== undefined && { name: message.name }) };
    const step: Step = { index: steps.length, ...named, ...times, ...more, parts };
    steps.push(Object.keys(extra).length > 0 ? { ...step, extra } : step);
    keys.push(keyOf({ ...message, parts }));
  }

  function answered(part: Part & { readonly kind: 'tool-result' }): Part {
    const index = part.callId === '' ? 0 : open.findIndex((call) => call.callId === part.callId);
    const [call] = index < 0 ? [] : open.splice(index, 1);
    return { ...part, callId: part.callId === '' ? (call?.callId ?? '') : part.callId };
  }

  // Both lists are in order, so a message that is a step already is looked for behind the one before it.
  function history(messages: readonly OtelMessage[], times: Pick<Step, 'at' | 'endedAt'>): void {
    let pointer = 0;
    for (const message of messages) {
      const found = keys.indexOf(keyOf(message), pointer);
      if (found >= 0) pointer = found + 1;
      else {
        push(message, times);
        pointer = keys.length;
      }
    }
  }

  const agentSpan = ordered.find((span) => operationOf(span) === 'invoke_agent');
  const calls = ordered.filter(isModelCall);
  const instructions = textOf(
    calls.length > 0
      ? calls[0]!.attributes['gen_ai.system_instructions']
      : agentSpan?.attributes['gen_ai.system_instructions'],
  );
  for (const span of ordered) {
    const operation = operationOf(span);
    const startedAt = isoTime(span.startNs);
    const endedAt = isoTime(span.endNs);
    const times = { ...(startedAt !== undefined && { at: startedAt }), ...(endedAt !== undefined && { endedAt }) };
    const before = startedAt === undefined ? {} : { at: startedAt };
    if (operation === 'execute_tool') {
      const { call, result } = toolSpan(span, open);
      if (call !== undefined && !keys.includes(`result:${result.callId}`)) {
        push({ actor: 'agent', parts: [call], others: [] }, before, { extra: { fromToolSpan: true } });
      }
      if (!keys.includes(`result:${result.callId}`)) {
        const name = stringField(span.attributes, 'gen_ai.tool.name');
        push({ actor: 'tool', ...(name !== undefined && { name }), parts: [result], others: [] }, times);
      }
    } else if (isModelCall(span) || (span === agentSpan && calls.length === 0)) {
      history(otelMessages(attribute(span, MESSAGES_IN), 'user'), before);
      const usage = usageOf(span.attributes);
      const error = span.isError ? { extra: { error: span.statusMessage ?? 'error' } } : {};
      const outputs = outputOf(span);
      outputs.forEach((message, i) => {
        push(message, times, i === outputs.length - 1 ? { ...(usage !== undefined && { usage }), ...error } : {});
      });
    }
  }
  const tools = ordered
    .map((span) => span.attributes['gen_ai.tool.definitions'])
    .find((value) => value !== undefined && value !== null);
  const startedAt = isoTime(ordered[0]?.startNs);
  const endedAt = isoTime(
    ordered.reduce<bigint | undefined>((last, span) => (compare(span.endNs, last) > 0 ? span.endNs : last), undefined),
  );
  return {
    ...sessionOf(ordered),
    ...otelVerdict(ordered),
    agent: {
      ...agentOf(agentSpan, calls),
      ...(tools !== undefined && { tools: parsed(tools) }),
      ...(instructions !== undefined && { instructions }),
    },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    steps,
    extra: { ...providerOf(calls), ...(agentSpan?.isError === true && { error: agentSpan.statusMessage ?? 'error' }) },
  };
}

/** What a span does, by `gen_ai.operation.name`; any-agent's `call_llm` is a chat. */
export function operationOf(span: OtelSpan): string {
  return stringField(span.attributes, 'gen_ai.operation.name') ?? '';
}

function isModelCall(span: OtelSpan): boolean {
  const operation = operationOf(span);
  if (['chat', 'generate_content', 'text_completion', 'call_llm'].includes(operation)) return true;
  return (
    operation === '' && (attribute(span, MESSAGES_IN) !== undefined || attribute(span, MESSAGES_OUT) !== undefined)
  );
}

function attribute(span: OtelSpan, names: readonly string[]): Json | undefined {
  for (const name of names) if (span.attributes[name] !== undefined) return span.attributes[name];
  return undefined;
}

function outputOf(span: OtelSpan): OtelMessage[] {
  const messages = attribute(span, MESSAGES_OUT);
  if (messages !== undefined) return otelMessages(messages, 'agent');
  const output = span.attributes['gen_ai.output'];
  if (output === undefined || output === null || output === '') return [];
  const calls = listedCalls(output);
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  return [{ actor: 'agent', parts: calls ?? [{ kind: 'text', text }], others: [] }];
}

function toolSpan(
  span: OtelSpan,
  open: readonly { readonly callId: string; readonly name: string }[],
): { readonly call?: Part; readonly result: Part & { readonly kind: 'tool-result' } } {
  const { attributes } = span;
  const name = stringField(attributes, 'gen_ai.tool.name') ?? span.name.replace(/^execute_tool /, '');
  const known = idField(attributes, 'gen_ai.tool.call.id');
  const match =
    known === undefined ? open.find((call) => call.name === name) : open.find((call) => call.callId === known);
  const callId = known ?? match?.callId ?? `span_${span.spanId}`;
  const answer =
    attributes['gen_ai.tool.call.result'] ?? attributes['gen_ai.output'] ?? attributes['gen_ai.tool.output'];
  const text =
    answer === undefined || answer === null
      ? (span.statusMessage ?? '')
      : typeof answer === 'string'
        ? answer
        : JSON.stringify(answer);
  const result = { kind: 'tool-result', callId, text, ...(span.isError && { isError: true }) } as const;
  if (match !== undefined) return { result };
  // Some programs trace their tools and not their model.
  const given = attributes['gen_ai.tool.call.arguments'] ?? attributes['gen_ai.tool.args'] ?? '';
  const argumentsText = typeof given === 'string' ? given : JSON.stringify(given);
  return { call: { kind: 'tool-call', callId, name, argumentsText }, result };
}

// Reasoning is often left out of the history, and results may come with or without an id: neither tells messages apart.
function keyOf(message: OtelMessage): string {
  const result = message.parts.find((part) => part.kind === 'tool-result');
  if (result !== undefined) return result.callId === '' ? `result-text:${result.text}` : `result:${result.callId}`;
  const calls = message.parts.flatMap((part) =>
    part.kind === 'tool-call' ? [part.callId || `${part.name}(${part.argumentsText})`] : [],
  );
  if (calls.length > 0) return `calls:${calls.join(',')}`;
  const words = message.parts.map((part) => (part.kind === 'reasoning' ? '' : partText(part))).join('');
  return `${message.actor}:${words.trim()}`;
}

function usageOf(attributes: JsonObject): Usage | undefined {
  const input =
    numberField(attributes, 'gen_ai.usage.input_tokens') ?? numberField(attributes, 'gen_ai.usage.prompt_tokens');
  const output =
    numberField(attributes, 'gen_ai.usage.output_tokens') ?? numberField(attributes, 'gen_ai.usage.completion_tokens');
  const cached = numberField(attributes, 'gen_ai.usage.cache_read.input_tokens');
  const reasoning = numberField(attributes, 'gen_ai.usage.reasoning.output_tokens');
  const inputCost = numberField(attributes, 'gen_ai.usage.input_cost');
  const outputCost = numberField(attributes, 'gen_ai.usage.output_cost');
  const usage: Usage = {
    ...(input !== undefined && { inputTokens: input }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(output !== undefined && { outputTokens: output }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    ...((inputCost ?? outputCost) !== undefined && { costUsd: (inputCost ?? 0) + (outputCost ?? 0) }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}

function agentOf(
  agentSpan: OtelSpan | undefined,
  calls: readonly OtelSpan[],
): { name?: string; model?: string; version?: string } {
  const all = [...(agentSpan === undefined ? [] : [agentSpan]), ...calls].map((span) => span.attributes);
  const first = (name: string): string | undefined =>
    all.map((attributes) => stringField(attributes, name)).find((v) => v !== undefined);
  const name = first('gen_ai.agent.name');
  const model = first('gen_ai.request.model') ?? first('gen_ai.response.model');
  const version = first('gen_ai.agent.version');
  return {
    ...(name !== undefined && { name }),
    ...(model !== undefined && { model }),
    ...(version !== undefined && { version }),
  };
}

function sessionOf(spans: readonly OtelSpan[]): { sessionId?: string } {
  const id = spans
    .map((span) => idField(span.attributes, 'gen_ai.conversation.id'))
    .find((value) => value !== undefined);
  return id === undefined ? {} : { sessionId: id };
}

function providerOf(calls: readonly OtelSpan[]): JsonObject {
  const provider = calls.map(
    ({ attributes }) => stringField(attributes, 'gen_ai.provider.name') ?? stringField(attributes, 'gen_ai.system'),
  );
  const known = provider.find((name) => name !== undefined);
  return known === undefined ? {} : { provider: known };
}

function textOf(value: Json | undefined): string | undefined {
  const text = otelMessages(value, 'system')
    .flatMap((message) => message.parts.map(partText))
    .join('\n');
  return text === '' ? undefined : text;
}

function parsed(value: Json): Json {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as Json) : value;
  } catch {
    return value;
  }
}

function compare(a: bigint | undefined, b: bigint | undefined): number {
  const x = a ?? -1n;
  const y = b ?? -1n;
  return x < y ? -1 : x > y ? 1 : 0;
}
