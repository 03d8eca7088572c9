import { codeKey, codeSlug } from '../behavior/code-key.ts';
import type { Coding, Event } from '../behavior/event.ts';
import { isHidden } from '../behavior/is-hidden.ts';
import { estimateTokens } from '../core/estimate-tokens.ts';
import type { Interval } from '../core/rate-interval.ts';
import { partText, type Step } from '../trajectory/trajectory.ts';
import { clusterNumbers, clusterTally, type ClusterNumbers, type ClusterTally } from '../core/cluster-tally.ts';
import type { CodedRun } from './coded-runs.ts';
import { taskKey } from './task-key.ts';
import { stepSeconds } from './step-seconds.ts';

/** How much of the runs one coded behavior takes. Denominators are what was examined for it and could be observed. */
export interface TimeBudgetRow {
  /** Slug of the code. */
  readonly behavior: string;
  readonly codebook: string;
  readonly events: number;
  /** Runs that show it. */
  readonly runs: number;
  /** Runs in which it could be observed. */
  readonly n: number;
  /** 95% interval of `runs / n`, between tasks. */
  readonly runsInterval: Interval;
  /** 0–1 of observed steps, their tokens (estimate) and their seconds; `seconds` is null where no run has times. */
  readonly share: { readonly steps: number; readonly tokens: number; readonly seconds: number | null };
  /** 95% interval of `share.steps`, between tasks. */
  readonly interval: Interval;
  /** 95% interval of `share.seconds`, between tasks. */
  readonly secondsInterval: Interval | null;
  /** Those of the `n` runs that have times. */
  readonly timedRuns: number;
  /**
   * Mean distance in steps from the end of one event to the start of the next in the same run, 0 where they overlap;
   * null with no such pair.
   */
  readonly meanGapSteps: number | null;
  /** Standard deviation of that distance; null with fewer than two. */
  readonly sdGapSteps: number | null;
  /** Mean number of own steps (not copied) before the first event, over the runs that show it; null with none. */
  readonly latencySteps: number | null;
  /** Mean steps of an event, and their standard deviation; null with no event, or fewer than two. */
  readonly meanSteps: number | null;
  readonly sdSteps: number | null;
  /** Steps, tokens (estimate) and seconds inside its events; `seconds` is null where no run has times. */
  readonly total: { readonly steps: number; readonly tokens: number; readonly seconds: number | null };
}

/** A run with as much of its events and codings as a time budget needs. */
export interface BudgetRun extends Pick<CodedRun, 'trajectory'> {
  readonly events: readonly Pick<Event, 'code' | 'steps' | 'verdict'>[];
  readonly codings: readonly Pick<Coding, 'codebook' | 'observedUnits' | 'notObservable'>[];
}

/** A time budget that is being added up; see {@link startTimeBudget}. */
export interface TimeBudget {
  /**
   * Takes the next run, with what was coded in it.
   *
   * @param within - which steps are looked at, by index; an event counts where it begins. Default: all
   */
  add(run: BudgetRun, within?: (step: number) => boolean): void;
  /** One row per code examined so far, by codebook and slug. */
  rows(): TimeBudgetRow[];
}

interface Tally {
  events: number;
  runs: number;
  /** Runs in which it could be observed. */
  examined: number;
  timed: number;
  readonly showing: ClusterTally;
  readonly steps: ClusterTally;
  readonly seconds: ClusterTally;
  /** Of steps inside its events, and of those examined. */
  tokens: number;
  allTokens: number;
  gaps: Moments;
  lengths: Moments;
  latency: number;
}

/** Running count, sum and sum of squares. */
interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

const NONE: Moments = { n: 0, sum: 0, squares: 0 };

/**
 * Time budget of coded behaviors, added up one run at a time: how often, in how many runs, which share of steps, tokens
 * and seconds, how far apart, how soon. Only events with verdict `present` count; overlapping events of a code count a
 * step once. Copied steps are not observed, nor, for a code that its coding says was partly hidden, are steps whose
 * reasoning is encrypted or absent.
 *
 * @returns `add` takes a run; `rows` gives a row per code examined, by codebook and slug
 */
export function startTimeBudget(): TimeBudget {
  const tallies = new Map<string, Tally>();
  const taskNumbers = clusterNumbers();
  return {
    add({ trajectory, events, codings }, within = () => true) {
      const task = taskKey(trajectory.source.format, trajectory);
      const copied = trajectory.steps.filter((step) => step.copied).length;
      const seconds = stepSeconds(trajectory.steps);
      const tokens = trajectory.steps.map((step) => stepTokens(step));
      for (const [key, hidden] of examined(codings)) {
        const steps = trajectory.steps.filter(
          (step) => !step.copied && within(step.index) && !(hidden && hidesReasoning(step)),
        );
        if (steps.length === 0 && trajectory.steps.length > 0) continue;
        const found = events.filter((event) => event.verdict === 'present' && codeKey(event.code) === key);
        const inside = coveredSteps(found, trajectory.steps.length);
        const covered = steps.filter(({ index }) => inside[index]);
        const tally = tallyOf(tallies, key, taskNumbers);
        const sum = (of: readonly Step[], values: readonly (number | undefined)[]): number =>
          of.reduce((total, { index }) => total + (values[index] ?? 0), 0);
        const allSeconds = sum(steps, seconds);
        tally.examined++;
        tally.steps.add(task, covered.length, steps.length);
        tally.tokens += sum(covered, tokens);
        tally.allTokens += sum(steps, tokens);
        if (allSeconds > 0) {
          tally.timed++;
          tally.seconds.add(task, sum(covered, seconds), allSeconds);
        }
        const begun = found.filter((event) => within(event.steps[0]));
        tally.showing.add(task, begun.length > 0 ? 1 : 0, 1);
        addPlaces(tally, begun, copied);
      }
    },
    rows: () => [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, tally]) => toRow(key, tally)),
  };
}

// Code keys that a run was examined for and of which something could be observed, and whether something was hidden.
function examined(codings: BudgetRun['codings']): Map<string, boolean> {
  const keys = new Map<string, boolean>();
  for (const { codebook, observedUnits, notObservable } of codings) {
    for (const [slug, units] of Object.entries(observedUnits)) {
      if (units > 0) keys.set(`${codeKey(codebook)}/${slug}`, (notObservable[slug] ?? 0) > 0);
    }
  }
  return keys;
}

/** Which of `count` steps lie inside an event, in time linear in steps and events. */
function coveredSteps(events: BudgetRun['events'], count: number): boolean[] {
  const changes = new Array<number>(count + 1).fill(0);
  for (const {
    steps: [first, last],
  } of events) {
    if (first > last || first >= count) continue;
    changes[Math.max(0, first)]!++;
    changes[Math.min(count, last + 1)]!--;
  }
  let open = 0;
  return changes.slice(0, count).map((change) => (open += change) > 0);
}

function hidesReasoning(step: Step): boolean {
  const reasoning = step.parts.filter((part) => part.kind === 'reasoning');
  return reasoning.length > 0 && reasoning.every(isHidden);
}

function stepTokens(step: Step): number {
  return step.parts.reduce((total, part) => total + estimateTokens(partText(part)), 0);
}

function tallyOf(tallies: Map<string, Tally>, key: string, taskNumbers: ClusterNumbers): Tally {
  let tally = tallies.get(key);
  if (tally === undefined) {
    tally = {
      events: 0,
      runs: 0,
      examined: 0,
      timed: 0,
      showing: clusterTally(taskNumbers),
      steps: clusterTally(taskNumbers),
      seconds: clusterTally(taskNumbers),
      tokens: 0,
      allTokens: 0,
      gaps: NONE,
      lengths: NONE,
      latency: 0,
    };
    tallies.set(key, tally);
  }
  return tally;
}

/** @param copied - how many steps the run begins with that are another run's; they are not waited for */
function addPlaces(tally: Tally, events: BudgetRun['events'], copied: number): void {
  const places = events.map((event) => event.steps).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  tally.events += places.length;
  if (places.length === 0) return;
  tally.runs++;
  tally.latency += Math.max(0, places[0]![0] - copied);
  for (let i = 1; i < places.length; i++) {
    tally.gaps = plus(tally.gaps, Math.max(0, places[i]![0] - places[i - 1]![1]));
  }
  for (const [first, last] of places) tally.lengths = plus(tally.lengths, last - first + 1);
}

function plus({ n, sum, squares }: Moments, value: number): Moments {
  return { n: n + 1, sum: sum + value, squares: squares + value * value };
}

function meanOf({ n, sum }: Moments): number | null {
  return n === 0 ? null : sum / n;
}

function deviationOf({ n, sum, squares }: Moments): number | null {
  return n < 2 ? null : Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1));
}

function toRow(key: string, tally: Tally): TimeBudgetRow {
  const { share, interval } = tally.steps.share();
  const seconds = tally.timed === 0 ? undefined : tally.seconds.share();
  return {
    behavior: codeSlug(key),
    codebook: key.slice(0, Math.max(0, key.indexOf('/'))),
    events: tally.events,
    runs: tally.runs,
    n: tally.examined,
    runsInterval: tally.showing.share().interval,
    share: {
      steps: share,
      tokens: tally.allTokens === 0 ? 0 : Math.min(1, tally.tokens / tally.allTokens),
      seconds: seconds?.share ?? null,
    },
    interval,
    secondsInterval: seconds?.interval ?? null,
    timedRuns: tally.timed,
    meanGapSteps: meanOf(tally.gaps),
    sdGapSteps: deviationOf(tally.gaps),
    latencySteps: tally.runs === 0 ? null : tally.latency / tally.runs,
    meanSteps: meanOf(tally.lengths),
    sdSteps: deviationOf(tally.lengths),
    total: {
      steps: tally.steps.part,
      tokens: tally.tokens,
      seconds: seconds === undefined ? null : tally.seconds.part,
    },
  };
}
