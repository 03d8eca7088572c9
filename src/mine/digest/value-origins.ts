import { isJsonObject } from '../../core/json.ts';
import { shellCommand } from '../../behavior/call/call-symbol.ts';
import type { Step } from '../../trajectory/trajectory.ts';
import { answerPlace } from './answer-place.ts';
import { mayBeNamed } from './may-be-named.ts';
import { textHash } from './text-hash.ts';

/** An argument of a call (a list counts as one value), and where its value had been seen before the call. */
export interface Argument {
  /** Name of the field; `a.b` for a field within a field. */
  readonly field: string;
  /** Hash of the value. */
  readonly value: number;
  /** The value as text, when it has at most 100 characters. */
  readonly text?: string;
  /** What sort of value it is; a text when absent. */
  readonly sort?: 'number' | 'boolean' | 'list';
  readonly fromUser: boolean;
  readonly fromResult: boolean;
  /** Places (see `answer-place.ts`) of the first and of the last answer before the call that held the value; absent when none did. */
  readonly heldFirst?: number;
  readonly heldLast?: number;
}

/** What a run said before a call, word by word. */
interface Seen {
  readonly bits: Map<number, number>;
  /** Places of answers. */
  readonly first: Map<number, number>;
  readonly last: Map<number, number>;
}

const USER = 1;
const RESULT = 2;
const MAX_ARGUMENTS = 16;
const MAX_VALUE = 100;
const WORD = /[\p{L}\p{N}_@.#+-]{2,80}/gu;

/**
 * Reads a run once, in order, and says of each call's scalar arguments whether the value stood in a user's words or in a
 * tool's answer before: such values flow through the run, others are constants or the agent's own.
 *
 * A value of several words counts as seen when all of its words were seen in the same kind of place.
 *
 * @param commands - the commands of a call to a shell: each by itself is then the argument, instead of the whole line
 * @returns a function from a call's step and part (and which of its commands) to its arguments, in order, at most 16; `[]` for
 *   anything else
 */
export function valueOrigins(
  steps: readonly Step[],
  commands: (step: number, part: number) => readonly { readonly text: string }[] | undefined = () => undefined,
): (step: number, part: number, command?: number) => readonly Argument[] {
  const seen: Seen = { bits: new Map(), first: new Map(), last: new Map() };
  const found = new Map<string, Argument[]>();
  for (const step of steps) {
    for (const [part, content] of step.parts.entries()) {
      if (content.kind !== 'tool-call') continue;
      const { name, argumentsText } = content;
      const line = shellCommand(name, argumentsText);
      for (const [k, { text }] of (commands(step.index, part) ?? [{ text: line ?? '' }]).entries())
        found.set(`${step.index} ${part} ${k}`, readArguments(argumentsText, seen, { line, text }));
    }
    for (const [part, content] of step.parts.entries()) {
      const bit = content.kind === 'tool-result' ? RESULT : step.actor === 'user' ? USER : 0;
      if (bit === 0 || (content.kind !== 'tool-result' && content.kind !== 'text')) continue;
      for (const [word] of content.text.matchAll(WORD)) {
        const key = textHash(plain(word));
        seen.bits.set(key, (seen.bits.get(key) ?? 0) | bit);
        if (bit !== RESULT) continue;
        const place = answerPlace({ step: step.index, part });
        if (!seen.first.has(key)) seen.first.set(key, place);
        seen.last.set(key, place);
      }
    }
  }
  return (step, part, command = 0) => found.get(`${step} ${part} ${command}`) ?? [];
}

function readArguments(
  argumentsText: string,
  seen: Seen,
  { line, text }: { readonly line: string | undefined; readonly text: string },
): Argument[] {
  let value: unknown;
  try {
    value = JSON.parse(argumentsText);
  } catch {
    return [];
  }
  const found: Argument[] = [];
  const visit = (item: unknown, field: string, depth: number): void => {
    if (found.length >= MAX_ARGUMENTS) return;
    if (isJsonObject(item)) {
      if (depth < 2)
        for (const key of Object.keys(item))
          if (mayBeNamed(key)) visit(item[key], field === '' ? key : `${field}.${key}`, depth + 1);
    } else if (Array.isArray(item)) {
      // A list counts as one value, and its first item stands for the names in it.
      found.push({ field, value: listHash(item, argumentsText), sort: 'list', fromUser: false, fromResult: false });
      if (depth < 2 && isJsonObject(item[0])) visit(item[0], field, depth + 1);
    } else if (item !== null) {
      const written = item === line ? text : String(item);
      const { origin, ...held } = typeof item === 'boolean' ? { origin: 0 } : originOf(written, seen);
      found.push({
        field,
        value: textHash(written),
        ...(written.length <= MAX_VALUE && { text: written }),
        ...(typeof item === 'number' && { sort: 'number' as const }),
        ...(typeof item === 'boolean' && { sort: 'boolean' as const }),
        fromUser: (origin & USER) !== 0,
        fromResult: (origin & RESULT) !== 0,
        ...held,
      });
    }
  };
  visit(value, '', 0);
  return found;
}

/** Lists are the same when they are written the same; one nested too deep to be written again is known by its call. */
function listHash(list: readonly unknown[], argumentsText: string): number {
  try {
    return textHash(JSON.stringify(list));
  } catch {
    return textHash(argumentsText);
  }
}

function originOf(
  written: string,
  { bits, first, last }: Seen,
): { origin: number; heldFirst?: number; heldLast?: number } {
  if (written.length > 200) return { origin: 0 };
  let origin = USER | RESULT;
  let heldFirst = -1;
  let heldLast = Number.MAX_SAFE_INTEGER;
  for (const [word] of written.matchAll(WORD)) {
    const key = textHash(plain(word));
    origin &= bits.get(key) ?? 0;
    heldFirst = Math.max(heldFirst, first.get(key) ?? -1);
    heldLast = Math.min(heldLast, last.get(key) ?? -1);
  }
  if (heldFirst < 0 && heldLast > 0 && origin === (USER | RESULT)) return { origin: 0 };
  return { origin, ...((origin & RESULT) !== 0 && { heldFirst, heldLast }) };
}

function plain(word: string): string {
  return word.replace(/^[.+#-]+|[.+-]+$/g, '').toLowerCase();
}
