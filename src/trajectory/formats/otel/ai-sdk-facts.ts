import { isJsonObject, type Json } from '../../../core/json.ts';
import { jsonIn, otelMessages, type OtelMessage } from './otel-message.ts';
import type { SpanFacts, Take } from './take-attributes.ts';
import type { Part, Usage } from '../../trajectory.ts';

/**
 * What the AI SDK's own attributes (`ai.*`, versions 3 to 6) say: `ai.generateText` is a run, its `.doGenerate` and
 * `.doStream` are calls of the model, `ai.toolCall` is the execution of a tool. Embeddings have no messages.
 */
export function aiSdkFacts(take: Take, spanName: string): Partial<SpanFacts> {
  const operation = take.has('ai.operationId') ? (take.text('ai.operationId') ?? '') : spanName;
  if (!operation.startsWith('ai.')) return {};
  if (operation === 'ai.toolCall') return { kind: 'tool', tool: toolOf(take) };
  const isModel = /\.do(?:Generate|Stream)$/.test(operation);
  if (!isModel && !/^ai\.(?:generate|stream)(?:Text|Object)$/.test(operation)) return {};
  const tools = take.value('ai.prompt.tools');
  const model = take.text('ai.model.id');
  const provider = take.text('ai.model.provider');
  const name = take.text('ai.telemetry.functionId');
  const usage = usageOf(take);
  const input = inputOf(take);
  const answer = answerParts(take);
  const agentText = take.text('ai.response.finishReason');
  return {
    kind: isModel ? 'model' : 'agent',
    ...(input.length > 0 && { input }),
    ...(answer.length > 0 && {
      output: [
        { actor: 'agent', parts: answer, ...(agentText !== undefined && { extra: { finish_reason: agentText } }) },
      ],
    }),
    ...(tools !== undefined && { tools: toolsOf(tools) }),
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
    ...(name !== undefined && { agentName: name }),
    ...(usage !== undefined && { usage }),
  };
}

// A list of tools, each as JSON text.
function toolsOf(value: Json): Json {
  const list = typeof value === 'string' ? jsonIn(value) : value;
  return Array.isArray(list) ? list.map((tool) => (typeof tool === 'string' ? jsonIn(tool) : (tool as Json))) : list;
}

// `ai.prompt` is `{system?, prompt?, messages?}`, of which the calls of the model repeat all.
function inputOf(take: Take): OtelMessage[] {
  const messages = take.value('ai.prompt.messages');
  if (messages !== undefined) return otelMessages(messages, 'user');
  const prompt = take.value('ai.prompt');
  return prompt === undefined ? [] : otelMessages(prompt, 'user');
}

function answerParts(take: Take): Part[] {
  const first = (name: string): Json | undefined =>
    take.value(`ai.response.${name}`) ?? take.value(`ai.result.${name}`);
  const parts: Part[] = [];
  const reasoning = first('reasoning');
  if (typeof reasoning === 'string' && reasoning !== '')
    parts.push({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  for (const name of ['text', 'object']) {
    const text = first(name);
    if (text !== undefined && text !== '')
      parts.push({ kind: 'text', text: typeof text === 'string' ? text : JSON.stringify(text) });
  }
  const calls = first('toolCalls');
  const list = typeof calls === 'string' ? jsonIn(calls) : calls;
  if (Array.isArray(list)) {
    const items = (list as readonly Json[]).map((call) => (isJsonObject(call) ? { type: 'tool-call', ...call } : call));
    for (const message of otelMessages(items, 'agent')) for (const one of message.parts) parts.push(one);
  }
  return parts;
}

function toolOf(take: Take): NonNullable<SpanFacts['tool']> {
  const callId = take.id('ai.toolCall.id');
  const given = take.value('ai.toolCall.args') ?? take.value('ai.toolCall.input');
  const result = take.value('ai.toolCall.result') ?? take.value('ai.toolCall.output');
  return {
    name: take.text('ai.toolCall.name') ?? '',
    ...(callId !== undefined && { callId }),
    ...(given !== undefined && { given }),
    ...(result !== undefined && { result }),
  };
}

function usageOf(take: Take): Usage | undefined {
  const input = take.number('ai.usage.inputTokens') ?? take.number('ai.usage.promptTokens');
  const output = take.number('ai.usage.outputTokens') ?? take.number('ai.usage.completionTokens');
  const cached = take.number('ai.usage.cachedInputTokens');
  const reasoning = take.number('ai.usage.reasoningTokens');
  const usage: Usage = {
    ...(input !== undefined && { inputTokens: input }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(output !== undefined && { outputTokens: output }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}
