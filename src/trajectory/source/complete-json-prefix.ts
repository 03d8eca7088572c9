import { stringEnd } from './parse-json.ts';

/**
 * The beginning of a JSON value, cut after its last complete member or element, with what was open closed: `{"a": [1, {"b":
 * 2, "c` → `{"a": [1, {"b": 2}]}`. Of a string that is a value, what there is is kept: `{"a": "lo` → `{"a": "lo"}`. So the head of a large file can be looked at as a value. The result
 * need not parse when the text is not the beginning of JSON.
 */
export function completeJsonPrefix(text: string): string {
  const closers: string[] = [];
  let cut = 0;
  let before = ''; // the last character outside strings that is no white space
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = stringEnd(text, at);
        if (end === text.length && !isClosed(text, at)) {
          const isKey = closers.at(-1) === '}' && before !== ':';
          const kept = isKey ? text.slice(0, cut) : `${text.slice(0, withoutCutEscape(text))}"`;
          return kept + closers.reverse().join('');
        }
        at = end - 1;
        before = '"';
        break;
      }
      case '{':
      case '[':
        closers.push(text[at] === '{' ? '}' : ']');
        cut = at + 1;
        before = text[at]!;
        break;
      case '}':
      case ']':
        closers.pop();
        cut = at + 1;
        if (closers.length === 0) return text.slice(0, cut);
        break;
      case ',':
        cut = at;
        before = ',';
        break;
      case ':':
        before = ':';
        break;
    }
  }
  return text.slice(0, cut) + closers.reverse().join('');
}

function isClosed(text: string, quote: number): boolean {
  const last = text.length - 1;
  return last > quote && text[last] === '"' && slashesBefore(text, last) % 2 === 0;
}

// Where a string that is cut off ends, when an escape such as `\u00e9` that is cut in two is left out.
function withoutCutEscape(text: string): number {
  const slash = text.lastIndexOf('\\');
  const isEscape = slash >= 0 && slashesBefore(text, slash) % 2 === 0;
  const length = text[slash + 1] === 'u' ? 6 : 2;
  return isEscape && slash + length > text.length ? slash : text.length;
}

function slashesBefore(text: string, at: number): number {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes;
}
