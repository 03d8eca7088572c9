import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { Actor, Part, Step, Usage } from '../../trajectory.ts';
import { tokenPacker, type TokenPacker } from './token-packer.ts';

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
const METRICS_KNOWN = new Set([
  'prompt_tokens',
  'completion_tokens',
  'cached_tokens',
  'cost_usd',
  'prompt_token_ids',
  'completion_token_ids',
]);
const CALL_KNOWN = new Set(['tool_call_id', 'function_name', 'arguments']);
const IS_ERROR = new Set(['is_error']);
const IS_ERROR_IN_CAMEL_CASE = new Set(['isError']);
const RESULT_KNOWN = new Set(['source_call_id', 'content', 'subagent_trajectory_ref']);

/** The steps that one step of an ATIF document says: what was said, and apart from it what was observed. */
export interface AtifStep {
  readonly message: Step;
  /** The whole observation as one tool step; undefined when there is none. */
  readonly observation?: Step;
  /** Results `[from, to)` of the observation as a tool step. */
  readonly results: (from: number, to: number) => Step;
}

/** Reads the steps of an ATIF document, in order: token ids are written down as what they add to those before. */
export function atifStepReader(runModel: string | undefined): (record: JsonObject, index: number) => AtifStep {
  const pack = tokenPacker();
  return (record, index) => {
    const observation = objectField(record, 'observation');
    const results = observation === undefined ? [] : (listField(observation, 'results') ?? []);
    const rest = observation === undefined ? undefined : otherFields(observation, new Set(['results']));
    return {
      message: messageStep(record, index, runModel, pack),
      ...(observation !== undefined && { observation: observationStep(record, results, rest) }),
      results: (from, to) => observationStep(record, results.slice(from, to), undefined),
    };
  };
}

function messageStep(record: JsonObject, index: number, runModel: string | undefined, pack: TokenPacker): Step {
  const source = stringField(record, 'source');
  const actor: Actor = source === 'agent' || source === 'user' || source === 'system' ? source : 'environment';
  const at = stringField(record, 'timestamp');
  const model = stringField(record, 'model_name');
  const parts: Part[] = [];
  const reasoning = stringField(record, 'reasoning_content');
  if (reasoning !== undefined && reasoning !== '')
    parts.push({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  const { parts: content, others } = contentParts(record['message']);
  for (const one of content) parts.push(one);
  const calls: Json[] = [];
  for (const call of listField(record, 'tool_calls') ?? []) {
    if (isJsonObject(call)) {
      parts.push(callPart(call));
      const more = otherFields(call, CALL_KNOWN);
      if (more !== undefined) calls.push({ tool_call_id: call['tool_call_id'] ?? null, ...more });
    } else if (call !== null) calls.push(call);
  }
  const metrics = objectField(record, 'metrics') ?? {};
  const otherMetrics = { ...otherFields(metrics, METRICS_KNOWN), ...pack(metrics) };
  const usage = usageOf(metrics);
  const found: JsonObject = {
    ...(numberField(record, 'step_id') !== index + 1 &&
      record['step_id'] !== undefined && { step_id: record['step_id'] }),
    // `openai/gpt-4o` and `gpt-4o` are one model.
    ...(model !== undefined && runModel?.endsWith(model) !== true && { model }),
    ...otherFields(record, STEP_KNOWN),
    ...(Object.keys(otherMetrics).length > 0 && { metrics: otherMetrics }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(others.length > 0 && { message: others }),
  };
  const extra = withGivenExtra(found, record['extra']);
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

// The step's own `extra` is spread, unless one of its names is taken.
function withGivenExtra(found: JsonObject, given: Json | undefined): JsonObject {
  if (given === undefined || given === null) return found;
  if (!isJsonObject(given)) return { ...found, extra: given };
  if (Object.keys(given).some((name) => Object.hasOwn(found, name))) return { ...found, extra: given };
  return { ...found, ...given };
}

function callPart(call: JsonObject): Part {
  const given = call['arguments'];
  const argumentsText =
    typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  const callId = idField(call, 'tool_call_id') ?? '';
  return { kind: 'tool-call', callId, name: stringField(call, 'function_name') ?? '', argumentsText };
}

function observationStep(record: JsonObject, results: readonly Json[], rest: JsonObject | undefined): Step {
  const calls = (listField(record, 'tool_calls') ?? []).filter(isJsonObject);
  const only = calls.length === 1 ? calls[0]! : undefined;
  const parts: Part[] = [];
  const refs: Json[] = [];
  const others: Json[] = [];
  const more: Json[] = [];
  for (const result of results) {
    if (!isJsonObject(result)) {
      if (result !== null) others.push(result);
      continue;
    }
    const callId =
      idField(result, 'source_call_id') ?? (only === undefined ? '' : (idField(only, 'tool_call_id') ?? ''));
    const content = contentParts(result['content']);
    const text = content.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    const isError = errorFlag(objectField(result, 'extra'));
    parts.push(
      { kind: 'tool-result', callId, text, ...(isError !== undefined && { isError }) },
      ...content.parts.filter((part) => part.kind === 'media'),
    );
    for (const one of listField(result, 'subagent_trajectory_ref') ?? []) refs.push(one);
    for (const one of content.others) others.push(one);
    const beyond = beyondResult(result);
    if (beyond !== undefined) more.push({ source_call_id: callId, ...beyond });
  }
  const name = only === undefined ? undefined : stringField(only, 'function_name');
  const extra = {
    ...rest,
    ...(refs.length > 0 && { subagents: refs }),
    ...(others.length > 0 && { content: others }),
    ...(more.length > 0 && { results: more }),
  };
  return {
    index: 0,
    actor: 'tool',
    ...(name !== undefined && { name }),
    parts,
    ...(record['is_copied_context'] === true && { copied: true }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function beyondResult(result: JsonObject): JsonObject | undefined {
  const extra = objectField(result, 'extra');
  if (errorFlag(extra) === undefined) return otherFields(result, RESULT_KNOWN);
  const { extra: _extra, ...rest } = result;
  const left = otherFields(extra!, typeof extra!['is_error'] === 'boolean' ? IS_ERROR : IS_ERROR_IN_CAMEL_CASE);
  return otherFields(left === undefined ? rest : { ...rest, extra: left }, RESULT_KNOWN);
}

// The format has no field for it; writers agree on this name.
function errorFlag(extra: JsonObject | undefined): boolean | undefined {
  return [extra?.['is_error'], extra?.['isError']].find((flag) => typeof flag === 'boolean');
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
