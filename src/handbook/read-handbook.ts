import type { MinedBehavior } from '../behavior/behavior.ts';
import type { Json } from '../core/json.ts';
import { readBehavior } from './behavior-line.ts';
import type { ForeignFile } from './foreign/foreign-behavior.ts';
import { readInstructions } from './foreign/read-instructions.ts';
import { isPlaybook, readPlaybook } from './foreign/read-playbook.ts';
import { isSkill, readSkill } from './foreign/read-skill.ts';
import { isSkillLibrary, readSkillLibrary } from './foreign/read-skill-library.ts';

/** What a file holds that a handbook can be made of. */
export interface HandbookFile extends ForeignFile {
  readonly format: 'ethogram' | 'playbook' | 'skill' | 'skill-library' | 'instructions' | 'unknown';
}

/**
 * Reads a handbook: what `ethogram handbook export` wrote (JSONL, or a JSON list of the same), or another program's file. What cannot be
 * read becomes an issue, and the rest goes on.
 *
 * @param file - its name, for what is said of its origin and for the format of Markdown
 */
export function readHandbook(text: string, file: string): HandbookFile {
  const plain = text.replace(/^\ufeff/, '');
  const whole = /^\s*[[{]/.test(plain) ? jsonIn(plain) : undefined;
  if (whole !== undefined && isSkillLibrary(whole)) return { format: 'skill-library', ...readSkillLibrary(whole, file) };
  if (Array.isArray(whole)) return own(whole.map((value: Json, i) => ({ value, place: `[${i}]` })));
  if (/^\s*\{/.test(plain)) return ownLines(plain);
  if (isSkill(plain)) return { format: 'skill', ...readSkill(plain, file) };
  if (isPlaybook(plain)) return { format: 'playbook', ...readPlaybook(plain, file) };
  if (/\.(?:md|mdx|markdown|txt)$/i.test(file)) return { format: 'instructions', ...readInstructions(plain, file) };
  const message = 'found none of the formats that are known, expected a handbook, a playbook, a skill, a skill library or Markdown with lists';
  return { format: 'unknown', behaviors: [], issues: [{ message }] };
} // prettier-ignore

function ownLines(text: string): HandbookFile {
  const values: { value: Json; place: string; line: number }[] = [];
  const issues: { line: number; message: string }[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = jsonIn(line);
    if (value === undefined) issues.push({ line: i + 1, message: 'found no JSON, expected a behavior' });
    else values.push({ value, place: '', line: i + 1 });
  }
  const read = own(values);
  return { ...read, issues: [...issues, ...read.issues].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

function own(values: readonly { readonly value: Json; readonly place: string; readonly line?: number }[]): HandbookFile {
  const behaviors: MinedBehavior[] = [];
  const issues: { line?: number; message: string }[] = [];
  for (const { value, place, line } of values) {
    const behavior = readBehavior(value);
    if (typeof behavior !== 'string') behaviors.push(behavior);
    else issues.push({ ...(line !== undefined && { line }), message: place === '' ? behavior : `${place}: ${behavior}` });
  }
  return { format: 'ethogram', behaviors, issues };
} // prettier-ignore

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
