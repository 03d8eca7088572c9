import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { ACTORS, OUTCOME_SOURCES, VISIBILITIES, type Trajectory } from './trajectory.ts';

/** The value as a {@link Trajectory} if it has the shape of one throughout, else undefined. Unknown fields are kept. */
export function storedTrajectory(value: JsonObject): Trajectory | undefined {
  const { id, contentHash, revision, source, task, agent, outcomes, steps, extra } = value;
  const ok =
    typeof id === 'string' &&
    id !== '' &&
    !/\s/.test(id) &&
    typeof contentHash === 'string' &&
    Number.isInteger(revision) &&
    isJsonObject(source) &&
    typeof source['format'] === 'string' &&
    typeof source['uri'] === 'string' &&
    isJsonObject(task) &&
    Array.isArray(task['tags']) &&
    isJsonObject(agent) &&
    isJsonObject(extra) &&
    Array.isArray(outcomes) &&
    outcomes.every(isOutcome) &&
    Array.isArray(steps) &&
    steps.every(isStep) &&
    ['copyOf', 'project', 'sessionId', 'parentId', 'startedAt', 'endedAt'].every((name) => optionalText(value[name]));
  return ok ? (value as unknown as Trajectory) : undefined;
}

function isOutcome(value: Json): boolean {
  if (!isJsonObject(value) || typeof value['name'] !== 'string') return false;
  return ['number', 'boolean', 'string'].includes(typeof value['value']) && includes(OUTCOME_SOURCES, value['by']);
}

function isStep(value: Json): boolean {
  if (!isJsonObject(value) || !includes(ACTORS, value['actor']) || !Array.isArray(value['parts'])) return false;
  return value['parts'].every(isPart) && optionalText(value['name']) && optionalText(value['at']);
}

const TEXT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  reasoning: ['text'],
  'tool-call': ['callId', 'name', 'argumentsText'],
  'tool-result': ['callId', 'text'],
  media: ['mediaType', 'ref'],
  compaction: ['text'],
  feedback: ['text'],
};

function isPart(value: Json): boolean {
  if (!isJsonObject(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(TEXT_FIELDS, value['kind']))
    return false;
  if (!TEXT_FIELDS[value['kind']]!.every((name) => typeof value[name] === 'string')) return false;
  if (value['kind'] === 'reasoning') {
    return includes(VISIBILITIES, value['visibility']) && optionalText(value['open']) && optionalText(value['close']);
  }
  const { injected } = value;
  return injected === undefined || (Array.isArray(injected) && injected.every((item) => typeof item === 'string'));
}

function optionalText(value: Json | undefined): boolean {
  return value === undefined || typeof value === 'string';
}

function includes(list: readonly string[], value: Json | undefined): boolean {
  return typeof value === 'string' && list.includes(value);
}
