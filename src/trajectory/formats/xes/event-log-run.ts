import type { Json, JsonObject } from '../../../core/json.ts';
import type { TrajectoryDraft } from '../../trace-format.ts';
import type { Step } from '../../trajectory.ts';

/** One event of a case in an event log. */
export interface LoggedEvent {
  readonly activity: string;
  /** Which instance of the activity it is about; `''` when the log does not say. */
  readonly instance: string;
  readonly resource: string | undefined;
  /** ISO 8601. */
  readonly at: string | undefined;
  /** What else the event says, as JSON text. */
  readonly argumentsText: string;
  readonly extra?: JsonObject;
}

/** A case of an event log. */
export interface LoggedCase {
  readonly id: string | undefined;
  readonly log: string | undefined;
  readonly events: readonly LoggedEvent[];
  readonly line: number;
  readonly extra: JsonObject;
}

/**
 * A case of an event log as a run. An event is a step of an agent, named after the resource, with one tool call: the activity is
 * the tool, what else the event says its arguments; so workflows, transitions and rules read process logs as they read
 * the calls of agents. Case ids are counted anew in every log: two cases are one run when their first events are the same, too.
 */
export function eventLogRun({ id, log, events, line, extra }: LoggedCase): TrajectoryDraft {
  const times = events.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const [first] = events;
  const startedAt = times[0];
  const endedAt = times.at(-1);
  const steps = events.map((event, index): Step => ({
    index,
    actor: 'agent',
    ...(event.resource !== undefined && { name: event.resource }),
    ...(event.at !== undefined && { at: event.at }),
    parts: [{ kind: 'tool-call', callId: event.instance, name: event.activity, argumentsText: event.argumentsText }],
    ...(event.extra !== undefined && { extra: event.extra }),
  }));
  return {
    line,
    task: { ...(id !== undefined && { id }), tags: log === undefined ? ['event-log'] : ['event-log', log] },
    agent: {},
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    outcomes: [],
    steps,
    distinguishing: [first?.activity ?? null, first?.at ?? null, first?.resource ?? null] satisfies Json,
    extra,
  };
}
