import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, stringField } from '../../chat/string-field.ts';
import { isoTime, numberSteps, restOf, type BareStep } from '../../chat/number-steps.ts';
import { adkEventStep } from './adk-session-draft.ts';
import { eitherField, googleCalls, googleContent, type GoogleCalls } from './google-content.ts';
import type { DraftItem, DraftLabel } from '../../trace-format.ts';

const CASE_KNOWN = new Set(['eval_id', 'evalId', 'conversation', 'creation_timestamp', 'creationTimestamp']);
const SET_KNOWN = new Set(['eval_set_id', 'evalSetId', 'eval_cases', 'evalCases', 'creation_timestamp']);
const TURN_KNOWN = new Set([
  'user_content',
  'final_response',
  'intermediate_data',
  'userContent',
  'finalResponse',
  'intermediateData',
  'creation_timestamp',
  'creationTimestamp',
]);
const DATA_KNOWN = new Set([
  'tool_uses',
  'toolUses',
  'intermediate_responses',
  'intermediateResponses',
  'invocation_events',
  'invocationEvents',
]);
const QUERY_KNOWN = new Set(['query', 'expected_tool_use', 'reference']);
const EXPECTED_TOOL_USE = 'label:google-adk/expected-tool-use';

/** Whether a record is an evaluation set of the Agent Development Kit. */
export function isAdkEvalSet(record: Json): record is JsonObject {
  if (!isJsonObject(record)) return false;
  const cases = eitherField(record, 'eval_cases');
  return (
    Array.isArray(cases) && (cases as readonly Json[]).some((value) => isJsonObject(value) && 'conversation' in value)
  );
}

/** Whether a record is a turn of an older evaluation file: a query, and what tools and words are expected of it. */
export function isAdkQuery(record: Json): record is JsonObject {
  return isJsonObject(record) && typeof record['query'] === 'string' && Array.isArray(record['expected_tool_use']);
}

/** Whether a record is a named list of such turns. */
export function isAdkQueryList(record: Json): record is JsonObject {
  return isJsonObject(record) && (listField(record, 'data') ?? []).some(isAdkQuery);
}

interface Turns {
  readonly steps: BareStep[];
  readonly labels: DraftLabel[];
}

/** The cases of a set, a run each. What an agent is expected to answer is a step with `extra.expected`. */
export function* adkEvalSetItems(set: JsonObject, line: number): Iterable<DraftItem> {
  const setId = idField(set, 'eval_set_id') ?? idField(set, 'evalSetId');
  const about = restOf(set, SET_KNOWN);
  const cases = eitherField(set, 'eval_cases');
  for (const [index, given] of (Array.isArray(cases) ? (cases as readonly Json[]) : []).entries()) {
    if (!isJsonObject(given)) {
      yield { issue: { line, code: 'bad-record', message: `evaluation case ${index} is no object` } };
      continue;
    }
    const turns: Turns = { steps: [], labels: [] };
    const calls = googleCalls();
    for (const turn of listField(given, 'conversation') ?? []) addTurn(turn, turns, calls);
    const evalId = eitherField(given, 'eval_id');
    const id = typeof evalId === 'string' ? evalId : undefined;
    const session = eitherField(given, 'session_input');
    const name = isJsonObject(session) ? eitherField(session, 'app_name') : undefined;
    const startedAt = isoTime(eitherField(given, 'creation_timestamp'));
    yield {
      draft: {
        ...(setId !== undefined && { runId: `${setId}/${id ?? index}` }),
        task: { ...(id !== undefined && { id }), tags: ['google-adk'] },
        agent: { ...(typeof name === 'string' && { name }) },
        ...(startedAt !== undefined && { startedAt }),
        outcomes: [],
        steps: numberSteps(turns.steps),
        extra: { ...restOf(given, CASE_KNOWN), ...(about !== undefined && { eval_set: about }) },
        line,
      },
      labels: turns.labels,
    };
  }
}

function addTurn(turn: Json, { steps, labels }: Turns, calls: GoogleCalls): void {
  const first = steps.length;
  if (!isJsonObject(turn)) {
    steps.push({ actor: 'environment', parts: [], extra: { value: turn } });
    return;
  }
  const at = isoTime(eitherField(turn, 'creation_timestamp'));
  const said = contentStep('user', eitherField(turn, 'user_content'), calls);
  const extra = { ...restOf(turn, TURN_KNOWN), ...said.extra };
  steps.push({
    ...said,
    ...(at !== undefined && { at }),
    ...(Object.keys(extra).length > 0 && { extra }),
  });
  const given = eitherField(turn, 'intermediate_data');
  const data = isJsonObject(given) ? given : {};
  const events = eitherField(data, 'invocation_events');
  for (const event of Array.isArray(events) ? (events as readonly Json[]) : []) steps.push(adkEventStep(event, calls));
  const responses = eitherField(data, 'intermediate_responses');
  // Pairs of an agent's name and the parts it said.
  for (const pair of Array.isArray(responses) ? (responses as readonly Json[]) : []) {
    const [name, parts] = Array.isArray(pair) ? (pair as readonly Json[]) : [undefined, pair];
    steps.push({ ...contentStep('agent', parts ?? null, calls), ...(typeof name === 'string' && { name }) });
  }
  const final = eitherField(turn, 'final_response');
  if (final !== undefined && final !== null) {
    const step = contentStep('agent', final, calls);
    steps.push({ ...step, extra: { expected: true, ...step.extra } });
  }
  const uses = eitherField(data, 'tool_uses');
  const value = Array.isArray(uses) ? (uses as readonly Json[]) : [];
  const others = restOf(data, DATA_KNOWN);
  if (others !== undefined) steps[first] = { ...steps[first]!, extra: { ...steps[first]!.extra, ...others } };
  // An empty list says that no tool is to be used.
  if (uses !== undefined && uses !== null)
    labels.push({ name: EXPECTED_TOOL_USE, steps: [first, steps.length - 1], value });
}

function contentStep(actor: 'user' | 'agent', content: Json | undefined, calls: GoogleCalls): BareStep {
  const { parts, rests } = googleContent(content, calls);
  return { actor, parts, ...(rests.length > 0 && { extra: { parts: rests } }) };
}

/** Turns of an older evaluation file as one run. */
export function adkQueriesItem(queries: readonly Json[], about: JsonObject, line: number): DraftItem {
  const steps: BareStep[] = [];
  const labels: DraftLabel[] = [];
  for (const query of queries) {
    const first = steps.length;
    if (!isJsonObject(query)) {
      steps.push({ actor: 'environment', parts: [], extra: { value: query } });
      continue;
    }
    const rest = restOf(query, QUERY_KNOWN);
    const text = stringField(query, 'query') ?? '';
    steps.push({ actor: 'user', parts: [{ kind: 'text', text }], ...(rest !== undefined && { extra: rest }) });
    const reference = stringField(query, 'reference');
    if (reference !== undefined && reference !== '') {
      steps.push({ actor: 'agent', parts: [{ kind: 'text', text: reference }], extra: { expected: true } });
    }
    const value = query['expected_tool_use'];
    if (value !== undefined && value !== null) {
      labels.push({ name: EXPECTED_TOOL_USE, steps: [first, steps.length - 1], value });
    }
  }
  const id = stringField(about, 'name');
  const session = objectField(about, 'initial_session');
  const app = session === undefined ? undefined : stringField(session, 'app_name');
  return {
    draft: {
      task: { ...(id !== undefined && { id }), tags: ['google-adk'] },
      agent: { ...(app !== undefined && { name: app }) },
      outcomes: [],
      steps: numberSteps(steps),
      extra: restOf(about, new Set(['name', 'data'])) ?? {},
      line,
    },
    labels,
  };
}
