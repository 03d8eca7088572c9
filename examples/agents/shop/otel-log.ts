import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Random } from '../../../src/core/random.ts';
import { randomText } from '../random-for.ts';
import type { ChatTurn } from './shop-conversation.ts';

/** What the log of a conversation states beside the turns. */
export interface OtelRun {
  readonly conversationId: string;
  readonly agentName: string;
  readonly model: string;
  readonly instructions: string;
  readonly tools: readonly JsonObject[];
  readonly task: { readonly id: string; readonly trial: number };
  readonly evaluation: { readonly success: boolean; readonly explanation: string };
}

/**
 * A conversation as OpenTelemetry spans under the GenAI semantic conventions, in one OTLP/JSON document: `invoke_agent`
 * around all, a `chat` span per answer of the model (with the whole history as input, as instrumentations write it), an
 * `execute_tool` span per call. The root span names the task
 * (`test.case.name`), its verdict is an attribute (`test.case.result.status`) and an event `gen_ai.evaluation.result`.
 */
export function otelLog(turns: readonly ChatTurn[], run: OtelRun, random: Random): string {
  const traceId = randomText(random, 32);
  const rootId = randomText(random, 16);
  const instructions = JSON.stringify([{ type: 'text', content: run.instructions }]);
  const common = { 'gen_ai.conversation.id': run.conversationId, 'gen_ai.agent.name': run.agentName };
  const span = (
    name: string,
    startMs: number,
    endMs: number,
    facts: Readonly<Record<string, Json>>,
    more: JsonObject = {},
  ): JsonObject => ({
    traceId,
    spanId: randomText(random, 16),
    parentSpanId: rootId,
    name,
    kind: 1,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${endMs}000000`,
    attributes: attributes({ ...common, ...facts }),
    status: {},
    ...more,
  });
  const messages = turns.map(({ role, parts }) => JSON.stringify({ role, parts }));
  const spans: JsonObject[] = [];
  let totalIn = 0;
  let totalOut = 0;
  for (const [i, turn] of turns.entries()) {
    if (turn.role === 'user') continue;
    if (turn.role === 'tool') {
      const [part] = turn.parts;
      if (part?.type !== 'tool_call_response') continue;
      const call = turns
        .slice(0, i)
        .flatMap(({ parts }) => parts)
        .find((other) => other.type === 'tool_call' && other.id === part.id);
      if (call?.type !== 'tool_call') continue;
      const facts = {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': call.name,
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.call.id': call.id,
        'gen_ai.tool.call.arguments': JSON.stringify(call.arguments),
        'gen_ai.tool.call.result': JSON.stringify(part.response),
        ...(turn.failed === true && { 'error.type': 'tool_error' }),
      };
      spans.push(
        span(
          `execute_tool ${call.name}`,
          turn.startedMs,
          turn.endedMs,
          facts,
          turn.failed === true ? { status: { code: 2 } } : {},
        ),
      );
      continue;
    }
    const finish = turn.parts.some(({ type }) => type === 'tool_call') ? 'tool_call' : 'stop';
    const input = messages.slice(0, i).join(',');
    // About four characters to a token, as these logs only need plausible counts.
    const inputTokens = Math.ceil((instructions.length + input.length) / 4);
    const outputTokens = Math.ceil(messages[i]!.length / 4);
    totalIn += inputTokens;
    totalOut += outputTokens;
    spans.push(
      span(`chat ${run.model}`, turn.startedMs, turn.endedMs, {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'example',
        'gen_ai.request.model': run.model,
        'gen_ai.response.model': run.model,
        'gen_ai.response.finish_reasons': [finish],
        'gen_ai.usage.input_tokens': inputTokens,
        'gen_ai.usage.output_tokens': outputTokens,
        'gen_ai.system_instructions': instructions,
        'gen_ai.input.messages': `[${input}]`,
        'gen_ai.output.messages': `[${JSON.stringify({ role: turn.role, parts: turn.parts, finish_reason: finish })}]`,
      }),
    );
  }
  const endMs = turns.at(-1)!.endedMs;
  const root = span(
    `invoke_agent ${run.agentName}`,
    turns[0]!.startedMs,
    endMs,
    {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'example',
      'gen_ai.request.model': run.model,
      'gen_ai.tool.definitions': JSON.stringify(run.tools),
      'gen_ai.usage.input_tokens': totalIn,
      'gen_ai.usage.output_tokens': totalOut,
      'test.suite.name': run.agentName,
      'test.case.name': run.task.id,
      'test.case.result.status': run.evaluation.success ? 'pass' : 'fail',
      'ethogram.trial': String(run.task.trial),
    },
    {
      spanId: rootId,
      parentSpanId: '',
      events: [
        {
          name: 'gen_ai.evaluation.result',
          timeUnixNano: `${endMs}000000`,
          attributes: attributes({
            'gen_ai.evaluation.name': 'success',
            'gen_ai.evaluation.score.value': run.evaluation.success ? 1 : 0,
            'gen_ai.evaluation.score.label': run.evaluation.success ? 'pass' : 'fail',
            'gen_ai.evaluation.explanation': run.evaluation.explanation,
          }),
        },
      ],
    },
  );
  const resource = { attributes: attributes({ 'service.name': 'shop-support', 'service.version': '2.3.0' }) };
  return JSON.stringify({
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'shop-support' }, spans: [root, ...spans] }] }],
  });
}

/** OTLP/JSON attributes; whole numbers travel as strings there. */
function attributes(facts: Readonly<Record<string, Json>>): JsonObject[] {
  return Object.entries(facts).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Json): JsonObject {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { stringValue: JSON.stringify(value) };
}
