import { EthogramError } from '../core/ethogram-error.ts';
import { formatCount, plural } from '../core/format-number.ts';
import type { Store } from '../store/store.ts';
import type { ForgetCounts, TrajectorySummary } from '../trajectory/trajectory-store.ts';
import { collect } from './collect.ts';
import { textOption, type Command, type CommandContext } from './command.ts';
import { noTrajectory } from './no-trajectory.ts';
import { parseTime } from './parse-time.ts';
import { withStore } from './with-store.ts';

const SHOWN = 10;

/** `ethogram forget`: deletes runs with everything made of them. */
export const forget: Command = {
  name: 'forget',
  summary: 'delete runs and all that quotes them',
  description:
    'Deletes runs, the runs of their sub-agents, their labels and events, the quotes in behaviors’ evidence, and behaviors that ' +
    'lose all of it (but for those a person approved or pinned). Runs of which no time is known are never too old.',
  arguments: [{ name: '[ID...]', description: 'ids of trajectories' }],
  options: [
    { flags: '--before <time>', description: 'those that ended before: a date, or an age such as 90d' },
    { flags: '--keep <age>', description: 'the same, said the other way: keep the last 90d' },
    { flags: '--project <name>', description: 'only those of this project' },
    { flags: '--dry-run', description: 'say what would go, and delete nothing' },
  ],
  example: 'ethogram forget --before 2020-01-01 --dry-run',
  run: async (context) =>
    withStore(context, async (store) => {
      const dryRun = context.options['dryRun'] === true;
      const { ids, timeless } = await chosen(store, context);
      if (dryRun) {
        const doomed = await withSubAgents(store, ids);
        const steps = doomed.reduce((sum, run) => sum + run.steps, 0);
        return {
          json: { trajectories: doomed.length, steps, dryRun, ids: doomed.map(({ id }) => id), timeless },
          text: [...wouldForget(doomed, steps, new Set(ids)), ...timelessLine(timeless)].join('\n'),
        };
      }
      const counts = { ...(await store.forget(ids)), timeless };
      return { json: counts, text: forgetText(counts).join('\n') };
    }),
};

/** Deletes the runs that ended before a time. `timeless` counts those that have none, and stay. */
export async function forgetBefore(
  store: Store,
  before: string,
): Promise<ForgetCounts & { readonly timeless: number }> {
  const { ids, timeless } = await select(store, { before });
  return { ...(await store.forget(ids)), timeless };
}

async function chosen(
  store: Store,
  { args, options, now }: CommandContext,
): Promise<{ readonly ids: readonly string[]; readonly timeless: number }> {
  const before = textOption(options, 'before');
  const keep = textOption(options, 'keep');
  const project = textOption(options, 'project');
  const filters = [before, keep, project].filter((value) => value !== undefined).length;
  if (before !== undefined && keep !== undefined) {
    throw new EthogramError('bad-argument', 'forget: found --before and --keep, expected one of them');
  }
  if (args.length > 0 === filters > 0) {
    const found = args.length > 0 ? 'ids and filters' : 'neither ids nor a filter';
    throw new EthogramError('bad-argument', `forget: found ${found}, expected ID…, or --before, --keep, --project`, {
      hint: 'ethogram forget --keep 90d --dry-run shows what would go',
    });
  }
  if (args.length > 0) {
    const ids = new Set<string>();
    for (const id of args) {
      const trajectory = await store.get(id);
      if (trajectory === undefined) throw noTrajectory(id);
      ids.add(trajectory.id);
    }
    return { ids: [...ids], timeless: 0 };
  }
  const age = before ?? keep;
  return select(store, {
    ...(age !== undefined && { before: parseTime(age, now(), keep === undefined ? '--before' : '--keep') }),
    ...(project !== undefined && { project }),
  });
}

async function select(
  store: Store,
  { before, project }: { readonly before?: string; readonly project?: string },
): Promise<{ readonly ids: readonly string[]; readonly timeless: number }> {
  const ids: string[] = [];
  let timeless = 0;
  const limit = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before);
  for await (const run of store.list(project === undefined ? {} : { project })) {
    const ended = endOf(run);
    if (before !== undefined && Number.isNaN(ended)) timeless++;
    else if (before === undefined || ended < limit) ids.push(run.id);
  }
  return { ids, timeless };
}

function endOf({ startedAt, endedAt }: TrajectorySummary): number {
  const ended = endedAt === undefined ? Number.NaN : Date.parse(endedAt);
  return Number.isNaN(ended) && startedAt !== undefined ? Date.parse(startedAt) : ended;
}

/** The runs of these ids and those of their sub-agents, of these their sub-agents and so on, by id: what `forget` deletes. */
async function withSubAgents(store: Store, ids: readonly string[]): Promise<readonly TrajectorySummary[]> {
  const chosenIds = new Set(ids);
  const all = await collect(store.list());
  const childrenOf = Map.groupBy(
    all.filter(({ parentId }) => parentId !== undefined),
    ({ parentId }) => parentId,
  );
  const doomed = new Set<TrajectorySummary>();
  let next = all.filter(({ id }) => chosenIds.has(id));
  while (next.length > 0) {
    for (const run of next) doomed.add(run);
    next = next.flatMap(({ id }) => childrenOf.get(id) ?? []).filter((run) => !doomed.has(run));
  }
  return all.filter((run) => doomed.has(run));
}

function wouldForget(
  doomed: readonly TrajectorySummary[],
  steps: number,
  chosenIds: ReadonlySet<string>,
): readonly string[] {
  if (doomed.length === 0) return ['nothing would be forgotten'];
  const rest = doomed.length - SHOWN;
  const mark = (id: string): string => (chosenIds.has(id) ? '' : '  (sub-agent)');
  return [
    `${plural(doomed.length, 'trajectory', 'trajectories')} (${plural(steps, 'step')}) would be forgotten:`,
    ...doomed.slice(0, SHOWN).map(({ id }) => `  ${id}${mark(id)}`),
    ...(rest > 0 ? [`  … and ${formatCount(rest)} more; --json lists all`] : []),
  ];
}

/** What was deleted, and how many runs stayed because their time is unknown, for people. */
export function forgetText({ timeless, ...counts }: ForgetCounts & { readonly timeless: number }): readonly string[] {
  return [forgotten(counts), ...timelessLine(timeless)];
}

function timelessLine(timeless: number): readonly string[] {
  return timeless === 0 ? [] : [`${plural(timeless, 'run')} of unknown time kept`];
}

function forgotten({ trajectories, steps, labels, events, quotes, behaviors }: ForgetCounts): string {
  if (trajectories === 0) return 'nothing to forget';
  const rest = [
    [plural(labels, 'label'), labels],
    [plural(events, 'event'), events],
    [plural(quotes, 'quote'), quotes],
    [plural(behaviors, 'behavior'), behaviors],
  ].flatMap(([text, count]) => (count === 0 ? [] : [text]));
  return `forgot ${plural(trajectories, 'trajectory', 'trajectories')} (${plural(steps, 'step')})${rest.length > 0 ? `, ${rest.join(', ')}` : ''}`;
}
