import { delexicalise } from '../digest/delexicalise.ts';
import type { Call } from '../digest/fragment.ts';

/** Stands for whatever varies in a remark. */
export const VARIES = '…';
const SLOT = /⟨\w+⟩(?:[-:/.#]?⟨\w+⟩)*/g;
const TOKENS = /…|[^\s…]+/g;
const MAX_TOKENS = 30;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * What a failed call was told, as words, without what belongs to the occasion: values that the call itself gave, and
 * numbers, names, paths and quotations (see `delexicalise`), become `…`.
 *
 * @param command - what the call's symbol says of its command line, which is never an occasion's own
 * @returns at most 30 words and `…`s
 */
export function plainRemark(call: Call, command = ''): string[] {
  const text = delexicalise(withoutEchoes(call, command))
    .replace(/^(?:⟨path⟩: )?(?:line ⟨n⟩: )?/, '')
    .replace(SLOT, VARIES);
  const tokens: string[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === VARIES && tokens.at(-1) === VARIES) continue;
    tokens.push(token);
    if (tokens.length === MAX_TOKENS) break;
  }
  return tokens;
}

/** The remark with the values that the call gave cut out: what a tool echoes is the occasion's own. */
function withoutEchoes(call: Call, command: string): string {
  let remark = call.remark ?? '';
  const values =
    call.command === undefined
      ? call.arguments.flatMap(({ text }) => text ?? [])
      : commandValues(call.command, command);
  for (const value of [...new Set(values)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))) {
    // Short plain words are as likely the error's own.
    if (value.length < (/\d/.test(value) || SPACELESS.test(value) ? 1 : 4)) continue;
    remark = cutOut(remark, value);
  }
  return remark;
}

function commandValues(line: string, command: string): string[] {
  const own = new Set(command.split(' '));
  return line
    .split(/[\s;&|()<>"'=]+/)
    .filter((word) => !own.has(word) && !word.startsWith('-'))
    .slice(1, 20);
}

function cutOut(text: string, value: string): string {
  let cut = '';
  let from = 0;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    const end = at + value.length;
    if (joins(text[at - 1], value[0]!) || joins(text[end], value.at(-1)!)) continue;
    cut += `${text.slice(from, at)}⟨v⟩`;
    from = end;
  }
  return cut + text.slice(from);
}

/** Whether two characters stand in one word. */
function joins(outside: string | undefined, edge: string): boolean {
  return (
    outside !== undefined && /[\p{L}\p{N}_]/u.test(outside) && /[\p{L}\p{N}_]/u.test(edge) && !SPACELESS.test(edge)
  );
}
