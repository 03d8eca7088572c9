import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';

/** A conversation of two sides that speak at once, as messages. */
export interface TickMessages {
  /** Chat messages, in the order in which they began. */
  readonly messages: readonly JsonObject[];
  /** Positions of the first and the last message that a `tick_id` has a share in. */
  readonly messagesOfTick: ReadonlyMap<number, readonly [number, number]>;
  /** The ticks without what stands in the messages. */
  readonly rest: readonly Json[];
}

const SIDES = [
  ['agent', 'assistant'],
  ['user', 'user'],
] as const;
const IN_MESSAGES = new Set(SIDES.flatMap(([side]) => [`${side}_tool_calls`, `${side}_tool_results`]));

interface OpenMessage {
  readonly role: string;
  readonly texts: string[];
  readonly timestamp: string | undefined;
  calls: Json[];
  utterances: readonly Json[];
}

/**
 * Messages of the ticks of a τ³ voice run, in the benchmark's own order: within a tick the agent's words and calls, their
 * results, then the user's. A side's words from tick to tick are one message until somebody else says, calls or gets
 * something; what belongs to another utterance (`utterance_ids`) is a text block of its own. Silent chunks say nothing.
 */
export function tau2TickMessages(ticks: readonly Json[]): TickMessages {
  const messages: (OpenMessage | JsonObject)[] = [];
  const messagesOfTick = new Map<number, readonly [number, number]>();
  const rest: Json[] = [];
  let open: OpenMessage | undefined;
  let first = -1;
  const messageBy = (role: string, timestamp: string | undefined): OpenMessage => {
    if (open?.role === role && open.calls.length === 0) {
      if (first < 0) first = messages.length - 1;
      return open;
    }
    if (first < 0) first = messages.length;
    open = { role, texts: [], timestamp, calls: [], utterances: [] };
    messages.push(open);
    return open;
  };
  for (const tick of ticks) {
    if (!isJsonObject(tick)) {
      rest.push(tick);
      continue;
    }
    const facts: Record<string, Json> = { ...otherFields(tick, IN_MESSAGES) };
    first = -1;
    for (const [side, role] of SIDES) {
      const chunk = objectField(tick, `${side}_chunk`);
      // What is sound is no text; the rest of its chunk says where it is.
      const text = chunk === undefined || chunk['is_audio'] === true ? '' : (stringField(chunk, 'content') ?? '');
      const at = (chunk && stringField(chunk, 'timestamp')) ?? stringField(tick, 'timestamp');
      if (text !== '') {
        const message = messageBy(role, at);
        const utterances = listField(chunk!, 'utterance_ids') ?? [];
        const isOther = utterances.length > 0 && message.utterances.length > 0;
        if (message.texts.length === 0 || (isOther && !utterances.some((id) => message.utterances.includes(id)))) {
          message.texts.push(text);
        } else message.texts[message.texts.length - 1] += text;
        message.utterances = utterances;
        facts[`${side}_chunk`] = otherFields(chunk!, new Set(['content'])) ?? {};
      }
      const calls = listField(tick, `${side}_tool_calls`) ?? [];
      if (calls.length > 0) messageBy(role, at).calls = [...calls];
      for (const result of listField(tick, `${side}_tool_results`) ?? []) {
        open = undefined;
        if (first < 0) first = messages.length;
        messages.push(isJsonObject(result) ? result : { role: 'tool', content: result });
      }
    }
    const id = tick['tick_id'];
    const last = messages.length - 1;
    if (typeof id === 'number' && last >= 0) messagesOfTick.set(id, [first < 0 ? last : first, last]);
    rest.push(facts);
  }
  return { messages: messages.map(closed), messagesOfTick, rest };
}

function closed(message: OpenMessage | JsonObject): JsonObject {
  if (!('texts' in message)) return message;
  const { role, texts, timestamp, calls } = message as OpenMessage;
  return {
    role,
    content: texts.map((text) => ({ type: 'text', text })),
    ...(timestamp !== undefined && { timestamp }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}
