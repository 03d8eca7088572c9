import type { JsonObject } from '../../core/json.ts';
import { numberField, objectField } from './string-field.ts';
import type { Usage } from '../trajectory.ts';

/**
 * Usage as providers report it: OpenAI's `prompt_tokens`/`completion_tokens` with details, or `input_tokens`/
 * `output_tokens`, where Anthropic's cache fields come on top of the input. Undefined when nothing is known.
 */
export function chatUsage(usage: JsonObject | undefined, costUsd: number | undefined): Usage | undefined {
  const found: { -readonly [K in keyof Usage]?: Usage[K] } = {};
  if (usage !== undefined) {
    const read = numberField(usage, 'cache_read_input_tokens');
    const written = numberField(usage, 'cache_creation_input_tokens');
    const bare = numberField(usage, 'prompt_tokens') ?? numberField(usage, 'input_tokens');
    const promptDetails = objectField(usage, 'prompt_tokens_details') ?? objectField(usage, 'input_tokens_details');
    const outputDetails =
      objectField(usage, 'completion_tokens_details') ?? objectField(usage, 'output_tokens_details');
    const output = numberField(usage, 'completion_tokens') ?? numberField(usage, 'output_tokens');
    const cached = read ?? (promptDetails && numberField(promptDetails, 'cached_tokens'));
    const reasoning = outputDetails && numberField(outputDetails, 'reasoning_tokens');
    if (bare !== undefined) found.inputTokens = bare + (read ?? 0) + (written ?? 0);
    if (cached !== undefined) found.cachedInputTokens = cached;
    if (output !== undefined) found.outputTokens = output;
    if (reasoning !== undefined) found.reasoningTokens = reasoning;
  }
  if (costUsd !== undefined) found.costUsd = costUsd;
  return Object.keys(found).length === 0 ? undefined : found;
}
