import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';

/** The text of a message's content: the string itself, or the text of its parts joined by new lines. */
export function contentText(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
    .join('\n');
}

/** The objects of a list; none when it is no list. */
export function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
