import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { idField, listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

const RUN_IDS = ['run_id', 'trajectory_id', 'session_id', 'conversation_id'] as const;
const UNSURE = [...RUN_IDS, 'task_id', 'trial', 'model', 'reward', 'success'] as const;
const KNOWN = new Set<string>(['messages', 'task_id', 'trial', 'reward', 'success', 'tools', 'model', ...RUN_IDS]);

/**
 * Plain JSONL: `{messages, task_id?, trial?, reward?, success?, metadata?}` per line, or an array of such objects; also
 * training rows `{messages, tools}` whose content is a list of typed blocks. `run_id`, `trajectory_id`, `session_id` or
 * `conversation_id` identify the run where there is one; `metadata` may name `agent`, `model`, `project` and `started_at`.
 */
export const openaiChat: TraceFormat = {
  name: 'openai-chat',
  description: 'OpenAI chat messages, one conversation per line: JSONL logs, fine-tuning sets, many harnesses',
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
  const named = RUN_IDS.find((name) => idField(record, name) !== undefined);
  const runId = named === undefined ? undefined : idField(record, named);
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
    extra: { ...otherFields(record, KNOWN), ...unheld(record, named) },
    ...(distinguishing !== null && { distinguishing }),
  };
}

// Ids beside the one that names the run, and values of other types than the fields that should hold them.
function unheld(record: JsonObject, named: string | undefined): JsonObject {
  const facts: [string, Json][] = [];
  for (const name of UNSURE) {
    const value = record[name];
    if (value === undefined || value === null || name === named) continue;
    const isHeld =
      name === 'task_id' || name === 'trial'
        ? idField(record, name) !== undefined
        : name === 'model'
          ? typeof value === 'string'
          : name === 'reward'
            ? rewardOf(value) !== undefined
            : name === 'success' && (typeof value === 'boolean' || value === 0 || value === 1);
    if (!isHeld) facts.push([name, value]);
  }
  return Object.fromEntries(facts);
}

// Some writers put numbers into quotes.
function rewardOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** `success` (a boolean, or 0 and 1) and `reward` of a record as outcomes by its verifier. */
function chatOutcomes(record: JsonObject): OutcomeRecord[] {
  const outcomes: OutcomeRecord[] = [];
  const reward = rewardOf(record['reward']);
  if (reward !== undefined) outcomes.push({ name: 'reward', value: reward, by: 'verifier' });
  const success = record['success'];
  if (typeof success === 'boolean') outcomes.push({ name: 'success', value: success, by: 'verifier' });
  else if (success === 0 || success === 1) outcomes.push({ name: 'success', value: success === 1, by: 'verifier' });
  return outcomes;
}
