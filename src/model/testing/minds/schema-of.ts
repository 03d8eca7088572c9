import { jsonObjectIn, type JsonObject } from '../../../core/json.ts';
import { promptText, type Question } from '../mind.ts';

/**
 * The JSON Schema that an answer must fit: the one the protocol carries, else the last line of the prompt that is one, for
 * clients that only tell the model in words.
 */
export function schemaOf(question: Question): JsonObject | undefined {
  return (
    question.schema ??
    promptText(question)
      .split('\n')
      .map(schemaIn)
      .findLast((schema) => schema !== undefined)
  );
}

/** Top-level field names of the schema that an answer must fit; none when it may be any text. */
export function schemaFields(question: Question): readonly string[] {
  return Object.keys(schemaOf(question)?.['properties'] ?? {});
}

/** The schema that a line of a prompt is; undefined when it is anything else. */
export function schemaIn(line: string): JsonObject | undefined {
  const value = jsonObjectIn(line);
  return value !== undefined && ('properties' in value || '$ref' in value || 'anyOf' in value) ? value : undefined;
}
