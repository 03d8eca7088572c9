import { jsonrepair } from 'jsonrepair';
import type { z } from 'zod';
import { mayHoldReasoning, splitReasoning } from '../trajectory/split-reasoning.ts';

/** What a text holds by a schema, or what is wrong with it, in words that a model can act on. */
export type AnswerValue<T> = { readonly value: T } | { readonly wrong: string };

/**
 * Reads the JSON of an answer: as it stands, between fences, or the braces or brackets in the prose around it, but never
 * within `<think>` tags; sloppy JSON is mended (`jsonrepair`) unless it was cut off. The first reading that fits the
 * schema counts.
 */
export function answerValue<T>(whole: string, schema: z.ZodType<T>): AnswerValue<T> {
  const text = mayHoldReasoning(whole) ? said(whole) : whole;
  if (text.trim() === '') return { wrong: 'the answer was empty' };
  let wrong: string | undefined;
  for (const candidate of candidates(text)) {
    for (const json of [candidate, mended(candidate)]) {
      const read = json === undefined ? undefined : jsonOf(json);
      if (read === undefined) continue;
      const fitted = schema.safeParse(read.json);
      if (fitted.success) return { value: fitted.data };
      wrong ??= fitted.error.issues
        .slice(0, 3)
        .map(({ path, message }) => `${path.length === 0 ? 'the answer' : path.join('.')}: ${message}`)
        .join('; ');
    }
  }
  return { wrong: wrong ?? 'the answer held no JSON' };
}

function said(text: string): string {
  return splitReasoning(text)
    .map((part) => (part.kind === 'text' ? part.text : ''))
    .join('');
}

function* candidates(text: string): Generator<string> {
  yield text;
  for (const [, fenced] of text.matchAll(/```(?:json)?\s*\n([\s\S]*?)(?:```|$)/g)) yield fenced!;
  // Prose may hold braces of its own, before the value and after it.
  let from = 0;
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    const start = from + text.slice(from).search(/[[{]/);
    const end = start < from ? undefined : endOf(text, start);
    // What stands inside of a bracket that is never closed is a part of something, not the answer.
    if (end === undefined) return;
    yield text.slice(start, end);
    from = end;
  }
}

const MOST_TRIED = 20;

/** The place after the bracket that closes the one at `start`; undefined when none does. Strings may hold brackets. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { sign, at } of brackets(text, start)) {
    depth += sign;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** Brackets outside of strings: 1 opens, -1 closes. A quote that is never closed begins no string. */
function* brackets(text: string, from: number): Generator<{ readonly sign: 1 | -1; readonly at: number }> {
  let strings = true;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '{' || character === '[') yield { sign: 1, at };
    else if (character === '}' || character === ']') yield { sign: -1, at };
    else if (character === '"' && strings) {
      const end = endOfString(text, at);
      // Looked for once only: a text of nothing but quotes would be read again for each of them.
      if (end === undefined) strings = false;
      else at = end;
    }
  }
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return undefined;
}

function mended(text: string): string | undefined {
  // Prose becomes a JSON string when it is "mended", and half an answer would become a whole one that says less.
  if (!/^\s*[[{]/.test(text) || !isClosed(text)) return undefined;
  try {
    return jsonrepair(text);
  } catch {
    return undefined;
  }
}

/** Whether every brace and bracket outside of strings is closed. */
function isClosed(text: string): boolean {
  let open = 0;
  for (const { sign } of brackets(text, 0)) open += sign;
  return open <= 0;
}

function jsonOf(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
