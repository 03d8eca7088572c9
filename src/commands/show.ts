import { shorten } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';
import type { Event } from '../behavior/event.ts';
import { partText, type Label, type Part, type Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter, TrajectorySummary } from '../trajectory/trajectory-store.ts';
import { codedBy } from './coded-by.ts';
import { collect } from './collect.ts';
import { textOption, type Command, type CommandOptions } from './command.ts';
import { findTrajectory } from './find-trajectory.ts';
import { numberOption } from './number-option.ts';
import { withStore } from './with-store.ts';
import { parseTime } from './parse-time.ts';

const LONGEST_LINE = 200;
const LONGEST_TASK = 60;
/** Labels of a whole run that are shown without `--full`. */
const MOST_LABELS = 10;
const NOTHING = {
  fits: 'No trajectory fits. ethogram show lists all of them.',
  read: 'No trajectories. ethogram import PATH reads some.',
};

/** `ethogram show`: lists trajectories, or shows one of them with its coded events. */
export const show: Command = {
  name: 'show',
  summary: 'list trajectories, or show one',
  description:
    'Without ID: one line per trajectory, by id. With ID: its steps, and under each step its labels and the events coded in it.',
  arguments: [{ name: '[ID]', description: 'id of a trajectory (or the beginning of exactly one id)' }],
  options: [
    { flags: '--limit <n>', description: 'at most so many trajectories' },
    { flags: '--format <name>', description: 'only those read from this format' },
    { flags: '--outcome <which>', description: 'success or failure' },
    { flags: '--project <name>', description: 'only those of this project' },
    { flags: '--since <time>', description: 'started then or later: a date, or an age such as 30d or 12h' },
    { flags: '--full', description: 'with ID: whole texts instead of their beginnings' },
  ],
  example: 'ethogram show --limit 5',
  async run(context) {
    const filter = trajectoryFilter(context.options, context.now());
    const asked = Object.keys(filter).length > 0;
    const [id] = context.args;
    if (id !== undefined) {
      return withStore(context, async (store) => {
        const trajectory = await findTrajectory(store, id);
        const events = await collect(store.events({ trajectoryId: trajectory.id }));
        const labels = await collect(store.labels({ trajectoryId: trajectory.id }));
        const full = context.options['full'] === true;
        return { json: { ...trajectory }, text: trajectoryText(trajectory, { events, labels, full }) };
      });
    }
    const summaries = await withStore(context, (store) => collect(store.list(filter)));
    const rows = summaries.map(summaryRow);
    return {
      json: { trajectories: rows },
      rows,
      text: summaries.length === 0 ? NOTHING[asked ? 'fits' : 'read'] : summaryTable(summaries),
    };
  },
};

/**
 * The filter that `--limit`, `--format`, `--outcome`, `--project` and `--since` describe.
 *
 * @throws EthogramError `bad-argument`
 */
export function trajectoryFilter(options: CommandOptions, now: Date): TrajectoryFilter {
  const outcome = textOption(options, 'outcome');
  if (outcome !== undefined && outcome !== 'success' && outcome !== 'failure') {
    throw new EthogramError('bad-argument', `--outcome: found "${outcome}", expected success or failure`);
  }
  const limit = numberOption(options, 'limit', { low: 1, whole: true });
  const format = textOption(options, 'format');
  const project = textOption(options, 'project');
  const since = textOption(options, 'since');
  return {
    ...(limit !== undefined && { limit }),
    ...(format !== undefined && { format }),
    ...(outcome !== undefined && { outcome }),
    ...(project !== undefined && { project }),
    ...(since !== undefined && { since: parseTime(since, now) }),
  };
}

function summaryRow({ revision, startedAt, endedAt, project, ...summary }: TrajectorySummary): object {
  return {
    ...summary,
    ...(project !== undefined && { project }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    revision,
  };
}

function summaryTable(summaries: readonly TrajectorySummary[]): string {
  const table = textTable(
    [
      { heading: 'id' },
      { heading: 'steps', align: 'right' },
      { heading: 'tokens', align: 'right' },
      { heading: 'outcome' },
      { heading: 'task' },
    ],
    summaries.map(({ id, steps, tokens, outcome, task }) => [
      id,
      String(steps),
      String(tokens),
      outcome.success === undefined ? '–' : outcome.success ? 'success' : 'failure',
      shorten(task.text ?? task.id ?? '', LONGEST_TASK),
    ]),
  );
  return `${table}\n\n${summaries.length} ${summaries.length === 1 ? 'trajectory' : 'trajectories'}`;
}

function trajectoryText(
  trajectory: Trajectory,
  {
    events,
    labels,
    full,
  }: { readonly events: readonly Event[]; readonly labels: readonly Label[]; readonly full: boolean },
): string {
  const said = (text: string, longest = LONGEST_LINE): string => (full ? text : shorten(text, longest));
  const lines = headLines(trajectory, said);
  const lastStep = trajectory.steps.length - 1;
  const labelsAt = Map.groupBy(labels, ({ steps }) => (steps === undefined ? -1 : Math.min(steps[0], lastStep)));
  const ofRun = labelsAt.get(-1) ?? [];
  const shown = full ? ofRun : ofRun.slice(0, MOST_LABELS);
  lines.push(...shown.map((label) => labelText(label, said)));
  if (shown.length < ofRun.length)
    lines.push(`… ${plural(ofRun.length - shown.length, 'more label')}; --full shows all`);
  for (const step of trajectory.steps) {
    lines.push('', `${step.index}  ${step.actor}${step.name === undefined ? '' : ` ${step.name}`}`);
    for (const part of step.parts) {
      const text = [partLabel(part, said), said(partText(part))].filter((words) => words !== '').join(' ');
      lines.push(`   ${text}`);
    }
    // What only its own format has a word for.
    if (step.parts.length === 0 && step.extra !== undefined)
      lines.push(`   [extra] ${said(JSON.stringify(step.extra))}`);
    for (const label of labelsAt.get(step.index) ?? []) lines.push(`   ◦ ${labelText(label, said)}`);
    for (const event of events) {
      if (event.steps[0] !== step.index) continue;
      const quote = event.spans[0]?.quote;
      lines.push(
        `   • ${event.code.split('@')[0]} (${codedBy(event)})${quote === undefined ? '' : ` “${shorten(quote, 100)}”`}`,
      );
    }
  }
  return lines.join('\n');
}

type Said = (text: string, longest?: number) => string;

/** What is known of the run as a whole. */
function headLines(trajectory: Trajectory, said: Said): string[] {
  const { id, source, agent, task, project, startedAt, endedAt, parentId, copyOf, outcomes } = trajectory;
  const redaction = source.redaction === 'off' ? '  (stored with --redact=off)' : '';
  const lines = [id, `${source.format}  ${source.uri}${redaction}`];
  const who = [agent.name, agent.model, agent.version, project].filter((fact) => fact !== undefined);
  if (startedAt !== undefined) who.push(endedAt === undefined ? startedAt : `${startedAt} – ${endedAt}`);
  if (who.length > 0) lines.push(who.join('  '));
  if (parentId !== undefined) lines.push(`sub-agent of ${parentId}`);
  if (copyOf !== undefined) lines.push(`same text as ${copyOf}`);
  if (task.text !== undefined) lines.push(`task: ${said(task.text)}`);
  if (agent.instructions !== undefined) lines.push(`instructions: ${said(agent.instructions)}`);
  for (const { name, value, by } of outcomes) lines.push(`${name}: ${said(String(value))} (by ${by})`);
  return lines;
}

function labelText({ name, steps, part, value, coder }: Label, said: Said): string {
  const where = [
    ...(steps !== undefined && steps[1] > steps[0] ? [`steps ${steps[0]}–${steps[1]}`] : []),
    ...(part === undefined ? [] : [`part ${part}`]),
    ...(coder === undefined ? [] : [`by ${coder}`]),
  ];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${name} = ${said(text)}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
}

function partLabel(part: Part, said: Said): string {
  switch (part.kind) {
    case 'text':
      return part.injected === undefined ? '' : '[injected]';
    case 'tool-call':
      return `[call ${part.name}]`;
    case 'tool-result':
      return part.isError === true ? '[error]' : '[result]';
    case 'media':
      return `[${part.mediaType}] ${said(part.ref)}`;
    case 'reasoning':
      return part.visibility === 'raw' ? '[reasoning]' : `[reasoning, ${part.visibility}]`;
    default:
      return `[${part.kind}]`;
  }
}
