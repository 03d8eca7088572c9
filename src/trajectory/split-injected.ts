import type { TextPart } from './trajectory.ts';

const OPEN = '<ethogram-behaviors ids="';
const CLOSE = '</ethogram-behaviors>';
const IDS = /^((?:[A-Za-z0-9_.@:~/-]+(?:,[A-Za-z0-9_.@:~/-]+)*)?)">/;
const LONGEST_IDS = 4000;

/**
 * Wraps behaviors that Ethogram puts into a prompt, so that they are recognised when the run is imported and never
 * mined as if the agent had thought of them. A closing marker inside `text` is broken up.
 *
 * @param ids - behavior ids; characters outside letters, digits and `_.@:~/-` are dropped
 */
export function wrapInjected(text: string, ids: readonly string[]): string {
  const list = ids.map((id) => id.replace(/[^A-Za-z0-9_.@:~/-]/g, '')).filter((id) => id !== '');
  return `${OPEN}${list.join(',')}">\n${text.replaceAll(CLOSE, '<\u200B/ethogram-behaviors>')}\n${CLOSE}`;
}

/**
 * Cuts a text at the markers of {@link wrapInjected}: what Ethogram wrote becomes parts of its own, flagged `injected`,
 * markers included, so that the parts' texts joined are the text. A marker without its end is left as it is.
 */
export function splitInjected(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  let at = 0;
  while ((at = text.indexOf(OPEN, at)) >= 0) {
    const list = IDS.exec(text.slice(at + OPEN.length, at + OPEN.length + LONGEST_IDS))?.[1];
    // Anything else between the quotes was not written by us.
    if (list === undefined) {
      at += OPEN.length;
      continue;
    }
    const close = text.indexOf(CLOSE, at);
    if (close < 0) break;
    const ids = list === '' ? [] : list.split(',');
    if (at > from) parts.push({ kind: 'text', text: text.slice(from, at) });
    from = close + CLOSE.length;
    parts.push({ kind: 'text', text: text.slice(at, from), injected: ids });
    at = from;
  }
  if (from < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** Whether a text may hold injected behaviors: a quick look before {@link splitInjected}. */
export function mayBeInjected(text: string): boolean {
  return text.includes(OPEN);
}
