import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import {
  isSdkEvent,
  openHandsSdkSteps,
  OPENHANDS_SDK_KINDS,
  type OpenHandsSdkSteps,
} from './harness/open-hands-sdk-steps.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';

const EXPECTED = 'expected {"kind": "ActionEvent", "source", …} or another kind';

/**
 * Events of the OpenHands SDK (V1), a list, one per line or one per file, each with its `kind`; see `openHandsSdkSteps`. A file is
 * one run, and so is a folder `<conversation id>/events` of one file per event. The conversation's `base_state.json` may
 * stand among them: it names the run and the model. The last `execution_status` is the outcome of that name, by the
 * agent's own word: `finished` does not mean solved.
 */
export const openhandsSdk: TraceFormat = {
  name: 'openhands-sdk',
  description: 'OpenHands SDK (V1) conversation events',
  independentRecords: false,
  detect({ records }) {
    const states = records.filter(isBaseState).length;
    const events = records.filter(isKnownEvent).length;
    return events > 0 && (events + states) * 2 > records.length ? 0.95 : 0;
  },
  open({ path }) {
    const run = openHandsSdkSteps();
    let firstLine: number | undefined;
    let state: JsonObject | undefined;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (isSdkEvent(value)) {
          firstLine ??= line;
          run.add(value);
        } else if (isBaseState(value) && state === undefined) state = value;
        else yield { issue: { line, code: 'bad-record', message: `found no event, ${EXPECTED}` } };
      },
      *end(): Iterable<DraftItem> {
        if (firstLine !== undefined) yield { draft: { ...draftOf(run, path, state), line: firstLine } };
      },
    };
  },
};

function isKnownEvent(value: Json): boolean {
  return isSdkEvent(value) && OPENHANDS_SDK_KINDS.has(stringField(value, 'kind') ?? '');
}

function isBaseState(value: Json): value is JsonObject {
  return isJsonObject(value) && isJsonObject(value['agent'] ?? null) && 'execution_status' in value && 'id' in value;
}

function draftOf(run: OpenHandsSdkSteps, path: string, base: JsonObject | undefined): TrajectoryDraft {
  const { steps, late, facts } = run.end();
  const state = base ?? facts.state;
  const runId = (state && idField(state, 'id')) ?? conversationOf(path);
  const agent = (state && objectField(state, 'agent')) ?? {};
  const model = stringField(objectField(agent, 'llm') ?? {}, 'model') ?? facts.model;
  const status = facts.status ?? (base && stringField(base, 'execution_status'));
  return {
    // With dashes in the events, without them in the name of the folder.
    ...(runId !== undefined && { runId: runId.replaceAll('-', '') }),
    task: { tags: ['openhands'] },
    agent: {
      name: 'OpenHands',
      ...(model !== undefined && { model }),
      ...(facts.tools !== undefined && { tools: facts.tools }),
    },
    outcomes: status === undefined ? [] : [{ name: 'execution_status', value: status, by: 'self' }],
    steps,
    ...(late.length > 0 && { late }),
    extra: base === undefined ? {} : { base_state: otherFields(base, new Set(['id'])) ?? {} },
    distinguishing: facts.first ?? null,
  };
}

// `<conversation id>/events`, or a file in it.
function conversationOf(path: string): string | undefined {
  return /(?:^|[/\\])([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})[/\\]events(?:[/\\][^/\\]*)?$/i.exec(path)?.[1];
}
