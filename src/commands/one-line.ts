/**
 * A text as one line of a terminal: white space folded, control characters and bidirectional overrides (which could redraw
 * the screen or reorder the line) made visible, cut to `length` characters with an ellipsis.
 */
export function oneLine(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    // oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '·')
    .trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
