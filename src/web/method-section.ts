import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatEstimate, plural } from './format-number.ts';
import type { ReportData } from './report-data.ts';

/** How to read the report, what could not be seen, and how it was made. */
export function methodSection(data: ReportData): Markup {
  const { made, runs, cost, hiddenReasoningRuns, success, codes } = data;
  const unseen: Markup[] = [];
  if (hiddenReasoningRuns > 0) {
    unseen.push(
      markup`${plural(hiddenReasoningRuns, 'run')} of ${formatCount(runs)} hide their reasoning (encrypted or left out). Hidden is not absent: such steps are left out of rates of reasoning behaviors.`,
    );
  }
  if (success.of < runs) unseen.push(markup`${plural(runs - success.of, 'run')} of ${formatCount(runs)} have no known outcome.`);
  const hidden = codes.reduce((total, code) => total + code.notObservable, 0);
  if (hidden > 0) unseen.push(markup`${formatCount(hidden)} units could not be examined for a code, because they were hidden or in a language without cues.`);
  if (cost.counted === undefined) unseen.push(markup`No source counts tokens: all token figures are estimates.`);
  return markup`<section id="method"><h2>How to read this</h2>
<p>Rates stand with their 95% interval: were the same agents to run on as many tasks of the same kind again, the interval would hold the true rate 19 times in 20. Runs are the unit; the moves of one run are not independent of each other, and intervals of shares allow for that. Differences between runs that show a behavior and runs that do not are associations, not effects.</p>
<p>Text of the runs is quoted as it was stored, redacted if redaction was on; marked words are the evidence itself. Characters that cannot be seen are written out, as in [U+202E].</p>
<h3>What was not observable</h3>
${unseen.length === 0 ? markup`<p>Everything these sources record could be examined.</p>` : markup`<ul class="findings">${unseen.map((item) => markup`<li>${item}</li>`)}</ul>`}
<h3>Tokens and money</h3>
<p>${formatEstimate(cost.textTokens)} tokens is an estimate from the text, each text counted once.${cost.counted === undefined ? '' : ` The sources of ${plural(cost.counted.runs, 'run')} count what models read and wrote: ${formatEstimate(cost.counted.inputTokens)} in (${formatEstimate(cost.counted.cachedInputTokens)} of them cached), ${formatEstimate(cost.counted.outputTokens)} out; a model reads a text again on every turn.`}${cost.usd === undefined ? ' No source names a price.' : ''}</p>
<h3>How it was made</h3>
<p>Ethogram ${made.version}, ${made.at}${made.seed === undefined ? '' : `, seed ${made.seed}`}, ${plural(runs, 'run')}. No model was asked and nothing left the machine. This page loads nothing.</p>
${made.commands.length === 0 ? '' : markup`<pre><code>${made.commands.map((command) => shorten(command, 400)).join('\n')}</code></pre>`}
</section>`;
}
