import type { Part, Step } from './trajectory.ts';

const EDGE_CHARACTERS = 24;

/**
 * What was said in a run, as every format that holds it tells it: words of the user and of the agent, calls by name, and
 * what tools answered, in order, white space collapsed, empty ones left out. Left out are also what formats keep
 * elsewhere or not at all: system prompts, reasoning, ids of calls, arguments' spelling, media, and what Ethogram injected.
 */
export function messageTexts(steps: readonly Step[]): string[] {
  const texts: string[] = [];
  for (const step of steps) {
    for (const part of step.parts) {
      const sign = signOf(part, step);
      const text = sign === undefined ? '' : textOf(part).replace(/\s+/g, ' ').trim();
      if (text !== '') texts.push(`${sign} ${text}`);
    }
  }
  return texts;
}

/**
 * A whole number of 53 bits that is equal for runs of equal {@link messageTexts}, and nearly always differs for others: it
 * is made of the two ends of each text. Cheap, so that every run can have one; who finds two equal compares the texts.
 */
export function messageFingerprint(steps: readonly Step[]): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (const step of steps) {
    for (const part of step.parts) {
      const sign = signOf(part, step);
      if (sign === undefined) continue;
      const text = textOf(part);
      const { length } = text;
      let from = 0;
      let taken = 0;
      while (from < length && taken < EDGE_CHARACTERS) {
        const code = text.charCodeAt(from++);
        if (isSpace(code)) continue;
        if (taken++ === 0) a = Math.imul(a ^ sign.charCodeAt(0), 0x01000193);
        a = Math.imul(a ^ code, 0x01000193);
      }
      taken = 0;
      for (let at = length - 1; at >= 0 && taken < EDGE_CHARACTERS; at--) {
        const code = text.charCodeAt(at);
        if (isSpace(code)) continue;
        taken++;
        b = Math.imul(b ^ code, 0x85ebca6b);
        b ^= b >>> 13;
      }
    }
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}

function signOf(part: Part, { actor }: Step): string | undefined {
  if (part.kind === 'tool-call') return 'c';
  if (part.kind === 'tool-result') return 'o';
  if (part.kind !== 'text' || part.injected !== undefined) return undefined;
  // A tool's words may come as plain text of its step.
  if (actor === 'tool') return 'o';
  return actor === 'user' || actor === 'agent' ? actor[0] : undefined;
}

function textOf(part: Part): string {
  if (part.kind === 'tool-call') return part.name;
  return part.kind === 'tool-result' || part.kind === 'text' ? part.text : '';
}

// What `\s` matches among the characters that texts are indented and broken with; the rest makes no difference here
// unless two formats differ in it.
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x2028 || code === 0xfeff;
}
