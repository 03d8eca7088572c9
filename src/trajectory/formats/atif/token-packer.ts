import type { Json, JsonObject } from '../../../core/json.ts';
import { listField } from '../../chat/string-field.ts';

/** Takes the token ids out of a step's metrics; see {@link tokenPacker}. */
export type TokenPacker = (metrics: JsonObject) => JsonObject;

/**
 * Token ids of the steps of a run, in order, without what they repeat: a prompt that begins as the one before it, followed
 * by what was answered, is written `{same, rest}`: the first `same` ids are those, then come the ids of `rest`.
 *
 * ```
 * step 1  prompt a b      answer c    → [a, b]            [c]
 * step 2  prompt a b c d  answer e    → {same: 3, rest: [d]}  [e]
 * ```
 */
export function tokenPacker(): TokenPacker {
  let before: readonly Json[] = [];
  return (metrics) => {
    const prompt = listField(metrics, 'prompt_token_ids');
    const completion = listField(metrics, 'completion_token_ids');
    const packed: JsonObject = {
      ...(metrics['prompt_token_ids'] !== undefined &&
        metrics['prompt_token_ids'] !== null && {
          prompt_token_ids: prompt === undefined ? metrics['prompt_token_ids'] : withoutRepeated(prompt, before),
        }),
      ...(metrics['completion_token_ids'] !== undefined &&
        metrics['completion_token_ids'] !== null && {
          completion_token_ids: metrics['completion_token_ids'],
        }),
    };
    if (prompt !== undefined) before = completion === undefined ? prompt : [...prompt, ...completion];
    return packed;
  };
}

function withoutRepeated(prompt: readonly Json[], before: readonly Json[]): Json {
  let same = 0;
  while (same < prompt.length && same < before.length && prompt[same] === before[same]) same++;
  return same < 2 ? prompt : { same, rest: prompt.slice(same) };
}
