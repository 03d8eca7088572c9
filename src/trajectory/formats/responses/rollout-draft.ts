import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, objectField, stringField } from '../../chat/string-field.ts';
import { restOf } from '../../chat/number-steps.ts';
import { exchangeDraft } from '../../exchange/exchange-record.ts';
import { readExchange } from '../../exchange/read-exchange.ts';
import type { TrajectoryDraft } from '../../trace-format.ts';
import type { OutcomeRecord } from '../../trajectory.ts';

const EMPTY: JsonObject = { object: 'response', output: [] };
// Models of OpenAI answer with summaries of their reasoning; servers of other models put the reasoning itself there.
const SUMMARISING = /(?:^|\/)(?:gpt-[45]|o\d|codex|computer-use)/;
/** Numbers and flags of an environment that judge the run; what it counts or was set to is none of them. */
const SCORE =
  /reward|score|accuracy|correct|overlap|rmsle|resolved|equivalent|points|passed|_hit$|_failure$|_followed$|_successful$|_match$|_rate$/;
const JUDGED_BY_MODEL = /^judge_/;

/** Whether a record is a rollout: what was asked of the Responses API, what came back, what it was worth. */
export function isRollout(record: Json): boolean {
  return isJsonObject(record) && isJsonObject(record['responses_create_params']) && isJsonObject(record['response']);
}

/**
 * A rollout as a run. The same task is rolled out many times and ids of responses repeat, so task, trial, agent and
 * response together tell runs apart. Flags and numbers that judge become scores, everything else is kept beside the run.
 */
export function rolloutDraft(record: JsonObject): TrajectoryDraft {
  const request = objectField(record, 'responses_create_params') ?? {};
  const given = objectField(record, 'response') ?? {};
  const response: JsonObject = Array.isArray(given['output'])
    ? { ...given, object: 'response' }
    : { ...given, ...EMPTY };
  const model = stringField(response, 'model') ?? stringField(request, 'model') ?? '';
  const exchange = readExchange(
    { request, response },
    { summaryVisibility: SUMMARISING.test(model) ? 'summary' : 'raw' },
  )!;
  const outcomes = outcomesOf(record);
  const known = new Set(['responses_create_params', 'response', ...outcomes.map(({ field }) => field)]);
  for (const name of ['_ng_task_index', '_ng_rollout_index']) known.add(name);
  const { runId, ...draft } = exchangeDraft(exchange, restOf(record, known) ?? {});
  const metadata = objectField(request, 'metadata') ?? {};
  const task = objectField(record, 'task') ?? {};
  const agentRef = objectField(record, 'agent_ref') ?? {};
  const agentName = stringField(agentRef, 'name');
  const taskId =
    idField(record, 'problem_id') ??
    idField(metadata, 'instance_id') ??
    idField(task, 'id') ??
    idField(record, '_ng_task_index');
  const trial = idField(record, '_ng_rollout_index');
  const text = stringField(metadata, 'problem_statement') ?? stringField(record, 'problem');
  const name = stringField(record, 'task_name');
  const index = record['_ng_task_index'] ?? null;
  return {
    ...draft,
    task: {
      ...(taskId !== undefined && { id: taskId }),
      ...(trial !== undefined && { trial }),
      ...(text !== undefined && { text }),
      tags: name === undefined ? [] : [name],
    },
    agent: { ...(agentName !== undefined && { name: agentName }), ...draft.agent },
    outcomes: outcomes.map(({ outcome }) => outcome),
    extra: {
      ...draft.extra,
      ...(runId !== undefined && { response_id: runId }),
      ...(index !== null && String(index) !== taskId && { _ng_task_index: index }),
    },
    distinguishing: [runId ?? null, agentName ?? null, response['created_at'] ?? null, index],
  };
}

function outcomesOf(record: JsonObject): { readonly field: string; readonly outcome: OutcomeRecord }[] {
  const found: { readonly field: string; readonly outcome: OutcomeRecord }[] = [];
  for (const [field, given] of Object.entries(record)) {
    if (field !== 'reward' && !SCORE.test(field)) continue;
    const value = typeof given === 'string' && field === 'reward' && given.trim() !== '' ? Number(given) : given;
    if (typeof value !== 'boolean' && (typeof value !== 'number' || !Number.isFinite(value))) continue;
    const name = field === 'resolved' && typeof value === 'boolean' ? 'success' : field;
    found.push({ field, outcome: { name, value, by: JUDGED_BY_MODEL.test(field) ? 'model' : 'verifier' } });
  }
  const info = objectField(record, 'info');
  const won = info?.['success'];
  // It stays in `info`, too.
  if (typeof won === 'boolean')
    found.push({ field: 'reward', outcome: { name: 'success', value: won, by: 'verifier' } });
  return found;
}
