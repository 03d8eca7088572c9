import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { findings } from './findings.ts';
import { nextSteps, runsOfTasks } from './next-steps.ts';
import {
  formatCount,
  formatEstimate,
  formatInterval,
  formatNumber,
  formatPercent,
  formatUsd,
  plural,
} from '../core/format-number.ts';
import type { ReportData, SuccessCount } from './report-data.ts';
import { SECTION_WORDS } from './section-words.ts';

/**
 * The headline in one line of plain words, also the page's title: `360 runs of 3 agents, 71% succeeded`, or, where not all outcomes
 * are known, `360 runs of 3 agents; of 150 with a known outcome, 71% succeeded`. Where no source names an agent: `200 runs of 50 tasks`.
 */
export function headline(data: Pick<ReportData, 'runs' | 'tasks' | 'agents' | 'moreAgents' | 'success'>): string {
  const { runs, agents, moreAgents, success } = data;
  if (runs === 0) return 'No runs yet';
  const count = agents.length + moreAgents;
  const isNamed = agents.some(({ known }) => known !== 'format');
  const head = isNamed && count > 1 ? `${plural(runs, 'run')} of ${agentsWords(data)}` : runsOfTasks(data);
  if (success.of === 0) return head;
  const known = success.of < runs ? `; of ${formatCount(success.of)} with a known outcome` : '';
  return `${head}${known}, ${formatPercent(success.successes / success.of)} succeeded`;
} // prettier-ignore

function agentsWords({ agents, moreAgents }: Pick<ReportData, 'agents' | 'moreAgents'>): string {
  const known = agents.filter((agent) => agent.known !== 'format');
  return plural(agents.length + moreAgents, known.every((agent) => agent.known === 'model') ? 'model' : 'agent');
}

/** A success rate with its interval and n: `71% (65–77%) of 340`; undefined when no outcome is known. */
export function successWords({ successes, of, interval }: SuccessCount): string | undefined {
  if (of === 0) return undefined;
  return `${formatPercent(successes / of)} (${formatInterval(interval)}) of ${formatCount(of)}`;
}

/** The top of the report: headline, a few numbers, what stands out, and what to do next. */
export function headlineSection(data: ReportData): Markup {
  const { made, runs, steps, period, formats } = data;
  const sources = formats.map(({ format, runs: n }) => `${shorten(format, 40)} (${formatCount(n)})`).join(', ');
  const first = day(period?.[0] ?? '');
  const last = day(period?.[1] ?? '');
  const days = period === undefined ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`;
  const items = findings(data).map(
    ({ section, words }) => markup`<li>${words} <a href="#${section}">${SECTION_WORDS[section]}</a></li>`,
  );
  const next = nextSteps(data).map((words) => markup`<li>${words}</li>`);
  const nothing = markup`
    <p class="lead">
      Import some: <code>ethogram import PATH</code>, or <code>ethogram import --local</code> for the agent logs that
      this machine already has.
    </p>
  `;
  return markup`
    <header>
      <p class="overline">Ethogram report</p>
      <h1>${headline(data)}</h1>
      <p class="note">
        ${plural(steps, 'step')}${days}. Read from ${sources === '' ? 'nothing' : sources}. Made ${day(made.at)}.
      </p>
      ${tiles(data)}
      ${runs === 0 ? nothing : ''}
      ${items.length === 0 ? '' : markup`<h2 class="plain">In short</h2><ul class="findings">${items}</ul>`}
      ${runs === 0 || next.length === 0 ? '' : markup`<h2 class="plain">What to do next</h2><ul class="findings">${next}</ul>`}
    </header>
  `;
}

function tiles(data: ReportData): Markup {
  const { runs, tasks, steps, agents, moreAgents, success, cost, repeated } = data;
  const trials = success.tasks < success.of ? ` in ${plural(success.tasks, 'task')}` : '';
  const price =
    cost.usd === undefined
      ? 'no source names a price'
      : `${formatUsd(cost.usd.total)} as ${cost.usd.runs === runs ? 'the sources' : plural(cost.usd.runs, 'run')} say`;
  const again = repeated.within.tokens + repeated.across.tokens;
  const several = agents.length + moreAgents > 1 || tasks === runs;
  const who =
    several && agents.some(({ known }) => known !== 'format') ? agentsWords(data) : tasks < runs ? plural(tasks, 'task') : '';
  const share = success.of === 0 ? 0 : success.successes / success.of;
  // What no source has is left out, not shown as 0.
  const hasTokens = agents.some(({ named }) => named === undefined);
  return markup`
    <dl class="tiles">
      ${tile('Runs', formatCount(runs), who)}
      ${success.of === 0 ? '' : tile('Succeeded', formatPercent(share), `${formatInterval(success.interval)}, n = ${formatCount(success.of)}${trials}`)}
      ${success.of > 0 && hasTokens ? '' : tile('Steps', formatCount(steps), `${formatNumber(steps / Math.max(1, runs), 1)} a run`)}
      ${hasTokens ? tile('Tokens', formatEstimate(cost.textTokens), `of text, estimated; ${price}`) : ''}
      ${again === 0 ? '' : tile('Asked again', formatEstimate(again), 'tokens spent on questions whose answer was known')}
    </dl>
  `;
} // prettier-ignore

function tile(name: string, value: string, note: string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd><dd>${note}</dd></div>`;
}

/** The day of an ISO 8601 time, as people write it: `3 April 2026`; the text itself when it is none. */
function day(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
