import { startActivityBudget } from '../analysis/activity-budget.ts';
import type { Move } from '../analysis/run-moves.ts';
import { taskKey } from '../analysis/task-key.ts';
import type { RasterGroup, RasterRow } from '../chart/raster.ts';
import type { Tone } from '../chart/tone.ts';
import type { TrajectorySummary } from '../trajectory/trajectory-store.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { formatCount } from '../core/format-number.ts';
import { countSuccess, type RunOutcome } from './count-success.ts';
import { startNamedRuns, type NamedRuns, type NamedSequence } from './named-runs.ts';
import type { AgentReport, ReportData, SuccessCount } from './report-data.ts';
import { runRow, type RowNote } from './run-row.ts';
import { sampleRuns, type RunSample, type RunSize } from './sample-runs.ts';

interface AgentRuns {
  readonly known: AgentReport['known'];
  readonly named: NamedRuns;
  readonly sizes: (RunSize & RunOutcome)[];
  readonly budget: ReturnType<typeof startActivityBudget>;
  readonly rows: Map<string, RasterRow>;
  sample?: ReturnType<typeof sampleRuns>;
}

/** Reports of agents that are being collected; see {@link startAgentReports} for the order of calls. */
export interface AgentReports {
  announce(summary: TrajectorySummary): void;
  choose(): void;
  /**
   * @param notes - asked for only when the run is drawn
   * @param sequence - the run as names; asked for only where runs hold nothing else
   */
  add(
    trajectory: Trajectory,
    moves: readonly Move[],
    notes: () => readonly RowNote[],
    sequence: () => NamedSequence | undefined,
  ): void;
  /** How many runs were announced, and of how many tasks; a run without a task is one of its own. */
  runs(): number;
  tasks(): number;
  success(): SuccessCount;
  /** Agents by number of runs. */
  result(): Pick<ReportData, 'agents' | 'moreAgents'>;
}

const GROUP_WORDS = [
  ['success', 'Succeeded'],
  ['failure', 'Failed'],
  ['unknown', 'Outcome unknown'],
] as const;
/** Runs of so few moves, in the median, are drawn by their tokens. */
const FEW_MOVES = 4;
/** Colours of coded behaviors: those that runs of thoughts and words do not use. */
const NOTE_TONES = ['green', 'orange', 'blue', 'vermillion'] as const;
/** A run with more moves than this makes no good example to read aloud. */
const EXAMPLE_MOVES = 26;

/**
 * Collects what each agent does. First `announce` every run, then `choose` which are drawn, then `add` every run with
 * its moves; `notes` is only asked for runs that are drawn.
 */
export function startAgentReports(limits: { readonly rasterRows: number; readonly agents: number }): AgentReports {
  const agents = new Map<string, AgentRuns>();
  const ordered = (): [string, AgentRuns][] =>
    [...agents].sort(([a, x], [b, y]) => y.sizes.length - x.sizes.length || (a < b ? -1 : 1));
  const all = (): RunOutcome[] => [...agents.values()].flatMap(({ sizes }) => sizes);
  return {
    announce(summary) {
      const name = agentName(summary, summary.format);
      let agent = agents.get(name);
      if (agent === undefined) {
        const known =
          summary.agent.name !== undefined ? 'agent' : summary.agent.model !== undefined ? 'model' : 'format';
        agent = { known, sizes: [], budget: startActivityBudget(), named: startNamedRuns(), rows: new Map() };
        agents.set(name, agent);
      }
      const { id, format, steps, outcome } = summary;
      agent.sizes.push({ id, steps, task: taskKey(format, summary), success: outcome.success });
    },
    choose() {
      for (const [, agent] of ordered().slice(0, limits.agents))
        agent.sample = sampleRuns(agent.sizes, limits.rasterRows);
    },
    add(trajectory, moves, notes, sequence) {
      const agent = agents.get(agentName(trajectory, trajectory.source.format));
      if (agent?.sample === undefined) return;
      agent.budget.add(moves);
      agent.named.add(trajectory, moves, sequence);
      const { success, failure, unknown } = agent.sample;
      if ([success, failure, unknown].some(({ ids }) => ids.includes(trajectory.id))) {
        agent.rows.set(trajectory.id, runRow(trajectory, moves, notes()));
      }
    },
    runs: () => all().length,
    tasks: () => {
      const tasks = all().map(({ task }) => task);
      return (
        new Set(tasks.filter((task) => task !== undefined)).size + tasks.filter((task) => task === undefined).length
      );
    },
    success: () => countSuccess(all()),
    result() {
      return {
        agents: ordered()
          .slice(0, limits.agents)
          .map(([name, agent]) => toReport(name, agent)),
        moreAgents: Math.max(0, agents.size - limits.agents),
      };
    },
  };
}

function agentName({ agent }: { readonly agent: TrajectorySummary['agent'] }, format: string): string {
  return agent.name ?? agent.model ?? format;
}

function toReport(name: string, { known, sizes, budget, named: collection, rows, sample }: AgentRuns): AgentReport {
  const named = collection.result();
  const groups: RasterGroup[] = GROUP_WORDS.flatMap(([key, words]) => {
    const { ids, of }: RunSample = sample?.[key] ?? { ids: [], of: 0 };
    if (of === 0) return [];
    // Where nobody says how any run ended, that is said once, below the report.
    const heads = sizes.every(({ success }) => success === undefined) ? 'Runs' : words;
    const heading =
      ids.length === of ? `${heads}: ${formatCount(of)}` : `${heads}: ${ids.length} of ${formatCount(of)} shown`;
    const drawn = ids
      .flatMap((id) => rows.get(id) ?? [])
      .map((row) => (named === undefined ? row : collection.toned(row)));
    return [{ heading, rows: drawn }];
  });
  const scale = named === undefined && fewWordyMoves(groups) ? 'tokens' : 'moves';
  const notes = scale === 'tokens' ? commonNotes(groups) : [];
  const length = ({ cells }: RasterRow): number =>
    scale === 'moves' ? cells.length : cells.reduce((total, { tokens }) => total + tokens, 0);
  const toned = groups.map(({ heading, rows: drawn }) => ({
    heading,
    rows: drawn.map((row) => withTones(row, notes)).sort((a, b) => length(a) - length(b)),
  }));
  const example = exampleRow(toned);
  return {
    name,
    known,
    runs: sizes.length,
    success: countSuccess(sizes),
    budget: budget.result(),
    groups: toned,
    scale,
    notes,
    ...(named !== undefined && { named }),
    ...(example !== undefined && { example }),
  };
}

// Runs of a thought and an answer all look alike when every move has the same width. Runs with calls do not, and their
// colours are those of notes.
function fewWordyMoves(groups: readonly RasterGroup[]): boolean {
  const rows = groups.flatMap((group) => group.rows);
  const moves = rows.map((row) => row.cells.length).sort((a, b) => a - b);
  const toned: readonly Tone[] = NOTE_TONES;
  const calls = rows.some((row) => row.cells.some(({ tone }) => toned.includes(tone)));
  return !calls && (moves[Math.floor(moves.length / 2)] ?? 0) <= FEW_MOVES;
}

function commonNotes(groups: readonly RasterGroup[]): AgentReport['notes'] {
  const counts = new Map<string, number>();
  for (const { rows } of groups) {
    for (const { marks } of rows) {
      for (const { kind, label } of marks) if (kind === 'note') counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, NOTE_TONES.length)
    .map(([label], i) => ({ tone: NOTE_TONES[i]!, label }));
}

function withTones(row: RasterRow, notes: AgentReport['notes']): RasterRow {
  const marks = row.marks.map((mark) => {
    const tone = mark.kind === 'note' ? notes.find(({ label }) => label === mark.label)?.tone : undefined;
    return tone === undefined ? mark : { ...mark, tone };
  });
  return { ...row, marks };
}

// The row that shows most different things in few moves, from the first group (runs that succeeded, if any).
function exampleRow(groups: readonly RasterGroup[]): RasterRow | undefined {
  const rows = groups.flatMap((group) => group.rows);
  const worth = (row: RasterRow): number =>
    new Set(row.cells.map(({ tone }) => tone)).size * 10 -
    Math.max(0, row.cells.length - 10) -
    (row.outcome === 'success' ? 0 : 8);
  const short = rows.filter((row) => row.cells.length >= 3 && row.cells.length <= EXAMPLE_MOVES);
  return short.toSorted((a, b) => worth(b) - worth(a))[0];
}
