import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps } from '../chat/chat-steps.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { tau2ReviewLabels, tau2ReviewOutcomes } from './harness/tau2-review-labels.ts';
import { tau2TickMessages, type TickMessages } from './harness/tau2-tick-messages.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

const KNOWN = new Set(['id', 'task_id', 'trial', 'messages', 'start_time', 'end_time', 'info', 'ticks']);
const KNOWN_WITH_POLICY = new Set([...KNOWN, 'policy']);
const RESULTS_KNOWN = new Set(['info', 'tasks', 'simulations', 'simulation_index']);

/**
 * τ² and τ³ result files: `{info, tasks, simulations}`, or one simulation per file (`simulations/<id>.json`, as voice
 * runs are stored). Users call tools too; a step's `extra.requestor` says so. Voice runs without messages have those that
 * their ticks hold, see `tau2TickMessages`; what models found in a run are labels, see `tau2ReviewLabels`.
 */
export const tau2: TraceFormat = {
  name: 'tau2',
  description: 'τ²-bench and τ³-bench result files',
  independentRecords: false,
  detect: ({ records }) =>
    records.some((record) => isJsonObject(record) && (isResults(record) || isSimulation(record))) ? 0.95 : 0,
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isJsonObject(value) && isResults(value)) yield* resultItems(value, line);
      else if (isJsonObject(value) && isSimulation(value)) yield simulationItem(value, { line });
      else {
        const message = 'found no τ² results, expected {"info", "tasks", "simulations"}';
        yield { issue: { line, code: 'bad-record', message } };
      }
    },
    end: () => [],
  }),
};

function isResults(record: JsonObject): boolean {
  return (
    Array.isArray(record['tasks']) && (Array.isArray(record['simulations']) || isJsonObject(record['info'] ?? null))
  );
}

function isSimulation(record: JsonObject): boolean {
  return (
    'task_id' in record &&
    'termination_reason' in record &&
    'start_time' in record &&
    (Array.isArray(record['messages']) || Array.isArray(record['ticks']))
  );
}

function* resultItems(results: JsonObject, line: number): Iterable<DraftItem> {
  const tasks = new Map<string, JsonObject>();
  for (const task of listField(results, 'tasks') ?? []) {
    const id = isJsonObject(task) ? idField(task, 'id') : undefined;
    if (id !== undefined) tasks.set(id, task as JsonObject);
  }
  const info = objectField(results, 'info');
  const rest = otherFields(results, RESULTS_KNOWN);
  for (const [index, simulation] of (listField(results, 'simulations') ?? []).entries()) {
    if (isJsonObject(simulation) && (listField(simulation, 'messages') ?? listField(simulation, 'ticks'))) {
      const task = tasks.get(idField(simulation, 'task_id') ?? '');
      yield simulationItem(simulation, { line, info, task, rest });
    } else yield { issue: { line, code: 'bad-record', message: `simulation ${index} has no list of messages` } };
  }
}

interface Surroundings {
  readonly line: number;
  readonly info?: JsonObject | undefined;
  readonly task?: JsonObject | undefined;
  /** What else the file says of all its runs. */
  readonly rest?: JsonObject | undefined;
}

function simulationItem(simulation: JsonObject, { line, info, task, rest }: Surroundings): DraftItem {
  const { messages, messagesOfTick, ticks } = messagesOf(simulation);
  const stepOfTurn = new Map<number, number>();
  for (const [index, message] of messages.entries()) {
    const turn = isJsonObject(message) ? numberField(message, 'turn_idx') : undefined;
    if (turn !== undefined) stepOfTurn.set(turn, index);
  }
  const labels = tau2ReviewLabels(simulation, { stepOfTurn, stepsOfTick: messagesOfTick });
  const draft = { ...draftOf(simulation, messages, { info, task, rest, ticks }), line };
  return labels.length === 0 ? { draft } : { draft, labels };
}

interface Messages {
  readonly messages: readonly Json[];
  readonly messagesOfTick: TickMessages['messagesOfTick'];
  /** What the ticks say besides the messages. */
  readonly ticks?: readonly Json[];
}

function messagesOf(simulation: JsonObject): Messages {
  const messages = (listField(simulation, 'messages') ?? []).flatMap((message): readonly Json[] => {
    const several = isJsonObject(message) ? listField(message, 'tool_messages') : undefined;
    return several ?? [message];
  });
  const ticks = listField(simulation, 'ticks');
  if (ticks === undefined) return { messages, messagesOfTick: new Map() };
  if (messages.length > 0) return { messages, messagesOfTick: new Map(), ticks };
  const found = tau2TickMessages(ticks);
  return { messages: found.messages, messagesOfTick: found.messagesOfTick, ticks: found.rest };
}

function draftOf(
  simulation: JsonObject,
  messages: readonly Json[],
  {
    info = {},
    task: facts,
    rest,
    ticks,
  }: Omit<Surroundings, 'line'> & { readonly ticks?: readonly Json[] | undefined },
): TrajectoryDraft {
  const taskId = idField(simulation, 'task_id');
  const trial = idField(simulation, 'trial');
  const runId = idField(simulation, 'id');
  const agentInfo = objectField(info, 'agent_info') ?? {};
  const environment = objectField(info, 'environment_info') ?? {};
  const domain = stringField(environment, 'domain_name');
  const instructions = stringField(simulation, 'policy') ?? stringField(environment, 'policy');
  const tools = environment['tool_defs'];
  const model = stringField(agentInfo, 'llm');
  const name = stringField(agentInfo, 'implementation');
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
    outcomes: [...outcomesOf(objectField(simulation, 'reward_info')), ...tau2ReviewOutcomes(simulation)],
    steps: chatSteps(messages, { simulatedUser: true }),
    extra: {
      ...otherFields(simulation, stringField(simulation, 'policy') === undefined ? KNOWN : KNOWN_WITH_POLICY),
      ...(ticks !== undefined && { ticks }),
      ...(isGiven(simulation['info']) && { simulation_info: simulation['info']! }),
      ...(facts !== undefined && { task: facts }),
      ...(rest !== undefined && { results: rest }),
      info: infoOf(info),
    },
  };
}

// The policy and the tools are the agent's already.
function infoOf(info: JsonObject): JsonObject {
  const environment = otherFields(objectField(info, 'environment_info') ?? {}, new Set(['policy', 'tool_defs']));
  return {
    ...otherFields(info, new Set(['environment_info'])),
    ...(environment !== undefined && { environment_info: environment }),
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

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
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
