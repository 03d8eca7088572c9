import { canonicalJson, sha256 } from '../../core/content-key.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { isOpenHandsEvent, openHandsRuns, type OpenHandsRun } from './harness/open-hands-runs.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import { partText, type OutcomeRecord, type Step } from '../trajectory.ts';

const ROW_KNOWN = new Set(['history', 'instance_id', 'success', 'instruction']);

/**
 * OpenHands before its SDK: a list of events (one run per file), or rows of `output.jsonl`, `{instance_id, instruction,
 * history, metadata, test_result, error}`, whose history is a list of events or, in older versions, of pairs
 * `[action, observation]`. See `openHandsRuns`; delegates are runs of their own, sub-agents of the run that called them. Outcomes are `success` (said by a model for issues it resolved) and
 * `resolved` of a report, by the verifier.
 */
export const openhands: TraceFormat = {
  name: 'openhands',
  description: 'OpenHands (V0) event streams and output.jsonl',
  independentRecords: false,
  detect({ records }) {
    if (records.some((record) => isJsonObject(record) && isRow(record))) return 0.95;
    const events = records.filter(isOpenHandsEvent).length;
    return events > 0 && events * 2 > records.length ? 0.95 : 0;
  },
  open() {
    const events: Json[] = [];
    let firstLine: number | undefined;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (isJsonObject(value) && isRow(value)) yield* itemsOf(value, line);
        else if (isOpenHandsEvent(value)) {
          firstLine ??= line;
          events.push(value);
        } else {
          const message = 'found no event, expected {"action"} or {"observation"}, or a row with a history of them';
          yield { issue: { line, code: 'bad-record', message } };
        }
      },
      *end(): Iterable<DraftItem> {
        if (events.length > 0) yield* itemsOf({ history: events }, firstLine ?? 1);
      },
    };
  },
};

function isRow(record: JsonObject): boolean {
  const history = listField(record, 'history');
  return history !== undefined && history.length > 0 && eventsOf(history).some(isOpenHandsEvent);
}

function eventsOf(history: readonly Json[]): readonly Json[] {
  return history.flatMap((entry) => (Array.isArray(entry) ? (entry as readonly Json[]) : [entry]));
}

function* itemsOf(row: JsonObject, line: number): Iterable<DraftItem> {
  const [main, ...delegates] = openHandsRuns(eventsOf(listField(row, 'history') ?? []));
  const draft = rowDraft(row, main!);
  const ids = [draft.runId!];
  yield { draft: { ...draft, line } };
  for (const [index, { spawnedBy, agent, inputs, ...run }] of delegates.entries()) {
    const parentRunId = ids[spawnedBy!.run]!;
    const runId = `${draft.runId}/${index}`;
    ids.push(runId);
    const text = isJsonObject(inputs ?? null) ? stringField(inputs as JsonObject, 'task') : undefined;
    yield {
      draft: {
        runId,
        parentRunId,
        task: { ...(text !== undefined && { text }), tags: draft.task.tags },
        agent: { ...(agent !== undefined && { name: agent }) },
        outcomes: [],
        ...steppedOf(run),
        extra: {},
        line,
      },
    };
    yield { link: { parentRunId, childRunId: runId, callId: spawnedBy!.callId } };
  }
}

function steppedOf({ steps, late }: OpenHandsRun): Pick<TrajectoryDraft, 'steps' | 'late'> {
  return { steps, ...(late.length > 0 && { late }) };
}

function rowDraft(row: JsonObject, run: OpenHandsRun): TrajectoryDraft {
  const metadata = objectField(row, 'metadata') ?? {};
  const id = idField(row, 'instance_id') ?? issueId(objectField(row, 'issue'));
  const instruction = stringField(row, 'instruction');
  const model = stringField(objectField(metadata, 'llm_config') ?? {}, 'model') ?? stringField(metadata, 'model_name');
  const name = stringField(metadata, 'agent_class');
  const { success } = row;
  const outcomes: OutcomeRecord[] = [];
  const resolved =
    objectField(objectField(row, 'test_result') ?? {}, 'report')?.['resolved'] ??
    objectField(row, 'report')?.['resolved'];
  if (typeof resolved === 'boolean') outcomes.push({ name: 'success', value: resolved, by: 'verifier' });
  if (typeof success === 'boolean') outcomes.push({ name: 'success', value: success, by: 'model' });
  const isOdd = success !== undefined && success !== null && typeof success !== 'boolean';
  return {
    task: {
      ...(id !== undefined && { id }),
      ...(instruction !== undefined && { text: instruction }),
      tags: ['openhands'],
    },
    agent: { ...(name !== undefined && { name }), ...(model !== undefined && { model }) },
    outcomes,
    ...steppedOf(run),
    extra: { ...otherFields(row, ROW_KNOWN), ...(isOdd && { success }) },
    runId: runIdOf(id, run.steps),
  };
}

// Sessions have no id in their events: a run is known by when it began, what it was asked and what the agent did first.
function runIdOf(taskId: string | undefined, steps: readonly Step[]): string {
  const firstText = (actor: Step['actor']): Json => {
    const part = steps.find((step) => step.actor === actor)?.parts[0];
    return part === undefined ? null : partText(part);
  };
  return sha256(canonicalJson([taskId ?? null, steps[0]?.at ?? null, firstText('user'), firstText('agent')]), 20);
}

function issueId(issue: JsonObject | undefined): string | undefined {
  const pieces = issue === undefined ? [] : ['owner', 'repo', 'number'].map((field) => idField(issue, field));
  return pieces.length === 0 || pieces.includes(undefined) ? undefined : pieces.join('/');
}
