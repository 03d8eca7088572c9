import { markup, type Markup } from '../chart/markup.ts';

/** A sentence in which words between backticks are code, as behaviors are written; an unpaired backtick stays. */
export function codeSpans(text: string): Markup[] {
  return text
    .split(/(`[^`\n]+`)/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^`[^`\n]+`$/.test(piece) ? markup`<code>${piece.slice(1, -1)}</code>` : markup`${piece}`));
}
