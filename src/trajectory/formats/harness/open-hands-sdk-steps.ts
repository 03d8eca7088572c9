import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { toolCall } from '../../chat/chat-steps.ts';
import { contentParts, type ContentParts } from '../../chat/content-parts.ts';
import { jsonText, numberSteps, restOf, type BareStep } from '../../chat/number-steps.ts';
import { idField, listField, objectField, stringField } from '../../chat/string-field.ts';
import type { LateParts } from '../../trace-format.ts';
import { partText, type Actor, type Part, type Step } from '../../trajectory.ts';

/** The kinds of events the SDK writes. */
export const OPENHANDS_SDK_KINDS: ReadonlySet<string> = new Set([
  'ACPToolCallEvent',
  'ActionEvent',
  'AgentErrorEvent',
  'Condensation',
  'CondensationRequest',
  'CondensationSummaryEvent',
  'ConversationErrorEvent',
  'ConversationStateUpdateEvent',
  'HookExecutionEvent',
  'InterruptEvent',
  'LLMCompletionLogEvent',
  'MessageEvent',
  'ObservationEvent',
  'PauseEvent',
  'StreamingDeltaEvent',
  'SystemPromptEvent',
  'TokenEvent',
  'UserRejectObservation',
]);

/** What events say of the whole run. */
export interface SdkFacts {
  /** Id of the first event. */
  readonly first?: string;
  /** The last `full_state` of the conversation. */
  readonly state?: JsonObject;
  readonly model?: string;
  readonly tools?: Json;
  /** The last execution status. */
  readonly status?: string;
}

type OpenStep = Omit<BareStep, 'parts'> & { readonly parts: Part[] };

/** Takes the events of one conversation in order and makes steps of them. */
export interface OpenHandsSdkSteps {
  add(event: JsonObject): void;
  end(): { readonly steps: Step[]; readonly late: LateParts[]; readonly facts: SdkFacts };
}

/** Whether a value is an event of the SDK, be it of a kind that is not known yet. */
export function isSdkEvent(value: Json): value is JsonObject {
  if (!isJsonObject(value) || typeof value['kind'] !== 'string') return false;
  const isKnown = OPENHANDS_SDK_KINDS.has(value['kind']);
  return isKnown ? 'id' in value || 'source' in value : 'id' in value && 'source' in value;
}

/**
 * Events as steps, one each, but for the calls of one response of the model (`llm_response_id`), which are one step of the
 * agent. Hidden reasoning (`thinking_blocks`, `responses_reasoning_item`) is what its visibility says. An event that goes
 * on elsewhere than behind the one before it (`parent_id`: the conversation was rewound) has the step it follows as its
 * `parent`. What has no words is a step of the environment named after its kind; all other fields are in `extra`.
 */
export function openHandsSdkSteps(): OpenHandsSdkSteps {
  const steps: OpenStep[] = [];
  const moreEvents = new Map<number, Json[]>();
  const saidBefore = new Map<number, Set<string>>();
  const late: LateParts[] = [];
  const facts: { -readonly [K in keyof SdkFacts]: SdkFacts[K] } = {};
  const stepOfResponse = new Map<string, number>();
  const stepOfEvent = new Map<string, number>();
  const called = new Set<string>();
  let previous: string | undefined;
  return {
    add(event) {
      const id = idField(event, 'id');
      noteFacts(facts, event, id);
      const step = stepOf(event, called);
      const responseId = event['kind'] === 'ActionEvent' ? idField(event, 'llm_response_id') : undefined;
      const shared = responseId === undefined ? undefined : stepOfResponse.get(responseId);
      if (shared === undefined) {
        const parent = parentOf(event, previous, stepOfEvent);
        steps.push({ ...step, parts: [...step.parts], ...(parent !== undefined && { parent }) });
        if (responseId !== undefined) stepOfResponse.set(responseId, steps.length - 1);
      } else {
        const first = steps[shared]!;
        const from = first.parts.length;
        // Older versions repeat before each call what was thought before all of them.
        const said = saidBefore.get(shared) ?? new Set(saidIn(first.parts));
        saidBefore.set(shared, said);
        for (const one of step.parts.filter((part) => part.kind === 'tool-call' || !said.has(partText(part))))
          first.parts.push(one);
        for (const text of saidIn(step.parts)) said.add(text);
        const more = moreEvents.get(shared) ?? [];
        if (more.length === 0) {
          moreEvents.set(shared, more);
          steps[shared] = { ...first, extra: { ...first.extra, more_events: more } };
        }
        more.push(step.extra ?? {});
        if (shared < steps.length - 1) late.push({ step: shared, from, to: first.parts.length, after: steps.length });
      }
      if (id === undefined) return;
      stepOfEvent.set(id, shared ?? steps.length - 1);
      previous = id;
    },
    end: () => ({ steps: numberSteps(steps), late, facts }),
  };
}

function saidIn(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => (part.kind === 'tool-call' ? [] : [partText(part)]));
}

function noteFacts(
  facts: { -readonly [K in keyof SdkFacts]: SdkFacts[K] },
  event: JsonObject,
  id: string | undefined,
): void {
  if (id !== undefined) facts.first ??= id;
  if (event['kind'] === 'SystemPromptEvent' && isGiven(event['tools'])) facts.tools ??= event['tools']!;
  if (event['kind'] === 'LLMCompletionLogEvent') {
    const model = stringField(event, 'model_name');
    if (model !== undefined) facts.model ??= model;
  }
  if (event['kind'] !== 'ConversationStateUpdateEvent') return;
  const value = event['value'] ?? null;
  const key = stringField(event, 'key');
  if (key === 'execution_status' && typeof value === 'string') facts.status = value;
  if (!isJsonObject(value)) return;
  if (key === 'full_state') {
    facts.state = value;
    const status = stringField(value, 'execution_status');
    if (status !== undefined) facts.status = status;
  }
  const metrics = objectField(objectField(value, 'usage_to_metrics') ?? {}, 'default');
  const model = metrics === undefined ? undefined : stringField(metrics, 'model_name');
  if (model !== undefined) facts.model ??= model;
}

function parentOf(
  event: JsonObject,
  previous: string | undefined,
  stepOfEvent: ReadonlyMap<string, number>,
): number | undefined {
  const parentId = idField(event, 'parent_id');
  return parentId === undefined || parentId === previous ? undefined : stepOfEvent.get(parentId);
}

function stepOf(event: JsonObject, called: Set<string>): BareStep {
  const at = stringField(event, 'timestamp');
  return { ...bodyOf(event, stringField(event, 'kind')!, called), ...(at !== undefined && { at }) };
}

function bodyOf(event: JsonObject, kind: string, called: Set<string>): BareStep {
  switch (kind) {
    case 'ActionEvent':
      return actionStep(event);
    case 'ACPToolCallEvent':
      return acpStep(event, called);
    case 'ObservationEvent':
    case 'AgentErrorEvent':
    case 'UserRejectObservation':
      return resultStep(event);
    case 'MessageEvent':
      return messageStep(event);
    case 'SystemPromptEvent': {
      const { parts, others } = joined(contents(event['system_prompt']), contents(event['dynamic_context']));
      const extra = rest(event, 'system_prompt', 'dynamic_context', 'tools');
      return { actor: 'system', parts, extra: { ...extra, ...(others.length > 0 && { system_prompt: others }) } };
    }
    case 'Condensation':
    case 'CondensationSummaryEvent': {
      const text = stringField(event, 'summary');
      const parts: Part[] = [{ kind: 'compaction', text: text ?? '' }];
      return { actor: 'environment', parts, extra: rest(event, ...(text === undefined ? [] : ['summary'])) };
    }
    case 'ConversationErrorEvent':
      return noticeStep(event, kind, ['detail']);
    case 'HookExecutionEvent':
      return noticeStep(event, kind, ['stdout', 'stderr', 'reason', 'additional_context', 'error']);
    default:
      return noticeStep(event, kind, []);
  }
}

// What happened without anyone of the conversation speaking; its words, if it has some.
function noticeStep(event: JsonObject, kind: string, fields: readonly string[]): BareStep {
  const spoken = fields.filter((field) => (stringField(event, field) ?? '') !== '');
  const parts = spoken.map((field): Part => ({ kind: 'text', text: stringField(event, field)! }));
  return { actor: 'environment', name: kind, parts, extra: rest(event, ...spoken) };
}

function rest(event: JsonObject, ...known: readonly string[]): Record<string, Json> {
  return restOf(event, new Set(['timestamp', ...known])) ?? {};
}

interface Contents {
  readonly parts: Part[];
  readonly others: Json[];
}

// The SDK's images are lists of addresses.
function contents(value: Json | undefined): Contents {
  if (!Array.isArray(value)) return withFacts(contentParts(value));
  return withFacts(
    contentParts(
      (value as readonly Json[]).flatMap((block): readonly Json[] => {
        const urls = isJsonObject(block) ? listField(block, 'image_urls') : undefined;
        if (urls === undefined) return [block];
        return urls.map((url) => ({ type: 'image_url', image_url: { url } }));
      }),
    ),
  );
}

function withFacts({ parts, others, facts }: ContentParts): Contents {
  return { parts, others: [...others, ...facts] };
}

function joined(...all: readonly Contents[]): Contents {
  return { parts: all.flatMap(({ parts }) => parts), others: all.flatMap(({ others }) => others) };
}

interface Reasoning {
  readonly parts: Part[];
  readonly extra: Record<string, Json>;
}

const REASONING_FIELDS = ['reasoning_content', 'thinking_blocks', 'responses_reasoning_item'] as const;

// What the model thought, in up to three fields; the words of the plain one may stand in another, or in what it said.
function reasoningOf(record: JsonObject, said: readonly Part[]): Reasoning {
  const blocks = contentParts(record['thinking_blocks']).parts;
  const item = objectField(record, 'responses_reasoning_item');
  const parts = [...blocks, ...(item === undefined ? [] : itemParts(item))];
  const reasoning = stringField(record, 'reasoning_content') ?? '';
  const isTwice =
    ['', '\n', '\n\n'].some((gap) => parts.map(partText).join(gap) === reasoning) ||
    said.some((part) => partText(part).includes(`<think>${reasoning}`));
  if (reasoning !== '' && !isTwice) parts.unshift({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  const signed = (listField(record, 'thinking_blocks') ?? []).map((block) =>
    isJsonObject(block) ? (restOf(block, new Set(['thinking'])) ?? {}) : block,
  );
  const itemRest = item === undefined ? undefined : restOf(item, new Set(['summary', 'content']));
  return {
    parts,
    extra: {
      ...(signed.length > 0 && { thinking_blocks: signed }),
      ...(itemRest !== undefined && { responses_reasoning_item: itemRest }),
    },
  };
}

function itemParts(item: JsonObject): Part[] {
  const texts = (field: string): string[] => (listField(item, field) ?? []).map(jsonText);
  const parts: Part[] = [
    ...texts('content').map((text): Part => ({ kind: 'reasoning', text, visibility: 'raw' })),
    ...texts('summary').map((text): Part => ({ kind: 'reasoning', text, visibility: 'summary' })),
  ];
  const isHidden = parts.length === 0 && stringField(item, 'encrypted_content') !== undefined;
  return isHidden ? [{ kind: 'reasoning', text: '', visibility: 'encrypted' }] : parts;
}

function messageStep(event: JsonObject): BareStep {
  const message = objectField(event, 'llm_message') ?? {};
  const content = contents(message['content']);
  const reasoning = reasoningOf(message, content.parts);
  const added = contents(event['extended_content']);
  const calls = (listField(message, 'tool_calls') ?? []).filter(isJsonObject).map(toolCall);
  const llm = restOf(message, new Set(['content', 'role', 'tool_calls', ...REASONING_FIELDS]));
  return {
    actor: actorOf(stringField(event, 'source'), stringField(message, 'role')),
    parts: [...reasoning.parts, ...content.parts, ...calls, ...added.parts],
    extra: {
      ...rest(event, 'llm_message', 'extended_content'),
      ...reasoning.extra,
      ...(llm !== undefined && { llm_message: llm }),
      ...(content.others.length > 0 && { content: content.others }),
      ...(added.others.length > 0 && { extended_content: added.others }),
    },
  };
}

function actorOf(source: string | undefined, role: string | undefined): Actor {
  if (source === 'user' || source === 'agent') return source;
  if (source === undefined) return role === 'assistant' ? 'agent' : 'user';
  return 'environment';
}

function actionStep(event: JsonObject): BareStep {
  const thought = contents(event['thought']);
  const reasoning = reasoningOf(event, thought.parts);
  const call = objectField(event, 'tool_call') ?? {};
  const inner = objectField(call, 'function') ?? call;
  const callRest = restOf(call, new Set(['arguments', 'function', 'id', 'name']));
  return {
    actor: 'agent',
    parts: [
      ...reasoning.parts,
      ...thought.parts,
      {
        kind: 'tool-call',
        callId: idField(event, 'tool_call_id') ?? idField(call, 'id') ?? '',
        name: stringField(event, 'tool_name') ?? stringField(inner, 'name') ?? '',
        argumentsText: jsonText(inner['arguments'] ?? event['action']),
      },
    ],
    extra: {
      ...rest(event, 'thought', 'tool_call', 'tool_call_id', 'tool_name', ...REASONING_FIELDS),
      ...reasoning.extra,
      ...(callRest !== undefined && { tool_call: callRest }),
      ...(thought.others.length > 0 && { thought: thought.others }),
    },
  };
}

// A call that another agent made over the Agent Client Protocol, told again whenever its status changes.
function acpStep(event: JsonObject, called: Set<string>): BareStep {
  const callId = idField(event, 'tool_call_id') ?? '';
  const output = event['raw_output'] ?? null;
  const isNew = !called.has(callId) || callId === '';
  called.add(callId);
  const name = stringField(event, 'title') ?? '';
  const argumentsText = jsonText(event['raw_input']);
  const isDone = output !== null || event['status'] === 'completed' || event['status'] === 'failed';
  const content = contents(event['content']);
  const said = content.parts.map(partText).join('');
  const isError = event['is_error'] === true || event['status'] === 'failed';
  const parts: Part[] = [
    ...(isNew ? [{ kind: 'tool-call', callId, name, argumentsText } as const] : []),
    ...(isDone
      ? [{ kind: 'tool-result', callId, text: output === null ? said : jsonText(output), isError } as const]
      : []),
  ];
  const isSaid = isDone && output === null && content.others.length === 0;
  const known = [
    'tool_call_id',
    'raw_output',
    ...(isNew ? ['title', 'raw_input'] : []),
    ...(isSaid ? ['content'] : []),
  ];
  return { actor: isNew ? 'agent' : 'tool', ...(!isNew && { name }), parts, extra: rest(event, ...known) };
}

function resultStep(event: JsonObject): BareStep {
  const name = stringField(event, 'tool_name');
  const observation = event['observation'] ?? null;
  const record = isJsonObject(observation) ? observation : {};
  // The first versions had the words in `output`.
  const field = isGiven(record['content']) ? 'content' : 'output';
  const content = contents(record[field]);
  const added = contents(event['extended_content']);
  const problem = ['error', 'rejection_reason'].find((known) => stringField(event, known) !== undefined);
  const facts = restOf(record, new Set([field, 'is_error']));
  const said = isJsonObject(observation) ? textOf(content.parts) : jsonText(observation);
  const isError = problem === undefined ? record['is_error'] : true;
  return {
    actor: 'tool',
    ...(name !== undefined && { name }),
    parts: [
      {
        kind: 'tool-result',
        callId: idField(event, 'tool_call_id') ?? '',
        text: problem === undefined ? said : stringField(event, problem)!,
        ...(typeof isError === 'boolean' && { isError }),
      },
      ...(problem === undefined || said === '' ? [] : [{ kind: 'text', text: said } as const]),
      ...content.parts.filter((part) => part.kind !== 'text'),
      ...added.parts,
    ],
    extra: {
      ...rest(event, 'observation', 'tool_call_id', 'tool_name', 'extended_content', ...(problem ? [problem] : [])),
      ...(facts !== undefined && { observation: facts }),
      ...(content.others.length > 0 && { content: content.others }),
      ...(added.others.length > 0 && { extended_content: added.others }),
    },
  };
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
