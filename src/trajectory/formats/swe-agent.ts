import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { sweAgentSteps } from './harness/swe-agent-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import { yamlLines } from '../source/yaml-lines.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import { partText, type OutcomeRecord } from '../trajectory.ts';

const KNOWN = new Set(['history', 'trajectory']);

/**
 * SWE-agent `.traj` files: `{trajectory, history, info, environment, replay_config}`, demonstrations with the history
 * alone, runs with the trajectory alone. The steps are the messages of the history; see `sweAgentSteps`. `exit_status` is
 * what the agent ended with, by its own word: `submitted` does not mean solved. The patch is `extra.info.submission`.
 * The task is the instance that the replay configuration names, else that which the file is named after. A demonstration
 * may be YAML; each attempt of an agent that tries again is a run of its own, its trial the number of the attempt.
 */
export const sweAgent: TraceFormat = {
  ...rowFormat({
    name: 'swe-agent',
    description: 'SWE-agent and EnIGMA trajectories (.traj), demonstrations (.demo.yaml)',
    sureness: 0.95,
    expected: 'a SWE-agent run {"trajectory", "history", "info"}',
    isRow,
    items: itemsOf,
  }),
  detect({ records, container }) {
    if (container !== 'text') return records.some((record) => isJsonObject(record) && isRow(record)) ? 0.95 : 0;
    const lines = records.filter((record) => typeof record === 'string');
    const begins = lines.some((line) => /^history:\s*$/.test(line));
    return begins && lines.some((line) => /^\s{0,8}(?:- |\s{2})(?:agent|message_type):/.test(line)) ? 0.9 : 0;
  },
  open({ path }) {
    const yaml = yamlLines();
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (typeof value === 'string') yaml.add(value, line);
        else if (isJsonObject(value) && isRow(value)) yield* placed(itemsOf(value, path), line);
        else yield badRecord(line, isJsonObject(value) ? 'a record of another shape' : 'no object');
      },
      *end(): Iterable<DraftItem> {
        if (yaml.isEmpty()) return;
        const value = yaml.value() ?? null;
        if (isJsonObject(value) && isRow(value)) yield* placed(itemsOf(value, path), 1);
        else yield badRecord(1, 'no demonstration in this YAML');
      },
    };
  },
};

function badRecord(line: number, found: string): DraftItem {
  const message = `found ${found}, expected a SWE-agent run {"trajectory", "history", "info"}`;
  return { issue: { line, code: 'bad-record', message } };
}

function* placed(drafts: Iterable<{ readonly draft: TrajectoryDraft }>, line: number): Iterable<DraftItem> {
  for (const { draft } of drafts) yield { draft: { ...draft, line } };
}

// An agent that tries again writes all attempts, and the one it chose once more for itself.
function* itemsOf(row: JsonObject, path: string): Iterable<{ readonly draft: TrajectoryDraft }> {
  const attempts = (listField(row, 'attempts') ?? []).filter(isJsonObject).filter(isRow);
  if (attempts.length === 0) {
    yield { draft: draftOf(row, path) };
    return;
  }
  const { attempts: _attempts, history: _history, trajectory, ...rest } = row;
  const chosen = JSON.stringify(trajectory ?? null);
  let isChosen = false;
  for (const [index, attempt] of attempts.entries()) {
    const draft = draftOf({ ...rest, ...attempt }, path);
    const isThis: boolean = !isChosen && JSON.stringify(attempt['trajectory'] ?? null) === chosen;
    isChosen ||= isThis;
    // What is said of the chosen one again may say more.
    const info = isThis ? row['info'] : undefined;
    const extra: JsonObject = {
      ...draft.extra,
      attempts: attempts.length,
      chosen: isThis,
      ...(info !== undefined && { chosen_info: info }),
    };
    yield { draft: { ...draft, task: { ...draft.task, trial: String(index) }, extra } };
  }
  if (!isChosen && trajectory !== undefined) yield { draft: draftOf({ ...row, attempts: attempts.length }, path) };
}

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
  const text = stringField(problem, 'text') ?? stringField(problem, 'problem_statement');
  const id = stringField(problem, 'id') ?? /([^/\\]+)\.(?:traj(?:\.json)?|demo\.ya?ml)$/.exec(path)?.[1];
  const exit = stringField(info, 'exit_status');
  const version = stringField(info, 'swe_agent_version');
  const outcomes: OutcomeRecord[] = exit === undefined ? [] : [{ name: 'exit_status', value: exit, by: 'self' }];
  const steps = sweAgentSteps(listField(row, 'history') ?? [], listField(row, 'trajectory') ?? []);
  const odd = Object.entries(row).filter(([name, value]) => KNOWN.has(name) && value !== null && !Array.isArray(value));
  return {
    task: { ...(id !== undefined && { id }), ...(text !== undefined && { text }), tags: ['swe-agent'] },
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
