import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { sweAgentSteps } from '../harness/swe-agent-steps.ts';
import { rowFormat } from '../reasoning/row-format.ts';
import type { TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import { partText, type OutcomeRecord } from '../trajectory.ts';

const KNOWN = new Set(['history', 'trajectory']);

/**
 * SWE-agent `.traj` files: `{trajectory, history, info, environment, replay_config}`, demonstrations with the history
 * alone, runs with the trajectory alone. The steps are the messages of the history; see `sweAgentSteps`. `exit_status` is
 * what the agent ended with, by its own word: `submitted` does not mean solved. The patch is `extra.info.submission`.
 * The file is named after the instance, which is the task.
 */
export const sweAgent: TraceFormat = rowFormat({
  name: 'swe-agent',
  description: 'SWE-agent and EnIGMA trajectories (.traj)',
  sureness: 0.95,
  expected: 'a SWE-agent run {"trajectory", "history", "info"}',
  isRow,
  *items(row, path) {
    yield { draft: draftOf(row, path) };
  },
});

function isRow(record: JsonObject): boolean {
  const turns = listField(record, 'trajectory');
  const isTurn = (turn: Json): boolean =>
    isJsonObject(turn) && 'action' in turn && 'observation' in turn && ('response' in turn || 'thought' in turn);
  if (turns !== undefined && turns.length > 0) return turns.some(isTurn) && !('query' in record);
  return (listField(record, 'history') ?? []).some(
    (message) => isJsonObject(message) && 'role' in message && 'agent' in message && 'content' in message,
  );
}

function draftOf(row: JsonObject, path: string): TrajectoryDraft {
  const info = objectField(row, 'info') ?? {};
  const replay = replayConfig(row['replay_config']);
  const model = stringField(objectField(objectField(replay, 'agent') ?? {}, 'model') ?? {}, 'name');
  const problem = objectField(replay, 'problem_statement') ?? {};
  const id = stringField(problem, 'id') ?? /([^/\\]+)\.traj(?:\.json)?$/.exec(path)?.[1];
  const exit = stringField(info, 'exit_status');
  const version = stringField(info, 'swe_agent_version');
  const outcomes: OutcomeRecord[] = exit === undefined ? [] : [{ name: 'exit_status', value: exit, by: 'self' }];
  const steps = sweAgentSteps(listField(row, 'history') ?? [], listField(row, 'trajectory') ?? []);
  const odd = Object.entries(row).filter(([name, value]) => KNOWN.has(name) && value !== null && !Array.isArray(value));
  return {
    task: { ...(id !== undefined && { id }), tags: ['swe-agent'] },
    agent: {
      name: 'SWE-agent',
      ...(model !== undefined && { model }),
      ...(version !== undefined && { version }),
    },
    outcomes,
    steps,
    extra: { ...otherFields(row, KNOWN), ...Object.fromEntries(odd) },
    distinguishing: steps.find((step) => step.actor === 'agent' && step.copied !== true)?.parts.map(partText) ?? null,
  };
}

function replayConfig(value: Json | undefined): JsonObject {
  if (typeof value !== 'string') return value !== undefined && isJsonObject(value) ? value : {};
  try {
    const parsed = JSON.parse(value) as Json;
    return isJsonObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
