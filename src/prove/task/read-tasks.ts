import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { EthogramError } from '../../core/ethogram-error.ts';
import { sha256 } from '../../core/content-key.ts';
import { fieldName } from '../../core/read-yaml.ts';
import { shapeFault } from '../../core/shape-fault.ts';
import { writtenCheckSchema, type TaskSpec } from './task-spec.ts';

const taskSchema = z.strictObject({
  id: z.string().min(1).optional(),
  text: z.string().min(1),
  instructions: z.string().optional(),
  tags: z.array(z.string()).default([]),
  check: writtenCheckSchema,
  truth: z.record(z.string(), z.json()).optional(),
});

const HINT =
  'a line is {"text": "What is 2 + 2?", "check": {"kind": "number", "answer": 4}}; docs/tasks.md has every kind of check';

/**
 * Reads a file of tasks: JSON Lines, one task each. A task without an id gets one from its text.
 *
 * @param path - `-` is standard input
 *
 * @throws EthogramError `file-not-found`; `bad-tasks` with file, line and field
 */
export function readTasks(path: string): TaskSpec[] {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${path}: found no file that can be read, expected JSON Lines of tasks`, {
      hint: HINT,
      cause,
    });
  }
  const tasks: TaskSpec[] = [];
  const lines = new Map<string, number>();
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const task = readTask(line, `${path}:${i + 1}`);
    const known = lines.get(task.id);
    if (known !== undefined) {
      throw new EthogramError('bad-tasks', `${path}:${i + 1}: id: found that of line ${known} again (${JSON.stringify(task.id)}), expected another for another task`, { hint: HINT }); // prettier-ignore
    }
    lines.set(task.id, i + 1);
    tasks.push(task);
  }
  if (tasks.length === 0) {
    throw new EthogramError('bad-tasks', `${path}: found no task, expected JSON Lines of tasks`, { hint: HINT });
  }
  return tasks;
}

function readTask(line: string, place: string): TaskSpec {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new EthogramError(
      'bad-tasks',
      `${place}: found what is not JSON (${(cause as Error).message}), expected a task`,
      {
        hint: HINT,
        cause,
      },
    );
  }
  const read = taskSchema.safeParse(json);
  if (!read.success) {
    const { path, message } = shapeFault(taskSchema, json, read.error.issues);
    const field = path.length === 0 ? '' : `${fieldName(path)}: `;
    throw new EthogramError('bad-tasks', `${place}: ${field}${message}`, { hint: HINT });
  }
  const { id, instructions, truth, ...rest } = read.data;
  return {
    id: id ?? `task-${sha256(`${instructions ?? ''}\n${rest.text}`, 12)}`,
    ...rest,
    ...(instructions !== undefined && { instructions }),
    ...(truth !== undefined && { truth }),
  };
}
