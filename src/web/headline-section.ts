import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { rateInterval } from '../core/rate-interval.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import { codeSpans } from './code-spans.ts';
import { formatCount, formatEstimate, formatInterval, formatPercent, formatUsd, plural } from './format-number.ts';
import type { ReportData, SuccessCount } from './report-data.ts';

/** The headline in one line of plain words, also the page's title: `360 runs of 3 agents, 71% succeeded`. */
export function headline({ runs, agents, moreAgents, success }: ReportData): string {
  if (runs === 0) return 'No runs yet';
  const count = agents.length + moreAgents;
  const who = count === 1 ? 'of one agent' : `of ${formatCount(count)} agents`;
  const outcome = success.of === 0 ? '' : `, ${formatPercent(success.successes / success.of)} succeeded`;
  return `${plural(runs, 'run')} ${who}${outcome}`;
}

/** A success rate with its interval and n: `71% (65–77%) of 340`; undefined when no outcome is known. */
export function successWords({ successes, of }: SuccessCount): string | undefined {
  if (of === 0) return undefined;
  return `${formatPercent(successes / of)} (${formatInterval(rateInterval(successes, of))}) of ${formatCount(of)}`;
}

/** The top of the report: headline, four numbers, and what stands out. */
export function headlineSection(data: ReportData): Markup {
  const { made, runs, steps, period, formats } = data;
  const days = period === undefined ? '' : `, ${day(period[0])}${day(period[0]) === day(period[1]) ? '' : ` to ${day(period[1])}`}`;
  const sources = formats.map(({ format, runs: n }) => `${shorten(format, 40)} (${formatCount(n)})`).join(', ');
  return markup`<header><p class="overline">Ethogram report</p><h1>${headline(data)}</h1>
<p class="note">${plural(steps, 'step')}${days}. Read from ${sources === '' ? 'nothing' : sources}. Made ${day(made.at)}.</p>
${tiles(data)}
${runs === 0 ? markup`<p class="lead">Import some: <code>ethogram import PATH</code>, or <code>ethogram import --local</code> for this machine’s own agent logs.</p>` : markup`<ul class="findings">${findings(data).map((finding) => markup`<li>${finding}</li>`)}</ul>`}
</header>`;
}

function tiles({ runs, agents, moreAgents, success, cost, repeated }: ReportData): Markup {
  const rate = success.of === 0 ? 'unknown' : formatPercent(success.successes / success.of);
  const interval =
    success.of === 0
      ? 'no source names an outcome'
      : `${formatInterval(rateInterval(success.successes, success.of))}, n = ${formatCount(success.of)}`;
  const usd =
    cost.usd === undefined
      ? 'of text, estimated; no source names a price'
      : `of text, estimated; ${formatUsd(cost.usd.total)} as ${cost.usd.runs === runs ? 'the sources say' : `${plural(cost.usd.runs, 'run')} say`}`;
  return markup`<dl class="tiles">
<div><dt>Runs</dt><dd>${formatCount(runs)}</dd><dd>${plural(agents.length + moreAgents, 'agent')}</dd></div>
<div><dt>Succeeded</dt><dd>${rate}</dd><dd>${interval}</dd></div>
<div><dt>Tokens</dt><dd>${formatEstimate(cost.textTokens)}</dd><dd>${usd}</dd></div>
<div><dt>Asked again</dt><dd>${formatEstimate(repeated.within.tokens + repeated.across.tokens)}</dd><dd>tokens spent on questions whose answer was known</dd></div>
</dl>`;
}

/** What stands out, as sentences; each is only there when the data have it. */
function findings(data: ReportData): Markup[] {
  const { agents, repeated, behaviors, moreBehaviors, codes, rules } = data;
  const found: Markup[] = [];
  for (const { name, budget } of agents.slice(0, 3)) {
    const most = [...budget.rows].sort((a, b) => b.share.tokens.share - a.share.tokens.share)[0];
    if (most === undefined) continue;
    const answers = budget.tokens === 0 ? 0 : budget.answerTokens / budget.tokens;
    found.push(
      markup`<strong>${shorten(name, 60)}</strong> spends ${formatPercent(most.share.tokens.share)} of its tokens on ${ACTIVITY_WORDS[most.activity].share}, more than on anything else${answers >= 0.1 ? `; ${formatPercent(answers)} of them are answers of tools` : ''}.`,
    );
  }
  const { within, across } = repeated;
  if (within.share >= 0.01) {
    found.push(
      markup`${formatPercent(within.share)} of calls ask again what the same run had asked before, with nothing changed in between: ${plural(within.calls, 'call')}, ${formatEstimate(within.tokens)} tokens.`,
    );
  }
  if (across.distinct > 0) {
    found.push(
      markup`${plural(across.distinct, 'question')} ${across.distinct === 1 ? 'was' : 'were'} asked anew in three or more runs and answered the same: ${formatEstimate(across.tokens)} tokens that knowing the answer would save.`,
    );
  }
  const best = behaviors[0];
  if (best !== undefined) {
    found.push(
      markup`The handbook holds ${plural(behaviors.length + moreBehaviors, 'behavior')}. The first: <a href="#handbook">${codeSpans(shorten(best.behavior.instruction, 240))}</a>`,
    );
  }
  const fault = codes.filter(({ polarity, runs }) => polarity === 'bad' && runs > 0).sort((a, b) => b.runs - a.runs)[0];
  if (fault !== undefined) {
    found.push(
      markup`${plural(fault.runs, 'run')} of ${formatCount(fault.n)} ${fault.runs === 1 ? 'shows' : 'show'} <a href="#codes">${shorten(fault.behavior, 60).replaceAll('-', ' ')}</a>, a fault.`,
    );
  }
  const broken = rules.filter((rule) => rule.violated > 0).sort((a, b) => b.violated - a.violated)[0];
  if (broken !== undefined) {
    found.push(
      markup`${plural(broken.violated, 'run')} of ${formatCount(broken.violated + broken.satisfied)} to which it applies ${broken.violated === 1 ? 'breaks' : 'break'} the rule <a href="#rules">${shorten(broken.description ?? broken.id, 200)}</a>.`,
    );
  }
  return found;
}

/** The day of an ISO 8601 time, as people write it: `3 April 2026`; the text itself when it is none. */
function day(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
