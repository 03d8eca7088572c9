import { guardedCell } from '../../core/guarded-cell.ts';
import { sha256 } from '../../core/content-key.ts';
import { rounded } from './exchange-event.ts';
import type { ExchangeBehavior, ExchangeRun } from './exchange-run.ts';

/** A file of a data set. */
export interface DatasetFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly text: string;
}

const COLUMNS = ['onset', 'duration', 'trial_type', 'subject', 'category', 'modifiers', 'trajectory', 'event'];

const PARTICIPANTS = {
  trajectory: { Description: 'id of the run' },
  task: { Description: 'what it was about; runs of one task are trials of it' },
  model: { Description: 'the model of the agent' },
  outcome: { Description: 'how it ended', Levels: { success: 'it did what was asked', failure: 'it did not' } },
  project: { Description: 'where the run belongs' },
  time_base: {
    Description: 'what a second of its events is',
    Levels: {
      clock: 'a second since the run began',
      source: 'a second as its source counts',
      steps: 'a step of the run',
    },
  },
};
const README = `Behaviors coded in runs of agents, one participant per run. Made by Ethogram.

onset, duration: see time_base in participants.tsv. A behavior without length has duration 0. Cells hold no tabs and no line ends: they are
spaces. A cell that begins with a quote or as a formula does, or that reads n/a, has an apostrophe before it. Quotes in cells mean nothing.
`;

/**
 * Observations as a data set of the Brain Imaging Data Structure: one `…_events.tsv` per run (its subject label is a hash of the
 * run's id), `participants.tsv` that says which run it is, and one JSON sidecar for all tables. No cell holds a tab or a line end.
 *
 * @see BIDS specification 1.10, “Task events” and “Behavioral experiments”
 */
export async function* bidsFiles(
  runs: AsyncIterable<ExchangeRun>,
  behaviors: readonly ExchangeBehavior[],
): AsyncGenerator<DatasetFile> {
  const participants = [line(['participant_id', ...Object.keys(PARTICIPANTS)])];
  for await (const { id, run, timeBase, events } of runs) {
    const subject = `sub-${sha256(id, 16)}`;
    const { success } = run.outcome;
    const outcome = success === undefined ? undefined : success ? 'success' : 'failure';
    participants.push(line([subject, id, run.task.id, run.agent.model, outcome, run.project, timeBase]));
    const rows = events.map((event) =>
      line([
        String(event.start),
        String(rounded(event.stop - event.start)),
        event.behavior,
        event.subject,
        event.category,
        event.modifiers,
        id,
        event.note,
      ]),
    );
    const text = `${COLUMNS.join('\t')}\n${rows.join('')}`;
    yield { path: `${subject}/beh/${subject}_task-run_events.tsv`, text };
  }
  yield { path: 'participants.tsv', text: participants.join('') };
  yield { path: 'participants.json', text: json(PARTICIPANTS) };
  yield { path: 'README', text: README };
  yield { path: 'task-run_events.json', text: json(sidecar(behaviors)) };
  const description = { Name: 'Ethogram', BIDSVersion: '1.10.0', DatasetType: 'derivative', GeneratedBy: [{ Name: 'Ethogram' }] }; // prettier-ignore
  yield { path: 'dataset_description.json', text: json(description) };
}

function line(cells: readonly (string | undefined)[]): string {
  return `${cells.map(cell).join('\t')}\n`;
}

// A cell that begins with a quote would be read as quoted, one that is n/a as missing.
function cell(text: string | undefined): string {
  if (text === undefined || text === '') return 'n/a';
  const plain = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return /^'*(?:"|n\/a$)/.test(plain) ? `'${plain}` : guardedCell(plain);
}

function sidecar(behaviors: readonly ExchangeBehavior[]): object {
  const unit =
    's; where participants.tsv says that the time base is steps, a second stands for one step of the run, else seconds since the run began';
  return {
    onset: { Description: 'start of the behavior', Units: unit },
    duration: { Description: 'how long it lasts; 0 for what has no length', Units: unit },
    trial_type: {
      Description: 'the behavior, as codebook/code',
      Levels: Object.fromEntries(behaviors.map(({ behavior, definition }) => [behavior, definition])),
    },
    subject: { Description: 'who shows it' },
    category: { Description: 'the codebook' },
    modifiers: { Description: 'name=value, joined by |' },
    trajectory: { Description: 'id of the run' },
    event: { Description: 'JSON: id, steps, actor, tier, detector and confidence of the event, and where its evidence is' },
  };
} // prettier-ignore

function json(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
