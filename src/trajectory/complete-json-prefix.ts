import { stringEnd } from './parse-json.ts';

/**
 * The beginning of a JSON value, cut after its last complete member or element, with the brackets that were open closed:
 * `{"a": [1, {"b": 2, "c` → `{"a": [1, {"b": 2}]}`. So the head of a large file can be looked at as a value. The result
 * need not parse when the text is not the beginning of JSON.
 */
export function completeJsonPrefix(text: string): string {
  const closers: string[] = [];
  let cut = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        at = stringEnd(text, at) - 1;
        break;
      }
      case '{':
      case '[':
        closers.push(text[at] === '{' ? '}' : ']');
        cut = at + 1;
        break;
      case '}':
      case ']':
        closers.pop();
        cut = at + 1;
        if (closers.length === 0) return text.slice(0, cut);
        break;
      case ',':
        cut = at;
        break;
    }
  }
  return text.slice(0, cut) + closers.reverse().join('');
}
