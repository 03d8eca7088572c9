import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { isoDate, type CodedObservation, type CodedRow } from './coded-run.ts';

/** Whether a value is a project of BORIS: `{project_format_version, behaviors_conf, observations: {id: {events: […]}}}`. */
export function isBorisProject(value: Json): value is JsonObject {
  if (!isJsonObject(value) || !isJsonObject(value['observations'])) return false;
  return (
    isJsonObject(value['behaviors_conf']) &&
    (value['subjects_conf'] !== undefined || value['project_format_version'] !== undefined)
  );
}

/**
 * The observations of a BORIS project file. An event is `[time, subject, behavior, modifiers, comment, …]`; the START and the
 * STOP of a state are two events of the same subject, behavior and modifiers, told apart by their turn.
 */
export function* borisProjectObservations(project: JsonObject): Iterable<CodedObservation> {
  const behaviors = new Map<string, JsonObject>();
  for (const behavior of Object.values(objectField(project, 'behaviors_conf') ?? {})) {
    const code = isJsonObject(behavior) ? stringField(behavior, 'code') : undefined;
    if (code !== undefined) behaviors.set(code, behavior as JsonObject);
  }
  const facts = otherFields(project, new Set(['observations']));
  for (const [id, observation] of Object.entries(objectField(project, 'observations') ?? {})) {
    if (!isJsonObject(observation)) continue;
    const date = stringField(observation, 'date');
    const variables = objectField(observation, 'independent_variables') ?? {};
    const coder = ['observer', 'Observer', 'coder', 'Coder']
      .map((name) => idField(variables, name))
      .find((found) => found !== undefined);
    yield {
      source: 'boris',
      id,
      startedAt: isoDate(date),
      rows: eventRows(listField(observation, 'events') ?? [], behaviors, mediaOf(observation), coder),
      extra: { ...otherFields(observation, new Set(['events'])), ...(facts !== undefined && { project: facts }) },
      tags: ['boris'],
    };
  }
}

function eventRows(
  events: readonly Json[],
  behaviors: ReadonlyMap<string, JsonObject>,
  media: string | undefined,
  coder: string | undefined,
): CodedRow[] {
  const isOpen = new Set<string>();
  return events.map((event): CodedRow => {
    const fields: readonly Json[] = Array.isArray(event) ? event : [event];
    const [time, subject, behavior, modifiers, ...others] = fields;
    const code = textOf(behavior);
    const definition = code === undefined ? undefined : behaviors.get(code);
    const key = JSON.stringify([subject ?? '', code ?? '', modifiers ?? '']);
    const isState = /^state/i.test((definition === undefined ? undefined : stringField(definition, 'type')) ?? '');
    const edge = !isState ? undefined : isOpen.has(key) ? 'STOP' : 'START';
    if (edge === 'START') isOpen.add(key);
    else isOpen.delete(key);
    const category = definition === undefined ? undefined : textOf(definition['category']);
    return {
      code,
      subject: textOf(subject),
      start: textOf(time) ?? '',
      stop: undefined,
      edge,
      key: JSON.stringify(modifiers ?? ''),
      value: {
        type: edge ?? 'POINT',
        ...(category !== undefined && { category }),
        ...(textOf(modifiers) !== undefined && { modifiers: modifiers! }),
      },
      coder,
      media,
      rest: others.some((other) => other !== '' && other !== null) ? { event: others } : {},
      line: 1,
    };
  });
}

// The first file of the first player; all of them stand in `extra`.
function mediaOf(observation: JsonObject): string | undefined {
  for (const files of Object.values(objectField(observation, 'file') ?? {})) {
    const first = Array.isArray(files) ? (files as readonly Json[])[0] : undefined;
    if (typeof first === 'string') return first;
  }
  return undefined;
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
