import { Document } from 'yaml';
import { z } from 'zod';
import { EthogramError } from '../../core/ethogram-error.ts';
import { readYaml } from '../../core/read-yaml.ts';
import type { Place, Program } from './program.ts';

const TEXT = z.string().trim().min(1, 'expected a text that is not empty');
const SEEN = /^(\d+)\.(\d+):(\d+)-(\d+) (.+)$/;
const PLACE = z.string().regex(SEEN, 'expected step.part:start-end and the id of a run').transform((text): Place => {
  const [, step, part, start, end, trajectoryId] = SEEN.exec(text)!;
  return { trajectoryId: trajectoryId!, step: Number(step), part: Number(part), start: Number(start), end: Number(end) };
}); // prettier-ignore
const FILE = z.strictObject({
  name: z.string().regex(/^behavior_[\p{Ll}\p{N}]+(?:_[\p{Ll}\p{N}]+)*$/u, 'expected behavior_ and words in snake_case'),
  instruction: TEXT,
  when: TEXT.optional(),
  whenNot: TEXT.optional(),
  goals: z.array(
    z.strictObject({
      goal: TEXT,
      steps: z.array(z.strictObject({ do: TEXT, because: TEXT, changes: TEXT.optional(), seen: z.array(PLACE).default([]) })).min(1),
    }),
  ).min(1),
  values: z.array(z.strictObject({ value: TEXT, why: TEXT })).default([]),
  leftOut: z.array(TEXT).default([]),
  group: TEXT,
  model: TEXT,
  runs: z.int().min(0),
}); // prettier-ignore

/** A program as the text of a file that people may correct. It quotes no run. */
export function programText({ words, goals, group, model, runs, ...rest }: Program): string {
  const written = goals.map(({ goal, steps }) => ({
    goal,
    steps: steps.map(({ seen, ...step }) => ({ ...step, seen: seen.map(({ trajectoryId, step: at, part, start, end }) => `${at}.${part}:${start}-${end} ${trajectoryId}`) })),
  })); // prettier-ignore
  return new Document({ ...words, goals: written, ...rest, group, model, runs }).toString({ lineWidth: 120 });
}

/**
 * Reads the file of a program.
 *
 * @param file - its name, for messages
 * @throws EthogramError `bad-argument`: file, line, field, what was found, and what was expected
 */
export function parseProgram(text: string, file: string): Program {
  const { value } = readYaml(text, {
    file,
    root: 'program',
    schema: FILE,
    fail: (message) => new EthogramError('bad-argument', message),
  });
  const { name, instruction, when, whenNot, goals, ...rest } = value;
  const words = { name, instruction, ...(when !== undefined && { when }), ...(whenNot !== undefined && { whenNot }) };
  return {
    ...rest,
    words,
    goals: goals.map(({ goal, steps }) => ({
      goal,
      steps: steps.map(({ changes, ...step }) => ({ ...step, ...(changes !== undefined && { changes }) })),
    })),
  };
}
