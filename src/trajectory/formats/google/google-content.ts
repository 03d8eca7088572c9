import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, numberField, objectField, stringField } from '../../chat/string-field.ts';
import { jsonText, restOf } from '../../chat/number-steps.ts';
import type { Part, Usage } from '../../trajectory.ts';

/** A content of Google's API, read: its parts, and what stands beside them. */
export interface GoogleContent {
  readonly parts: Part[];
  readonly rests: readonly JsonObject[];
}

/**
 * Gives calls ids where the source has none (`call_0`, `call_1`…) and finds the call that a response answers: the oldest
 * open one of that name.
 */
export interface GoogleCalls {
  readonly open: { readonly name: string; readonly callId: string }[];
  count: number;
}

/** An empty {@link GoogleCalls}: one for each run. */
export function googleCalls(): GoogleCalls {
  return { open: [], count: 0 };
}

const FIELDS = [
  'text',
  'function_call',
  'function_response',
  'inline_data',
  'file_data',
  'executable_code',
  'code_execution_result',
  'thought',
];
const KNOWN = new Set(FIELDS.flatMap((name) => [name, camelCase(name)]));

/** The field in either spelling: `function_call` or `functionCall`. */
export function eitherField(record: JsonObject, name: string): Json | undefined {
  return record[name] ?? record[camelCase(name)];
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A `Content` (`{role, parts}`, snake or camel case) as parts: words, thoughts, calls and responses, code, media. */
export function googleContent(content: Json | undefined, calls: GoogleCalls): GoogleContent {
  if (typeof content === 'string') return { parts: content === '' ? [] : [{ kind: 'text', text: content }], rests: [] };
  const parts: Part[] = [];
  const rests: JsonObject[] = [];
  const about = isJsonObject(content) ? restOf(content, CONTENT_KNOWN) : undefined;
  if (about !== undefined) rests.push(about);
  const given = isJsonObject(content) ? listField(content, 'parts') : Array.isArray(content) ? content : undefined;
  for (const part of (given ?? []) as readonly Json[]) {
    if (typeof part === 'string') parts.push({ kind: 'text', text: part });
    if (!isJsonObject(part)) continue;
    const at = parts.length;
    for (const one of partsOf(part, calls)) parts.push(one);
    const rest = { ...restOf(part, KNOWN), ...codeFacts(part), ...innerFacts(part) };
    if (Object.keys(rest).length > 0) rests.push({ part: at, ...rest });
  }
  return { parts, rests };
}

function partsOf(part: JsonObject, calls: GoogleCalls): Part[] {
  const found: Part[] = [];
  const text = stringField(part, 'text');
  if (text !== undefined) {
    if (part['thought'] === true) found.push({ kind: 'reasoning', text, visibility: 'summary' });
    else found.push({ kind: 'text', text });
  }
  const field = (name: string): JsonObject | undefined => objectField(part, name) ?? objectField(part, camelCase(name));
  const call = field('function_call');
  if (call !== undefined) found.push(googleCall(call, calls));
  const response = field('function_response');
  if (response !== undefined) {
    const name = stringField(response, 'name') ?? '';
    const callId = answered(calls, name, idField(response, 'id'));
    const answer = response['response'];
    found.push({ kind: 'tool-result', callId, text: jsonText(answer), ...(isFailure(answer) && { isError: true }) });
  }
  const code = field('executable_code');
  if (code !== undefined) {
    found.push(newCall(calls, 'code_execution', undefined, stringField(code, 'code') ?? jsonText(code)));
  }
  const result = field('code_execution_result');
  if (result !== undefined) {
    const outcome = stringField(result, 'outcome');
    const callId = answered(calls, 'code_execution', undefined);
    const isError = outcome !== undefined && outcome !== 'OUTCOME_OK';
    found.push({ kind: 'tool-result', callId, text: jsonText(result['output']), ...(isError && { isError }) });
  }
  for (const name of ['inline_data', 'file_data']) {
    const media = field(name);
    if (media === undefined) continue;
    const uri = eitherField(media, 'file_uri');
    const data = stringField(media, 'data') ?? '';
    const ref = typeof uri === 'string' ? uri : `inline:${data.length}`;
    found.push({ kind: 'media', mediaType: jsonText(eitherField(media, 'mime_type')), ref });
  }
  return found;
}

const CONTENT_KNOWN = new Set(['role', 'parts']);
const INNER_KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  function_call: new Set(['id', 'name', 'args']),
  function_response: new Set(['id', 'name', 'response']),
  inline_data: new Set(['data', 'mime_type', 'mimeType']),
  file_data: new Set(['file_uri', 'fileUri', 'mime_type', 'mimeType']),
};

// What calls, answers and files say besides.
function innerFacts(part: JsonObject): JsonObject {
  const facts: [string, Json][] = [];
  for (const name in INNER_KNOWN) {
    const inner = eitherField(part, name);
    const rest = isJsonObject(inner) ? restOf(inner, INNER_KNOWN[name]!) : undefined;
    if (rest !== undefined) facts.push([name, rest]);
  }
  return Object.fromEntries(facts);
}

// The language of code and how running it ended.
function codeFacts(part: JsonObject): JsonObject {
  const code = eitherField(part, 'executable_code');
  const result = eitherField(part, 'code_execution_result');
  return {
    ...(isJsonObject(code) && restOf(code, new Set(['code']))),
    ...(isJsonObject(result) && restOf(result, new Set(['output']))),
  };
}

/** A function call `{id?, name, args}` as a part; an id is made where there is none. */
export function googleCall(call: JsonObject, calls: GoogleCalls): Part {
  return newCall(calls, stringField(call, 'name') ?? '', idField(call, 'id'), jsonText(call['args']));
}

function newCall(calls: GoogleCalls, name: string, id: string | undefined, argumentsText: string): Part {
  const callId = id ?? `call_${calls.count++}`;
  calls.open.push({ name, callId });
  return { kind: 'tool-call', callId, name, argumentsText };
}

function answered(calls: GoogleCalls, name: string, id: string | undefined): string {
  const at = calls.open.findIndex((call) => (id === undefined ? call.name === name : call.callId === id));
  const [call] = at < 0 ? [] : calls.open.splice(at, 1);
  return id ?? call?.callId ?? '';
}

function isFailure(answer: Json | undefined): boolean {
  return isJsonObject(answer) && Object.keys(answer).length === 1 && typeof answer['error'] === 'string';
}

const COUNTS = ['prompt_token_count', 'cached_content_token_count', 'thoughts_token_count', 'candidates_token_count'];
const USAGE_KNOWN = new Set(COUNTS.flatMap((name) => [name, camelCase(name)]));
const TOTAL = 'total_token_count';

/** What `usage_metadata` says that {@link googleUsage} has no field for; a total that is the sum of the others is not told. */
export function googleUsageFacts(metadata: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(metadata)) return undefined;
  const usage = googleUsage(metadata);
  const isSum = eitherField(metadata, TOTAL) === (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
  return restOf(metadata, isSum ? new Set([...USAGE_KNOWN, TOTAL, camelCase(TOTAL)]) : USAGE_KNOWN);
}

/** Google's `usage_metadata` as usage; thoughts are part of what was put out. */
export function googleUsage(metadata: Json | undefined): Usage | undefined {
  if (!isJsonObject(metadata)) return undefined;
  const number = (name: string): number | undefined =>
    numberField(metadata, name) ?? numberField(metadata, camelCase(name));
  const input = number('prompt_token_count');
  const cached = number('cached_content_token_count');
  const thoughts = number('thoughts_token_count');
  const output = number('candidates_token_count');
  const usage: Usage = {
    ...(input !== undefined && { inputTokens: input }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...((output ?? thoughts) !== undefined && { outputTokens: (output ?? 0) + (thoughts ?? 0) }),
    ...(thoughts !== undefined && { reasoningTokens: thoughts }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}
