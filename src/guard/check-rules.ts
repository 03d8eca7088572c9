import { taskKey } from '../analysis/task-key.ts';
import type { Codebook } from '../behavior/codebook.ts';
import { detectRun } from '../behavior/detect-run.ts';
import type { Event } from '../behavior/event.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { clusterTally } from '../core/cluster-tally.ts';
import type { Interval } from '../core/rate-interval.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { truthAlong, type TraceEvent } from './evaluate-formula.ts';
import { conjuncts, explainViolation, precedenceOf } from './explain-violation.ts';
import { atomsOf, type Formula } from './formula.ts';
import { compileMonitor, type Monitor } from './monitor.ts';
import type { Posture, Rule } from './rule.ts';
import { runEvents, type RunEvent } from './run-events.ts';

const BEHAVIOR = 'behavior:';

/** Where a run breaks a rule; `step` is 0-based. */
interface Violation {
  readonly trajectory: string;
  readonly step: number;
  readonly part: number;
  readonly explanation: string;
}

/** What many runs make of one rule: every run is counted once, as satisfied, violated or vacuous. */
export interface RuleResult {
  readonly id: string;
  readonly posture: Posture;
  readonly formula: string;
  readonly description?: string;
  readonly satisfied: number;
  readonly violated: number;
  /** 95% interval of the share of violations among runs that put the rule to the test, between tasks. */
  readonly interval: Interval;
  /** Runs that keep the rule only because what it speaks of never came up. */
  readonly vacuous: number;
  /** In order of the runs. */
  readonly violations: readonly Violation[];
}

/** Checks rules over runs as they come. */
interface RuleChecker {
  /** Whether any rule has an atom `behavior:…`, so that runs have to be coded first. */
  readonly needsEvents: boolean;
  /** @param coded - the run's events, for atoms `behavior:…` */
  add(trajectory: Trajectory, coded?: readonly Event[]): void;
  results(): RuleResult[];
}

/** Starts checking; each run is judged by the monitor that would watch it live, plus the end of the run. */
function ruleChecker(rules: readonly Rule[]): RuleChecker {
  const watched = rules.map((rule) => ({
    rule,
    monitor: compileMonitor(rule.parsed),
    triggers: conjuncts(rule.parsed).flatMap(triggersOf),
    broken: clusterTally(),
    satisfied: 0,
    violated: 0,
    vacuous: 0,
    violations: [] as Violation[],
  }));
  return {
    needsEvents: rules.some(({ parsed }) => atomsOf(parsed).some((atom) => atom.startsWith(BEHAVIOR))),
    add(trajectory, coded = []) {
      const task = taskKey(trajectory.source.format, trajectory);
      const events = runEvents(trajectory.steps, coded);
      const trace = events.map(({ atoms }) => atoms);
      for (const entry of watched) {
        const { verdict, finalAt } = watch(entry.monitor, events);
        if (verdict === 'violated') {
          entry.violated++;
          entry.broken.add(task, 1, 1);
          const explanation =
            events.length === 0
              ? { step: 0, part: 0, explanation: 'the run is empty' }
              : explainViolation(entry.rule, events, finalAt);
          entry.violations.push({ trajectory: trajectory.id, ...explanation });
        } else if (isVacuous(entry.triggers, trace)) entry.vacuous++;
        else {
          entry.satisfied++;
          entry.broken.add(task, 0, 1);
        }
      }
    },
    results: () =>
      watched.map(
        ({ rule: { id, posture, formula, description }, satisfied, violated, broken, vacuous, violations }) => ({
          id,
          posture,
          formula,
          ...(description !== undefined && { description }),
          satisfied,
          violated,
          interval: broken.share().interval,
          vacuous,
          violations,
        }),
      ),
  };
}

/**
 * Checks rules over runs. Runs are coded with `codebooks` when a rule speaks of `behavior:SLUG`.
 *
 * @returns one result per rule, in their order
 * @throws EthogramError `bad-rules` when a rule speaks of a behavior that no codebook has: it could never be broken
 */
export async function checkRules(
  rules: readonly Rule[],
  trajectories: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  { codebooks = [] }: { readonly codebooks?: readonly Codebook[] } = {},
): Promise<RuleResult[]> {
  requireCodes(rules, codebooks);
  const checker = ruleChecker(rules);
  for await (const trajectory of trajectories) {
    checker.add(trajectory, checker.needsEvents ? detectRun(trajectory, codebooks).events : []);
  }
  return checker.results();
}

function requireCodes(rules: readonly Rule[], codebooks: readonly Codebook[]): void {
  const slugs = new Set(codebooks.flatMap(({ codes }) => codes.map(({ slug }) => slug)));
  for (const { id, parsed } of rules) {
    const unknown = atomsOf(parsed).find(
      (atom) => atom.startsWith(BEHAVIOR) && !slugs.has(atom.slice(BEHAVIOR.length)),
    );
    if (unknown === undefined) continue;
    throw new EthogramError(
      'bad-rules',
      `${id}: found ${unknown}, expected the slug of a code in ${names(codebooks)}`,
      {
        hint: 'ethogram codebook list',
      },
    );
  }
}

function names(codebooks: readonly Codebook[]): string {
  return codebooks.length === 0 ? 'a codebook, of which there are none' : codebooks.map(({ name }) => name).join(', ');
}

function watch(
  monitor: Monitor,
  events: readonly RunEvent[],
): { readonly verdict: 'satisfied' | 'violated'; readonly finalAt: number | undefined } {
  const run = monitor.start();
  let finalAt: number | undefined;
  let { verdict } = run;
  for (const [index, { atoms }] of events.entries()) {
    verdict = run.next(atoms);
    if (verdict === 'satisfied' || verdict === 'violated') {
      finalAt = index;
      break;
    }
  }
  return { verdict: verdict.startsWith('satisfied') ? 'satisfied' : 'violated', finalAt };
}

/**
 * What must come up for a rule to have been put to the test: the left side of `G(a -> …)`, the action of `!a W b`.
 * A conjunct of another shape is always at stake (`true`).
 *
 * @see Beer et al. 2001, Efficient Detection of Vacuity in Temporal Model Checking
 */
function triggersOf(formula: Formula): Formula[] {
  const precedence = precedenceOf(formula);
  if (precedence !== undefined && formula.kind === 'weak-until') return [precedence.action];
  const body = formula.kind === 'always' ? formula.of : formula;
  return body.kind === 'implies' ? [body.left] : [{ kind: 'constant', value: true }];
}

function isVacuous(triggers: readonly Formula[], trace: readonly TraceEvent[]): boolean {
  return !triggers.some((trigger) => truthAlong(trigger, trace).includes(true));
}
