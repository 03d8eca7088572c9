import { VARIABLES, variablesOf } from './boris-rows.ts';
import type { ExchangeBehavior, ExchangeRun } from './exchange-run.ts';
import { momentsOf } from './in-lanes.ts';
import { filledModifiers, modifierSets } from './modifier-sets.ts';

const KEYS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const NO_DATE = '1970-01-01T00:00:00';
const STARTED = 'started at';

/**
 * Observations and their repertoire as a project of BORIS (`.boris`, JSON), in pieces, one observation at a time. All are live
 * observations: there is no recording to play. What repertoire to expect is known before: BORIS tells states from points by it, and expects
 * of each event one modifier of every set that its behavior has.
 *
 * @see BORIS 9.12, `open_project_json` and `check_project_integrity`
 */
export async function* borisProject(
  runs: AsyncIterable<ExchangeRun>,
  behaviors: readonly ExchangeBehavior[],
): AsyncGenerator<string> {
  const known = new Map(behaviors.map((behavior) => [behavior.behavior, behavior]));
  const subjects = new Set<string>();
  const bases = new Set<string>();
  yield '{"time_format":"s","project_date":"1970-01-01T00:00:00","project_name":"Ethogram","project_format_version":"7.0",\n"observations":{';
  let isFirst = true;
  for await (const observed of runs) {
    for (const { subject } of observed.events) subjects.add(subject);
    bases.add(observed.timeBase);
    yield `${isFirst ? '' : ','}\n${JSON.stringify(observed.id)}:${JSON.stringify(observation(observed, known))}`;
    isFirst = false;
  }
  const categories = [...new Set(behaviors.map(({ category }) => category))].filter((name) => name !== '');
  const rest = {
    project_description: descriptionOf(bases),
    behavioral_categories: categories,
    behavioral_categories_config: Object.fromEntries(categories.map((name, index) => [index, { name, color: '' }])),
    behaviors_conf: Object.fromEntries(behaviors.map((behavior, index) => [index, definition(behavior, index)])),
    subjects_conf: Object.fromEntries(
      [...subjects].sort().map((name, index) => [index, { key: KEYS[index] ?? '', name, description: '' }]),
    ),
    independent_variables: Object.fromEntries(
      [...VARIABLES, STARTED].map((label, index) => [
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

function observation(observed: ExchangeRun, known: ReadonlyMap<string, ExchangeBehavior>): object {
  const { run, seconds } = observed;
  // Of a behavior that lasts, what takes no time is written as a state of no length; the comment says that it was a point.
  const events = observed.events.map((event) =>
    event.kind === 'point' && known.get(event.behavior)?.kind === 'state'
      ? { ...event, kind: 'state' as const }
      : event,
  );
  return {
    file: {},
    type: 'LIVE',
    date: dateOf(run.startedAt),
    description: run.task.id ?? '',
    'time offset': 0,
    'observation time interval': [0, seconds],
    independent_variables: { ...variablesOf(observed), [STARTED]: run.startedAt ?? '' },
    scan_sampling_time: 0,
    start_from_current_time: false,
    start_from_current_epoch_time: false,
    close_behaviors_between_videos: false,
    events: momentsOf(events).map(({ time, edge, event: { subject, behavior, modifiers, note } }) => [
      time,
      subject,
      behavior,
      filledModifiers(modifiers, known.get(behavior)?.modifiers ?? new Map()),
      edge === 'STOP' ? '' : note,
    ]),
  };
}

/** BORIS reads a date as `2026-01-31T12:00:00`, with or without milliseconds, and no zone. */
function dateOf(startedAt: string | undefined): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{1,9})?)?/.exec(startedAt ?? '');
  if (match === null) return NO_DATE;
  const [, day, minutes = '00:00', seconds = ':00', fraction] = match;
  return `${day}T${minutes}${seconds}${fraction === undefined ? '' : fraction.padEnd(4, '0').slice(0, 4)}`;
}

function definition(
  { behavior, category, kind, definition: text, modifiers }: ExchangeBehavior,
  index: number,
): object {
  return {
    type: kind === 'state' ? 'State event' : 'Point event',
    key: KEYS[index] ?? '',
    code: behavior,
    description: text,
    color: '',
    category,
    modifiers: Object.fromEntries(
      modifierSets(modifiers).map(({ name, values }, set) => [
        set,
        { name, description: '', type: 0, 'ask at stop': false, values },
      ]),
    ),
    excluded: '',
    'coding map': '',
  };
}

function descriptionOf(bases: ReadonlySet<string>): string {
  return bases.has('steps')
    ? 'Where the variable "time base" is "steps", a second stands for one step of the run; elsewhere seconds are seconds since the run began.'
    : 'Seconds since the run began.';
}
