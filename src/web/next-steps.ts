import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, plural } from '../core/format-number.ts';
import type { ReportData } from './report-data.ts';

const MOST = 3;

/** What to do next, most useful first: each a reason and a command. Commands hold ids of the handbook, and no other text of runs. */
export function nextSteps(data: ReportData): Markup[] {
  const { made, codes, behaviors, moreBehaviors, rules, failure, agents } = data;
  const place = made.store === undefined ? '' : ` --store ${shorten(made.store, 200)}`;
  const isNamed = agents.every(({ named }) => named !== undefined);
  const ordered = agents.some(({ named }) => named?.ordered);
  const of = ordered ? 'calls' : 'labels';
  const waiting = behaviors.find(({ behavior: { status, held } }) => status === 'candidate' && held === undefined);
  const approved = behaviors.some(({ behavior: { status } }) => status === 'active');
  const steps = [
    codes.length === 0 && !isNamed && step('Name the behaviors in these runs', 'ethogram detect'),
    behaviors.length === 0 && !isNamed && step('Find what recurs and is worth telling the next run', 'ethogram mine'),
    waiting !== undefined && !approved &&
      step(`Read the ${plural(behaviors.length + moreBehaviors, 'behavior')} of the handbook and approve what is right: nothing is served before`, `ethogram handbook approve ${shorten(waiting.behavior.id, 60)}`),
    failure.tasks.never + failure.tasks.sometimes > 0 && step('Read runs that failed', 'ethogram show --outcome failure'),
    rules.length === 0 && !isNamed && step('Check what must hold in any run', 'ethogram report --rules general'),
    isNamed && ordered && step('See what follows what', 'ethogram analyse transitions --of calls'),
    isNamed && step('See what of their context goes with how much of each', `ethogram analyse covariates --of ${of}`),
    isNamed && step('See which kinds of runs there are', `ethogram analyse archetypes --of ${of}`),
  ];
  return steps.filter((one) => one !== false).slice(0, MOST).map(({ why, command }) => markup`${why}: <code>${command}${place}</code>`);
} // prettier-ignore

interface Step {
  readonly why: string;
  readonly command: string;
}

function step(why: string, command: string): Step {
  return { why, command };
}

/** Runs and tasks as a count: `200 runs of 50 tasks`. */
export function runsOfTasks({ runs, tasks }: Pick<ReportData, 'runs' | 'tasks'>): string {
  return tasks > 1 && tasks < runs ? `${plural(runs, 'run')} of ${formatCount(tasks)} tasks` : plural(runs, 'run');
}
