import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, stringField } from '../../chat/string-field.ts';
import { isoTime, numberSteps, restOf, type BareStep } from '../../chat/number-steps.ts';
import {
  eitherField,
  googleCalls,
  googleContent,
  googleUsage,
  googleUsageFacts,
  type GoogleCalls,
} from './google-content.ts';
import type { TrajectoryDraft } from '../../trace-format.ts';
import type { Actor } from '../../trajectory.ts';

const SESSION_KNOWN = new Set(['id', 'app_name', 'appName', 'events', 'last_update_time', 'lastUpdateTime']);
const EVENT_KNOWN = new Set(['author', 'content', 'timestamp', 'usage_metadata', 'usageMetadata']);

/** Whether a record is a session of Google's Agent Development Kit: events with authors and contents. */
export function isAdkSession(record: Json): record is JsonObject {
  if (!isJsonObject(record) || idField(record, 'id') === undefined) return false;
  return (listField(record, 'events') ?? []).some(isAdkEvent);
}

/** Whether a value is an event of such a session. */
export function isAdkEvent(event: Json): event is JsonObject {
  if (!isJsonObject(event) || typeof event['author'] !== 'string') return false;
  const { content } = event;
  return (
    typeof eitherField(event, 'invocation_id') === 'string' ||
    (isJsonObject(content) && Array.isArray(content['parts']))
  );
}

/** A session as a run: one step per event. */
export function adkSessionDraft(session: JsonObject): TrajectoryDraft {
  const calls = googleCalls();
  const events = listField(session, 'events') ?? [];
  const steps = events.map((event) => adkEventStep(event, calls));
  const names = events.flatMap((event) =>
    isJsonObject(event) && event['author'] !== 'user' ? (stringField(event, 'author') ?? []) : [],
  );
  const app = eitherField(session, 'app_name');
  const name = typeof app === 'string' && app !== '' ? app : names[0];
  const times = steps.flatMap((step) => step.at ?? []);
  const endedAt = times.at(-1) ?? isoTime(eitherField(session, 'last_update_time'));
  const runId = idField(session, 'id');
  return {
    ...(runId !== undefined && { runId, sessionId: runId }),
    task: { tags: ['google-adk'] },
    agent: { ...(name !== undefined && { name }) },
    ...(times.length > 0 && { startedAt: times[0]! }),
    ...(endedAt !== undefined && { endedAt }),
    outcomes: [],
    steps: numberSteps(steps),
    extra: restOf(session, SESSION_KNOWN) ?? {},
  };
}

/** An event as a step: of the user, of a tool when it holds only its answers, else of the agent who is its author. */
export function adkEventStep(event: Json, calls: GoogleCalls): BareStep {
  if (!isJsonObject(event)) return { actor: 'environment', parts: [], extra: { value: event } };
  const { parts, rests } = googleContent(event['content'], calls);
  const author = stringField(event, 'author') ?? '';
  const isResult = parts.length > 0 && parts.every(({ kind }) => kind === 'tool-result');
  const actor: Actor = isResult ? 'tool' : author === 'user' ? 'user' : author === '' ? 'environment' : 'agent';
  const at = isoTime(event['timestamp']);
  const usage = googleUsage(eitherField(event, 'usage_metadata'));
  const more = googleUsageFacts(eitherField(event, 'usage_metadata'));
  const extra = {
    ...restOf(event, EVENT_KNOWN),
    ...(more !== undefined && { usage_metadata: more }),
    ...(rests.length > 0 && { parts: rests }),
  };
  return {
    actor,
    ...(actor !== 'user' && author !== '' && { name: author }),
    ...(at !== undefined && { at }),
    parts,
    ...(usage !== undefined && { usage }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
