import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { jsonIn, otelMessages } from '../otel/otel-message.ts';
import { otelRuns } from '../otel/otel-runs.ts';
import { nanoseconds, type OtelSpan } from '../otel/otel-span.ts';
import { spanFacts } from '../otel/span-facts.ts';
import { spanSteps } from '../otel/span-steps.ts';
import type { SpanFacts } from '../otel/take-attributes.ts';
import type { DraftItem, DraftLabel, TrajectoryDraft } from '../../trace-format.ts';
import type { OutcomeRecord, OutcomeSource, Usage } from '../../trajectory.ts';

/** A Langfuse trace with all that belongs to it. */
export interface LangfuseTrace {
  readonly id: string;
  /** The trace's own record; empty where only observations were exported. */
  readonly trace: JsonObject;
  readonly observations: readonly JsonObject[];
  readonly scores: readonly JsonObject[];
  readonly line: number;
}

const KIND_OF: ReadonlyMap<string, SpanFacts['kind']> = new Map(
  Object.entries<SpanFacts['kind']>({ GENERATION: 'model', TOOL: 'tool', AGENT: 'agent' }),
);
const SOURCE_OF: ReadonlyMap<string, OutcomeSource> = new Map(
  Object.entries<OutcomeSource>({ API: 'verifier', ANNOTATION: 'human', EVAL: 'model' }),
);
const TRACE_KNOWN = new Set([
  'id',
  'observations',
  'scores',
  'sessionId',
  'tags',
  'version',
  'input',
  'output',
  'metadata',
]);
const OBSERVATION_KNOWN = new Set([
  'id',
  'traceId',
  'trace_id',
  'parentObservationId',
  'parent_observation_id',
  'name',
  'startTime',
  'start_time',
  'endTime',
  'end_time',
  'level',
  'statusMessage',
  'status_message',
  'input',
  'output',
  'metadata',
  'model',
  'usage',
  'usageDetails',
  'usage_details',
]);
// What the trace and the project say of every observation once more.
const REPEATED = ['projectId', 'project_id'];

/**
 * The runs of one trace. Observations are read as spans: what their metadata keeps of OpenTelemetry's attributes is read as
 * such, and their type, input and output say the rest, so that an export and the spans it came from give the same steps.
 * Scores of the trace are outcomes, those of an observation are labels of its steps.
 */
export function* langfuseRuns({ id, trace, observations, scores, line }: LangfuseTrace): Iterable<DraftItem> {
  const facts = new Map<OtelSpan, SpanFacts>();
  const spans: OtelSpan[] = [];
  const isTyped = observations.some((record) => KIND_OF.has(typeOf(record)));
  const root = observations.find((record) => parentOf(record) === undefined);
  for (const record of observations) {
    const span = spanOf(record, id);
    spans.push(span);
    facts.set(span, factsOf(record, span, isTyped));
  }
  if (spans.length === 0 && (trace['input'] ?? trace['output'] ?? null) !== null) {
    const span = spanOf({ ...trace, startTime: trace['timestamp'] ?? null }, id);
    spans.push(span);
    facts.set(span, factsOf(trace, span, false));
  }
  const items = [...otelRuns(id, spans, { line, facts: (span) => facts.get(span) ?? spanFacts(span) })];
  const main = items.findIndex((item) => 'draft' in item && item.draft.parentRunId === undefined);
  const { draft } = (items[main] as { readonly draft: TrajectoryDraft } | undefined) ?? {};
  if (draft === undefined && items.length > 0) {
    yield* items;
    return;
  }
  if (draft === undefined) {
    yield {
      issue: {
        line,
        code: 'bad-record',
        message: `found no messages in trace ${id}, expected observations with input or output`,
      },
    };
    return;
  }
  const told = scores.map((score) => ({
    score,
    observation: idField(score, 'observationId') ?? idField(score, 'observation_id'),
  }));
  const sessionId = idField(trace, 'sessionId') ?? draft.sessionId;
  const version = stringField(trace, 'version');
  const sameAsRoot = (name: string): boolean => root !== undefined && root[name] === trace[name];
  const metadata = parsed(trace['metadata'] ?? null);
  const extra: JsonObject = {
    ...draft.extra,
    ...otherFields(trace, TRACE_KNOWN),
    ...(isJsonObject(metadata) &&
      Object.keys(metadata).length > 0 &&
      JSON.stringify(metadata) !== JSON.stringify(parsed(root?.['metadata'] ?? null)) && { metadata }),
    ...(trace['input'] !== undefined &&
      trace['input'] !== null &&
      spans.length > 0 &&
      observations.length > 0 &&
      !sameAsRoot('input') && { input: trace['input'] }),
    ...(trace['output'] !== undefined &&
      trace['output'] !== null &&
      observations.length > 0 &&
      !sameAsRoot('output') && { output: trace['output'] }),
    ...(scores.length > 0 && { scores: scores.map((score) => otherFields(score, new Set(REPEATED)) ?? {}) }),
  };
  const labels: DraftLabel[] = [];
  const stepsOf = spanSteps(draft.steps);
  for (const { score, observation } of told) {
    if (observation === undefined) continue;
    const value = scoreValue(score);
    const steps = stepsOf.get(observation);
    const coder = stringField(score, 'source');
    if (value !== undefined)
      labels.push({
        name: `label:langfuse/${nameOf(score)}`,
        value,
        ...(steps !== undefined && { steps }),
        ...(coder !== undefined && { coder }),
      });
  }
  const finished: TrajectoryDraft = {
    ...draft,
    ...(sessionId !== undefined && { sessionId }),
    task: {
      ...draft.task,
      tags: [...draft.task.tags, ...(listField(trace, 'tags') ?? []).filter((tag) => typeof tag === 'string')],
    },
    agent: { ...draft.agent, ...(version !== undefined && draft.agent.version === undefined && { version }) },
    outcomes: [
      ...draft.outcomes,
      ...told.filter(({ observation }) => observation === undefined).flatMap(({ score }) => outcomeIn(score)),
    ],
    extra,
  };
  for (const [index, item] of items.entries())
    yield index === main ? { draft: finished, ...(labels.length > 0 && { labels }) } : item;
}

function typeOf(record: JsonObject): string {
  return (stringField(record, 'type') ?? '').toUpperCase();
}

function parentOf(record: JsonObject): string | undefined {
  return idField(record, 'parentObservationId') ?? idField(record, 'parent_observation_id');
}

function parsed(value: Json): Json {
  return typeof value === 'string' ? jsonIn(value) : value;
}

function spanOf(record: JsonObject, traceId: string): OtelSpan {
  const metadata = parsed(record['metadata'] ?? null);
  const attributes = isJsonObject(metadata) ? parsed(metadata['attributes'] ?? null) : null;
  const resource = isJsonObject(metadata) ? parsed(metadata['resourceAttributes'] ?? null) : null;
  const others = isJsonObject(metadata)
    ? otherFields(metadata, new Set(['attributes', 'resourceAttributes']))
    : undefined;
  const parentId = parentOf(record);
  const startNs = nanoseconds(record['startTime'] ?? record['start_time']);
  const endNs = nanoseconds(record['endTime'] ?? record['end_time']);
  const statusMessage = stringField(record, 'statusMessage') ?? stringField(record, 'status_message');
  const more = {
    ...otherFields(record, new Set([...OBSERVATION_KNOWN, ...REPEATED])),
    ...usageFacts(record),
    ...(others !== undefined && { metadata: others }),
    ...(metadata !== null && !isJsonObject(metadata) && { metadata }),
  };
  return {
    traceId,
    spanId: idField(record, 'id') ?? traceId,
    ...(parentId !== undefined && { parentId }),
    name: stringField(record, 'name') ?? '',
    ...(startNs !== undefined && { startNs }),
    ...(endNs !== undefined && { endNs }),
    isError: stringField(record, 'level') === 'ERROR',
    ...(statusMessage !== undefined && statusMessage !== '' && { statusMessage }),
    attributes: isJsonObject(attributes) ? attributes : {},
    events: [],
    ...(isJsonObject(resource) && { resource }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

function factsOf(record: JsonObject, span: OtelSpan, isTyped: boolean): SpanFacts {
  const found = spanFacts(span);
  const kind = found.kind === 'other' ? (KIND_OF.get(typeOf(record)) ?? (isTyped ? 'other' : 'model')) : found.kind;
  const input = given(record['input']);
  const output = given(record['output']);
  const model = found.model ?? stringField(record, 'model');
  const told = { ...usageOf(record), ...found.usage };
  const usage = Object.keys(told).length === 0 ? undefined : told;
  const own = { ...found, kind, ...(model !== undefined && { model }), ...(usage !== undefined && { usage }) };
  if (kind === 'other')
    return {
      ...own,
      rest: { ...found.rest, ...(input !== undefined && { input }), ...(output !== undefined && { output }) },
    };
  if (kind === 'tool') {
    const tool = found.tool ?? { name: stringField(record, 'name') ?? '' };
    const rest = {
      ...found.rest,
      ...(tool.given !== undefined && input !== undefined && tool.given !== input && { input }),
      ...(tool.result !== undefined && output !== undefined && tool.result !== output && { output }),
    };
    return {
      ...own,
      tool: {
        ...tool,
        ...(tool.given === undefined && input !== undefined && { given: input }),
        ...(tool.result === undefined && output !== undefined && { result: output }),
      },
      rest,
    };
  }
  const { messages, tools } = withoutTools(input);
  // What Langfuse shows of input and output was cut from the attributes, or repeats them.
  const messagesIn = found.input ?? otelMessages(messages, 'user');
  const messagesOut = found.output ?? otelMessages(output, 'agent');
  return {
    ...own,
    ...(tools !== undefined && found.tools === undefined && { tools }),
    ...(messagesIn.length > 0 && { input: messagesIn }),
    ...(messagesOut.length > 0 && { output: messagesOut }),
    rest: {
      ...found.rest,
      ...(found.input !== undefined && input !== undefined && { input }),
      ...(found.output !== undefined && output !== undefined && { output }),
    },
  };
}

// Langfuse's handler for LangChain puts definitions of tools among the messages: `{role: 'tool', content: {type: 'function', function}}`.
function withoutTools(input: Json | undefined): { readonly messages: Json | undefined; readonly tools?: Json } {
  const list = typeof input === 'string' ? jsonIn(input) : input;
  if (!Array.isArray(list)) return { messages: input };
  const isTool = (item: Json): boolean =>
    isJsonObject(item) &&
    item['role'] === 'tool' &&
    isJsonObject(item['content']) &&
    item['content']['type'] === 'function' &&
    isJsonObject(item['content']['function']);
  const items = list as readonly Json[];
  const tools = items.filter(isTool).map((item) => (item as JsonObject)['content']!);
  return tools.length === 0 ? { messages: input } : { messages: items.filter((item) => !isTool(item)), tools };
}

// Exports hold inputs as JSON text, of text too.
function given(value: Json | undefined): Json | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || !value.startsWith('"')) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function usageOf(record: JsonObject): Usage | undefined {
  const details =
    objectField(record, 'usageDetails') ?? objectField(record, 'usage_details') ?? objectField(record, 'usage') ?? {};
  const input = numberField(details, 'input') ?? numberField(record, 'promptTokens');
  const output = numberField(details, 'output') ?? numberField(record, 'completionTokens');
  const cost =
    numberField(record, 'calculatedTotalCost') ??
    numberField(record, 'totalCost') ??
    numberField(record, 'total_cost') ??
    numberField(objectField(record, 'costDetails') ?? objectField(record, 'cost_details') ?? {}, 'total');
  if ((input ?? 0) === 0 && (output ?? 0) === 0 && (cost ?? 0) === 0) return undefined;
  return {
    ...(input !== undefined && { inputTokens: input }),
    ...(output !== undefined && { outputTokens: output }),
    ...(cost !== undefined && { costUsd: cost }),
  };
}

const COUNTED = new Set(['input', 'output', 'total', 'promptTokens', 'completionTokens', 'totalTokens']);

// Counts that `Usage` has no field for; those of what did not happen are 0.
function usageFacts(record: JsonObject): JsonObject {
  const facts: [string, Json][] = [];
  for (const name of ['usageDetails', 'usage_details', 'usage']) {
    const counts = objectField(record, name) ?? {};
    const rest = Object.entries(otherFields(counts, COUNTED) ?? {}).filter(
      ([field, value]) => value !== 0 && !(field === 'unit' && value === 'TOKENS'),
    );
    if (rest.length > 0) facts.push([name, Object.fromEntries(rest)]);
  }
  return Object.fromEntries(facts);
}

function nameOf(score: JsonObject): string {
  return stringField(score, 'name') ?? 'score';
}

function scoreValue(score: JsonObject): number | boolean | string | undefined {
  const number = numberField(score, 'value');
  const text = stringField(score, 'stringValue') ?? stringField(score, 'string_value') ?? stringField(score, 'value');
  switch (stringField(score, 'dataType') ?? stringField(score, 'data_type')) {
    case 'BOOLEAN':
      return number === undefined ? text : number !== 0;
    case 'CATEGORICAL':
      return text ?? number;
    case 'CORRECTION':
    case 'TEXT':
      return stringField(score, 'longStringValue') ?? text ?? number;
    default:
      return number ?? text;
  }
}

function outcomeIn(score: JsonObject): OutcomeRecord[] {
  const value = scoreValue(score);
  if (value === undefined) return [];
  const at = stringField(score, 'timestamp');
  const by = SOURCE_OF.get(stringField(score, 'source') ?? '') ?? 'verifier';
  return [{ name: nameOf(score), value, by, ...(at !== undefined && { at }) }];
}
