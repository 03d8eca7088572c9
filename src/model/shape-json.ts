import { z } from 'zod';
import type { JsonObject } from '../core/json.ts';

const KNOWN = new WeakMap<z.ZodType, JsonObject>();

/** The JSON Schema of a shape, made once: it takes longer than all else that is done to a short question. */
export function shapeJson(schema: z.ZodType): JsonObject {
  let json = KNOWN.get(schema);
  if (json === undefined) KNOWN.set(schema, (json = z.toJSONSchema(schema) as JsonObject));
  return json;
}
