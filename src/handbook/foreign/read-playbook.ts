import type { ForeignFile } from './foreign-behavior.ts';
import { foreignBehavior } from './foreign-behavior.ts';

// As ace-agent/ace writes it: `[shr-00001] helpful=3 harmful=1 :: text`.
const BULLET = /^\s*\[([^\]]{1,80})\]\s*helpful=\d+\s*harmful=\d+\s*::\s*(\S.*)$/;

/** Whether a text is a playbook of ACE. */
export function isPlaybook(text: string): boolean {
  return text.split('\n', 500).some((line) => BULLET.test(line));
}

/**
 * Reads a playbook of ACE (Agentic Context Engineering, arXiv 2510.04618). Its counters of help and harm are a model's opinion of
 * single runs, and are not taken over.
 */
export function readPlaybook(text: string, file: string): ForeignFile {
  let section = '';
  const read = text.split(/\r?\n/).flatMap((line, i) => {
    section = /^#+\s*(.*?)\s*$/.exec(line)?.[1]?.toLowerCase() ?? section;
    const [, id, instruction] = BULLET.exec(line) ?? [];
    if (instruction === undefined) return [];
    const isMistake = /mistake|pitfall|avoid/.test(section);
    const behavior = foreignBehavior({
      instruction,
      kind: isMistake ? 'warning' : 'strategy',
      ...(isMistake && { polarity: 'avoid' as const }),
      from: `${file}, ${id}`,
    });
    return [{ line: i + 1, behavior }];
  });
  return {
    behaviors: read.flatMap(({ behavior }) => (typeof behavior === 'string' ? [] : [behavior])),
    issues: read.flatMap(({ line, behavior }) => (typeof behavior === 'string' ? [{ line, message: behavior }] : [])),
  };
}
