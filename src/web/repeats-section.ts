import type { RepeatedCall } from '../analysis/repeated-work.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatEstimate, formatInterval, formatPercent, plural } from './format-number.ts';
import type { ReportData } from './report-data.ts';

/** What agents ask again although the answer is known: within a run, and anew in every run. */
export function repeatsSection({ repeated }: ReportData): Markup {
  const { within, across, calls, approximate } = repeated;
  const nothing = within.calls === 0 && across.distinct === 0;
  return markup`<section id="repeats"><h2>What they repeat</h2>
${nothing ? markup`<p>Nothing: of ${plural(calls, 'call')}, none was made again for the same answer.</p>` : ''}
${
  within.calls === 0
    ? ''
    : markup`<h3>Asked again within a run</h3><p>${plural(within.calls, 'call')} of ${formatCount(calls)} (${formatPercent(within.share)}, ${formatInterval(within.interval)}) in ${plural(within.runs, 'run')} repeat an earlier call with the same arguments and the same answer, when nothing had been changed in between. Cost: about <strong>${formatEstimate(within.tokens)} tokens</strong>, and again on every later turn that re-reads them.</p>${callTable(within.top)}`
}
${
  across.distinct === 0
    ? ''
    : markup`<h3>Looked up anew in run after run</h3><p>${plural(across.distinct, 'question')} ${across.distinct === 1 ? 'was' : 'were'} asked in three or more runs of different tasks and answered the same at least nine times in ten. Cost beyond the first time: about <strong>${formatEstimate(across.tokens)} tokens</strong>${approximate ? ' at least' : ''}. What never changes can be said beforehand.</p>${callTable(across.top)}`
}
</section>`;
}

function callTable(calls: readonly RepeatedCall[]): Markup {
  const rows = calls.map(
    ({ tool, argumentsText, runs, calls: times, tokens, example }) =>
      markup`<tr><td><code>${shorten(tool, 48)}</code> <span class="quiet"><code>${shorten(argumentsText, 110)}</code></span></td><td class="number">${formatCount(times)}</td><td class="number">${formatCount(runs)}</td><td class="number">${formatEstimate(tokens)}</td><td class="wide nowrap"><code class="quiet">${shorten(example.trajectoryId, 20)}</code> <small>step ${example.step}</small></td></tr>`,
  );
  return markup`<table><thead><tr><th>Call</th><th class="number">times</th><th class="number">runs</th><th class="number">tokens</th><th class="wide">for example</th></tr></thead><tbody>${rows}</tbody></table>`;
}
