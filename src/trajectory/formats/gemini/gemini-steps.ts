import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { argumentsText, geminiParts, geminiUsage } from './gemini-parts.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { withoutRepeats } from '../../chat/without-repeats.ts';
import { partText, type Actor, type Part, type Step } from '../../trajectory.ts';

/** Steps of a message and the sub-agents that its calls started. */
export interface GeminiSteps {
  readonly steps: readonly Omit<Step, 'index'>[];
  readonly agents: readonly { readonly callId: string; readonly agentId: string }[];
}

// The program's own words in the user's role: the context of the chat, set up before it begins.
const HARNESS_TEXT = /^\s*(?:<session_context>|This is the (?:Gemini CLI|Qwen Code)\b)/;

const MESSAGE_KNOWN = new Set([
  'id',
  'timestamp',
  'type',
  'content',
  'displayContent',
  'thoughts',
  'toolCalls',
  'model',
]);
const THOUGHT_KNOWN = new Set(['subject', 'description', 'text', 'timestamp']);
const CALL_KNOWN = new Set(['id', 'name', 'args', 'result', 'status']);

/**
 * A message of a session as steps: itself and, where it holds calls with their results, a step of the tools after it.
 * Calls without an id are named after the message, so that their results are found.
 */
export function messageSteps(message: JsonObject, runModel: string | undefined): GeminiSteps {
  const type = stringField(message, 'type') ?? '';
  const { parts: content, others } = geminiParts(message['content']);
  const actor: Actor = type === 'user' ? userActor(content) : AGENTS.has(type) ? 'agent' : 'environment';
  const at = stringField(message, 'timestamp');
  const thoughts = (listField(message, 'thoughts') ?? []).map(thoughtPart);
  const tokens = objectField(message, 'tokens');
  const usage = tokens && geminiUsage(tokens);
  const calls = (listField(message, 'toolCalls') ?? []).map((call, index) =>
    isJsonObject(call) ? toolCall(call, `${idField(message, 'id') ?? 'call'}-${index}`) : { rest: call },
  );
  const results = calls.flatMap((call) => ('result' in call ? call.result : []));
  // The model thought, and the log does not say what.
  const hidden = thoughts.length === 0 && (usage?.reasoningTokens ?? 0) > 0;
  const parts: Part[] = [
    ...(hidden ? [{ kind: 'reasoning', text: '', visibility: 'absent' } as const] : []),
    ...thoughts,
    ...content,
    ...calls.flatMap((call) => ('part' in call ? [call.part] : [])),
  ];
  const texts = [...parts, ...results].map(partText);
  const shown = withoutRepeats(message['displayContent'] ?? null, texts);
  const callFacts = calls.flatMap(({ rest }) => withoutRepeats(rest ?? null, texts) ?? []);
  const times = (listField(message, 'thoughts') ?? []).flatMap((thought) =>
    isJsonObject(thought) ? (stringField(thought, 'timestamp') ?? []) : [],
  );
  const thoughtFacts = (listField(message, 'thoughts') ?? []).flatMap((thought, part) => {
    const more = isJsonObject(thought) ? otherFields(thought, THOUGHT_KNOWN) : undefined;
    return more === undefined ? [] : [{ part, ...more }];
  });
  const model = stringField(message, 'model');
  const rest = otherFields(message, MESSAGE_KNOWN);
  const extra: JsonObject = {
    ...(model !== undefined && model !== runModel && { model }),
    ...rest,
    ...oddLists(message),
    ...(times.length > 0 && { thoughtTimes: times }),
    ...(thoughtFacts.length > 0 && { thoughts: thoughtFacts }),
    ...(message['id'] !== undefined && { id: message['id'] }),
    ...(others.length > 0 && { content: others }),
    ...(shown !== undefined && !sameText(shown, texts) && { displayContent: shown }),
    ...(callFacts.length > 0 && { toolCalls: callFacts }),
  };
  const step = {
    actor,
    ...(actor === 'environment' && type !== '' && type !== 'user' && { name: type }),
    ...(at !== undefined && { at }),
    parts,
    ...(usage !== undefined && { usage }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
  const names = new Set(calls.flatMap((call) => ('result' in call && call.result.length > 0 ? [call.part.name] : [])));
  const [name] = names.size === 1 ? names : [];
  const finished = calls.flatMap((call) => ('at' in call ? (call.at ?? []) : [])).at(-1);
  const tools = {
    actor: 'tool' as const,
    ...(name !== undefined && name !== '' && { name }),
    ...(finished !== undefined && { at: finished }),
    parts: results,
  };
  return {
    steps: results.length > 0 ? [step, tools] : [step],
    agents: calls.flatMap((call) => ('agent' in call ? (call.agent ?? []) : [])),
  };
}

// What should be a list and is none.
function oddLists(message: JsonObject): JsonObject {
  const odd = ['thoughts', 'toolCalls'].filter(
    (name) => message[name] !== undefined && message[name] !== null && !Array.isArray(message[name]),
  );
  return Object.fromEntries(odd.map((name) => [name, message[name]!]));
}

const AGENTS = new Set(['gemini', 'model', 'assistant', 'qwen']);

function sameText(shown: Json, texts: readonly string[]): boolean {
  return typeof shown === 'string' && texts.includes(shown);
}

function userActor(parts: readonly Part[]): Actor {
  if (parts.length > 0 && parts.every(({ kind }) => kind === 'tool-result')) return 'tool';
  return parts.some((part) => part.kind === 'text' && HARNESS_TEXT.test(part.text)) ? 'environment' : 'user';
}

function thoughtPart(thought: Json): Part {
  if (!isJsonObject(thought)) return { kind: 'reasoning', text: argumentsText(thought), visibility: 'summary' };
  const text = [stringField(thought, 'subject'), stringField(thought, 'description') ?? stringField(thought, 'text')]
    .filter((piece) => piece !== undefined && piece !== '')
    .join('\n');
  return { kind: 'reasoning', text, visibility: 'summary' };
}

function toolCall(
  call: JsonObject,
  ownId: string,
): {
  readonly part: Part & { readonly kind: 'tool-call' };
  readonly result: readonly Part[];
  readonly at?: string | undefined;
  readonly agent?: { readonly callId: string; readonly agentId: string } | undefined;
  readonly rest: JsonObject | null;
} {
  const callId = idField(call, 'id') ?? ownId;
  const name = stringField(call, 'name') ?? '';
  const status = stringField(call, 'status');
  const part = { kind: 'tool-call', callId, name, argumentsText: argumentsText(call['args']) } as const;
  const { parts, others } = geminiParts(call['result']);
  const failed = status === 'error' || status === 'cancelled' ? true : status === 'success' ? false : undefined;
  const named = parts.map((found): Part => {
    const result: Part =
      found.kind === 'text'
        ? { kind: 'tool-result', callId, text: found.text }
        : found.kind === 'tool-result' && found.callId === ''
          ? { ...found, callId }
          : found;
    return result.kind === 'tool-result' && failed !== undefined ? { ...result, isError: failed } : result;
  });
  // The part names the tool once more.
  const news = others.filter((other) => JSON.stringify(other) !== JSON.stringify({ functionResponse: { name } }));
  const agentId = idField(call, 'agentId');
  const rest = {
    // Where there is a result, it says so.
    ...(status !== undefined && (status !== 'success' || named.length === 0) && { status }),
    ...otherFields(call, CALL_KNOWN),
    ...(news.length > 0 && { result: news }),
  };
  return {
    part,
    result: named,
    at: stringField(call, 'timestamp'),
    agent: agentId === undefined ? undefined : { callId, agentId },
    rest: Object.keys(rest).length === 0 ? null : { callId, ...rest },
  };
}

/** A turn of the Gemini API `{role, parts}` as a step. */
export function contentStep(content: JsonObject): Omit<Step, 'index'> {
  const role = stringField(content, 'role') ?? '';
  const { parts, others } = geminiParts(content['parts']);
  const actor = role === 'model' ? 'agent' : role === 'user' || role === 'function' ? userActor(parts) : 'environment';
  const extra = { ...otherFields(content, new Set(['role', 'parts'])), ...(others.length > 0 && { parts: others }) };
  return {
    actor,
    ...(actor === 'environment' && role !== '' && role !== 'user' && { name: role }),
    parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
