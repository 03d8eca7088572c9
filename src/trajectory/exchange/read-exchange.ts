import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { anthropicStep, anthropicSteps, hasAnthropicBlock } from '../formats/anthropic/anthropic-steps.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { chatUsage } from '../chat/chat-usage.ts';
import { idField, listField, objectField, stringField } from '../chat/string-field.ts';
import { isoTime, jsonText, restOf, type BareStep } from '../chat/number-steps.ts';
import { eitherField, googleCalls, googleContent, googleUsage } from '../formats/google/google-content.ts';
import { hasResponseMark, isResponseItem } from '../formats/responses/response-item.ts';
import { responsesSteps } from '../formats/responses/responses-steps.ts';
import type { Agent, Step, Visibility } from '../trajectory.ts';

/** The protocols in which programs talk to models. */
export const PROTOCOLS = ['chat', 'responses', 'anthropic', 'google'] as const;
/** One of {@link PROTOCOLS}: OpenAI's chat completions and Responses, Anthropic's Messages, Google's contents. */
export type Protocol = (typeof PROTOCOLS)[number];

/** A call of a model: what it was sent, and what it answered. Steps of the answer come after those of the history. */
export interface Exchange {
  readonly protocol: Protocol;
  /** The provider's id of the answer. */
  readonly id?: string;
  readonly agent: Agent;
  readonly history: readonly BareStep[];
  readonly answer: readonly BareStep[];
  readonly at?: string;
  /** What request and response say besides. */
  readonly extra: JsonObject;
}

/** The bodies of a call, parsed; at least one of them. */
export interface ExchangeBodies {
  readonly request?: JsonObject | undefined;
  readonly response?: JsonObject | undefined;
}

/** The protocol of a response body; undefined when it is none of a model. */
export function responseProtocol(body: JsonObject): Protocol | undefined {
  if (body['object'] === 'response' && Array.isArray(body['output'])) return 'responses';
  if (body['type'] === 'message' && body['role'] === 'assistant' && Array.isArray(body['content'])) return 'anthropic';
  const choice = listField(body, 'choices')?.[0];
  if (isJsonObject(choice) && isJsonObject(choice['message'])) return 'chat';
  const candidate = listField(body, 'candidates')?.[0];
  return isJsonObject(candidate) && ('content' in candidate || 'finishReason' in candidate) ? 'google' : undefined;
}

/** The protocol of a request body; undefined when it is none to a model. Messages that could be of both are chat. */
export function requestProtocol(body: JsonObject): Protocol | undefined {
  const messages = listField(body, 'messages');
  if (messages !== undefined) return isAnthropicRequest(body, messages) ? 'anthropic' : chatOrNone(messages);
  const input = body['input'];
  if (Array.isArray(input) || typeof input === 'string') {
    const items = typeof input === 'string' ? [] : (input as readonly Json[]);
    if (!items.every(isResponseItem)) return undefined;
    const says = ['instructions', 'tools', 'reasoning', 'previous_response_id', 'store', 'include'].some(
      (name) => name in body,
    );
    return typeof body['model'] === 'string' && (says || hasResponseMark(items)) ? 'responses' : undefined;
  }
  const contents = listField(body, 'contents');
  return contents?.some((content) => isJsonObject(content) && Array.isArray(content['parts'])) === true
    ? 'google'
    : undefined;
}

function chatOrNone(messages: readonly Json[]): Protocol | undefined {
  return messages.some(isChatMessage) ? 'chat' : undefined;
}

function isAnthropicRequest(body: JsonObject, messages: readonly Json[]): boolean {
  const roles = messages.map((message) => (isJsonObject(message) ? message['role'] : undefined));
  if (!roles.every((role) => role === 'user' || role === 'assistant')) return false;
  if (messages.some((m) => isJsonObject(m) && ('tool_calls' in m || 'function_call' in m))) return false;
  const tools = (listField(body, 'tools') ?? []).filter(isJsonObject);
  if (tools.some((tool) => isJsonObject(tool['input_schema']))) return true;
  if (tools.some((tool) => isJsonObject(tool['function']))) return false;
  const { system } = body;
  const blocks = Array.isArray(system) && system.some((block) => isJsonObject(block) && block['type'] === 'text');
  if (blocks || messages.some(hasAnthropicBlock) || 'anthropic_version' in body) return true;
  const model = stringField(body, 'model') ?? '';
  return typeof system === 'string' && (/claude/.test(model) || 'max_tokens' in body);
}

/**
 * Reads the bodies of one call. A response without a request is an answer without history, and the other way round.
 *
 * @param summaryVisibility - see `responseItem`
 * @returns undefined when neither body is one of a model
 */
export function readExchange(
  { request, response }: ExchangeBodies,
  { summaryVisibility }: { readonly summaryVisibility?: Visibility } = {},
): Exchange | undefined {
  const protocol =
    (response === undefined ? undefined : responseProtocol(response)) ??
    (request === undefined ? undefined : requestProtocol(request));
  switch (protocol) {
    case 'chat':
      return chatExchange(request ?? {}, response ?? {});
    case 'responses':
      return responsesExchange(request ?? {}, response ?? {}, summaryVisibility);
    case 'anthropic':
      return anthropicExchange(request ?? {}, response ?? {});
    case 'google':
      return googleExchange(request ?? {}, response ?? {});
    default:
      return undefined;
  }
}

const REQUEST_KNOWN: Readonly<Record<Protocol, ReadonlySet<string>>> = {
  chat: new Set(['messages', 'model', 'tools']),
  responses: new Set(['input', 'instructions', 'model', 'tools']),
  anthropic: new Set(['messages', 'system', 'model', 'tools']),
  google: new Set(['contents', 'systemInstruction', 'system_instruction', 'tools', 'model']),
};
const RESPONSE_KNOWN: Readonly<Record<Protocol, ReadonlySet<string>>> = {
  chat: new Set(['id', 'object', 'choices', 'usage', 'model']),
  responses: new Set(['id', 'object', 'output', 'usage', 'model']),
  anthropic: new Set(['id', 'type', 'role', 'content', 'usage', 'model']),
  google: new Set(['candidates', 'usageMetadata', 'usage_metadata', 'modelVersion', 'model_version', 'responseId']),
};
const CHOICE_KNOWN = new Set(['index', 'message']);

interface Found {
  readonly history: readonly BareStep[];
  readonly answer: readonly BareStep[];
  readonly instructions?: string | undefined;
  readonly id?: string | undefined;
  readonly model?: string | undefined;
}

function exchange(protocol: Protocol, request: JsonObject, response: JsonObject, found: Found): Exchange {
  const asked = stringField(request, 'model');
  const model = found.model ?? stringField(response, 'model') ?? asked;
  const tools = request['tools'] ?? response['tools'];
  const { instructions } = found;
  const id = found.id ?? idField(response, 'id');
  const at = isoTime(response['created_at'] ?? response['created']);
  const requestRest = restOf(request, REQUEST_KNOWN[protocol]);
  const responseRest = { ...restOf(response, RESPONSE_KNOWN[protocol]), ...usageRest(response) };
  // Responses repeat what they were asked.
  const news = Object.entries(responseRest).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(request[name] ?? null),
  );
  const asks = { ...requestRest, ...(asked !== undefined && asked !== model && { model: asked }) };
  return {
    protocol,
    ...(id !== undefined && { id }),
    agent: {
      ...(model !== undefined && model !== '' && { model }),
      ...(tools !== undefined && tools !== null && !(Array.isArray(tools) && tools.length === 0) && { tools }),
      ...(instructions !== undefined && instructions !== '' && { instructions }),
    },
    history: found.history,
    answer: found.answer,
    ...(at !== undefined && { at }),
    extra: {
      ...(Object.keys(asks).length > 0 && { request: asks }),
      ...(news.length > 0 && { response: Object.fromEntries(news) }),
    },
  };
}

// Counts that `Usage` has no field for (cache writes by age, server tools, timings).
const USAGE_KNOWN = new Set([
  'prompt_tokens',
  'completion_tokens',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cache_read_input_tokens',
  'prompt_token_count',
  'candidates_token_count',
]);
const DETAILS_KNOWN = new Set(['cached_tokens', 'reasoning_tokens']);
function usageRest(response: JsonObject): JsonObject {
  const usage = response['usage'] ?? eitherField(response, 'usage_metadata');
  if (!isJsonObject(usage)) return {};
  const rest: [string, Json][] = [];
  for (const [name, value] of Object.entries(restOf(usage, USAGE_KNOWN) ?? {})) {
    const kept = isJsonObject(value) && name.endsWith('_details') ? restOf(value, DETAILS_KNOWN) : value;
    if (kept !== undefined) rest.push([name, kept]);
  }
  for (const name of USAGE_KNOWN) {
    const value = usage[name];
    if (value !== undefined && value !== null && typeof value !== 'number') rest.push([name, value]);
  }
  return rest.length === 0 ? {} : { usage: Object.fromEntries(rest) };
}

function chatExchange(request: JsonObject, response: JsonObject): Exchange {
  const messages = listField(request, 'messages') ?? [];
  const choices = listField(response, 'choices') ?? [];
  const usage = chatUsage(objectField(response, 'usage'), undefined);
  const steps: readonly Step[] = chatSteps([
    ...messages,
    ...choices.map((choice) => (isJsonObject(choice) ? (choice['message'] ?? null) : choice)),
  ]);
  const answer = steps.slice(messages.length).map(({ index: _index, ...step }, i): BareStep => {
    const choice = choices[i];
    const rest = isJsonObject(choice) ? restOf(choice, CHOICE_KNOWN) : undefined;
    const extra = { ...step.extra, ...rest };
    return {
      ...step,
      // Several choices are branches of one conversation.
      ...(i > 0 && messages.length > 0 && { parent: messages.length - 1 }),
      ...(i === 0 && usage !== undefined && { usage }),
      ...(Object.keys(extra).length > 0 && { extra }),
    };
  });
  return exchange('chat', request, response, {
    history: steps.slice(0, messages.length).map(({ index: _index, ...step }) => step),
    answer,
  });
}

function responsesExchange(request: JsonObject, response: JsonObject, summaryVisibility?: Visibility): Exchange {
  const { input } = request;
  const toolOfCall = new Map<string, string>();
  const options = { toolOfCall, ...(summaryVisibility !== undefined && { summaryVisibility }) };
  const history: readonly BareStep[] =
    typeof input === 'string'
      ? input === ''
        ? []
        : [{ actor: 'user', parts: [{ kind: 'text', text: input }] }]
      : responsesSteps(listField(request, 'input') ?? [], options);
  const usage = chatUsage(objectField(response, 'usage'), undefined);
  const output = listField(response, 'output') ?? [];
  const answer = responsesSteps(output, { ...options, ...(usage !== undefined && { usage }) });
  const given = request['instructions'] ?? response['instructions'];
  const instructions = typeof given === 'string' ? given : jsonText(given);
  const found = { history, answer, instructions };
  const { instructions: _said, ...rest } = response;
  return exchange('responses', request, rest, found);
}

function anthropicExchange(request: JsonObject, response: JsonObject): Exchange {
  const toolOfCall = new Map<string, string>();
  const history = anthropicSteps(listField(request, 'messages') ?? [], toolOfCall);
  const usage = chatUsage(objectField(response, 'usage'), undefined);
  const content = listField(response, 'content');
  const answer: BareStep[] =
    content === undefined
      ? []
      : [{ ...anthropicStep({ role: 'assistant', content }, toolOfCall), ...(usage !== undefined && { usage }) }];
  const { system } = request;
  const blocks = Array.isArray(system) ? (system as readonly Json[]) : undefined;
  const instructions =
    blocks === undefined
      ? jsonText(system)
      : blocks
          .map((block) => (isJsonObject(block) ? (stringField(block, 'text') ?? '') : jsonText(block)))
          .join('\n\n');
  const marks = (blocks ?? []).flatMap((block) =>
    isJsonObject(block) ? (restOf(block, new Set(['type', 'text'])) ?? []) : [],
  );
  const found = exchange('anthropic', request, response, { history, answer, instructions });
  return marks.length === 0 ? found : { ...found, extra: { ...found.extra, system: marks } };
}

function googleExchange(request: JsonObject, response: JsonObject): Exchange {
  const calls = googleCalls();
  const step = (content: Json): BareStep => {
    const { parts, rests } = googleContent(content, calls);
    const role = isJsonObject(content) ? stringField(content, 'role') : undefined;
    const tool = parts.length > 0 && parts.every(({ kind }) => kind === 'tool-result');
    return {
      actor: role === 'model' ? 'agent' : tool || role === 'function' ? 'tool' : role === 'system' ? 'system' : 'user',
      parts,
      ...(rests.length > 0 && { extra: { parts: rests } }),
    };
  };
  const history = (listField(request, 'contents') ?? []).map(step);
  const usage = googleUsage(eitherField(response, 'usage_metadata'));
  const answer = (listField(response, 'candidates') ?? []).flatMap((candidate, i): BareStep[] => {
    if (!isJsonObject(candidate)) return [];
    const { extra, ...rest } = step(candidate['content'] ?? null);
    const facts = { ...restOf(candidate, new Set(['content', 'index'])), ...extra };
    return [
      {
        ...rest,
        actor: 'agent',
        ...(i > 0 && history.length > 0 && { parent: history.length - 1 }),
        ...(i === 0 && usage !== undefined && { usage }),
        ...(Object.keys(facts).length > 0 && { extra: facts }),
      },
    ];
  });
  const system = googleContent(eitherField(request, 'system_instruction'), googleCalls());
  const model = eitherField(response, 'model_version');
  return exchange('google', request, response, {
    history,
    answer,
    instructions: system.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('\n'),
    id: idField(response, 'responseId'),
    model: typeof model === 'string' ? model : undefined,
  });
}
