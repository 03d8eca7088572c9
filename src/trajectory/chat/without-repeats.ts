import { isJsonObject, type Json } from '../../core/json.ts';

/** A string no longer than this is a fact of its own (a status, a path), whatever else says the same. */
const LONGEST_FACT = 64;
const DEEPEST = 100;

/**
 * What a log says beside the words of a run, without the words that it only repeats: long strings that stand in one of
 * `texts`, as they are or escaped as in JSON, are left out, and so is what is empty (`''`, null, lists and objects
 * without anything). Bytes in a `data:` address become `inline:<length>`, as in media parts. Undefined when nothing is left.
 */
export function withoutRepeats(value: Json, texts: readonly string[], depth = 0): Json | undefined {
  if (value === null || value === '') return undefined;
  if (typeof value === 'string') {
    if (value.length <= LONGEST_FACT) return value;
    if (isSaid(value, texts)) return undefined;
    return /^data:[\w.+-]{1,60}\/[\w.+-]{1,60};base64,/.test(value) ? `inline:${value.length}` : value;
  }
  if (typeof value !== 'object' || depth > DEEPEST) return value;
  if (isJsonObject(value)) {
    const kept: [string, Json][] = [];
    for (const name in value) {
      const field = withoutRepeats(value[name]!, texts, depth + 1);
      if (field !== undefined) kept.push([name, field]);
    }
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
  const kept = value.flatMap((item) => {
    const rest = withoutRepeats(item, texts, depth + 1);
    return rest === undefined ? [] : [rest];
  });
  return kept.length === 0 ? undefined : kept;
}

function isSaid(text: string, texts: readonly string[]): boolean {
  let escaped: string | undefined;
  return texts.some((said) => {
    if (said.length < text.length) return false;
    if (said.includes(text)) return true;
    escaped ??= JSON.stringify(text).slice(1, -1);
    return escaped.length !== text.length && said.includes(escaped);
  });
}
