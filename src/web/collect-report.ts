import { readSequences, type SequenceSource } from '../analysis/sequence/read-sequences.ts';
import { codedRuns } from '../analysis/coded-runs.ts';
import { startCost } from '../analysis/cost.ts';
import { startRepeatedWork } from '../analysis/repeated-work.ts';
import { runMoves } from '../analysis/run-moves.ts';
import { startTimeBudget } from '../analysis/time-budget.ts';
import type { Codebook } from '../behavior/codebook.ts';
import { isHidden } from '../behavior/is-hidden.ts';
import type { BehaviorStore } from '../handbook/behavior-store.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { startAgentReports } from './agent-reports.ts';
import { collectBehaviors } from './collect-behaviors.ts';
import { readCalibrations } from '../analysis/agreement/calibration.ts';
import type { NoteStore } from '../core/note-store.ts';
import { startCodeReports } from './code-reports.ts';
import { contrastReport } from './contrast-report.ts';
import { startFailureReport } from './failure-report.ts';
import { modelReport } from './model-report.ts';
import { namedSequences } from './named-runs.ts';
import { passageOf } from './passage.ts';
import type { CheckedRule, ReportData, RuleReport } from './report-data.ts';
import { eventNotes, type RowNote } from './run-row.ts';

/** What {@link collectReport} needs beside the store. */
export interface CollectReportOptions {
  /** ISO 8601: when the report is made. */
  readonly now: string;
  /** Ethogram's version. */
  readonly version: string;
  /** Commands that make the report again. */
  readonly commands?: readonly string[];
  readonly seed?: number;
  /** Where the store is, for commands to name. */
  readonly store?: string;
  /** Results of checking rules. */
  readonly rules?: readonly CheckedRule[];
  /** Codebooks whose definitions and polarities the report may use. */
  readonly codebooks?: readonly Codebook[];
  /** Rows of each agent's raster. */
  readonly rasterRows?: number;
  /** Agents with a section of their own. */
  readonly agents?: number;
  /** Behaviors that are shown. */
  readonly behaviors?: number;
}

/** How many violations of a rule are shown in place. */
const VIOLATIONS = 4;

/**
 * Reads everything a report shows out of a store: one pass over the list, one over the runs (a small batch in memory at
 * a time), and single runs again for evidence. The result is bounded by the options, not by the store.
 */
export async function collectReport(
  store: SequenceSource & BehaviorStore & Pick<NoteStore, 'decisions'>,
  options: CollectReportOptions,
): Promise<ReportData> {
  const {
    now,
    version,
    commands = [],
    seed,
    store: place,
    rules = [],
    codebooks = [],
    rasterRows = 36,
    agents = 4,
    behaviors = 24,
  } = options;
  const agentReports = startAgentReports({ rasterRows, agents });
  const failure = startFailureReport();
  const formats = new Map<string, number>();
  let period: [string, string] | undefined;
  for await (const summary of store.list()) {
    agentReports.announce(summary);
    failure.announce(summary);
    formats.set(summary.format, (formats.get(summary.format) ?? 0) + 1);
    const at = summary.startedAt;
    if (at !== undefined) period = period === undefined ? [at, at] : [min(period[0], at), max(period[1], at)];
  }
  agentReports.choose();

  const polarities = new Map(
    codebooks.flatMap(({ name, codes }) => codes.map(({ slug, polarity }) => [`${name}/${slug}`, polarity] as const)),
  );
  const neutral = new Set<string>(
    [...polarities].flatMap(([name, polarity]) => (polarity === 'neutral' ? [name] : [])),
  );
  const faults = violationNotes(rules);
  const cost = startCost();
  const repeated = startRepeatedWork({ top: 6 });
  const budget = startTimeBudget();
  const codes = startCodeReports(codebooks);
  const sets = { codes: await readSequences(store), calls: await readSequences(store, { of: 'calls' }) };
  const named = namedSequences(sets.calls, await readSequences(store, { of: 'labels' }));
  let steps = 0;
  let hiddenReasoningRuns = 0;
  for await (const run of codedRuns(store)) {
    const { trajectory, events } = run;
    const moves = runMoves(trajectory.steps);
    const notes = (): RowNote[] => [...eventNotes(events, polarities), ...(faults.get(trajectory.id) ?? [])];
    agentReports.add(trajectory, moves, notes, () => named(trajectory.id));
    failure.add(trajectory, moves);
    cost.add(trajectory);
    repeated.add(trajectory);
    budget.add(run);
    codes.add(run);
    steps += trajectory.steps.length;
    if (hidesReasoning(trajectory)) hiddenReasoningRuns++;
  }
  const handbook = await collectBehaviors(store, behaviors);
  const codeReports = codes.result(budget.rows(), await readCalibrations(store));
  // What a judge says that nobody has compared with labels is no finding.
  const opinions = new Set(
    codeReports.flatMap(({ codebook, behavior, judged }) =>
      judged?.calibrated === false ? [`${codebook}/${behavior}`] : [],
    ),
  );
  const isTold = (behavior: string): boolean => !opinions.has(behavior);
  const checked: RuleReport[] = [];
  for (const rule of rules) checked.push(await collectRule(store, rule));
  return {
    made: {
      at: now,
      version,
      commands,
      ...(seed !== undefined && { seed }),
      ...(place !== undefined && { store: place }),
    },
    runs: agentReports.runs(),
    tasks: agentReports.tasks(),
    steps,
    success: agentReports.success(),
    ...(period !== undefined && { period }),
    formats: [...formats].map(([format, runs]) => ({ format, runs })).sort((a, b) => b.runs - a.runs),
    cost: cost.result(),
    repeated: repeated.result(),
    ...agentReports.result(),
    ...handbook,
    codes: codeReports,
    contrast: contrastReport(sets, isTold, (name) => neutral.has(name)),
    failure: failure.result(sets.calls),
    models: modelReport(sets.codes.sequences.length === 0 ? sets.calls : sets.codes, isTold),
    rules: checked,
    hiddenReasoningRuns,
  };
}

function violationNotes(rules: readonly CheckedRule[]): Map<string, RowNote[]> {
  const notes = new Map<string, RowNote[]>();
  for (const { id, violations } of rules) {
    for (const { trajectory, step, part } of violations) {
      const note: RowNote = { step, ...(part !== undefined && { part }), kind: 'fault', label: `breaks ${id}` };
      notes.set(trajectory, [...(notes.get(trajectory) ?? []), note]);
    }
  }
  return notes;
}

async function collectRule(store: TrajectoryStore, rule: CheckedRule): Promise<RuleReport> {
  const violations: RuleReport['violations'][number][] = [];
  for (const { trajectory: id, step, part, explanation } of spread(rule.violations, VIOLATIONS)) {
    const trajectory = await store.get(id);
    const passage =
      trajectory === undefined ? undefined : passageOf(trajectory, { step, ...(part !== undefined && { part }) });
    if (passage !== undefined) violations.push({ explanation, passage });
  }
  return { ...rule, violations };
}

/** At most `count` of the items, evenly from first to last. */
function spread<T>(items: readonly T[], count: number): T[] {
  const shown = Math.min(count, items.length);
  return Array.from({ length: shown }, (_, i) => items[Math.floor((i * items.length) / shown)]!);
}

function hidesReasoning(trajectory: Trajectory): boolean {
  return trajectory.steps.some(({ parts }) => parts.some(isHidden));
}

function min(a: string, b: string): string {
  return Date.parse(b) < Date.parse(a) ? b : a;
}

function max(a: string, b: string): string {
  return Date.parse(b) > Date.parse(a) ? b : a;
}
