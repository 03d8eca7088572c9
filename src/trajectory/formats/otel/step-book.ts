import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { jsonIn, type OtelMessage } from './otel-message.ts';
import { partText, type Part, type Step, type ToolCallPart, type ToolResultPart } from '../../trajectory.ts';

/** What a step has beside its message. */
type StepFacts = Pick<Step, 'at' | 'endedAt' | 'usage' | 'extra'>;

/** Steps as they are gathered from messages that are told again and again. */
export interface StepBook {
  readonly steps: readonly Step[];
  /** Adds a message as a step. */
  push(message: OtelMessage, facts: StepFacts): void;
  /** Adds those messages of a model's input that are no steps yet. */
  history(messages: readonly OtelMessage[], facts: StepFacts): void;
  /** The oldest call without a result: of that id, else of that tool, preferably with these arguments. */
  openCall(name: string, callId: string | undefined, argumentsText: string): ToolCallPart | undefined;
  hasCall(callId: string): boolean;
  stepOfResult(callId: string): { readonly step: number; readonly text: string } | undefined;
  /** Adds to a step's `extra`. */
  amend(step: number, extra: JsonObject): void;
}

/** An empty {@link StepBook}. Calls without ids get `call_0`, `call_1`…; results without ids answer the oldest open call. */
export function stepBook(): StepBook {
  const steps: Step[] = [];
  const places = new Map<string, number[]>(); // steps by what is said in them
  const results = new Map<string, { readonly step: number; readonly text: string }>();
  const calls = new Set<string>();
  let open: ToolCallPart[] = [];
  let madeUp = 0;

  function push(message: OtelMessage, { extra: given, ...facts }: StepFacts): void {
    const index = steps.length;
    const parts = message.parts.map((part): Part => {
      if (part.kind === 'tool-call') {
        const call = part.callId === '' ? { ...part, callId: `call_${madeUp++}` } : part;
        calls.add(call.callId);
        open.push(call);
        return call;
      }
      if (part.kind !== 'tool-result') return part;
      const result = answered(part);
      results.set(result.callId, { step: index, text: result.text });
      return result;
    });
    const extra = { ...message.extra, ...given };
    const name = message.name === undefined ? {} : { name: message.name };
    steps.push({
      index,
      actor: message.actor,
      ...name,
      ...facts,
      parts,
      ...(Object.keys(extra).length > 0 && { extra }),
    });
    for (const key of keysOf({ ...message, parts })) {
      const known = places.get(key);
      if (known === undefined) places.set(key, [index]);
      else known.push(index);
    }
  }

  function answered(part: ToolResultPart): ToolResultPart {
    const at = part.callId === '' ? 0 : open.findIndex((call) => call.callId === part.callId);
    const [call] = at < 0 ? [] : open.splice(at, 1);
    return part.callId === '' && call !== undefined ? { ...part, callId: call.callId } : part;
  }

  function amend(step: number, extra: JsonObject): void {
    const known = steps[step]!;
    steps[step] = { ...known, extra: { ...known.extra, ...extra } };
  }

  function amendMissing(step: number, extra: JsonObject | undefined): void {
    if (extra === undefined) return;
    const known = steps[step]!.extra ?? {};
    const joined = joinFacts(known, extra);
    if (joined !== known) steps[step] = { ...steps[step]!, extra: joined };
  }

  // The result of a tool that has a step: what the model was shown of it may be worded otherwise.
  function isKnownResult(part: Part): boolean {
    if (part.kind !== 'tool-result') return false;
    const known = results.get(part.callId);
    if (known === undefined || part.callId === '') return false;
    if (known.text !== part.text && !isSameJson(known.text, part.text)) {
      if (known.text === '') {
        const { parts } = steps[known.step]!;
        steps[known.step] = {
          ...steps[known.step]!,
          parts: parts.map((old) =>
            old.kind === 'tool-result' && old.callId === part.callId ? { ...old, text: part.text } : old,
          ),
        };
        results.set(part.callId, { ...known, text: part.text });
      } else amend(known.step, { asGiven: part.text });
    }
    return true;
  }

  return {
    steps,
    push,
    history(messages, facts) {
      // All lists are in order, so a message that is a step already is looked for behind the one before it.
      let from = 0;
      const used = new Set<number>();
      for (const message of messages) {
        const parts = message.parts.filter((part) => !isKnownResult(part));
        if (parts.length === 0 && message.parts.length > 0) {
          const result = message.parts.find((part) => part.kind === 'tool-result');
          const known = result === undefined ? undefined : results.get(result.callId);
          if (known !== undefined) amendMissing(known.step, message.extra);
          continue;
        }
        const found = keysOf(message).flatMap((key) => firstFrom(places.get(key) ?? [], from, used) ?? [])[0];
        if (found === undefined) {
          used.add(steps.length);
          push(parts.length === message.parts.length ? message : { ...message, parts }, facts);
        } else {
          used.add(found);
          from = found + 1;
          const words = wordsOf(message);
          if (words !== '' && words !== wordsOf(steps[found]!)) amend(found, { asGiven: words });
          amendMissing(found, message.extra);
        }
      }
    },
    openCall(name, callId, argumentsText) {
      if (callId !== undefined) return open.find((call) => call.callId === callId);
      const named = open.filter((call) => call.name === name);
      return named.find((call) => isSameJson(call.argumentsText, argumentsText)) ?? named[0];
    },
    hasCall: (callId) => calls.has(callId),
    stepOfResult: (callId) => results.get(callId),
    amend,
  };
}

const DEEPEST = 20;

// What a repetition says that was not known; what it says otherwise stands in `again`.
function joinFacts(known: JsonObject, more: JsonObject, depth = 0): JsonObject {
  const news: [string, Json][] = [];
  const again: [string, Json][] = [];
  for (const name in more) {
    const value = more[name]!;
    const old = Object.hasOwn(known, name) ? known[name] : undefined;
    if (old === undefined || old === null) news.push([name, value]);
    else if (isJsonObject(old) && isJsonObject(value) && depth < DEEPEST) {
      const joined = joinFacts(old, value, depth + 1);
      if (joined !== old) news.push([name, joined]);
    } else if (value !== null && old !== value && JSON.stringify(old) !== JSON.stringify(value))
      again.push([name, value]);
  }
  if (again.length > 0) {
    const before = isJsonObject(known['again']) ? known['again'] : {};
    news.push(['again', { ...before, ...Object.fromEntries(again) }]);
  }
  return news.length === 0 ? known : { ...known, ...Object.fromEntries(news) };
}

// The first of the rising numbers that is not before `from` and not used.
function firstFrom(places: readonly number[], from: number, used: ReadonlySet<number>): number | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < from) low = middle + 1;
    else high = middle;
  }
  while (low < places.length && used.has(places[low]!)) low++;
  return places[low];
}

function isSameJson(a: string, b: string): boolean {
  return a === b || JSON.stringify(jsonIn(a)) === JSON.stringify(jsonIn(b));
}

// What is the same in a message and its repetition: the calls by their ids or by what they ask, else the words.
function keysOf(message: Pick<OtelMessage, 'actor' | 'parts'>): string[] {
  const calls = message.parts.filter((part) => part.kind === 'tool-call');
  if (calls.length > 0) {
    const asked = `asked:${calls.map((call) => `${call.name}(${call.argumentsText})`).join(',')}`;
    const ids = calls.map((call) => call.callId);
    // Ids that were made up here are not in the repetition, and ids in the source tell equal calls apart.
    return ids.every((id) => id !== '' && !/^call_\d+$/.test(id)) ? [`calls:${ids.join(',')}`] : [asked];
  }
  return [`${message.actor}:${wordsOf(message)}`];
}

function wordsOf(message: Pick<OtelMessage, 'parts'>): string {
  let words = '';
  for (const part of message.parts) {
    if (part.kind === 'media') words += `\u0000${part.ref}`;
    else if (part.kind !== 'reasoning' && part.kind !== 'tool-call') words += partText(part);
  }
  return words.trim();
}
