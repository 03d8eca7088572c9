import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { chatSteps } from '../chat/chat-steps.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

const KNOWN = new Set(['id', 'task_id', 'trial', 'messages', 'start_time', 'end_time']);

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
        if (isJsonObject(simulation) && Array.isArray(simulation['messages'])) {
          yield { draft: { ...draftOf(simulation, info, tasks), line } };
        } else yield { issue: { line, code: 'bad-record', message: `simulation ${index} has no list of messages` } };
      }
    },
    end: () => [],
  }),
};

function isResults(record: JsonObject): boolean {
  return Array.isArray(record['tasks']) && (Array.isArray(record['simulations']) || isJsonObject(record['info']));
}

function draftOf(simulation: JsonObject, info: JsonObject, tasks: ReadonlyMap<string, JsonObject>): TrajectoryDraft {
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
  const text = taskText(taskId === undefined ? undefined : tasks.get(taskId));
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
    steps: chatSteps(listField(simulation, 'messages')!, { simulatedUser: true }),
    extra: otherFields(simulation, KNOWN) ?? {},
  };
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
