import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { numberSteps, jsonText, type BareStep } from '../chat/number-steps.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, DraftLabel, TraceFormat } from '../trace-format.ts';
import type { OutcomeRecord, Part } from '../trajectory.ts';

const KNOWN = new Set(['query', 'turn_history', 'trajectory', 'reward']);
const TURN_LISTS = new Set(['thoughts', 'actions', 'observations', 'rewards', 'valid_action', 'steps']);
const EXPECTED = 'expected {"query", "turn_history"} or {"query", "trajectory"}';

/**
 * InterCode logs: an object (or `{meta, logs}`) of episodes `{query, turn_history: {actions, observations, rewards,
 * valid_action}, summary}`, or with people at the keyboard `{query, trajectory: [{action, observation}], reward}`. Each
 * turn is a step of the agent (its thought, the command) and one of the tool. A plan made before the first turn (`steps`
 * of plan-and-solve) is a step of the agent, one part for each of its points.
 *
 * The reward of the best turn is the outcome `reward`; the benchmark counts an episode as solved when it is 1 (success
 * rate, https://intercode-benchmark.github.io), which is what `outcomeOf` does with a reward.
 */
export const intercode: TraceFormat = {
  name: 'intercode',
  description: 'InterCode logs (bash, SQL, CTF, Python)',
  independentRecords: false,
  detect: ({ records }) =>
    records.some((record) => isJsonObject(record) && episodesOf(record).some(([, e]) => isEpisode(e))) ? 0.95 : 0,
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (!isJsonObject(value)) {
        yield { issue: { line, code: 'bad-record', message: `found no object, ${EXPECTED}` } };
        return;
      }
      const { meta } = value;
      for (const [key, episode] of episodesOf(value)) {
        if (isEpisode(episode)) yield itemOf(key, episode, line, isWrapped(value) ? meta : undefined);
        else {
          yield { issue: { line, code: 'bad-record', message: `found another value under ${key}, ${EXPECTED}` } };
        }
      }
    },
    end: () => [],
  }),
};

function isWrapped(record: JsonObject): boolean {
  return typeof record['logs'] === 'object' && record['logs'] !== null && !('query' in record);
}

function episodesOf(record: JsonObject): (readonly [key: string, episode: Json])[] {
  if (isEpisode(record)) return [[idField(record, 'task_id') ?? '0', record]];
  const { logs } = record;
  const isLogs = isWrapped(record) && typeof logs === 'object' && logs !== null;
  return Object.entries(isLogs ? logs : record);
}

function isEpisode(value: Json): value is JsonObject {
  if (!isJsonObject(value) || typeof value['query'] !== 'string') return false;
  const turns = value['turn_history'];
  if (isJsonObject(turns)) return Array.isArray(turns['actions']);
  const list = listField(value, 'trajectory');
  return list !== undefined && list.every((turn) => isJsonObject(turn) && 'action' in turn);
}

interface Turns {
  readonly thoughts: readonly Json[];
  readonly actions: readonly Json[];
  readonly observations: readonly Json[];
  readonly rewards: readonly Json[];
  readonly valid: readonly Json[];
  /** What else is said of turns, turn by turn. */
  readonly others: readonly (JsonObject | undefined)[];
}

function turnsOf(episode: JsonObject): Turns {
  const history = objectField(episode, 'turn_history');
  if (history !== undefined) {
    return {
      thoughts: listField(history, 'thoughts') ?? [],
      actions: listField(history, 'actions') ?? [],
      observations: listField(history, 'observations') ?? [],
      rewards: listField(history, 'rewards') ?? [],
      valid: listField(history, 'valid_action') ?? [],
      others: [],
    };
  }
  const turns = (listField(episode, 'trajectory') ?? []) as readonly JsonObject[];
  const column = (name: string): Json[] => turns.map((turn) => turn[name] ?? null);
  return {
    thoughts: column('thought'),
    actions: column('action'),
    observations: column('observation'),
    rewards: column('reward'),
    valid: column('valid_action'),
    others: turns.map((turn) =>
      otherFields(turn, new Set(['thought', 'action', 'observation', 'reward', 'valid_action'])),
    ),
  };
}

function itemOf(key: string, episode: JsonObject, line: number, meta: Json | undefined): DraftItem {
  const environment = stringField(episode, 'environment');
  const tool = environment?.replace(/^ic_/, '') ?? 'execute';
  const query = stringField(episode, 'query')!;
  const turns = turnsOf(episode);
  const steps: BareStep[] = [{ actor: 'user', parts: [{ kind: 'text', text: query }] }];
  const plan = listField(objectField(episode, 'turn_history') ?? {}, 'steps') ?? [];
  if (plan.length > 0) {
    const parts = plan.map((point): Part => ({ kind: 'reasoning', text: jsonText(point), visibility: 'raw' }));
    steps.push({ actor: 'agent', parts });
  }
  const labels: DraftLabel[] = [];
  const count = Math.max(turns.actions.length, turns.thoughts.length, turns.observations.length);
  for (let i = 0; i < count; i++) {
    const callId = `call_${i}`;
    const label = (name: string, value: Json | undefined): void => {
      if (value === undefined || value === null) return;
      labels.push({ name: `label:intercode/${name}`, steps: [steps.length, steps.length], value });
    };
    label('reward', turns.rewards[i]);
    label('valid_action', turns.valid[i]);
    const thought = jsonText(turns.thoughts[i]);
    const action = turns.actions[i];
    const extra = turns.others[i];
    steps.push({
      actor: 'agent',
      parts: [
        ...(thought === '' ? [] : [{ kind: 'reasoning', text: thought, visibility: 'raw' } as const]),
        ...(action === undefined || action === null
          ? []
          : [{ kind: 'tool-call', callId, name: tool, argumentsText: jsonText(action) } as const]),
      ],
      ...(extra !== undefined && { extra }),
    });
    const observation = turns.observations[i];
    if (observation === undefined || observation === null) continue;
    steps.push({ actor: 'tool', name: tool, parts: [{ kind: 'tool-result', callId, text: jsonText(observation) }] });
  }
  const summary = objectField(episode, 'summary') ?? {};
  const reward = numberField(summary, 'max_reward') ?? numberField(episode, 'reward');
  const outcomes: OutcomeRecord[] = reward === undefined ? [] : [{ name: 'reward', value: reward, by: 'verifier' }];
  const history = otherFields(objectField(episode, 'turn_history') ?? {}, TURN_LISTS);
  const stem = /([^/\\]+?)(?:\.json)?$/.exec(stringField(episode, 'dataset') ?? '')?.[1];
  const id = idField(episode, 'task_id') ?? idField(episode, 'query_idx') ?? key;
  return {
    draft: {
      task: {
        id: [environment, stem, id].filter((piece) => piece !== undefined).join('/'),
        text: query,
        tags: ['intercode', ...(environment === undefined ? [] : [environment])],
      },
      agent: {},
      outcomes,
      steps: numberSteps(steps),
      extra: {
        key,
        ...otherFields(episode, KNOWN),
        ...(numberField(episode, 'reward') === undefined && isGiven(episode['reward'])
          ? { reward: episode['reward']! }
          : {}),
        ...(history !== undefined && { turn_history: history }),
        ...(isGiven(meta) && { meta: meta! }),
      },
      // Logs name no model and are written when the run is over: two systems differ in what they did.
      distinguishing: [turns.thoughts, turns.actions, turns.observations, ...(plan.length > 0 ? [plan] : [])],
      line,
    },
    labels,
  };
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
