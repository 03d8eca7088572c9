import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { listField, numberField, objectField } from '../chat/string-field.ts';
import type { StreamAssembler } from './stream-assembler.ts';

/** Chunks of Google's `streamGenerateContent` as one response: words that follow each other become one part. */
export function googleAssembler(): StreamAssembler {
  let top: JsonObject | undefined;
  const candidates = new Map<number, { readonly parts: Json[]; rest: JsonObject }>();

  function addPart(parts: Json[], part: Json): void {
    const last = parts.at(-1);
    if (isTextOnly(part) && isTextOnly(last) && part['thought'] === last['thought']) {
      parts[parts.length - 1] = { ...last, text: `${last.text}${part.text}` };
    } else parts.push(part);
  }

  return {
    add(event) {
      const { candidates: given, ...rest } = event;
      top = { ...top, ...rest };
      for (const candidate of Array.isArray(given) ? (given as readonly Json[]) : []) {
        if (!isJsonObject(candidate)) continue;
        const index = numberField(candidate, 'index') ?? 0;
        const known = candidates.get(index) ?? { parts: [], rest: {} };
        candidates.set(index, known);
        const { content: _content, ...facts } = candidate;
        known.rest = { ...known.rest, ...facts };
        for (const part of listField(objectField(candidate, 'content') ?? {}, 'parts') ?? [])
          addPart(known.parts, part);
      }
    },
    ended: () => candidates.size > 0 && [...candidates.values()].every(({ rest }) => 'finishReason' in rest),
    response() {
      if (top === undefined) return undefined;
      const list = [...candidates.values()].map(({ parts, rest }): JsonObject => ({
        content: { role: 'model', parts },
        ...rest,
      }));
      return { ...top, candidates: list };
    },
  };
}

function isTextOnly(part: Json | undefined): part is JsonObject & { readonly text: string } {
  if (!isJsonObject(part) || typeof part['text'] !== 'string') return false;
  return Object.keys(part).every((name) => name === 'text' || name === 'thought');
}
