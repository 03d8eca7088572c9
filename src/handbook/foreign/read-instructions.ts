import type { BehaviorKind } from '../../behavior/behavior.ts';
import { SECTIONS } from '../agents-md.ts';
import { foreignBehavior, type ForeignFile, type ForeignWords } from './foreign-behavior.ts';
import { listItems, type ListItem } from './list-items.ts';

/**
 * Reads the lists of an `AGENTS.md`, `CLAUDE.md` or any Markdown as behaviors, one per item; prose and code are left. What Ethogram
 * wrote itself is read back as it was.
 */
export function readInstructions(text: string, file: string): ForeignFile {
  const read = listItems(text).map((item) => ({ item, behavior: foreignBehavior(wordsOf(item, file)) }));
  return {
    behaviors: read.flatMap(({ behavior }) => (typeof behavior === 'string' ? [] : [behavior])),
    issues: read.flatMap(({ item, behavior }) => (typeof behavior === 'string' ? [{ line: item.line, message: behavior }] : [])),
  };
} // prettier-ignore

function wordsOf({ text, heading, line }: ListItem, file: string): ForeignWords {
  const own = ownKind(heading);
  const from = `${file}:${line}${heading === '' ? '' : `, under “${heading}”`}`;
  if (own === undefined) return { instruction: text, kind: 'preference', from };
  const [, instruction = text, conditions = ''] = /^(.*?)(?: \(((?:not )?when .*)\))?$/s.exec(text) ?? [];
  const [, when, whenNot] = /^(?:when (.*?))?(?:(?:; )?not when (.*))?$/s.exec(conditions) ?? [];
  return {
    instruction,
    ...(when !== undefined && { when }),
    ...(whenNot !== undefined && { whenNot }),
    kind: own,
    ...(own === 'warning' && { polarity: 'avoid' as const }),
    from,
  };
}

function ownKind(heading: string): BehaviorKind | undefined {
  return SECTIONS.find(([title]) => title === heading)?.[1][0];
}
