import { contentKey } from '../../core/content-key.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { roleActor } from '../chat/role-actor.ts';
import { callFromText, contentParts } from '../chat/content-parts.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { idField, listField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { Actor, Part, Step } from '../trajectory.ts';

// Beside the roles of chats.
const SPEAKERS: ReadonlyMap<string, Actor> = new Map(
  Object.entries<Actor>({
    chatgpt: 'agent',
    bing: 'agent',
    bard: 'agent',
    function_call: 'agent',
    observation: 'tool',
    function_response: 'tool',
  }),
);
const KNOWN = new Set(['conversations', 'system', 'tools', 'model']);
const TURN_KNOWN = new Set(['from', 'value']);
const ANSWERS = ['chosen', 'rejected'] as const;

/**
 * ShareGPT: `{conversations: [{from, value}], system?, tools?}`. Calls have no ids in it and get `call_0`, `call_1`, …;
 * an observation answers the oldest call that has no answer yet. Turns may also be chat messages, `{role, content}`.
 *
 * A row with two answers to choose from, `{conversations, chosen, rejected}`, gives one run per answer, its last step: the
 * same task, the trial `chosen` or `rejected`, and the boolean outcome `preferred`, by a person.
 */
export const sharegpt: TraceFormat = {
  name: 'sharegpt',
  description: 'ShareGPT conversations, with function calls and preferences as in LLaMA-Factory',
  independentRecords: true,
  detect: ({ records }) => (records.some((record) => isJsonObject(record) && isRun(record)) ? 0.9 : 0),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isJsonObject(value) && isRun(value)) for (const draft of draftsOf(value)) yield { draft: { ...draft, line } };
      else
        yield {
          issue: {
            line,
            code: 'bad-record',
            message: 'found no conversation, expected {"conversations": [{"from", "value"}]}',
          },
        };
    },
    end: () => [],
  }),
};

function isRun(record: JsonObject): boolean {
  const turns = listField(record, 'conversations');
  return turns !== undefined && turns.some((turn) => isChatMessage(turn) || isTurn(turn));
}

function isTurn(turn: Json): turn is JsonObject {
  return isJsonObject(turn) && typeof turn['from'] === 'string' && 'value' in turn;
}

function draftsOf(record: JsonObject): TrajectoryDraft[] {
  const turns = listField(record, 'conversations')!;
  if (!ANSWERS.every((name) => isTurn(record[name] ?? null) || isChatMessage(record[name] ?? null))) {
    return [draftOf(record, turns)];
  }
  const { chosen: _chosen, rejected: _rejected, ...rest } = record;
  const id = idField(record, 'id') ?? `pair/${contentKey(turns)}`;
  return ANSWERS.map((trial): TrajectoryDraft => {
    const draft = draftOf(rest, [...turns, record[trial]!]);
    return {
      ...draft,
      task: { ...draft.task, id, trial },
      outcomes: [{ name: 'preferred', value: trial === 'chosen', by: 'human' }],
    };
  });
}

function draftOf(record: JsonObject, turns: readonly Json[]): TrajectoryDraft {
  const tools = record['tools'];
  const system = stringField(record, 'system');
  const model = stringField(record, 'model');
  const id = idField(record, 'id');
  return {
    task: { tags: [] },
    agent: {
      ...(model !== undefined && { model }),
      ...(tools !== undefined && tools !== null && tools !== '' && { tools }),
      ...(system !== undefined && system !== '' && { instructions: system }),
    },
    outcomes: [],
    steps: turns.some(isTurn) ? turnSteps(turns) : chatSteps(turns),
    extra: { ...otherFields(record, KNOWN), ...oddFields(record, ['system', 'model']) },
    ...(id !== undefined && { distinguishing: id }),
  };
}

function turnSteps(turns: readonly Json[]): Step[] {
  let calls = 0;
  const open: { readonly callId: string; readonly name: string }[] = [];
  return turns.map((turn, index): Step => {
    if (!isJsonObject(turn)) return { index, actor: 'environment', parts: [], extra: { value: turn } };
    const from = stringField(turn, 'from') ?? '';
    const actor = roleActor(from) ?? SPEAKERS.get(from.toLowerCase()) ?? 'environment';
    const { parts, others, facts } = contentParts(turn['value']);
    const value = stringField(turn, 'value');
    const written = from === 'function_call' && value !== undefined ? callFromText(value) : undefined;
    const extra = {
      ...otherFields(turn, TURN_KNOWN),
      ...(others.length > 0 && { value: others }),
      ...(facts.length > 0 && { blocks: facts }),
      ...(written?.rest !== undefined && { call: written.rest }),
    };
    const step = { index, actor, ...(Object.keys(extra).length > 0 && { extra }) };
    if (actor === 'tool') {
      const call = open.shift();
      const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
      const name = call === undefined ? {} : { name: call.name };
      const result: Part = { kind: 'tool-result', callId: call?.callId ?? '', text };
      return { ...step, ...name, parts: [result, ...parts.filter((part) => part.kind !== 'text')] };
    }
    const call = written?.call;
    if (call === undefined) return { ...step, ...(actor === 'environment' && from !== '' && { name: from }), parts };
    const callId = `call_${calls++}`;
    open.push({ callId, name: call.name });
    const part: Part = { ...call, callId };
    return { ...step, parts: [part] };
  });
}
