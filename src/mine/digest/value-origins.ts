import { isJsonObject } from '../../core/json.ts';
import type { Step } from '../../trajectory/trajectory.ts';
import { textHash } from './text-hash.ts';

/** An argument of a call (a list counts as one value), and where its value had been seen before the call. */
export interface Argument {
  /** Name of the field; `a.b` for a field within a field. */
  readonly field: string;
  /** Hash of the value. */
  readonly value: number;
  /** The value as text, when it has at most 60 characters. */
  readonly text?: string;
  readonly fromUser: boolean;
  readonly fromResult: boolean;
}

const USER = 1;
const RESULT = 2;
const MAX_ARGUMENTS = 16;
const MAX_VALUE = 60;
const WORD = /[\p{L}\p{N}_@.#+-]{2,80}/gu;

/**
 * Reads a run once, in order, and says of each call's scalar arguments whether the value stood in a user's words or in a
 * tool's answer before: such values flow through the run, others are constants or the agent's own.
 *
 * A value of several words counts as seen when all of its words were seen in the same kind of place.
 *
 * @returns a function from a call's step and part to its arguments, in order, at most 16; `[]` for anything else
 */
export function valueOrigins(steps: readonly Step[]): (step: number, part: number) => readonly Argument[] {
  const seen = new Map<number, number>();
  const found = new Map<string, Argument[]>();
  for (const step of steps) {
    for (const [part, content] of step.parts.entries()) {
      if (content.kind === 'tool-call') found.set(`${step.index} ${part}`, readArguments(content.argumentsText, seen));
    }
    for (const content of step.parts) {
      const bit = content.kind === 'tool-result' ? RESULT : step.actor === 'user' ? USER : 0;
      if (bit === 0 || (content.kind !== 'tool-result' && content.kind !== 'text')) continue;
      for (const [word] of content.text.matchAll(WORD)) {
        const key = textHash(plain(word));
        seen.set(key, (seen.get(key) ?? 0) | bit);
      }
    }
  }
  return (step, part) => found.get(`${step} ${part}`) ?? [];
}

function readArguments(text: string, seen: ReadonlyMap<number, number>): Argument[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const found: Argument[] = [];
  const visit = (item: unknown, field: string, depth: number): void => {
    if (found.length >= MAX_ARGUMENTS) return;
    if (isJsonObject(item)) {
      if (depth < 2)
        for (const key of Object.keys(item)) visit(item[key], field === '' ? key : `${field}.${key}`, depth + 1);
    } else if (Array.isArray(item)) {
      // A list counts as one value, and its first item stands for the names in it.
      found.push({ field, value: textHash(JSON.stringify(item)), fromUser: false, fromResult: false });
      if (depth < 2 && isJsonObject(item[0])) visit(item[0], field, depth + 1);
    } else if (item !== null) {
      const written = String(item);
      const origin = typeof item === 'boolean' ? 0 : originOf(written, seen);
      found.push({
        field,
        value: textHash(written),
        ...(written.length <= MAX_VALUE && { text: written }),
        fromUser: (origin & USER) !== 0,
        fromResult: (origin & RESULT) !== 0,
      });
    }
  };
  visit(value, '', 0);
  return found;
}

function originOf(written: string, seen: ReadonlyMap<number, number>): number {
  if (written.length > 200) return 0;
  let origin = USER | RESULT;
  let words = 0;
  for (const [word] of written.matchAll(WORD)) {
    origin &= seen.get(textHash(plain(word))) ?? 0;
    words++;
  }
  return words === 0 ? 0 : origin;
}

function plain(word: string): string {
  return word.replace(/^[.+#-]+|[.+-]+$/g, '').toLowerCase();
}
