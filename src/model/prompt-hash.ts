import { canonicalJson, sha256 } from '../core/content-key.ts';
import type { Json } from '../core/json.ts';
import type { ModelRequest } from '../core/model.ts';
import type { ModelName } from './model-name.ts';
import { shapeJson } from './shape-json.ts';

/** The key of a stored answer: sha256 in hex over everything that is sent, and where to. */
export function promptHash({ name, baseUrl }: ModelName, request: ModelRequest): string {
  const { instructions, messages, tools, shape, temperature, maxOutputTokens, sample = 0 } = request;
  const asked = {
    model: name,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(instructions !== undefined && { instructions }),
    messages,
    ...(tools !== undefined && { tools }),
    ...(shape !== undefined && { shape: { name: shape.name, schema: shapeJson(shape.schema) } }),
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    sample,
  };
  return sha256(canonicalJson(asked as unknown as Json));
}
