import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { ModelUsage } from '../../core/model.ts';
import { promptText, type MindAnswer, type MindRequest } from './mind.ts';
import type { Reply } from './protocol.ts';

/**
 * Settles what a mind left open: ids of calls, how it ended, usage estimated from the texts. Words beyond the limit of
 * tokens that the client set are cut off, reasoning first, and the answer then ended by `length`.
 */
export function replyOf(request: MindRequest, answer: MindAnswer): Reply {
  const limit = request.maxOutputTokens ?? Infinity;
  const reasoning = withinTokens(answer.reasoning ?? '', limit);
  const text = withinTokens(answer.text ?? '', limit - estimateTokens(reasoning));
  if (text !== (answer.text ?? '') || reasoning !== (answer.reasoning ?? '')) {
    return replyOf(
      { ...request, maxOutputTokens: undefined },
      { ...answer, text, reasoning, toolCalls: [], finish: 'length' },
    );
  }
  const toolCalls = (answer.toolCalls ?? []).map((call, index) => ({
    callId: call.callId ?? `call_${request.index}_${index}`,
    name: call.name,
    argumentsText: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
  }));
  const finish = answer.finish ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop');
  const base = { question: request, id: String(request.index).padStart(6, '0'), text, reasoning, toolCalls, finish };
  return {
    ...base,
    usage: answer.usage === 'absent' ? undefined : { ...estimatedUsage(request, base), ...answer.usage },
  };
}

// By halves of the difference: the estimate grows with the text, not quite evenly.
function withinTokens(text: string, limit: number): string {
  if (estimateTokens(text) <= limit) return text;
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (estimateTokens(text.slice(0, middle)) <= limit) fits = middle;
    else tooLong = middle;
  }
  return text.slice(0, fits).toWellFormed();
}

function estimatedUsage(request: MindRequest, { text, reasoning, toolCalls }: Omit<Reply, 'usage'>): ModelUsage {
  const { tools, schema } = request;
  const sent = [
    promptText(request),
    ...tools.map((tool) => JSON.stringify(tool)),
    ...(schema ? [JSON.stringify(schema)] : []),
  ];
  const reasoningTokens = estimateTokens(reasoning);
  const spoken = [text, ...toolCalls.map(({ name, argumentsText }) => `${name} ${argumentsText}`)].join('\n').trim();
  return {
    inputTokens: sent.reduce((sum, part) => sum + estimateTokens(part), 0),
    cachedInputTokens: 0,
    outputTokens: estimateTokens(spoken) + reasoningTokens,
    reasoningTokens,
  };
}
