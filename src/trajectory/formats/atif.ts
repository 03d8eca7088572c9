import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { contentParts } from '../chat/content-parts.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { Actor, Part, Step, Usage } from '../trajectory.ts';

const KNOWN = new Set(['session_id', 'trajectory_id', 'agent', 'steps', 'subagent_trajectories']);
const AGENT_KNOWN = new Set(['name', 'version', 'model_name', 'tool_definitions']);
const STEP_KNOWN = new Set([
  'step_id',
  'timestamp',
  'source',
  'message',
  'model_name',
  'reasoning_content',
  'tool_calls',
  'observation',
  'metrics',
  'is_copied_context',
  'extra',
]);
// Numbers of the sampler, one per token: not text, and larger than the run.
const METRICS_KNOWN = new Set([
  'prompt_tokens',
  'completion_tokens',
  'cached_tokens',
  'cost_usd',
  'prompt_token_ids',
  'completion_token_ids',
  'logprobs',
]);

/**
 * ATIF (Agent Trajectory Interchange Format of Harbor, 1.0 to 1.8; later minor versions are read as well as they allow).
 * An observation becomes a tool step of its own right after the step that asked for it.
 */
export const atif: TraceFormat = {
  name: 'atif',
  description: 'ATIF trajectories (Harbor and others)',
  independentRecords: true,
  detect({ records }) {
    return records.some((record) => isJsonObject(record) && isAtif(record)) ? 0.98 : 0;
  },
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isJsonObject(value) && Array.isArray(value['steps'])) yield* runItems(value, line);
      else yield { issue: { line, code: 'bad-record', message: 'found no steps, expected an ATIF trajectory' } };
    },
    end: () => [],
  }),
};

function isAtif(record: JsonObject): boolean {
  return /^ATIF-v?1\b/.test(stringField(record, 'schema_version') ?? '') && Array.isArray(record['steps']);
}

function* runItems(record: JsonObject, line: number, parentRunId?: string): Iterable<DraftItem> {
  const draft = { ...draftOf(record), line, ...(parentRunId !== undefined && { parentRunId }) };
  yield { draft };
  const { runId } = draft;
  for (const child of listField(record, 'subagent_trajectories') ?? []) {
    if (isJsonObject(child) && Array.isArray(child['steps'])) yield* runItems(child, line, runId);
  }
  if (runId === undefined) return;
  for (const { callId, childRunId } of subAgents(record)) yield { link: { parentRunId: runId, callId, childRunId } };
}

function draftOf(record: JsonObject): TrajectoryDraft {
  const agent = objectField(record, 'agent') ?? {};
  const sessionId = idField(record, 'session_id');
  // A continuation repeats the session's id in a file of its own.
  const continuation = numberField(objectField(agent, 'extra') ?? {}, 'continuation_index');
  const named = idField(record, 'trajectory_id') ?? sessionId;
  const runId = named === undefined || continuation === undefined ? named : `${named}/cont-${continuation}`;
  const name = stringField(agent, 'name');
  const version = stringField(agent, 'version');
  const model = stringField(agent, 'model_name');
  const tools = agent['tool_definitions'];
  const agentExtra = otherFields(agent, AGENT_KNOWN);
  const steps = atifSteps(listField(record, 'steps')!, model);
  const times = steps.flatMap((step) => step.at ?? []);
  return {
    ...(runId !== undefined && { runId }),
    ...(sessionId !== undefined && { sessionId }),
    task: { tags: [] },
    agent: {
      ...(name !== undefined && { name }),
      ...(model !== undefined && { model }),
      ...(version !== undefined && { version }),
      ...(tools !== undefined && tools !== null && { tools }),
    },
    ...(times.length > 0 && { startedAt: times[0]!, endedAt: times.at(-1)! }),
    outcomes: [],
    steps,
    extra: { ...otherFields(record, KNOWN), ...(agentExtra !== undefined && { agent: agentExtra }) },
  };
}

function atifSteps(records: readonly Json[], runModel: string | undefined): Step[] {
  const steps: Step[] = [];
  for (const record of records) {
    if (!isJsonObject(record)) {
      steps.push({ index: steps.length, actor: 'environment', parts: [], extra: { value: record } });
      continue;
    }
    steps.push(messageStep(record, steps.length, runModel));
    const observation = objectField(record, 'observation');
    if (observation !== undefined) steps.push(observationStep(record, observation, steps.length));
  }
  return steps;
}

function messageStep(record: JsonObject, index: number, runModel: string | undefined): Step {
  const source = stringField(record, 'source');
  const actor: Actor = source === 'agent' || source === 'user' || source === 'system' ? source : 'environment';
  const at = stringField(record, 'timestamp');
  const model = stringField(record, 'model_name');
  const parts: Part[] = [];
  const reasoning = stringField(record, 'reasoning_content');
  if (reasoning !== undefined && reasoning !== '')
    parts.push({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  const { parts: content, others } = contentParts(record['message']);
  parts.push(...content);
  for (const call of listField(record, 'tool_calls') ?? []) if (isJsonObject(call)) parts.push(callPart(call));
  const metrics = objectField(record, 'metrics') ?? {};
  const otherMetrics = otherFields(metrics, METRICS_KNOWN);
  const usage = usageOf(metrics);
  const extra = {
    ...(numberField(record, 'step_id') !== index + 1 &&
      record['step_id'] !== undefined && { step_id: record['step_id'] }),
    // `openai/gpt-4o` and `gpt-4o` are one model.
    ...(model !== undefined && runModel?.endsWith(model) !== true && { model }),
    ...otherFields(record, STEP_KNOWN),
    ...objectField(record, 'extra'),
    ...(otherMetrics !== undefined && { metrics: otherMetrics }),
    ...(others.length > 0 && { message: others }),
  };
  return {
    index,
    actor,
    ...(actor === 'environment' && source !== undefined && { name: source }),
    ...(at !== undefined && { at }),
    parts,
    ...(usage !== undefined && { usage }),
    ...(record['is_copied_context'] === true && { copied: true }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function callPart(call: JsonObject): Part {
  const given = call['arguments'];
  const argumentsText =
    typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  const callId = idField(call, 'tool_call_id') ?? '';
  return { kind: 'tool-call', callId, name: stringField(call, 'function_name') ?? '', argumentsText };
}

function observationStep(record: JsonObject, observation: JsonObject, index: number): Step {
  const calls = (listField(record, 'tool_calls') ?? []).filter(isJsonObject);
  const only = calls.length === 1 ? calls[0]! : undefined;
  const parts: Part[] = [];
  const refs: Json[] = [];
  const others: Json[] = [];
  for (const result of listField(observation, 'results') ?? []) {
    if (!isJsonObject(result)) continue;
    const callId =
      idField(result, 'source_call_id') ?? (only === undefined ? '' : (idField(only, 'tool_call_id') ?? ''));
    const content = contentParts(result['content']);
    const text = content.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    parts.push({ kind: 'tool-result', callId, text }, ...content.parts.filter((part) => part.kind === 'media'));
    refs.push(...(listField(result, 'subagent_trajectory_ref') ?? []));
    others.push(...content.others);
  }
  const name = only === undefined ? undefined : stringField(only, 'function_name');
  const rest = otherFields(observation, new Set(['results']));
  const extra = { ...rest, ...(refs.length > 0 && { subagents: refs }), ...(others.length > 0 && { content: others }) };
  return {
    index,
    actor: 'tool',
    ...(name !== undefined && { name }),
    parts,
    ...(record['is_copied_context'] === true && { copied: true }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function usageOf(metrics: JsonObject): Usage | undefined {
  const inputTokens = numberField(metrics, 'prompt_tokens'); // cached tokens included
  const cachedInputTokens = numberField(metrics, 'cached_tokens');
  const outputTokens = numberField(metrics, 'completion_tokens');
  const costUsd = numberField(metrics, 'cost_usd');
  const usage = {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(cachedInputTokens !== undefined && { cachedInputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(costUsd !== undefined && { costUsd }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}

function* subAgents(record: JsonObject): Iterable<{ readonly callId: string; readonly childRunId: string }> {
  for (const step of listField(record, 'steps')!) {
    const observation = isJsonObject(step) ? objectField(step, 'observation') : undefined;
    if (observation === undefined || !isJsonObject(step)) continue;
    const calls = (listField(step, 'tool_calls') ?? []).filter(isJsonObject);
    for (const result of listField(observation, 'results') ?? []) {
      if (!isJsonObject(result)) continue;
      const only = calls.length === 1 ? idField(calls[0]!, 'tool_call_id') : undefined;
      const callId = idField(result, 'source_call_id') ?? only ?? '';
      for (const ref of listField(result, 'subagent_trajectory_ref') ?? []) {
        const childRunId = isJsonObject(ref)
          ? (idField(ref, 'trajectory_id') ?? idField(ref, 'session_id'))
          : undefined;
        if (childRunId !== undefined) yield { callId, childRunId };
      }
    }
  }
}
