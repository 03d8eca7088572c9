import { stringEnd } from './parse-json.ts';

/**
 * The text of a member of a JSON object exactly as it stands in the object's text, white space around it left out.
 * Undefined when the object has no such member of its own. The text must be JSON; the last of equal names wins, as
 * in `JSON.parse`.
 */
export function rawMember(text: string, name: string): string | undefined {
  let depth = 0;
  let key: string | undefined;
  let valueStart = -1;
  let found: string | undefined;
  const close = (end: number): void => {
    if (key === name && valueStart >= 0) found = text.slice(valueStart, end).trim();
    key = undefined;
    valueStart = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = stringEnd(text, at);
      if (depth === 1 && key === undefined) key = JSON.parse(text.slice(at, end)) as string;
      at = end - 1;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      if (depth === 1) close(at);
      depth--;
    } else if (character === ':' && depth === 1 && valueStart < 0) valueStart = at + 1;
    else if (character === ',' && depth === 1) close(at);
  }
  return found;
}
