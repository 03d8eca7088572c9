import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { withoutRepeats } from '../../chat/without-repeats.ts';

/** Words that the program around the agent put before it, and what else the attachment says. */
export interface ClaudeAttachment {
  readonly texts: readonly string[];
  readonly rest: Json | undefined;
}

/** An attachment of a log line: outputs of hooks, remembered and edited files, reminders. Texts are those of its known fields. */
export function claudeAttachment(attachment: JsonObject): ClaudeAttachment {
  const texts = textsIn(attachment).filter((text) => text !== '');
  const rest = withoutRepeats(otherFields(attachment, new Set(['type'])) ?? {}, texts);
  return { texts, rest: isJsonObject(rest) ? withoutTexts(rest, texts) : rest };
}

function textsIn(attachment: JsonObject): string[] {
  const blocking = objectField(attachment, 'blockingError');
  const own = [
    ...contentTexts(attachment['content']),
    stringField(attachment, 'snippet') ?? '',
    (blocking && stringField(blocking, 'blockingError')) ?? '',
  ];
  // A hook's output is its content, unless the program took something else from it.
  for (const stream of ['stdout', 'stderr']) {
    const text = stringField(attachment, stream) ?? '';
    if (text.trim() !== '' && !own.some((known) => known.includes(text.trim()))) own.push(text);
  }
  return own;
}

function contentTexts(content: Json | undefined): string[] {
  if (typeof content === 'string') return [content];
  if (Array.isArray(content)) {
    return (content as readonly Json[]).flatMap((item) =>
      typeof item === 'string' ? [item] : isJsonObject(item) ? (stringField(item, 'text') ?? []) : [],
    );
  }
  if (!isJsonObject(content)) return [];
  const file = objectField(content, 'file') ?? content;
  return listField(file, 'content') === undefined ? [stringField(file, 'content') ?? ''] : [];
}

// Short texts that are told in full are not told again.
function withoutTexts(rest: JsonObject, texts: readonly string[]): JsonObject | undefined {
  const kept = Object.entries(rest).filter(([, value]) => typeof value !== 'string' || !texts.includes(value));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
