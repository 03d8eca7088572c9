import type { JsonObject } from '../../../core/json.ts';
import { idField, objectField, stringField } from '../../chat/string-field.ts';
import { numberSteps, restOf } from '../../chat/number-steps.ts';
import { traceSteps } from './trace-steps.ts';
import type { TraceSpan } from './trace-span.ts';
import type { DraftItem } from '../../trace-format.ts';

const TRACE_KNOWN = new Set(['object', 'id', 'group_id']);
const DEEPEST = 1000;

/**
 * The runs of a trace: the one it is about, and one for each agent that ran as a tool of another (an agent inside a
 * function's span), linked to the call. Agents that hand over to each other are one run; steps name whose turn it was.
 *
 * @param spans - all spans of the trace, in any order
 */
export function* traceRuns(
  traceId: string,
  trace: JsonObject | undefined,
  spans: readonly TraceSpan[],
  line: number,
): Iterable<DraftItem> {
  const ordered = [...spans].sort((a, b) => compare(a.startedAt, b.startedAt));
  const byId = new Map(spans.map((span) => [span.id, span]));
  const isSubAgent = (span: TraceSpan): boolean => {
    if (span.type !== 'agent') return false;
    const chain = above(span, byId);
    const tool = chain.findIndex(({ type }) => type === 'function');
    return tool >= 0 && chain.slice(tool).some(({ type }) => type === 'agent');
  };
  const subAgents = new Set(spans.filter(isSubAgent));
  const owned = new Map<TraceSpan | undefined, TraceSpan[]>([[undefined, []]]);
  for (const span of ordered) {
    const owner = subAgents.has(span) ? span : above(span, byId).find((ancestor) => subAgents.has(ancestor));
    const list = owned.get(owner);
    if (list === undefined) owned.set(owner, [span]);
    else list.push(span);
  }
  const agentOf = (span: TraceSpan): string | undefined => {
    const agent = above(span, byId).find(({ type }) => type === 'agent');
    return agent === undefined ? undefined : stringField(agent.data, 'name');
  };
  const groupId = trace === undefined ? undefined : idField(trace, 'group_id');
  const callOfSpan = new Map<string, string>();
  for (const [owner, list] of owned) {
    const { steps, callIds } = traceSteps(list, agentOf);
    for (const [spanId, callId] of callIds) callOfSpan.set(spanId, callId);
    if (steps.length === 0 && owner === undefined && owned.size > 1) continue;
    const agents = list.filter(({ type }) => type === 'agent');
    const name = agents.map(({ data }) => stringField(data, 'name')).find((found) => found !== undefined);
    const model = list
      .map(({ data }) => stringField(data, 'model') ?? stringField(objectField(data, '_response') ?? {}, 'model'))
      .find((found) => found !== undefined);
    const parent = owner === undefined ? undefined : above(owner, byId).find((ancestor) => subAgents.has(ancestor));
    const runId = owner === undefined ? traceId : `${traceId}/${owner.id}`;
    const parentRunId = owner === undefined ? undefined : parent === undefined ? traceId : `${traceId}/${parent.id}`;
    const startedAt = list.map((span) => span.startedAt).find((time) => time !== undefined);
    const endedAt = list
      .flatMap((span) => span.endedAt ?? [])
      .sort()
      .at(-1);
    const about = trace === undefined || owner !== undefined ? undefined : restOf(trace, TRACE_KNOWN);
    yield {
      draft: {
        runId,
        ...(parentRunId !== undefined && { parentRunId }),
        ...(groupId !== undefined && { sessionId: groupId }),
        task: { tags: ['openai-agents'] },
        agent: { ...(name !== undefined && { name }), ...(model !== undefined && { model }) },
        ...(startedAt !== undefined && { startedAt }),
        ...(endedAt !== undefined && { endedAt }),
        outcomes: [],
        steps: numberSteps(steps),
        extra: {
          ...about,
          ...(agents.length > 0 && { agents: agents.map(({ id, data, rest }) => ({ span_id: id, ...data, ...rest })) }),
        },
        line,
      },
    };
  }
  for (const owner of subAgents) {
    const chain = above(owner, byId);
    const tool = chain.find(({ type }) => type === 'function');
    const parent = chain.find((ancestor) => subAgents.has(ancestor));
    if (tool === undefined) continue;
    const parentRunId = parent === undefined ? traceId : `${traceId}/${parent.id}`;
    yield { link: { parentRunId, callId: callOfSpan.get(tool.id) ?? tool.id, childRunId: `${traceId}/${owner.id}` } };
  }
}

// Nearest first.
function above(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): TraceSpan[] {
  const chain: TraceSpan[] = [];
  for (
    let at = byId.get(span.parentId ?? '');
    at !== undefined && chain.length < DEEPEST;
    at = byId.get(at.parentId ?? '')
  ) {
    chain.push(at);
  }
  return chain;
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
