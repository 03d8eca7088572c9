import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { numberField, objectField, otherFields } from './string-field.ts';
import type { Usage } from '../trajectory.ts';

/**
 * Usage as providers report it: OpenAI's `prompt_tokens`/`completion_tokens` with details, or `input_tokens`/
 * `output_tokens`, where Anthropic's cache fields come on top of `input_tokens`. Undefined when nothing is known.
 */
export function chatUsage(usage: JsonObject | undefined, costUsd: number | undefined): Usage | undefined {
  const found: { -readonly [K in keyof Usage]?: Usage[K] } = {};
  if (usage !== undefined) {
    const read = numberField(usage, 'cache_read_input_tokens');
    const written = numberField(usage, 'cache_creation_input_tokens');
    const prompt = numberField(usage, 'prompt_tokens');
    const bare = numberField(usage, 'input_tokens');
    const promptDetails = objectField(usage, 'prompt_tokens_details') ?? objectField(usage, 'input_tokens_details');
    const outputDetails =
      objectField(usage, 'completion_tokens_details') ?? objectField(usage, 'output_tokens_details');
    const output = numberField(usage, 'completion_tokens') ?? numberField(usage, 'output_tokens');
    const cached = read ?? (promptDetails && numberField(promptDetails, 'cached_tokens'));
    const reasoning = outputDetails && numberField(outputDetails, 'reasoning_tokens');
    // LiteLLM tells Anthropic's cache fields beside a prompt that includes them.
    if (prompt !== undefined) found.inputTokens = prompt;
    else if (bare !== undefined) found.inputTokens = bare + (read ?? 0) + (written ?? 0);
    if (cached !== undefined) found.cachedInputTokens = cached;
    if (output !== undefined) found.outputTokens = output;
    if (reasoning !== undefined) found.reasoningTokens = reasoning;
  }
  if (costUsd !== undefined) found.costUsd = costUsd;
  return Object.keys(found).length === 0 ? undefined : found;
}

const HELD = new Set([
  'prompt_tokens',
  'completion_tokens',
  'input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
]);
const DETAILS_HELD = new Set(['cached_tokens', 'reasoning_tokens']);

/** What a usage says that {@link chatUsage} has no field for; a total that is the sum of the others is not told. */
export function usageFacts(usage: JsonObject): JsonObject | undefined {
  const facts: [string, Json][] = [];
  // Only numbers are counted.
  for (const name of HELD) {
    const value = usage[name];
    if (value !== undefined && value !== null && typeof value !== 'number') facts.push([name, value]);
  }
  const rest = otherFields(usage, HELD) ?? {};
  for (const name in rest) {
    const value = rest[name]!;
    if (name === 'total_tokens' && value === totalOf(usage)) continue;
    const kept = isJsonObject(value) && name.endsWith('_tokens_details') ? otherFields(value, DETAILS_HELD) : value;
    if (kept !== undefined) facts.push([name, kept]);
  }
  return facts.length === 0 ? undefined : Object.fromEntries(facts);
}

function totalOf(usage: JsonObject): number {
  const input = numberField(usage, 'prompt_tokens') ?? numberField(usage, 'input_tokens') ?? 0;
  return input + (numberField(usage, 'completion_tokens') ?? numberField(usage, 'output_tokens') ?? 0);
}
