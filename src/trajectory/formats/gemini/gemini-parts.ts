import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { Part, Usage } from '../../trajectory.ts';

const TEXT_KNOWN = new Set(['text', 'thought']);

/**
 * Content of the Gemini API as parts: text, a part, or a list of them. What the parts say besides (signatures of
 * thoughts, ids, unknown kinds) comes back as `others`.
 */
export function geminiParts(content: Json | undefined): { readonly parts: Part[]; readonly others: Json[] } {
  const parts: Part[] = [];
  const others: Json[] = [];
  for (const piece of Array.isArray(content) ? (content as readonly Json[]) : [content ?? null]) {
    if (typeof piece === 'string') {
      if (piece !== '') parts.push({ kind: 'text', text: piece });
    } else if (isJsonObject(piece)) {
      const { part, rest } = geminiPart(piece);
      if (part !== undefined) parts.push(part);
      if (rest !== undefined) others.push(rest);
    } else if (piece !== null) others.push(piece);
  }
  return { parts, others };
}

function geminiPart(piece: JsonObject): { readonly part?: Part; readonly rest?: JsonObject | undefined } {
  const text = stringField(piece, 'text');
  if (text !== undefined) {
    const part: Part =
      piece['thought'] === true ? { kind: 'reasoning', text, visibility: 'summary' } : { kind: 'text', text };
    return { part, rest: otherFields(piece, TEXT_KNOWN) };
  }
  for (const [name, read] of KINDS) {
    const inner = objectField(piece, name);
    if (inner === undefined) continue;
    const { part, known } = read(inner);
    const rest = { ...otherFields(piece, new Set([name])) };
    const innerRest = otherFields(inner, new Set(known));
    if (innerRest !== undefined) rest[name] = innerRest;
    return { part, rest: Object.keys(rest).length === 0 ? undefined : rest };
  }
  return { rest: piece };
}

interface ReadPart {
  readonly part: Part;
  /** Fields that are in the part. */
  readonly known: readonly string[];
}

const KINDS: readonly (readonly [name: string, read: (inner: JsonObject) => ReadPart])[] = [
  [
    'functionCall',
    (inner) => ({
      part: {
        kind: 'tool-call',
        callId: idField(inner, 'id') ?? '',
        name: stringField(inner, 'name') ?? '',
        argumentsText: argumentsText(inner['args']),
      },
      known: ['id', 'name', 'args'],
    }),
  ],
  [
    'functionResponse',
    (inner) => ({
      part: { kind: 'tool-result', callId: idField(inner, 'id') ?? '', ...geminiResponse(inner['response']) },
      known: ['id', 'response'],
    }),
  ],
  [
    'inlineData',
    (inner) => ({
      part: {
        kind: 'media',
        mediaType: stringField(inner, 'mimeType') ?? 'file',
        ref: `inline:${(stringField(inner, 'data') ?? '').length}`,
      },
      known: ['mimeType', 'data'],
    }),
  ],
  [
    'fileData',
    (inner) => ({
      part: {
        kind: 'media',
        mediaType: stringField(inner, 'mimeType') ?? 'file',
        ref: stringField(inner, 'fileUri') ?? '',
      },
      known: ['mimeType', 'fileUri'],
    }),
  ],
  [
    'executableCode',
    (inner) => ({
      part: {
        kind: 'tool-call',
        callId: idField(inner, 'id') ?? '',
        name: 'code_execution',
        argumentsText: stringField(inner, 'code') ?? '',
      },
      known: ['id', 'code'],
    }),
  ],
  [
    'codeExecutionResult',
    (inner) => ({
      part: { kind: 'tool-result', callId: idField(inner, 'id') ?? '', text: stringField(inner, 'output') ?? '' },
      known: ['id', 'output'],
    }),
  ],
];

/** Arguments as they stand when they are text, else as JSON; `''` when there are none. */
export function argumentsText(given: Json | undefined): string {
  return typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
}

/** What a tool answered: `{output}` and `{error}` as their text, anything else as JSON. */
export function geminiResponse(response: Json | undefined): { readonly text: string; readonly isError?: boolean } {
  if (!isJsonObject(response)) return { text: argumentsText(response) };
  const names = Object.keys(response);
  const [name] = names;
  const only = names.length === 1 && name !== undefined ? response[name] : undefined;
  if (typeof only === 'string' && name === 'error') return { text: only, isError: true };
  if (typeof only === 'string' && (name === 'output' || name === 'result')) return { text: only };
  return { text: JSON.stringify(response) };
}

/** Tokens as the CLI sums them up, or as the API counts them. Thoughts are part of the output, tools of the input. */
export function geminiUsage(tokens: JsonObject): Usage | undefined {
  const count = (name: string, apiName: string): number | undefined =>
    numberField(tokens, name) ?? numberField(tokens, apiName);
  const input = count('input', 'promptTokenCount');
  const output = count('output', 'candidatesTokenCount');
  const cached = count('cached', 'cachedContentTokenCount');
  const thoughts = count('thoughts', 'thoughtsTokenCount');
  const tool = count('tool', 'toolUsePromptTokenCount');
  if (input === undefined && output === undefined) return undefined;
  return {
    ...(input !== undefined && { inputTokens: input + (tool ?? 0) }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(output !== undefined && { outputTokens: output + (thoughts ?? 0) }),
    ...(thoughts !== undefined && { reasoningTokens: thoughts }),
  };
}
