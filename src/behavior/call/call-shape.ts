import { canonicalJson } from '../../core/content-key.ts';
import { isJsonObject } from '../../core/json.ts';
import { parseJson } from '../../trajectory/source/parse-json.ts';

/** A tool call, normalised so that calls that ask the same thing compare equal. */
export interface CallShape {
  /** Tool name, a space, and the canonical arguments: equal keys mean the same call. */
  readonly key: string;
  /** Names of the top-level argument fields, sorted; empty when the arguments are not a JSON object. */
  readonly fields: readonly string[];
}

/**
 * Normalises a call: field order and white space between JSON tokens do not matter, values do.
 * Arguments that are not JSON (or nested too deep to walk) compare by their text with white space collapsed.
 *
 * @param name - the tool's name
 * @param argumentsText - arguments as the source wrote them, usually JSON
 */
export function callShape(name: string, argumentsText: string): CallShape {
  const text = argumentsText.trim();
  if (text === '') return { key: `${name} {}`, fields: [] };
  try {
    // Long numbers (ids) are kept as their digits, so that two different ones do not compare equal.
    const value = parseJson(text);
    return { key: `${name} ${canonicalJson(value)}`, fields: isJsonObject(value) ? Object.keys(value).sort() : [] };
  } catch {
    // Not JSON, or nested deeper than the stack: compare the text.
  }
  return { key: `${name} ${text.replace(/\s+/g, ' ')}`, fields: [] };
}
