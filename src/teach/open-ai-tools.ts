import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';

/**
 * Tool definitions in OpenAI's form, from that form, or from `{name, description, parameters | input_schema |
 * inputSchema}` as other services write them. What is not understood is left out.
 */
export function openAiTools(tools: Json | undefined): JsonObject[] {
  if (!Array.isArray(tools)) return [];
  return (tools as readonly Json[]).flatMap((tool): JsonObject[] => {
    if (!isJsonObject(tool)) return [];
    const inner = tool['function'];
    if (isJsonObject(inner)) return typeof inner['name'] === 'string' ? [{ type: 'function', function: inner }] : [];
    const { name, description } = tool;
    if (typeof name !== 'string') return [];
    const parameters = [tool['parameters'], tool['input_schema'], tool['inputSchema']].find((schema) => isJsonObject(schema!));
    return [
      {
        type: 'function',
        function: {
          name,
          ...(typeof description === 'string' && { description }),
          parameters: parameters ?? { type: 'object', properties: {} },
        },
      },
    ];
  });
} // prettier-ignore
