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
    baseUrl,
    instructions,
    messages,
    tools,
    shape: shape && { name: shape.name, schema: shapeJson(shape.schema) },
    temperature,
    maxOutputTokens,
    sample,
  };
  // Through JSON once, so that fields that are undefined are left out.
  return sha256(canonicalJson(JSON.parse(JSON.stringify(asked)) as Json));
}
