import { jsonObjectIn, type JsonObject } from '../../core/json.ts';
import type { ModelMessage, ModelUsage } from '../../core/model.ts';
import { numberField, objectField } from '../../trajectory/chat/string-field.ts';
import { contentText, objectsIn } from './content-text.ts';
import { pieces, type ErrorReply, type Protocol, type Reply, type StreamEvent } from './protocol.ts';

/** Google's generateContent and, as server-sent events, streamGenerateContent. */
export const GENERATE_CONTENT: Protocol = {
  name: 'generate-content',
  finalEvents: 1,

  read(body, path) {
    const config = objectField(body, 'generationConfig') ?? {};
    const declared = objectsIn(body['tools']).flatMap((tool) => objectsIn(tool['functionDeclarations']));
    return {
      model: decodeURIComponent(/models\/([^/:]+):/.exec(path)?.[1] ?? ''),
      instructions: contentText(objectField(body, 'systemInstruction')?.['parts']),
      messages: conversation(objectsIn(body['contents'])),
      tools: declared.map(({ name, description, parametersJsonSchema, parameters }) => {
        const schema = (parametersJsonSchema ?? parameters ?? {}) as JsonObject;
        return { name: String(name), description: contentText(description), parameters: schema };
      }),
      schema: objectField(config, 'responseJsonSchema') ?? objectField(config, 'responseSchema'),
      maxOutputTokens: numberField(config, 'maxOutputTokens'),
      temperature: numberField(config, 'temperature'),
      seed: numberField(config, 'seed'),
      stream: path.includes(':streamGenerateContent'),
      includeUsage: true,
    };
  },

  refuses(body) {
    const contents = objectsIn(body['contents']);
    if (contents.length === 0) return '* GenerateContentRequest.contents: contents is not specified';
    if (contents.some(({ parts }) => objectsIn(parts).length === 0)) {
      return '* GenerateContentRequest.contents.parts: contents.parts must not be empty.';
    }
    for (const [index, content] of contents.entries()) {
      const calls = objectsIn(content['parts']).filter((part) => part['functionCall'] !== undefined);
      const answers = objectsIn(contents[index + 1]?.['parts']).filter(
        (part) => part['functionResponse'] !== undefined,
      );
      if (calls.length !== answers.length) {
        return 'The number of function response parts must equal the number of function call parts of the turn before.';
      }
    }
    return undefined;
  },

  whole: (reply) => response(reply, reply.finish === 'refusal' ? [] : contentParts(reply), finishReason(reply)),

  events(reply) {
    const { usage, ...rest } = reply;
    const early = { ...rest, usage: usage && { ...usage, outputTokens: 0, reasoningTokens: 0 } };
    const content = [
      ...pieces(reply.reasoning).map((text) => ({ text, thought: true })),
      ...(reply.finish === 'refusal' ? [] : pieces(reply.text).map((text) => ({ text }))),
      // Calls come whole.
      ...contentParts(reply).filter((part) => part['functionCall'] !== undefined),
    ];
    const said = content.length === 0 ? [{ text: '' }] : content;
    return [
      ...said.map((part) => event(response(early, [part]))),
      event(response(reply, reply.finish === 'refusal' ? [] : [{ text: '' }], finishReason(reply))),
    ];
  },

  error: errorBody,
  errorEvent: (error) => event(errorBody(error)),
};

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'CANCELLED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

function errorBody({ status, message, retryAfter, quota = false }: ErrorReply): JsonObject {
  const details: JsonObject[] = [];
  if (quota) {
    const quotaId = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';
    details.push({ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] });
  }
  if (retryAfter !== undefined && 'detailSeconds' in retryAfter) {
    details.push({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter.detailSeconds}s` });
  }
  const name = STATUS_NAMES[status] ?? 'UNKNOWN';
  return { error: { code: status, message, status: name, ...(details.length > 0 && { details }) } };
}

function conversation(contents: readonly JsonObject[]): ModelMessage[] {
  const result: ModelMessage[] = [];
  for (const { role, parts: list } of contents) {
    const said = objectsIn(list);
    const text = contentText(said.filter(({ thought }) => thought !== true));
    if (role === 'model') {
      const toolCalls = said.flatMap((part) => {
        const call = objectField(part, 'functionCall');
        if (call === undefined) return [];
        const { id, name, args } = call;
        return [{ callId: String(id ?? name), name: String(name), argumentsText: JSON.stringify(args ?? {}) }];
      });
      result.push({ role: 'assistant', text, ...(toolCalls.length > 0 && { toolCalls }) });
      continue;
    }
    const results = said.flatMap((part) => {
      const answer = objectField(part, 'functionResponse');
      if (answer === undefined) return [];
      const { content, error } = objectField(answer, 'response') ?? {};
      const words = content ?? error ?? '';
      const answered = typeof words === 'string' ? words : JSON.stringify(words);
      const name = String(answer['name']);
      return [
        { callId: String(answer['id'] ?? name), name, text: answered, ...(error !== undefined && { isError: true }) },
      ];
    });
    if (results.length > 0) result.push({ role: 'tool', results });
    if (text !== '' || results.length === 0) result.push({ role: 'user', text });
  }
  return result;
}

function contentParts({ text, reasoning, toolCalls, id }: Reply): JsonObject[] {
  return [
    ...(reasoning === '' ? [] : [{ text: reasoning, thought: true }]),
    ...(text === '' ? [] : [{ text }]),
    ...toolCalls.map(({ callId, name, argumentsText }, index) => {
      const functionCall = { id: callId, name, args: jsonObjectIn(argumentsText) ?? {} };
      return { functionCall, ...(index === 0 && { thoughtSignature: `c2lnbmF0dXJl${id}` }) };
    }),
  ];
}

const SAFETY_RATINGS = [{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: true }];

function response(reply: Reply, list: readonly JsonObject[], finish?: string): JsonObject {
  const { id, question, usage } = reply;
  const candidate: JsonObject = {
    ...(list.length > 0 && { content: { parts: list, role: 'model' } }),
    ...(finish !== undefined && { finishReason: finish }),
    ...(finish === 'SAFETY' && { safetyRatings: SAFETY_RATINGS }),
    index: 0,
  };
  return {
    candidates: [candidate],
    ...(usage && { usageMetadata: usageMetadata(usage) }),
    modelVersion: question.model,
    responseId: id,
  };
}

function finishReason({ finish }: Reply): string {
  if (finish === 'refusal') return 'SAFETY';
  return finish === 'length' ? 'MAX_TOKENS' : 'STOP';
}

// Thoughts are counted apart from the answer, and both make the total.
function usageMetadata({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens }: ModelUsage): JsonObject {
  return {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens - reasoningTokens,
    totalTokenCount: inputTokens + outputTokens,
    ...(cachedInputTokens > 0 && { cachedContentTokenCount: cachedInputTokens }),
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: inputTokens }],
  };
}

function event(value: JsonObject): StreamEvent {
  return { data: JSON.stringify(value) };
}
