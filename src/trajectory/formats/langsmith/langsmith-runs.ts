import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { holdsMessages, otelMessages } from '../otel/otel-message.ts';
import { otelRuns } from '../otel/otel-runs.ts';
import { nanoseconds, type OtelSpan } from '../otel/otel-span.ts';
import { spanFacts } from '../otel/span-facts.ts';
import { spanSteps } from '../otel/span-steps.ts';
import type { SpanFacts } from '../otel/take-attributes.ts';
import type { DraftItem, DraftLabel, TrajectoryDraft } from '../../trace-format.ts';
import type { OutcomeRecord, OutcomeSource, Usage } from '../../trajectory.ts';

const KNOWN = new Set([
  'id',
  'run_id',
  'trace_id',
  'parent_run_id',
  'name',
  'start_time',
  'end_time',
  'inputs',
  'outputs',
  'error',
  'status',
  'child_runs',
  'feedback',
  'feedback_stats',
  'extra',
  'prompt_tokens',
  'completion_tokens',
  'total_cost',
  'child_run_ids',
  'direct_child_run_ids',
  'parent_run_ids',
]);
const SESSIONS = ['session_id', 'thread_id', 'conversation_id'];
const SOURCE_OF: ReadonlyMap<string, OutcomeSource> = new Map(
  Object.entries<OutcomeSource>({ app: 'human', api: 'verifier', model: 'model', auto_eval: 'model' }),
);

/** Whether a value is a run of LangSmith. */
export function isLangsmithRun(value: Json): value is JsonObject {
  return (
    isJsonObject(value) &&
    typeof value['run_type'] === 'string' &&
    isJsonObject(value['inputs'] ?? {}) &&
    idOf(value) !== undefined
  );
}

/** The trace a run belongs to: itself, when it is a root. */
export function langsmithTraceId(run: JsonObject): string {
  return idField(run, 'trace_id') ?? traceOfOrder(run) ?? idOf(run)!;
}

/**
 * The runs of one LangSmith trace, root and descendants in any order, nested `child_runs` included. Runs of type `llm` are
 * calls of the model, `tool` are executions; chains are kept as they are, unless there is nothing else to read. Feedback on
 * the root is an outcome, that on a descendant a label of its steps.
 */
export function* langsmithRuns(id: string, roots: readonly JsonObject[], line: number): Iterable<DraftItem> {
  const records = flattened(roots);
  const isTyped = records.some((record) => ['llm', 'tool', 'chat_model'].includes(stringField(record, 'run_type')!));
  const facts = new Map<OtelSpan, SpanFacts>();
  for (const record of records) {
    const span = spanOf(record, id);
    facts.set(span, factsOf(record, span, isTyped));
  }
  const feedback = records.flatMap(feedbackOf);
  const session = records.flatMap((record) => {
    const metadata = objectField(objectField(record, 'extra') ?? {}, 'metadata') ?? {};
    return SESSIONS.flatMap((name) => idField(metadata, name) ?? []);
  })[0];
  let isFirst = true;
  for (const item of otelRuns(id, [...facts.keys()], { line, facts: (span) => facts.get(span) ?? spanFacts(span) })) {
    if (!('draft' in item) || !isFirst) {
      yield item;
      continue;
    }
    isFirst = false;
    const tags = records
      .flatMap((record) => (parentOf(record) === undefined ? (listField(record, 'tags') ?? []) : []))
      .filter((tag) => typeof tag === 'string');
    const draft: TrajectoryDraft = {
      ...item.draft,
      ...(session !== undefined && { sessionId: session }),
      task: { ...item.draft.task, tags: [...item.draft.task.tags, ...tags] },
      outcomes: [
        ...item.draft.outcomes,
        ...feedback.flatMap(({ runId, told }) => (runId === undefined ? (told ?? []) : [])),
      ],
      extra: { ...item.draft.extra, ...(feedback.length > 0 && { feedback: feedback.map(({ record }) => record) }) },
    };
    const labels = labelsOf(feedback, draft);
    yield { draft, ...(labels.length > 0 && { labels }) };
  }
  if (isFirst)
    yield {
      issue: {
        line,
        code: 'bad-record',
        message: `found no messages in trace ${id}, expected runs with inputs or outputs`,
      },
    };
}

function idOf(record: JsonObject): string | undefined {
  return idField(record, 'id') ?? idField(record, 'run_id');
}

function parentOf(record: JsonObject): string | undefined {
  return (
    idField(record, 'parent_run_id') ??
    stringField(record, 'dotted_order')
      ?.split('.')
      .at(-2)
      ?.replace(/^[\dTZ]{10,40}Z/, '')
  );
}

// `20240601T100000000000Z<root id>.<time><id>…`
function traceOfOrder(record: JsonObject): string | undefined {
  const first = stringField(record, 'dotted_order')?.split('.', 1)[0];
  return first === undefined ? undefined : /^\d{8}T\d{6,24}Z(.+)$/.exec(first)?.[1];
}

function flattened(roots: readonly JsonObject[]): JsonObject[] {
  const found: JsonObject[] = [];
  const waiting: { readonly record: JsonObject; readonly parent?: string }[] = roots
    .map((record) => ({ record }))
    .toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { record, parent } = next;
    found.push(parent === undefined || parentOf(record) !== undefined ? record : { ...record, parent_run_id: parent });
    const children = (listField(record, 'child_runs') ?? []).filter(isLangsmithRun);
    for (const child of children.toReversed()) waiting.push({ record: child, parent: idOf(record)! });
  }
  return found;
}

function spanOf(record: JsonObject, traceId: string): OtelSpan {
  const parentId = parentOf(record);
  const startNs = nanoseconds(zoned(record['start_time']));
  const endNs = nanoseconds(zoned(record['end_time']));
  const error = record['error'];
  const message = typeof error === 'string' && error !== '' ? error : undefined;
  const more = {
    ...otherFields(record, KNOWN),
    ...(isJsonObject(record['extra']) && Object.keys(record['extra']).length > 0 && { extra: record['extra'] }),
  };
  return {
    traceId,
    spanId: idOf(record)!,
    ...(parentId !== undefined && { parentId }),
    name: stringField(record, 'name') ?? '',
    ...(startNs !== undefined && { startNs }),
    ...(endNs !== undefined && { endNs }),
    isError: message !== undefined || record['status'] === 'error',
    ...(message !== undefined && { statusMessage: message }),
    attributes: {},
    events: [],
    ...(Object.keys(more).length > 0 && { more }),
  };
}

// LangSmith's times are UTC, with a zone or without.
function zoned(value: Json | undefined): Json | undefined {
  return typeof value === 'string' && /T[\d:.]+$/.test(value) ? `${value}Z` : value;
}

function factsOf(record: JsonObject, span: OtelSpan, isTyped: boolean): SpanFacts {
  const found = spanFacts(span);
  const type = stringField(record, 'run_type')!;
  const inputs = objectField(record, 'inputs');
  const outputs = record['outputs'];
  if (type === 'tool') {
    const given =
      inputs === undefined ? undefined : Object.keys(inputs).length === 1 ? (inputs['input'] ?? inputs) : inputs;
    const { result, callId, rest } = answerOf(outputs);
    return {
      ...found,
      kind: 'tool',
      tool: {
        name: span.name,
        ...(callId !== undefined && { callId }),
        ...(given !== undefined && { given }),
        ...(result !== undefined && { result }),
      },
      ...(rest !== undefined && { rest: { ...found.rest, outputs: rest } }),
    };
  }
  if (type === 'llm' || type === 'chat_model' || (!isTyped && parentOf(record) === undefined)) {
    const params = objectField(objectField(record, 'extra') ?? {}, 'invocation_params') ?? {};
    const metadata = objectField(objectField(record, 'extra') ?? {}, 'metadata') ?? {};
    const model =
      stringField(params, 'model') ?? stringField(params, 'model_name') ?? stringField(metadata, 'ls_model_name');
    const provider = stringField(metadata, 'ls_provider');
    const tools = params['tools'];
    const usage = usageOf(record);
    const input = messagesOf(inputs, 'user');
    const output = messagesOf(outputs, 'agent');
    const beside = besideMessages(outputs);
    return {
      ...found,
      kind: 'model',
      ...(input.length > 0 && { input }),
      ...(output.length > 0 && { output }),
      ...(model !== undefined && { model }),
      ...(provider !== undefined && { provider }),
      ...(tools !== undefined && tools !== null && { tools }),
      ...(usage !== undefined && { usage }),
      ...(beside !== undefined && { rest: { ...found.rest, outputs: beside } }),
    };
  }
  return {
    ...found,
    rest: {
      ...found.rest,
      ...(inputs !== undefined && { inputs }),
      ...(outputs !== undefined && outputs !== null && { outputs }),
    },
  };
}

// Chains without messages have one text under a name of their own: `{question}`, `{output}`.
function messagesOf(value: Json | undefined, role: 'user' | 'agent'): ReturnType<typeof otelMessages> {
  if (isJsonObject(value) && !holdsMessages(value)) {
    const fields = Object.values(value);
    if (fields.length === 1) return otelMessages(fields[0], role);
    if (fields.length === 0) return [];
  }
  return otelMessages(value, role);
}

const MESSAGE_FIELDS = new Set(['messages', 'generations', 'choices', 'output', 'message', 'usage', 'usage_metadata']);

// What stands beside the messages of an answer: which model, how long, settings.
function besideMessages(outputs: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(outputs) || 'role' in outputs || 'content' in outputs || !holdsMessages(outputs)) return undefined;
  return otherFields(outputs, MESSAGE_FIELDS);
}

function answerOf(outputs: Json | undefined): {
  readonly result?: Json;
  readonly callId?: string;
  readonly rest?: JsonObject;
} {
  if (!isJsonObject(outputs)) return outputs === undefined || outputs === null ? {} : { result: outputs };
  const output = outputs['output'];
  if (output === undefined || output === null) return Object.keys(outputs).length === 0 ? {} : { result: outputs };
  const beside = otherFields(outputs, new Set(['output']));
  const besides = beside === undefined ? {} : { rest: beside };
  if (!isJsonObject(output) || !holdsMessages(output)) return { result: output, ...besides };
  const messages = otelMessages(output, 'agent');
  const part = messages.flatMap((message) => message.parts).find((item) => item.kind === 'tool-result');
  if (part === undefined) return { result: output, ...besides };
  const about = messages.flatMap(({ extra }) => extra ?? []);
  const rest = { ...beside, ...(about.length > 0 && { output: about[0]! }) };
  return {
    result: part.text,
    ...(part.callId !== '' && { callId: part.callId }),
    ...(Object.keys(rest).length > 0 && { rest }),
  };
}

function usageOf(record: JsonObject): Usage | undefined {
  const outputs = objectField(record, 'outputs') ?? {};
  const told =
    objectField(outputs, 'usage_metadata') ??
    objectField(objectField(outputs, 'llm_output') ?? {}, 'token_usage') ??
    objectField(outputs, 'usage') ??
    {};
  const input =
    numberField(record, 'prompt_tokens') ?? numberField(told, 'input_tokens') ?? numberField(told, 'prompt_tokens');
  const output =
    numberField(record, 'completion_tokens') ??
    numberField(told, 'output_tokens') ??
    numberField(told, 'completion_tokens');
  const cost = numberField(record, 'total_cost') ?? Number(stringField(record, 'total_cost') ?? Number.NaN);
  const usage: Usage = {
    ...(input !== undefined && { inputTokens: input }),
    ...(output !== undefined && { outputTokens: output }),
    ...(Number.isFinite(cost) && { costUsd: cost }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}

/** What someone said of a run, as it stands in the source and as what it says; with the run's id unless it is the root. */
interface Feedback {
  readonly record: JsonObject;
  readonly runId?: string;
  readonly told?: OutcomeRecord;
  /** `app`, `api`, `model`, … */
  readonly source?: string;
}

function feedbackOf(run: JsonObject): Feedback[] {
  const runId = parentOf(run) === undefined ? undefined : idOf(run)!;
  const about = runId === undefined ? {} : { runId };
  const place: JsonObject = runId === undefined ? {} : { run: runId };
  const listed = (listField(run, 'feedback') ?? []).filter(isJsonObject).map((record): Feedback => {
    const name = stringField(record, 'key');
    const score = record['score'];
    const value =
      typeof score === 'number' || typeof score === 'boolean'
        ? score
        : (stringField(record, 'value') ?? stringField(record, 'comment'));
    const source = stringField(objectField(record, 'feedback_source') ?? {}, 'type');
    const by = SOURCE_OF.get(source ?? '') ?? 'verifier';
    const at = stringField(record, 'created_at');
    return {
      record: { ...record, ...place },
      ...about,
      ...(source !== undefined && { source }),
      ...(name !== undefined && value !== undefined && { told: { name, value, by, ...(at !== undefined && { at }) } }),
    };
  });
  if (listed.length > 0) return listed;
  return Object.entries(objectField(run, 'feedback_stats') ?? {}).map(([name, stats]) => {
    const mean = isJsonObject(stats) ? numberField(stats, 'avg') : undefined;
    const record = { key: name, stats, ...place };
    return { record, ...about, ...(mean !== undefined && { told: { name, value: mean, by: 'verifier' } }) };
  });
}

function labelsOf(feedback: readonly Feedback[], draft: TrajectoryDraft): DraftLabel[] {
  if (feedback.every(({ runId }) => runId === undefined)) return [];
  const stepsOf = spanSteps(draft.steps);
  return feedback.flatMap(({ runId, told, source }) => {
    if (runId === undefined || told === undefined) return [];
    const steps = stepsOf.get(runId);
    return [
      {
        name: `label:langsmith/${told.name}`,
        value: told.value,
        ...(steps !== undefined && { steps }),
        ...(source !== undefined && { coder: source }),
      },
    ];
  });
}
