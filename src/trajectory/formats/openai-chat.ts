import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

const KNOWN = new Set([
  'messages',
  'task_id',
  'trial',
  'reward',
  'success',
  'tools',
  'model',
  'run_id',
  'session_id',
  'conversation_id',
  'trajectory_id',
]);

/**
 * Plain JSONL: `{messages, task_id?, trial?, reward?, success?, metadata?}` per line, or an array of such objects; also
 * training rows `{messages, tools}` whose content is a list of typed blocks. `run_id`, `trajectory_id`, `session_id` or
 * `conversation_id` identify the run where there is one; `metadata` may name `agent`, `model`, `project` and `started_at`.
 */
export const openaiChat: TraceFormat = {
  name: 'openai-chat',
  description: 'OpenAI chat messages, one run per line: plain JSONL, fine-tuning sets, many harnesses',
  independentRecords: true,
  detect: ({ records }) => (records.some((record) => isJsonObject(record) && hasMessages(record)) ? 0.6 : 0),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (!isJsonObject(value) || !hasMessages(value)) {
        yield { issue: { line, code: 'bad-record', message: 'found no list of messages, expected {"messages": […]}' } };
      } else yield { draft: { ...draftOf(value), line } };
    },
    end: () => [],
  }),
};

function hasMessages(record: JsonObject): boolean {
  const messages = listField(record, 'messages');
  return messages !== undefined && messages.some(isChatMessage);
}

function draftOf(record: JsonObject): TrajectoryDraft {
  const metadata = objectField(record, 'metadata') ?? {};
  const runId = ['run_id', 'trajectory_id', 'session_id', 'conversation_id']
    .map((name) => idField(record, name))
    .find((id) => id !== undefined);
  const taskId = idField(record, 'task_id');
  const trial = idField(record, 'trial');
  const model = stringField(record, 'model') ?? stringField(metadata, 'model');
  const project = stringField(metadata, 'project');
  const agentName = stringField(metadata, 'agent');
  const startedAt = stringField(metadata, 'started_at');
  const tools = record['tools'];
  const id = record['id'];
  const distinguishing: Json = id === undefined || id === null ? null : id;
  return {
    ...(runId !== undefined && { runId }),
    ...(project !== undefined && { project }),
    task: { ...(taskId !== undefined && { id: taskId }), ...(trial !== undefined && { trial }), tags: [] },
    agent: {
      ...(agentName !== undefined && { name: agentName }),
      ...(model !== undefined && { model }),
      ...(tools !== undefined && tools !== null && { tools }),
    },
    ...(startedAt !== undefined && !Number.isNaN(Date.parse(startedAt)) && { startedAt }),
    outcomes: chatOutcomes(record),
    steps: chatSteps(listField(record, 'messages')!),
    extra: otherFields(record, KNOWN) ?? {},
    ...(distinguishing !== null && { distinguishing }),
  };
}

/** `success` (a boolean, or 0 and 1) and `reward` of a record as outcomes by its verifier. */
function chatOutcomes(record: JsonObject): OutcomeRecord[] {
  const outcomes: OutcomeRecord[] = [];
  const reward = numberField(record, 'reward');
  if (reward !== undefined) outcomes.push({ name: 'reward', value: reward, by: 'verifier' });
  const success = record['success'];
  if (typeof success === 'boolean') outcomes.push({ name: 'success', value: success, by: 'verifier' });
  else if (success === 0 || success === 1) outcomes.push({ name: 'success', value: success === 1, by: 'verifier' });
  return outcomes;
}
