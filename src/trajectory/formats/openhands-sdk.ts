import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { contentParts } from '../chat/content-parts.ts';
import { jsonText, numberSteps, type BareStep } from '../chat/number-steps.ts';
import { idField, listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';
import { partText, type Part } from '../trajectory.ts';

const KINDS = new Set([
  'ActionEvent',
  'ObservationEvent',
  'MessageEvent',
  'SystemPromptEvent',
  'AgentErrorEvent',
  'UserRejectObservation',
  'Condensation',
  'CondensationRequest',
  'CondensationSummaryEvent',
  'ConversationErrorEvent',
  'ConversationStateUpdateEvent',
  'PauseEvent',
  'TokenEvent',
]);

/**
 * Events of the OpenHands SDK (V1), a list or one per line, each with its `kind`: what the model thought and called,
 * observations, messages, errors, condensations (compaction). Calls of one response (`llm_response_id`) that follow each
 * other are one step of the agent. A file is one run.
 */
export const openhandsSdk: TraceFormat = {
  name: 'openhands-sdk',
  description: 'OpenHands SDK (V1) conversation events',
  independentRecords: false,
  detect({ records }) {
    const events = records.filter(isEvent).length;
    return events > 0 && events * 2 > records.length ? 0.95 : 0;
  },
  open() {
    const steps: BareStep[] = [];
    let firstLine: number | undefined;
    let responseId: string | undefined;
    let tools: Json | undefined;
    let first: string | undefined;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (!isEvent(value)) {
          const message = 'found no event, expected {"kind": "ActionEvent", "source", …} or another kind';
          yield { issue: { line, code: 'bad-record', message } };
          return;
        }
        firstLine ??= line;
        first ??= idField(value, 'id');
        if (value['kind'] === 'SystemPromptEvent') tools ??= value['tools'] ?? undefined;
        const step = stepOf(value);
        const id = value['kind'] === 'ActionEvent' ? idField(value, 'llm_response_id') : undefined;
        const last = steps.at(-1);
        if (id !== undefined && id === responseId && last?.actor === 'agent')
          steps[steps.length - 1] = merged(last, step);
        else steps.push(step);
        responseId = id;
      },
      *end(): Iterable<DraftItem> {
        if (steps.length === 0) return;
        yield {
          draft: {
            task: { tags: ['openhands'] },
            agent: { name: 'OpenHands', ...(tools !== undefined && { tools }) },
            outcomes: [],
            steps: numberSteps(steps),
            extra: {},
            // Events have ids of their own, the conversation has its in the name of the folder only.
            distinguishing: first ?? null,
            line: firstLine ?? 1,
          },
        };
      },
    };
  },
};

function isEvent(value: Json): value is JsonObject {
  return isJsonObject(value) && KINDS.has(stringField(value, 'kind') ?? '') && ('id' in value || 'source' in value);
}

// Calls made together repeat what was thought before them.
function merged(step: BareStep, next: BareStep): BareStep {
  const known = new Set(step.parts.filter((part) => part.kind !== 'tool-call').map(partText));
  const parts = next.parts.filter((part) => part.kind === 'tool-call' || !known.has(partText(part)));
  const more = step.extra?.['more_events'] as readonly Json[] | undefined;
  return {
    ...step,
    parts: [...step.parts, ...parts],
    extra: { ...step.extra, more_events: [...(more ?? []), next.extra ?? {}] },
  };
}

function stepOf(event: JsonObject): BareStep {
  const at = stringField(event, 'timestamp');
  return { ...bodyOf(event, stringField(event, 'kind')!), ...(at !== undefined && { at }) };
}

function bodyOf(event: JsonObject, kind: string): BareStep {
  const rest = (...known: readonly string[]): JsonObject => otherFields(event, new Set(['timestamp', ...known])) ?? {};
  switch (kind) {
    case 'ActionEvent':
      return actionStep(event, rest('thought', 'reasoning_content', 'thinking_blocks', 'tool_call', 'tool_call_id'));
    case 'ObservationEvent':
    case 'AgentErrorEvent':
    case 'UserRejectObservation':
      return resultStep(event, rest('observation', 'error', 'rejection_reason', 'tool_call_id'));
    case 'MessageEvent': {
      const message = objectField(event, 'llm_message') ?? {};
      const source = stringField(event, 'source') ?? '';
      const actor =
        source === 'user' ? 'user' : source === 'agent' ? 'agent' : source === 'environment' ? 'environment' : 'user';
      const reasoning = reasoningParts(message, rest('llm_message'));
      const content = contentParts(message['content']);
      const injected = contentParts(event['extended_content']);
      const facts = otherFields(message, new Set(['content', 'reasoning_content', 'thinking_blocks']));
      return {
        actor,
        parts: [...reasoning.parts, ...content.parts, ...injected.parts],
        extra: {
          ...otherFields(reasoning.extra, new Set(['extended_content'])),
          ...(facts !== undefined && { llm_message: facts }),
          ...(content.others.length > 0 && { content: content.others }),
          ...(injected.others.length > 0 && { extended_content: injected.others }),
        },
      };
    }
    case 'SystemPromptEvent': {
      const { parts, others } = contentParts(event['system_prompt']);
      const extra = { ...rest('system_prompt', 'tools'), ...(others.length > 0 && { system_prompt: others }) };
      return { actor: 'system', parts, extra };
    }
    case 'Condensation':
    case 'CondensationSummaryEvent': {
      const summary = stringField(event, 'summary');
      return {
        actor: 'environment',
        parts: [{ kind: 'compaction', text: summary ?? '' }],
        extra: rest(...(summary === undefined ? [] : ['summary'])),
      };
    }
    case 'ConversationErrorEvent': {
      const detail = stringField(event, 'detail');
      return {
        actor: 'environment',
        parts: detail === undefined ? [] : [{ kind: 'text', text: detail }],
        extra: rest(...(detail === undefined ? [] : ['detail'])),
      };
    }
    default:
      return { actor: 'environment', parts: [], extra: rest() };
  }
}

function reasoningParts(record: JsonObject, rest: JsonObject): { readonly parts: Part[]; readonly extra: JsonObject } {
  const reasoning = stringField(record, 'reasoning_content') ?? '';
  const blocks = contentParts(record['thinking_blocks']);
  // Both fields hold the same words for some providers.
  const isTwice = blocks.parts.map(partText).join('') === reasoning;
  const parts: Part[] = blocks.parts;
  if (reasoning !== '' && !isTwice) parts.unshift({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  const signed = (listField(record, 'thinking_blocks') ?? []).map((block) =>
    isJsonObject(block) ? (otherFields(block, new Set(['thinking'])) ?? {}) : block,
  );
  return { parts, extra: signed.length === 0 ? rest : { ...rest, thinking_blocks: signed } };
}

function actionStep(event: JsonObject, rest: JsonObject): BareStep {
  const { parts, extra } = reasoningParts(event, rest);
  const thought = contentParts(event['thought']);
  const call = objectField(event, 'tool_call');
  const inner = (call && (objectField(call, 'function') ?? call)) ?? {};
  const given = inner['arguments'] ?? event['action'];
  const others = call === undefined ? undefined : otherFields(call, new Set(['arguments', 'function', 'id', 'name']));
  return {
    actor: 'agent',
    parts: [
      ...parts,
      ...thought.parts,
      {
        kind: 'tool-call',
        callId: idField(event, 'tool_call_id') ?? (call && idField(call, 'id')) ?? '',
        name: stringField(event, 'tool_name') ?? stringField(inner, 'name') ?? '',
        argumentsText: jsonText(given),
      },
    ],
    extra: {
      ...extra,
      ...(others !== undefined && { tool_call: others }),
      ...(thought.others.length > 0 && { thought: thought.others }),
    },
  };
}

function resultStep(event: JsonObject, rest: JsonObject): BareStep {
  const name = stringField(event, 'tool_name');
  const observation = event['observation'];
  const record = isJsonObject(observation ?? null) ? (observation as JsonObject) : {};
  const content = contentParts(record['content'] ?? record['output']);
  const error = stringField(event, 'error') ?? stringField(event, 'rejection_reason');
  const said = content.parts.map(partText).join('');
  const facts = otherFields(record, new Set([record['content'] === undefined ? 'output' : 'content']));
  const isError = error !== undefined ? true : record['is_error'];
  return {
    actor: 'tool',
    ...(name !== undefined && { name }),
    parts: [
      {
        kind: 'tool-result',
        callId: idField(event, 'tool_call_id') ?? '',
        text: error ?? (isJsonObject(observation ?? null) ? said : jsonText(observation)),
        ...(typeof isError === 'boolean' && { isError }),
      },
      ...content.parts.filter((part) => part.kind === 'media'),
    ],
    extra: {
      ...rest,
      ...(facts !== undefined && { observation: facts }),
      ...(content.others.length > 0 && { content: content.others }),
    },
  };
}
