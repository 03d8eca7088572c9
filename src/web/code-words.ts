import { shorten } from '../chart/visible-text.ts';

/** A code as words: `agent-runs/finish-without-check` → `finish without check`. */
export function codeWords(name: string): string {
  return shorten(name.slice(name.lastIndexOf('/') + 1), 60).replaceAll('-', ' ');
}
