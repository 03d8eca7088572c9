import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../../core/json.ts';
import { listField, stringField } from '../../trajectory/chat/string-field.ts';
import { mayBeInjected } from '../../trajectory/split-injected.ts';
import { readModelRequest, type ModelRequest } from '../request/model-request.ts';

/** A request of Google's `generateContent`, as far as it is served. */
export interface GoogleRequest {
  readonly model: string;
  /** What the user said first. */
  readonly query: () => string;
  readonly tools: () => readonly string[];
  /** The same conversation as chat messages: what sessions are joined by. */
  readonly asChat: ModelRequest | undefined;
  /** The body with a block at the end of the system instruction. */
  withBlock(block: string): Uint8Array;
}

/** Reads a request by its path and body; undefined when it is no `generateContent`, or holds a block already. */
export function openGoogleRequest(path: string, body: Uint8Array): GoogleRequest | undefined {
  const model = /\/models\/([^/]+):(?:streamG|g)enerateContent$/.exec(path)?.[1];
  const text = Buffer.from(body).toString('utf8');
  const request = model === undefined || mayBeInjected(text) ? undefined : jsonObjectIn(text);
  const contents = request && listField(request, 'contents');
  if (request === undefined || contents === undefined) return undefined;
  const messages = contents.filter(isJsonObject).map((content) => {
    const role = content['role'] === 'model' ? 'assistant' : 'user';
    return { role, content: partsText(content) };
  });
  return {
    model: decodeURIComponent(model!),
    query: () => messages.find(({ role, content }) => role === 'user' && content.trim() !== '')?.content ?? '',
    tools: () => (listField(request, 'tools') ?? []).flatMap(declaredNames),
    asChat: readModelRequest('chat', Buffer.from(JSON.stringify({ messages }))),
    withBlock(block) {
      const name = 'system_instruction' in request ? 'system_instruction' : 'systemInstruction';
      const given = request[name];
      const instruction = isJsonObject(given) ? given : typeof given === 'string' ? { parts: [{ text: given }] } : {};
      const parts = [...(listField(instruction, 'parts') ?? []), { text: block }];
      return Buffer.from(JSON.stringify({ ...request, [name]: { ...instruction, parts } }));
    },
  };
}

function partsText(content: JsonObject): string {
  return (listField(content, 'parts') ?? [])
    .map((part) => (isJsonObject(part) ? (stringField(part, 'text') ?? JSON.stringify(part)) : ''))
    .join('\n');
}

function declaredNames(tool: Json): readonly string[] {
  if (!isJsonObject(tool)) return [];
  const declared = listField(tool, 'functionDeclarations') ?? listField(tool, 'function_declarations') ?? [];
  return declared.flatMap((one) => (isJsonObject(one) ? (stringField(one, 'name') ?? []) : []));
}
