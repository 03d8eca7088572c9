import { sha256 } from '../core/content-key.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { stepMessage } from './formats/otel/step-message.ts';
import type { OutcomeRecord, Step, Trajectory } from './trajectory.ts';

/**
 * Trajectories as OTLP/JSON, one `{resourceSpans}` per run and line: a span `invoke_agent` for the run, in it a `chat` for
 * every step of the agent and an `execute_tool` for every result of a tool. A chat's input holds the messages since the
 * chat before it, not the whole history; ids are made of the run's id, so that exporting again gives the same bytes.
 *
 * What the GenAI conventions have no attribute for is carried in `ethogram.*`: Ethogram reads the same trajectory again
 * (the format `otel-genai`), with the same id and content hash. Not carried are labels, and times finer than the
 * milliseconds of ISO 8601; spans without a time stand one nanosecond after the one before.
 */
export async function* exportOtel(
  trajectories: Iterable<Trajectory> | AsyncIterable<Trajectory>,
): AsyncGenerator<string> {
  for await (const trajectory of trajectories) yield `${JSON.stringify(request(trajectory))}\n`;
}

interface Clock {
  /** Nanoseconds since 1970 of a time, or just after the last one. */
  at(time: string | undefined): bigint;
}

function request(trajectory: Trajectory): JsonObject {
  const spans = spansOf(trajectory);
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'service.name': trajectory.agent.name ?? 'agent' }) },
        scopeSpans: [{ scope: { name: 'ethogram' }, spans }],
      },
    ],
  };
}

function spansOf(trajectory: Trajectory): JsonObject[] {
  const { steps, agent } = trajectory;
  const traceId = sha256(`otel:${trajectory.id}`, 32);
  const spanId = (what: string): string => sha256(`otel:${trajectory.id}:${what}`, 16);
  const clock = runningClock();
  const start = clock.at(trajectory.startedAt ?? steps.find((step) => step.at !== undefined)?.at);
  const rootId = spanId('run');
  const spans: JsonObject[] = [];
  const names = new Map<string, { readonly name: string; readonly argumentsText: string }>();
  let waiting: Step[] = [];
  const span = (
    what: string,
    name: string,
    step: Step,
    own: Readonly<Record<string, Json | undefined>>,
    isError = false,
  ): void => {
    const from = clock.at(step.at);
    const to = step.endedAt === undefined ? from : nanoseconds(step.endedAt);
    spans.push({
      traceId,
      spanId: spanId(what),
      parentSpanId: rootId,
      name,
      kind: 1,
      startTimeUnixNano: String(from),
      endTimeUnixNano: String(to === undefined || to < from ? from : to),
      attributes: attributes(own),
      ...(isError && { status: { code: 2 } }),
    });
  };
  for (const step of steps) {
    for (const part of step.parts) if (part.kind === 'tool-call') names.set(part.callId, part);
    if (step.actor !== 'agent') {
      waiting.push(step);
      for (const [i, part] of step.parts.entries()) {
        if (part.kind !== 'tool-result') continue;
        const call = names.get(part.callId);
        const name = step.name ?? call?.name ?? '';
        span(
          `${step.index}:${i}`,
          `execute_tool ${name}`.trim(),
          step,
          {
            'gen_ai.operation.name': 'execute_tool',
            'gen_ai.tool.name': name,
            'gen_ai.tool.call.id': part.callId,
            'gen_ai.tool.call.arguments': call?.argumentsText,
            'gen_ai.tool.call.result': part.text,
          },
          part.isError === true,
        );
      }
      continue;
    }
    span(String(step.index), `chat ${agent.model ?? ''}`.trim(), step, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.conversation.id': trajectory.id,
      'gen_ai.request.model': agent.model,
      'gen_ai.usage.input_tokens': step.usage?.inputTokens,
      'gen_ai.usage.output_tokens': step.usage?.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': step.usage?.cachedInputTokens,
      'gen_ai.usage.reasoning.output_tokens': step.usage?.reasoningTokens,
      'gen_ai.input.messages': waiting.length === 0 ? undefined : JSON.stringify(waiting.map(stepMessage)),
      'gen_ai.output.messages': JSON.stringify([stepMessage(step)]),
    });
    waiting = [];
  }
  const ends = spans.map((item) => BigInt(item['endTimeUnixNano'] as string));
  const told = trajectory.endedAt === undefined ? undefined : nanoseconds(trajectory.endedAt);
  const end = ends.reduce(
    (last, next) => (next > last ? next : last),
    told === undefined || told < start ? start : told,
  );
  return [rootSpan(trajectory, { traceId, spanId: rootId, start, end, trailing: waiting }), ...spans];
}

function rootSpan(
  trajectory: Trajectory,
  {
    traceId,
    spanId,
    start,
    end,
    trailing,
  }: {
    readonly traceId: string;
    readonly spanId: string;
    readonly start: bigint;
    readonly end: bigint;
    readonly trailing: readonly Step[];
  },
): JsonObject {
  const { steps, agent, ...rest } = trajectory;
  const { tools, instructions, ...who } = agent;
  const { parentId, spawnedBy } = trajectory;
  return {
    traceId,
    spanId,
    name: `invoke_agent ${agent.name ?? ''}`.trim(),
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: attributes({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.conversation.id': trajectory.id,
      'gen_ai.agent.name': agent.name,
      'gen_ai.agent.version': agent.version,
      'gen_ai.request.model': agent.model,
      'gen_ai.system_instructions':
        instructions === undefined ? undefined : JSON.stringify([{ type: 'text', content: instructions }]),
      'gen_ai.tool.definitions': tools === undefined ? undefined : JSON.stringify(tools),
      'session.id': trajectory.sessionId,
      'test.case.name': trajectory.task.id,
      'ethogram.trial': trajectory.task.trial,
      'ethogram.run': JSON.stringify({ ...rest, agent: who }),
      'ethogram.instructions': instructions,
      'ethogram.steps': steps.length,
      'ethogram.trailing_messages': trailing.length === 0 ? undefined : JSON.stringify(trailing.map(stepMessage)),
    }),
    ...(parentId !== undefined && {
      links: [
        {
          traceId: sha256(`otel:${parentId}`, 32),
          spanId: sha256(`otel:${parentId}:run`, 16),
          ...(spawnedBy !== undefined && { attributes: attributes({ 'gen_ai.tool.call.id': spawnedBy.callId }) }),
        },
      ],
    }),
    events: trajectory.outcomes.map((outcome) => evaluation(outcome, end)),
  };
}

function evaluation({ name, value, by, at }: OutcomeRecord, end: bigint): JsonObject {
  return {
    timeUnixNano: String((at === undefined ? undefined : nanoseconds(at)) ?? end),
    name: 'gen_ai.evaluation.result',
    attributes: attributes({
      'gen_ai.evaluation.name': name,
      ...(typeof value === 'string'
        ? { 'gen_ai.evaluation.score.label': value }
        : { 'gen_ai.evaluation.score.value': Number(value) }),
      'ethogram.by': by,
    }),
  };
}

function runningClock(): Clock {
  let last = 0n;
  return {
    at(time) {
      const told = time === undefined ? undefined : nanoseconds(time);
      last = told === undefined || told <= last ? last + 1n : told;
      return last;
    },
  };
}

function nanoseconds(time: string): bigint | undefined {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) || milliseconds < 0 ? undefined : BigInt(milliseconds) * 1_000_000n;
}

function attributes(own: Readonly<Record<string, Json | undefined>>): JsonObject[] {
  return Object.entries(own).flatMap(([key, value]): JsonObject[] => {
    if (value === undefined) return [];
    if (typeof value === 'boolean') return [{ key, value: { boolValue: value } }];
    if (typeof value !== 'number') return [{ key, value: { stringValue: value } }];
    return [{ key, value: Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
  });
}
