import type { ActivityBudget } from '../analysis/activity-budget.ts';
import type { Cost } from '../analysis/cost.ts';
import type { RepeatedWork } from '../analysis/repeated-work.ts';
import type { TimeBudgetRow } from '../analysis/time-budget.ts';
import type { Behavior, MinedBehavior } from '../behavior/behavior.ts';
import type { RasterGroup, RasterRow } from '../chart/raster.ts';
import type { Tone } from '../chart/tone.ts';
import type { Interval } from '../core/rate-interval.ts';
import type { ContrastReport } from './contrast-report.ts';
import type { FailureReport } from './failure-report.ts';
import type { ModelReport } from './model-report.ts';
import type { NamedReport } from './named-runs.ts';
import type { Passage } from './passage.ts';

/** How many runs succeeded, `of` those whose outcome is known. */
export interface SuccessCount {
  readonly successes: number;
  readonly of: number;
  /** How many tasks these runs are trials of. */
  readonly tasks: number;
  /** 95%, of the rate, between tasks; `[0, 1]` when no outcome is known. */
  readonly interval: Interval;
}

/** What one agent does: its runs as a raster, and its time budget. */
export interface AgentReport {
  /** The agent's name, else its model, else the format of its runs. */
  readonly name: string;
  /** What `name` is. */
  readonly known: 'agent' | 'model' | 'format';
  readonly runs: number;
  readonly success: SuccessCount;
  readonly budget: ActivityBudget;
  /** Runs that succeeded, failed, and of unknown outcome; sampled evenly by length when there are many. */
  readonly groups: readonly RasterGroup[];
  /** What the width of a cell stands for: runs of few, long moves are drawn by their tokens. */
  readonly scale: 'moves' | 'tokens';
  /** Colours of the commonest coded behaviors, on the scale of tokens. */
  readonly notes: readonly { readonly tone: Tone; readonly label: string }[];
  /** Where its runs are names and nothing else: what they consist of. */
  readonly named?: NamedReport;
  /** A typical run, for reading aloud. */
  readonly example?: RasterRow;
}

/** A behavior of the handbook with some of its evidence in place. */
export interface BehaviorReport {
  readonly behavior: Behavior & Pick<MinedBehavior, 'support' | 'outcome' | 'savedTokens' | 'held'>;
  readonly passages: readonly Passage[];
  /** How many pieces of evidence the store has. */
  readonly evidence: number;
}

/** A coded behavior: how often it is seen, and an example. */
export interface CodeReport extends TimeBudgetRow {
  /** From the codebook, where it is known. */
  readonly definition?: string;
  readonly polarity?: 'good' | 'bad' | 'neutral';
  /** Units (reasoning, steps) that were hidden from the coder. */
  readonly notObservable: number;
  /** Events whose quote could not be found again; they are not counted. */
  readonly unsupported: number;
  /** The model that judged it, where one did, and whether labels say that it can be believed. */
  readonly judged?: { readonly model: string; readonly calibrated: boolean };
  readonly passages: readonly Passage[];
}

/** What checking a rule gave; the shape that `rules check` prints, with the rule's words. */
export interface CheckedRule {
  readonly id: string;
  readonly posture: string;
  readonly description?: string;
  readonly formula?: string;
  readonly satisfied: number;
  readonly violated: number;
  /** 95%, of the share of violations among runs to which the rule applied. */
  readonly interval: Interval;
  /** Runs to which the rule did not apply. */
  readonly vacuous: number;
  readonly violations: readonly {
    readonly trajectory: string;
    readonly step: number;
    /** Absent: the step's first call, else its first text. */
    readonly part?: number;
    readonly explanation: string;
  }[];
}

/** A checked rule with some of its violations in place. */
export interface RuleReport extends Omit<CheckedRule, 'violations'> {
  readonly violations: readonly { readonly explanation: string; readonly passage: Passage }[];
}

/** Everything a report page shows; plain JSON, its size bounded whatever the size of the store. */
export interface ReportData {
  readonly made: {
    /** ISO 8601. */
    readonly at: string;
    readonly version: string;
    /** Commands that make this report again, in order. */
    readonly commands: readonly string[];
    readonly seed?: number;
    /** Where the store is, for commands to name; absent where they find it by themselves. */
    readonly store?: string;
  };
  readonly runs: number;
  /** A run whose source names no task is one of its own. */
  readonly tasks: number;
  readonly steps: number;
  readonly success: SuccessCount;
  /** Starts of the first and last run, ISO 8601; absent when no run has a time. */
  readonly period?: readonly [string, string];
  readonly formats: readonly { readonly format: string; readonly runs: number }[];
  readonly cost: Cost;
  readonly repeated: RepeatedWork;
  /** Most runs first. */
  readonly agents: readonly AgentReport[];
  /** Agents that are left out of `agents`. */
  readonly moreAgents: number;
  readonly behaviors: readonly BehaviorReport[];
  readonly moreBehaviors: number;
  readonly codes: readonly CodeReport[];
  readonly contrast: ContrastReport;
  readonly failure: FailureReport;
  readonly models: ModelReport;
  readonly rules: readonly RuleReport[];
  /** Runs with reasoning that the source hides (encrypted, or known to be absent). */
  readonly hiddenReasoningRuns: number;
}
