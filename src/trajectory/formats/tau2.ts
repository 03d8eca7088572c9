import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps } from '../chat/chat-steps.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, DraftLabel, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord, Step } from '../trajectory.ts';

const KNOWN = new Set(['id', 'task_id', 'trial', 'messages', 'start_time', 'end_time']);
const MESSAGE_FACTS = ['raw_data', 'turn_idx', 'audio'] as const;
const TICK_MESSAGES = [
  'user_chunk',
  'user_tool_calls',
  'user_tool_results',
  'agent_chunk',
  'agent_tool_calls',
  'agent_tool_results',
] as const;

/** τ² and τ³ result files: `{info, tasks, simulations}`. Users call tools too; a step's `extra.requestor` says so. */
export const tau2: TraceFormat = {
  name: 'tau2',
  description: 'τ²-bench and τ³-bench result files',
  independentRecords: false,
  detect: ({ records }) => (records.some((record) => isJsonObject(record) && isResults(record)) ? 0.95 : 0),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (!isJsonObject(value) || !isResults(value)) {
        yield {
          issue: {
            line,
            code: 'bad-record',
            message: 'found no τ² results, expected {"info", "tasks", "simulations"}',
          },
        };
        return;
      }
      const tasks = new Map<string, JsonObject>();
      for (const task of listField(value, 'tasks') ?? []) {
        const id = isJsonObject(task) ? idField(task, 'id') : undefined;
        if (id !== undefined) tasks.set(id, task as JsonObject);
      }
      const info = objectField(value, 'info') ?? {};
      for (const [index, simulation] of (listField(value, 'simulations') ?? []).entries()) {
        const messages = isJsonObject(simulation) ? messagesOf(simulation) : undefined;
        if (isJsonObject(simulation) && messages !== undefined) {
          const labels = labelsOf(simulation);
          const draft = { ...draftOf(simulation, messages, info, tasks), line };
          yield labels.length === 0 ? { draft } : { draft, labels };
        } else yield { issue: { line, code: 'bad-record', message: `simulation ${index} has no list of messages` } };
      }
    },
    end: () => [],
  }),
};

function isResults(record: JsonObject): boolean {
  return Array.isArray(record['tasks']) && (Array.isArray(record['simulations']) || isJsonObject(record['info']));
}

function draftOf(
  simulation: JsonObject,
  messages: readonly Json[],
  info: JsonObject,
  tasks: ReadonlyMap<string, JsonObject>,
): TrajectoryDraft {
  const taskId = idField(simulation, 'task_id');
  const trial = idField(simulation, 'trial');
  const runId = idField(simulation, 'id');
  const agentInfo = objectField(info, 'agent_info') ?? {};
  const environment = objectField(info, 'environment_info') ?? {};
  const domain = stringField(environment, 'domain_name');
  const instructions = stringField(environment, 'policy');
  const tools = environment['tool_defs'];
  const model = stringField(agentInfo, 'llm');
  const name = stringField(agentInfo, 'implementation');
  const facts = taskId === undefined ? undefined : tasks.get(taskId);
  const text = taskText(facts);
  const startedAt = stringField(simulation, 'start_time');
  const endedAt = stringField(simulation, 'end_time');
  return {
    ...(runId !== undefined && { runId }),
    task: {
      ...(taskId !== undefined && { id: domain === undefined ? taskId : `${domain}/${taskId}` }),
      ...(trial !== undefined && { trial }),
      ...(text !== undefined && { text }),
      tags: ['tau2', ...(domain === undefined ? [] : [domain])],
    },
    agent: {
      ...(name !== undefined && { name }),
      ...(model !== undefined && { model }),
      ...(tools !== undefined && tools !== null && { tools }),
      ...(instructions !== undefined && { instructions }),
    },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    outcomes: outcomesOf(objectField(simulation, 'reward_info')),
    steps: stepsOf(messages),
    extra: {
      ...otherFields(simulation, KNOWN),
      ...(facts !== undefined && { task: facts }),
      info: infoOf(info),
    },
  };
}

// What the rest of the formats leave out of a message: the provider's answer, the position, the sound.
function stepsOf(messages: readonly Json[]): Step[] {
  return chatSteps(messages, { simulatedUser: true }).map((step, index) => {
    const message = messages[index]!;
    if (!isJsonObject(message)) return step;
    const facts: Record<string, Json> = { ...step.extra };
    for (const field of MESSAGE_FACTS) {
      const value = message[field];
      if (value === undefined || value === null || (field === 'turn_idx' && value === index)) continue;
      facts[field] = value;
    }
    if (step.actor !== 'tool' && message['id'] !== undefined && message['id'] !== null) facts['id'] = message['id'];
    return Object.keys(facts).length === 0 ? step : { ...step, extra: facts };
  });
}

// The policy and the tools are the agent's already.
function infoOf(info: JsonObject): JsonObject {
  const environment = otherFields(objectField(info, 'environment_info') ?? {}, new Set(['policy', 'tool_defs']));
  return {
    ...otherFields(info, new Set(['environment_info'])),
    ...(environment !== undefined && { environment_info: environment }),
  };
}

// τ³ has a model look over a run: each error it found, at the turn it names.
function labelsOf(simulation: JsonObject): DraftLabel[] {
  const turns = new Map<number, number>();
  for (const [index, message] of (listField(simulation, 'messages') ?? []).entries()) {
    const turn = isJsonObject(message) ? numberField(message, 'turn_idx') : undefined;
    if (turn !== undefined) turns.set(turn, index);
  }
  const review = objectField(simulation, 'review');
  return ((review && listField(review, 'errors')) ?? []).map((error): DraftLabel => {
    const record = isJsonObject(error) ? error : {};
    const turn = numberField(record, 'turn_idx');
    const step = turn === undefined ? undefined : turns.get(turn);
    const kind = stringField(record, 'error_type') ?? 'error';
    return {
      name: `label:tau2-review/${kind}`,
      ...(step !== undefined && { steps: [step, step] as const }),
      value: error,
      coder: 'model',
    };
  });
}

// Voice runs may have their words in ticks only: those of both sides, tick by tick.
function messagesOf(simulation: JsonObject): readonly Json[] | undefined {
  const messages = listField(simulation, 'messages');
  if (messages !== undefined && messages.length > 0) return messages;
  const ticks = listField(simulation, 'ticks');
  if (ticks === undefined) return messages;
  return ticks.flatMap((tick) => {
    if (!isJsonObject(tick)) return [];
    return TICK_MESSAGES.flatMap((field) => {
      const value = tick[field];
      return Array.isArray(value) ? (value as readonly Json[]) : isJsonObject(value ?? null) ? [value!] : [];
    });
  });
}

function outcomesOf(rewardInfo: JsonObject | undefined): OutcomeRecord[] {
  if (rewardInfo === undefined) return [];
  const outcomes: OutcomeRecord[] = [];
  const reward = numberField(rewardInfo, 'reward');
  if (reward !== undefined) outcomes.push({ name: 'reward', value: reward, by: 'verifier' });
  for (const [name, value] of Object.entries(objectField(rewardInfo, 'reward_breakdown') ?? {})) {
    if (typeof value === 'number') outcomes.push({ name: `reward:${name}`, value, by: 'verifier' });
  }
  return outcomes;
}

// What the user is after: the scenario's instructions as they stand, one field per line.
function taskText(task: JsonObject | undefined): string | undefined {
  const scenario = task === undefined ? undefined : objectField(task, 'user_scenario');
  const instructions = scenario?.['instructions'];
  if (typeof instructions === 'string') return instructions;
  if (!isJsonObject(instructions)) return undefined;
  const fields = ['reason_for_call', 'known_info', 'unknown_info', 'task_instructions'];
  const text = fields.flatMap((field) => stringField(instructions, field) ?? []).join('\n');
  return text === '' ? undefined : text;
}
