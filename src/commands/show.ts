import { shorten } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textTable } from '../core/text-table.ts';
import type { Event } from '../behavior/event.ts';
import { partText, type Part, type Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter, TrajectorySummary } from '../trajectory/trajectory-store.ts';
import { collect } from './collect.ts';
import { textOption, type Command, type CommandOptions } from './command.ts';
import { noTrajectory } from './no-trajectory.ts';
import { numberOption } from './number-option.ts';
import { withStore } from './with-store.ts';
import { parseTime } from './parse-time.ts';

const LONGEST_LINE = 200;
const LONGEST_TASK = 60;
const NOTHING = {
  fits: 'No trajectory fits. ethogram show lists all of them.',
  read: 'No trajectories. ethogram import PATH reads some.',
};

/** `ethogram show`: lists trajectories, or shows one of them with its coded events. */
export const show: Command = {
  name: 'show',
  summary: 'list trajectories, or show one',
  description:
    'Without ID: one line per trajectory, by id. With ID: its steps, and under each step the events coded in it.',
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
        const trajectory = (await store.get(id)) ?? (await byPrefix(store.list(), id, (found) => store.get(found)));
        const events = await collect(store.events({ trajectoryId: trajectory.id }));
        return { json: { ...trajectory }, text: trajectoryText(trajectory, events, context.options['full'] === true) };
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

async function byPrefix(
  summaries: AsyncIterable<TrajectorySummary>,
  prefix: string,
  get: (id: string) => Promise<Trajectory | undefined>,
): Promise<Trajectory> {
  const ids: string[] = [];
  for await (const { id } of summaries) {
    if (id.startsWith(prefix) || id.split(':').at(-1)!.startsWith(prefix)) ids.push(id);
  }
  const found = ids.length === 1 && prefix !== '' ? await get(ids[0]!) : undefined;
  if (found === undefined) throw noTrajectory(prefix, prefix === '' ? 0 : ids.length);
  return found;
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

function trajectoryText(trajectory: Trajectory, events: readonly Event[], full: boolean): string {
  const lines = [trajectory.id, `${trajectory.source.format}  ${trajectory.source.uri}`];
  if (trajectory.task.text !== undefined) lines.push(`task: ${shorten(trajectory.task.text, LONGEST_LINE)}`);
  for (const { name, value, by } of trajectory.outcomes) lines.push(`${name}: ${String(value)} (by ${by})`);
  for (const step of trajectory.steps) {
    lines.push('', `${step.index}  ${step.actor}${step.name === undefined ? '' : ` ${step.name}`}`);
    for (const part of step.parts) {
      const label = partLabel(part);
      const text = full ? partText(part) : shorten(partText(part), LONGEST_LINE);
      lines.push(`   ${label === '' ? '' : `${label} `}${text}`);
    }
    for (const event of events) {
      if (event.steps[0] !== step.index) continue;
      const quote = event.spans[0]?.quote;
      lines.push(
        `   • ${event.code.split('@')[0]} (${event.tier})${quote === undefined ? '' : ` “${shorten(quote, 100)}”`}`,
      );
    }
  }
  return lines.join('\n');
}

function partLabel(part: Part): string {
  switch (part.kind) {
    case 'text':
      return part.injected === undefined ? '' : '[injected]';
    case 'tool-call':
      return `[call ${part.name}]`;
    case 'tool-result':
      return part.isError === true ? '[error]' : '[result]';
    case 'media':
      return `[${part.mediaType}] ${part.ref}`;
    default:
      return `[${part.kind}]`;
  }
}
