import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { atifStepReader } from './atif/atif-step-reader.ts';
import { isExported, restoredRun, restoredSteps } from './atif/restored-run.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { Step } from '../trajectory.ts';

const KNOWN = new Set(['session_id', 'trajectory_id', 'agent', 'steps', 'subagent_trajectories']);
const AGENT_KNOWN = new Set(['name', 'version', 'model_name', 'tool_definitions']);
/**
 * ATIF (Agent Trajectory Interchange Format of Harbor, 1.0 to 1.8; later minor versions are read as well as they allow).
 * An observation becomes a tool step of its own right after the step that asked for it.
 */
export const atif: TraceFormat = {
  name: 'atif',
  description: 'ATIF trajectories (Harbor and others)',
  independentRecords: true,
  detect({ records }) {
    if (records.some((record) => isJsonObject(record) && isAtif(record))) return 0.98;
    return records.some((record) => isJsonObject(record) && isLikeAtif(record)) ? 0.7 : 0;
  },
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isJsonObject(value) && Array.isArray(value['steps'])) yield* runItems(value, line);
      else yield { issue: { line, code: 'bad-record', message: 'found no steps, expected an ATIF trajectory' } };
    },
    end: () => [],
  }),
};

function isAtif(record: JsonObject): boolean {
  return /^ATIF-v?1\b/.test(stringField(record, 'schema_version') ?? '') && Array.isArray(record['steps']);
}

// Some writers leave the name out of the version.
function isLikeAtif(record: JsonObject): boolean {
  const [first] = listField(record, 'steps') ?? [];
  return 'agent' in record && isJsonObject(first) && 'step_id' in first && 'source' in first && 'message' in first;
}

function* runItems(record: JsonObject, line: number, parentRunId?: string): Iterable<DraftItem> {
  const read = draftOf(record);
  const draft = { ...read, line, ...(parentRunId !== undefined && { parentRunId }) };
  yield { draft };
  const { runId } = draft;
  for (const child of listField(record, 'subagent_trajectories') ?? []) {
    if (isJsonObject(child) && Array.isArray(child['steps'])) yield* runItems(child, line, runId);
  }
  if (runId === undefined) return;
  for (const { callId, childRunId } of subAgents(record)) yield { link: { parentRunId: runId, callId, childRunId } };
}

function draftOf(record: JsonObject): TrajectoryDraft {
  const agent = objectField(record, 'agent') ?? {};
  const sessionId = idField(record, 'session_id');
  // A continuation repeats the session's id in a file of its own.
  const continuation = numberField(objectField(agent, 'extra') ?? {}, 'continuation_index');
  const named = idField(record, 'trajectory_id') ?? sessionId;
  const runId = named === undefined || continuation === undefined ? named : `${named}/cont-${continuation}`;
  const name = stringField(agent, 'name');
  const version = stringField(agent, 'version');
  const model = stringField(agent, 'model_name');
  const tools = agent['tool_definitions'];
  const agentExtra = otherFields(agent, AGENT_KNOWN);
  const records = listField(record, 'steps')!;
  const own = isExported(record) ? restoredRun(record, atifSteps(records, model, true)) : undefined;
  if (own !== undefined) {
    const { parentId, ...facts } = own;
    return {
      ...facts,
      ...(runId !== undefined && { runId }),
      ...(parentId !== undefined && { parentRunId: parentId }),
    };
  }
  const steps = atifSteps(records, model, false);
  const times = steps.flatMap((step) => step.at ?? []);
  return {
    ...(runId !== undefined && { runId }),
    ...(sessionId !== undefined && { sessionId }),
    task: { tags: [] },
    agent: {
      ...(name !== undefined && { name }),
      ...(model !== undefined && { model }),
      ...(version !== undefined && { version }),
      ...(tools !== undefined && tools !== null && { tools }),
    },
    ...(times.length > 0 && { startedAt: times[0]!, endedAt: times.at(-1)! }),
    outcomes: [],
    steps,
    extra: { ...otherFields(record, KNOWN), ...(agentExtra !== undefined && { agent: agentExtra }) },
  };
}

function atifSteps(records: readonly Json[], runModel: string | undefined, restore: boolean): Step[] {
  const steps: Step[] = [];
  const read = atifStepReader(runModel);
  for (const record of records) {
    if (!isJsonObject(record)) {
      steps.push({ index: steps.length, actor: 'environment', parts: [], extra: { value: record } });
      continue;
    }
    const plain = read(record, steps.length);
    const restored = restore ? restoredSteps(record, plain) : undefined;
    const found = restored ?? [plain.message, ...(plain.observation === undefined ? [] : [plain.observation])];
    for (const step of found) steps.push({ ...step, index: steps.length });
  }
  return steps;
}

function* subAgents(record: JsonObject): Iterable<{ readonly callId: string; readonly childRunId: string }> {
  for (const step of listField(record, 'steps')!) {
    const observation = isJsonObject(step) ? objectField(step, 'observation') : undefined;
    if (observation === undefined || !isJsonObject(step)) continue;
    const calls = (listField(step, 'tool_calls') ?? []).filter(isJsonObject);
    for (const result of listField(observation, 'results') ?? []) {
      if (!isJsonObject(result)) continue;
      const only = calls.length === 1 ? idField(calls[0]!, 'tool_call_id') : undefined;
      const callId = idField(result, 'source_call_id') ?? only ?? '';
      for (const ref of listField(result, 'subagent_trajectory_ref') ?? []) {
        const childRunId = isJsonObject(ref)
          ? (idField(ref, 'trajectory_id') ?? idField(ref, 'session_id'))
          : undefined;
        if (childRunId !== undefined) yield { callId, childRunId };
      }
    }
  }
}
