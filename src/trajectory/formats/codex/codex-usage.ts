import type { JsonObject } from '../../../core/json.ts';
import { numberField, otherFields } from '../../chat/string-field.ts';
import type { Usage } from '../../trajectory.ts';

const KNOWN = new Set([
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
  // The sum of input and output.
  'total_tokens',
]);

/** Counts that {@link codexUsage} has no field for. */
export function codexUsageFacts(usage: JsonObject): JsonObject | undefined {
  return otherFields(usage, KNOWN);
}

/** Tokens as Codex counts them: those of the input include the cached ones, those of the output the reasoning. */
export function codexUsage(usage: JsonObject): Usage {
  const inputTokens = numberField(usage, 'input_tokens'); // cached tokens included
  const cachedInputTokens = numberField(usage, 'cached_input_tokens');
  const outputTokens = numberField(usage, 'output_tokens');
  const reasoningTokens = numberField(usage, 'reasoning_output_tokens');
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(cachedInputTokens !== undefined && { cachedInputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
  };
}
