import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { findings } from './findings.ts';
import {
  formatCount,
  formatEstimate,
  formatInterval,
  formatPercent,
  formatUsd,
  plural,
} from '../core/format-number.ts';
import type { ReportData, SuccessCount } from './report-data.ts';

/**
 * The headline in one line of plain words, also the page's title: `360 runs of 3 agents, 71% succeeded`, or, where not
 * all outcomes are known, `360 runs of 3 agents; of 150 with a known outcome, 71% succeeded`.
 */
export function headline({ runs, agents, moreAgents, success }: ReportData): string {
  if (runs === 0) return 'No runs yet';
  const count = agents.length + moreAgents;
  const who = count === 1 ? 'of one agent' : `of ${formatCount(count)} agents`;
  const head = `${plural(runs, 'run')} ${who}`;
  if (success.of === 0) return head;
  const known = success.of < runs ? `; of ${formatCount(success.of)} with a known outcome` : '';
  return `${head}${known}, ${formatPercent(success.successes / success.of)} succeeded`;
}

/** A success rate with its interval and n: `71% (65–77%) of 340`; undefined when no outcome is known. */
export function successWords({ successes, of, interval }: SuccessCount): string | undefined {
  if (of === 0) return undefined;
  return `${formatPercent(successes / of)} (${formatInterval(interval)}) of ${formatCount(of)}`;
}

/** The top of the report: headline, four numbers, and what stands out. */
export function headlineSection(data: ReportData): Markup {
  const { made, runs, steps, period, formats } = data;
  const sources = formats.map(({ format, runs: n }) => `${shorten(format, 40)} (${formatCount(n)})`).join(', ');
  const first = day(period?.[0] ?? '');
  const last = day(period?.[1] ?? '');
  const days = period === undefined ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`;
  const items = findings(data).map((finding) => markup`<li>${finding}</li>`);
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
      ${runs === 0 ? nothing : markup`<ul class="findings">${items}</ul>`}
    </header>
  `;
}

function tiles({ runs, agents, moreAgents, success, cost, repeated }: ReportData): Markup {
  const known = success.of > 0;
  const tasks = success.tasks < success.of ? ` in ${plural(success.tasks, 'task')}` : '';
  const price =
    cost.usd === undefined
      ? 'no source names a price'
      : `${formatUsd(cost.usd.total)} as ${cost.usd.runs === runs ? 'the sources' : plural(cost.usd.runs, 'run')} say`;
  const again = repeated.within.tokens + repeated.across.tokens;
  return markup`
    <dl class="tiles">
      ${tile('Runs', formatCount(runs), plural(agents.length + moreAgents, 'agent'))}
      ${
        known
          ? tile(
              'Succeeded',
              formatPercent(success.successes / success.of),
              `${formatInterval(success.interval)}, n = ${formatCount(success.of)}${tasks}`,
            )
          : tile('Succeeded', 'unknown', 'no source names an outcome')
      }
      ${tile('Tokens', formatEstimate(cost.textTokens), `of text, estimated; ${price}`)}
      ${tile('Asked again', formatEstimate(again), 'tokens spent on questions whose answer was known')}
    </dl>
  `;
}

function tile(name: string, value: string, note: string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd><dd>${note}</dd></div>`;
}

/** The day of an ISO 8601 time, as people write it: `3 April 2026`; the text itself when it is none. */
function day(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
