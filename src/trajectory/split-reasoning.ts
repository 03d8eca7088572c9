import type { ReasoningPart, TextPart } from './trajectory.ts';

// At the start of the text or of a line: in the middle of a sentence a tag is talked about, not used.
const TAG = /<\/?(?:think|thought|reasoning)/i;
const CLOSE: ReadonlyMap<string, RegExp> = new Map(
  ['think', 'thinking', 'thought', 'reasoning'].map((name) => [name, new RegExp(`</${name}>`, 'gi')]),
);
const OPEN = /(^|\n)([ \t]*)<(think|thinking|thought|reasoning)>/gi;

/** Whether a text may hold inline reasoning: a quick look before {@link splitReasoning}. */
export function mayHoldReasoning(text: string): boolean {
  return text.includes('<') && TAG.test(text);
}

/**
 * Cuts `<think>…</think>` and its like (`thinking`, `thought`, `reasoning`, any case) out of an agent's text as reasoning
 * parts that keep their delimiters, so that open + text + close of all parts joined is the text. A tag that is never
 * closed counts only at the beginning, where the rest is reasoning that was cut off; an end without a beginning, as
 * templates that open the tag in the prompt leave it, ends reasoning that began with the text.
 */
export function splitReasoning(text: string): (TextPart | ReasoningPart)[] {
  const parts: (TextPart | ReasoningPart)[] = [];
  let from = 0;
  const pushText = (to: number): void => {
    if (to > from) parts.push({ kind: 'text', text: text.slice(from, to) });
  };
  const orphan = text.indexOf('</think>');
  if (orphan >= 0 && !text.slice(0, orphan).includes('<think>') && text.indexOf('</think>', orphan + 8) < 0) {
    parts.push({ kind: 'reasoning', text: text.slice(0, orphan), visibility: 'raw', close: '</think>' });
    from = orphan + '</think>'.length;
  }
  const firstWord = text.search(/\S/);
  const neverClosed = new Set<string>();
  OPEN.lastIndex = from;
  for (let match = OPEN.exec(text); match !== null; match = OPEN.exec(text)) {
    const open = text.slice(match.index + match[1]!.length + match[2]!.length, OPEN.lastIndex);
    const start = OPEN.lastIndex - open.length;
    const name = match[3]!.toLowerCase();
    const close = CLOSE.get(name)!;
    close.lastIndex = OPEN.lastIndex;
    const end = neverClosed.has(name) ? null : close.exec(text);
    if (end === null) neverClosed.add(name);
    if (end === null && start > firstWord) continue;
    pushText(start);
    const body = text.slice(start + open.length, end?.index ?? text.length);
    parts.push({ kind: 'reasoning', text: body, visibility: 'raw', open, ...(end !== null && { close: end[0] }) });
    from = end === null ? text.length : close.lastIndex;
    OPEN.lastIndex = from;
  }
  pushText(text.length);
  return parts.length === 0 ? [{ kind: 'text', text }] : parts;
}
