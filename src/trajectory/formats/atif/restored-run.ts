import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, objectField, otherFields } from '../../chat/string-field.ts';
import { storedTrajectory } from '../../stored-trajectory.ts';
import type { Step, Trajectory } from '../../trajectory.ts';
import type { AtifStep } from './atif-step-reader.ts';

/**
 * How a step of a run is written in an ATIF step: the step as ATIF says it, of the message or of some results of the
 * observation, and what is set otherwise. Fields set to null are taken away; `parts` by their index, or the whole list.
 */
export interface StepFacts {
  readonly results?: readonly [from: number, to: number];
  readonly set?: JsonObject;
}

/** What is needed to have `step` again from `plain`, which ATIF says; undefined when they are the same. */
export function factsBeyond(step: Step, plain: Step): JsonObject | undefined {
  const wanted = step as unknown as JsonObject;
  const said = plain as unknown as JsonObject;
  const set: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(said)])) {
    if (name === 'index' || JSON.stringify(wanted[name]) === JSON.stringify(said[name])) continue;
    set[name] = name === 'parts' ? partsBeyond(step.parts, plain.parts) : (wanted[name] ?? null);
  }
  return Object.keys(set).length === 0 ? undefined : set;
}

// Most parts differ in one field, such as the white space of arguments, and need not be written twice.
function partsBeyond(wanted: Step['parts'], said: Step['parts']): Json {
  const sameKinds = wanted.length === said.length && wanted.every(({ kind }, index) => kind === said[index]!.kind);
  if (!sameKinds) return wanted as unknown as Json;
  const set: Record<string, Json> = {};
  for (const [index, part] of wanted.entries()) {
    const fields = part as unknown as JsonObject;
    const other = said[index] as unknown as JsonObject;
    const changed = [...new Set([...Object.keys(fields), ...Object.keys(other)])].filter(
      (name) => JSON.stringify(fields[name]) !== JSON.stringify(other[name]),
    );
    if (changed.length > 0) set[index] = Object.fromEntries(changed.map((name) => [name, fields[name] ?? null]));
  }
  return set;
}

/** The steps of an ATIF step that Ethogram wrote; undefined when it says nothing of them. */
export function restoredSteps(record: JsonObject, plain: AtifStep): Step[] | undefined {
  const facts = objectField(objectField(record, 'extra') ?? {}, 'ethogram');
  const entries = facts === undefined ? undefined : listField(facts, 'steps');
  const { extra: _extra, ...bare } = plain.message;
  const extra = otherFields(plain.message.extra ?? {}, new Set(['ethogram']));
  const message: Step = { ...bare, ...(extra !== undefined && { extra }) };
  return entries?.flatMap((entry) => {
    if (!isJsonObject(entry)) return [];
    const range = listField(entry, 'results');
    const step = range === undefined ? message : plain.results(Number(range[0]), Number(range[1]));
    return [applied(step, objectField(entry, 'set') ?? {})];
  });
}

function applied(step: Step, set: JsonObject): Step {
  const fields: Record<string, unknown> = { ...step };
  for (const [name, value] of Object.entries(set)) {
    if (name === 'index' || name === '__proto__') continue;
    if (value === null) delete fields[name];
    else if (name === 'parts' && isJsonObject(value)) {
      fields['parts'] = step.parts.map((part, index) => withFields(part as unknown as JsonObject, value[index]));
    } else fields[name] = value;
  }
  return fields as unknown as Step;
}

function withFields(part: JsonObject, set: Json | undefined): JsonObject {
  if (!isJsonObject(set)) return part;
  return Object.fromEntries(Object.entries({ ...part, ...set }).filter(([, value]) => value !== null));
}

/** What Ethogram wrote of a run beside its steps, in `extra.ethogram` of the document. */
export type RunFacts = Pick<Trajectory, 'task' | 'agent' | 'outcomes' | 'extra'> &
  Partial<Pick<Trajectory, 'project' | 'sessionId' | 'startedAt' | 'endedAt' | 'parentId'>>;

/** Whether Ethogram wrote an ATIF document. */
export function isExported(record: JsonObject): boolean {
  return objectField(objectField(record, 'extra') ?? {}, 'ethogram') !== undefined;
}

/** The facts of a run and its steps when they have the shape they should; undefined when this is no document of Ethogram's. */
export function restoredRun(
  record: JsonObject,
  steps: readonly Step[],
): (RunFacts & { readonly steps: readonly Step[] }) | undefined {
  const facts = objectField(objectField(record, 'extra') ?? {}, 'ethogram');
  if (facts === undefined) return undefined;
  const { task, agent, outcomes, extra, project, sessionId, startedAt, endedAt, parentId } = facts;
  const candidate = {
    task: task ?? null,
    agent: agent ?? null,
    outcomes: outcomes ?? null,
    extra: extra ?? null,
    ...(project !== undefined && { project }),
    ...(sessionId !== undefined && { sessionId }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(parentId !== undefined && { parentId }),
    steps: steps as unknown as Json,
  };
  const shaped = { id: 'run', contentHash: '', revision: 1, source: { format: 'atif', uri: '' }, ...candidate };
  return storedTrajectory(shaped) === undefined ? undefined : (candidate as unknown as RunFacts & { steps: Step[] });
}
