import { variablesOf } from './boris-rows.ts';
import type { ExchangeBehavior, ExchangeRun } from './exchange-run.ts';
import { momentsOf } from './in-lanes.ts';

const KEYS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const NO_DATE = '1970-01-01T00:00:00';

/**
 * Observations and their repertoire as a project of BORIS (`.boris`, JSON), in pieces, one observation at a time. All are live
 * observations: there is no recording to play. What repertoire to expect is known before: BORIS tells states from points by it.
 */
export async function* borisProject(
  runs: AsyncIterable<ExchangeRun>,
  behaviors: readonly ExchangeBehavior[],
): AsyncGenerator<string> {
  const lasting = new Set(behaviors.filter(({ kind }) => kind === 'state').map(({ behavior }) => behavior));
  const subjects = new Set<string>();
  const bases = new Set<string>();
  yield '{"time_format":"s","project_date":"1970-01-01T00:00:00","project_name":"Ethogram","project_format_version":"7.0",\n"observations":{';
  let isFirst = true;
  for await (const observed of runs) {
    for (const { subject } of observed.events) subjects.add(subject);
    bases.add(observed.timeBase);
    yield `${isFirst ? '' : ','}\n${JSON.stringify(observed.id)}:${JSON.stringify(observation(observed, lasting))}`;
    isFirst = false;
  }
  const categories = [...new Set(behaviors.map(({ category }) => category))].filter((name) => name !== '');
  const rest = {
    project_description: descriptionOf(bases),
    behavioral_categories: categories,
    behaviors_conf: Object.fromEntries(behaviors.map((behavior, index) => [index, definition(behavior, index)])),
    subjects_conf: Object.fromEntries(
      [...subjects].sort().map((name, index) => [index, { key: KEYS[index] ?? '', name, description: '' }]),
    ),
    independent_variables: Object.fromEntries(
      ['task', 'model', 'outcome', 'project', 'time base'].map((label, index) => [
        index,
        { label, description: '', type: 'text', 'default value': '', 'possible values': '' },
      ]),
    ),
    coding_map: {},
    behaviors_coding_map: [],
    converters: {},
  };
  yield `},\n${JSON.stringify(rest).slice(1)}\n`;
}

function observation(observed: ExchangeRun, lasting: ReadonlySet<string>): object {
  const { run, seconds } = observed;
  // Of a behavior that lasts, what takes no time is written as a state of no length; the comment says that it was a point.
  const events = observed.events.map((event) =>
    event.kind === 'point' && lasting.has(event.behavior) ? { ...event, kind: 'state' as const } : event,
  );
  return {
    file: {},
    type: 'LIVE',
    date: run.startedAt ?? NO_DATE,
    description: run.task.id ?? '',
    'time offset': 0,
    'observation time interval': [0, seconds],
    independent_variables: variablesOf(observed),
    scan_sampling_time: 0,
    start_from_current_time: false,
    start_from_current_epoch_time: false,
    close_behaviors_between_videos: false,
    events: momentsOf(events).map(({ time, edge, event: { subject, behavior, modifiers, note } }) => [
      time,
      subject,
      behavior,
      modifiers,
      edge === 'STOP' ? '' : note,
    ]),
  };
}

function definition({ behavior, category, kind, definition: text }: ExchangeBehavior, index: number): object {
  return {
    type: kind === 'state' ? 'State event' : 'Point event',
    key: KEYS[index] ?? '',
    code: behavior,
    description: text,
    color: '',
    category,
    modifiers: '',
    excluded: '',
    'coding map': '',
  };
}

function descriptionOf(bases: ReadonlySet<string>): string {
  return bases.has('steps')
    ? 'Where the variable "time base" is "steps", a second stands for one step of the run; elsewhere seconds are seconds since the run began.'
    : 'Seconds since the run began.';
}
