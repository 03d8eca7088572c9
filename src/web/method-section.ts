import type { Cost } from '../analysis/cost.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatEstimate, plural } from '../core/format-number.ts';
import type { ReportData } from './report-data.ts';

/** How to read the report, what could not be seen, and how it was made. */
export function methodSection(data: ReportData): Markup {
  const { made, runs, cost } = data;
  const isNamed = data.agents.every(({ named }) => named !== undefined);
  const unseen = notObservable(data, isNamed);
  const commands = made.commands.map((command) => shorten(command, 400)).join('\n');
  const seed = made.seed === undefined ? '' : `, seed ${made.seed}`;
  return markup`
    <section id="method">
      <h2>How to read this</h2>
      <p>
        Rates stand with their 95% interval: were the same agents to run on as many tasks of the same kind again and
        again, such intervals would hold the true rate 19 times in 20. The moves of one run are not independent of each
        other, nor are the trials of one task; intervals of shares and of success allow for that. Differences between runs that show a behavior
        and runs that do not are associations, not effects.
      </p>
      <p>
        Text of the runs is quoted as it is stored, redacted if redaction was on; marked words are the evidence itself.
        Characters that cannot be seen are written out, as in [U+202E].
      </p>
      <h3>What was not observable</h3>
      ${
        unseen.length === 0
          ? markup`<p>Everything these sources record could be examined.</p>`
          : markup`<ul class="findings">${unseen.map((item) => markup`<li>${item}</li>`)}</ul>`
      }
      ${cost.textTokens === 0 || isNamed ? '' : markup`<h3>Tokens and money</h3><p>${costWords(cost)}</p>`}
      <h3>How it was made</h3>
      <p>
        Ethogram ${made.version}, ${made.at}${seed}, ${plural(runs, 'run')}. Making this page asked no model and sent
        nothing; reading it loads nothing.
      </p>
      ${commands === '' ? '' : markup`<pre><code>${commands}</code></pre>`}
    </section>
  `;
}

function notObservable({ runs, hiddenReasoningRuns, success, codes, cost }: ReportData, isNamed: boolean): string[] {
  const unseen: string[] = [];
  const all = formatCount(runs);
  if (hiddenReasoningRuns > 0) {
    const hide = hiddenReasoningRuns === 1 ? 'hides its' : 'hide their';
    unseen.push(
      `${plural(hiddenReasoningRuns, 'run')} of ${all} ${hide} reasoning ` +
        '(encrypted or left out). Hidden is not absent: such steps are left out of rates of reasoning behaviors.',
    );
  }
  const unknown = runs - success.of;
  if (unknown > 0)
    unseen.push(`${plural(unknown, 'run')} of ${all} ${unknown === 1 ? 'has' : 'have'} no known outcome.`);
  const hidden = codes.reduce((total, code) => total + code.notObservable, 0);
  if (hidden > 0) {
    unseen.push(`${plural(hidden, 'unit')} could not be examined for a code: hidden, or in a language without cues.`);
  }
  if (runs > 0 && !isNamed && cost.counted === undefined)
    unseen.push('No source counts tokens: all token figures are estimates.');
  return unseen;
}

function costWords({ textTokens, counted, usd }: Cost): string {
  const words = [`${formatEstimate(textTokens)} tokens is an estimate from the text, each text counted once.`];
  if (counted !== undefined) {
    const cached = `${formatEstimate(counted.cachedInputTokens)} of them cached`;
    words.push(
      `The sources of ${plural(counted.runs, 'run')} count what models read and wrote: ` +
        `${formatEstimate(counted.inputTokens)} in (${cached}), ${formatEstimate(counted.outputTokens)} out; ` +
        'a model reads a text again on every turn.',
    );
  }
  if (usd === undefined) words.push('No source names a price.');
  return words.join(' ');
}
