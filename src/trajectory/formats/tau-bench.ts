import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps } from '../chat/chat-steps.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

const KNOWN = new Set(['task_id', 'trial', 'reward', 'traj']);

/** τ-bench result files: an array (or JSONL) of `{task_id, reward, trial, traj, info}`; the user is simulated by a model. */
export const tauBench: TraceFormat = {
  name: 'tau-bench',
  description: 'τ-bench result files',
  independentRecords: true,
  detect: ({ records }) => (records.some((record) => isJsonObject(record) && isRun(record)) ? 0.95 : 0),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isJsonObject(value) && isRun(value)) yield { draft: { ...draftOf(value), line } };
      else
        yield {
          issue: { line, code: 'bad-record', message: 'found no τ-bench run, expected {"task_id", "reward", "traj"}' },
        };
    },
    end: () => [],
  }),
};

function isRun(record: JsonObject): boolean {
  return Array.isArray(record['traj']) && 'task_id' in record && ('reward' in record || 'info' in record);
}

function draftOf(record: JsonObject): TrajectoryDraft {
  const info = objectField(record, 'info') ?? {};
  const task = objectField(info, 'task') ?? {};
  const taskId = idField(record, 'task_id');
  const trial = idField(record, 'trial');
  const text = stringField(task, 'instruction');
  const reward = numberField(record, 'reward');
  const odd = Object.entries({ task_id: taskId, trial, reward }).flatMap(([name, held]): [string, Json][] => {
    const value = record[name];
    return held !== undefined || value === undefined || value === null ? [] : [[name, value]];
  });
  const outcomes: OutcomeRecord[] = reward === undefined ? [] : [{ name: 'reward', value: reward, by: 'verifier' }];
  return {
    task: {
      ...(taskId !== undefined && { id: taskId }),
      ...(trial !== undefined && { trial }),
      ...(text !== undefined && { text }),
      tags: ['tau-bench'],
    },
    agent: {},
    outcomes,
    steps: chatSteps(listField(record, 'traj')!, { simulatedUser: true }),
    extra: { ...extraOf(record, info, task), ...Object.fromEntries(odd) },
  };
}

// The instruction stands in the task's text already.
function extraOf(record: JsonObject, info: JsonObject, task: JsonObject): JsonObject {
  const rest = otherFields(record, KNOWN) ?? {};
  if (!isJsonObject(rest['info'])) return rest;
  const taskRest = otherFields(task, new Set(typeof task['instruction'] === 'string' ? ['instruction'] : []));
  const infoRest = otherFields(info, new Set(['task'])) ?? {};
  return { ...rest, info: { ...(taskRest !== undefined && { task: taskRest }), ...infoRest } };
}
