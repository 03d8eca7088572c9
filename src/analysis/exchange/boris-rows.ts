import { csvLine } from './csv-line.ts';
import type { ExchangeRun } from './exchange-run.ts';
import { rounded } from './exchange-event.ts';
import { inLanes, momentsOf } from './in-lanes.ts';

const OBSERVATION = ['Observation id', 'Observation date', 'Description', 'Observation duration', 'Observation type', 'Source', 'Time offset (s)', 'Media duration (s)', 'FPS']; // prettier-ignore
/** Names of the independent variables that {@link variablesOf} gives, in their order. */
export const VARIABLES = ['task', 'model', 'outcome', 'project', 'time base'];
const CODED = ['Subject', 'Behavior', 'Behavioral category', 'Modifier #1', 'Behavior type'];

/**
 * Observations as BORIS writes tables of them (CSV): `tabular` has a row per moment, with states as START and STOP; `aggregated` a
 * row per event, with its start, stop and duration. Seconds are those of the column `time base`.
 */
export async function* borisRows(
  runs: AsyncIterable<ExchangeRun>,
  layout: 'tabular' | 'aggregated',
): AsyncGenerator<string> {
  const times =
    layout === 'tabular'
      ? ['Time', 'Media file name', 'Image index', 'Image file path', 'Comment']
      : ['Start (s)', 'Stop (s)', 'Duration (s)', 'Media file name', 'Comment start', 'Comment stop'];
  yield csvLine([...OBSERVATION, ...VARIABLES, ...CODED, ...times]);
  for await (const observed of runs) {
    const facts = [...observationFacts(observed), ...Object.values(variablesOf(observed))];
    if (layout === 'tabular') {
      for (const { time, edge, event } of momentsOf(observed.events)) {
        const { subject, behavior, category, modifiers, note } = event;
        // A comment on the stop would be a second one on the same event.
        const comment = edge === 'STOP' ? '' : note;
        yield csvLine([...facts, subject, behavior, category, modifiers, edge, time, '', '', '', comment]);
      }
    } else {
      for (const { subject, behavior, category, modifiers, kind, start, stop, note } of inLanes(observed.events)) {
        const type = kind === 'point' ? 'POINT' : 'STATE';
        yield csvLine([...facts, subject, behavior, category, modifiers, type, start, stop, rounded(stop - start), '', note, '']); // prettier-ignore
      }
    }
  }
}

function observationFacts({ id, run, seconds }: ExchangeRun): (string | number)[] {
  return [id, run.startedAt ?? '', run.task.id ?? '', seconds, 'Live observation', run.format, 0, '', ''];
}

/** What an observation is told apart by, as BORIS's independent variables. */
export function variablesOf({ run, timeBase }: ExchangeRun): Record<string, string> {
  const { success } = run.outcome;
  return {
    task: run.task.id ?? '',
    model: run.agent.model ?? '',
    outcome: success === undefined ? '' : success ? 'success' : 'failure',
    project: run.project ?? '',
    'time base': timeBase,
  };
}
