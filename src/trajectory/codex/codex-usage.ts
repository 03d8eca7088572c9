import type { JsonObject } from '../../core/json.ts';
import { numberField } from '../chat/string-field.ts';
import type { Usage } from '../trajectory.ts';

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
