import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { chatSteps } from '../../chat/chat-steps.ts';
import { jsonText, type BareStep } from '../../chat/number-steps.ts';
import { parseJson } from '../../source/parse-json.ts';
import type { Actor, Part, Usage } from '../../trajectory.ts';
import { numberOf } from './flag-of.ts';
import { timeOf } from './time-of.ts';
import { ownSteps } from './own-steps.ts';
import type { ColumnMap } from './parse-column-map.ts';
import type { RowCells } from './row-cells.ts';
import { textParts } from './text-parts.ts';

/**
 * The steps of a row, in this order: its system text, its messages, what the user says, the step it is itself, what the agent
 * says. A call and the answer in the same row are a step of the agent and one of the tool; call ids the row does not say
 * are `''`, of which the answer follows its call at once.
 */
export function rowSteps(map: ColumnMap, cells: RowCells): BareStep[] {
  const steps: BareStep[] = [];
  const add = (actor: Actor, parts: readonly Part[], name?: string): void => {
    if (parts.length > 0) steps.push({ actor, ...(name !== undefined && { name }), parts });
  };
  add('system', textParts(cells, cells.get('system')));
  for (const one of messageSteps(cells)) steps.push(one);
  // The task is what the user says where the table has nothing else that the user could say.
  const isTask = map.rows === 'run' && cells.get('user') === undefined && cells.get('messages') === undefined;
  const task = isTask ? cells.get('task') : undefined;
  add('user', textParts(cells, cells.get('user') ?? task));
  const hasOwnStep = map.rows === 'step' && map.columns.some(({ field }) => OWN.has(field));
  const reasoning = reasoningParts(cells);
  if (hasOwnStep) {
    for (const one of ownSteps(cells, reasoning)) steps.push(one);
    add('agent', textParts(cells, cells.get('agent')));
  } else add('agent', [...reasoning, ...textParts(cells, cells.get('agent'))]);
  if (steps.length === 0 && map.rows === 'step') steps.push({ actor: 'environment', parts: [] });
  return withUsage(withTime(steps, cells), cells);
}

const OWN: ReadonlySet<string> = new Set(['actor', 'text', 'tool', 'arguments', 'result', 'error', 'callId', 'name']);

function reasoningParts(cells: RowCells): Part[] {
  const cell = cells.get('reasoning');
  if (cell === undefined) return [];
  cells.take(cell);
  const texts = Array.isArray(cell.value) ? (cell.value as readonly Json[]).map(jsonText) : [jsonText(cell.value)];
  return texts.flatMap((text) => (text === '' ? [] : [{ kind: 'reasoning', text, visibility: 'raw' } as const]));
}

function messageSteps(cells: RowCells): BareStep[] {
  const cell = cells.get('messages');
  if (cell === undefined) return [];
  const messages = typeof cell.value === 'string' ? parsed(cell.value) : cell.value;
  if (!Array.isArray(messages)) {
    cells.refuse(cell, 'no list', 'a list of chat messages, or its JSON text');
    return [];
  }
  cells.take(cell);
  return chatSteps((messages as readonly Json[]).map(inChatWords)).map(({ index: _index, ...step }) => step);
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

// {"from": "human", "value": …} of training sets.
function inChatWords(message: Json): Json {
  if (!isJsonObject(message) || 'role' in message || typeof message['from'] !== 'string') return message;
  const { from, value, ...rest } = message;
  return 'content' in rest || value === undefined ? message : { ...rest, role: from, content: value };
}

function withTime(steps: BareStep[], cells: RowCells): BareStep[] {
  const cell = cells.get('at');
  if (cell === undefined) return steps;
  const time = timeOf(cell.value);
  if (time === undefined) {
    cells.refuse(cell, 'no time', 'ISO 8601, or seconds or milliseconds since 1970');
    return steps;
  }
  if (time.isExact) cells.take(cell);
  return steps.map((step) => (step.at === undefined ? { ...step, at: time.at } : step));
}

const USAGE = ['inputTokens', 'outputTokens', 'costUsd'] as const;

// Counts are of the agent's last step, or of the row's when nobody else acts in it.
function withUsage(steps: BareStep[], cells: RowCells): BareStep[] {
  const at = Math.max(
    steps.findLastIndex(({ actor }) => actor === 'agent'),
    steps.length === 1 ? 0 : -1,
  );
  const step = steps[at];
  if (step === undefined || step.usage !== undefined) return steps;
  const usage: { -readonly [K in keyof Usage]: Usage[K] } = {};
  for (const field of USAGE) {
    const cell = cells.get(field);
    if (cell === undefined) continue;
    const number = numberOf(cell.value);
    if (number === undefined) cells.refuse(cell, 'no number', 'a number');
    else {
      cells.take(cell);
      usage[field] = number;
    }
  }
  return Object.keys(usage).length === 0 ? steps : steps.with(at, { ...step, usage });
}

/** The steps with a row's rest on the first of them. */
export function withRest(steps: readonly BareStep[], rest: JsonObject | undefined): BareStep[] {
  const [first, ...others] = steps;
  if (first === undefined || rest === undefined) return [...steps];
  const isFree = !Object.keys(rest).some((name) => first.extra !== undefined && Object.hasOwn(first.extra, name));
  return [{ ...first, extra: isFree ? { ...first.extra, ...rest } : { ...first.extra, row: rest } }, ...others];
}
