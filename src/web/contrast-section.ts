import { markup, type Markup } from '../chart/markup.ts';
import { outcomeForest } from '../chart/outcome-forest.ts';
import type { OutcomeRow } from '../analysis/outcome/outcome-differences.ts';
import { formatCount, formatNumber, formatPoints, plural } from '../core/format-number.ts';
import { isContrast, type ContrastReport } from './contrast-report.ts';
import type { ReportData } from './report-data.ts';

/** What the coded behaviors go with: success or failure, within tasks, and each other. Nothing where nothing can be told. */
export function contrastSection({ contrast }: ReportData): Markup {
  const { rows, follows } = contrast;
  if (rows.length === 0 && follows.length === 0) return markup``;
  return markup`
    <section id="contrast">
      <h2>What goes with success</h2>
      ${rows.length === 0 ? '' : [outcomeWords(contrast), markup`<figure>${outcomeForest(rows, { label: behaviorWords })}</figure>`]}
      ${follows.length === 0 ? '' : followsList(follows)}
      <p class="note">
        What goes together need not cause: a run in trouble also acts differently. All of
        it: <code>ethogram analyse outcomes</code> and <code>ethogram analyse transitions</code>.
      </p>
    </section>
  `;
}

function outcomeWords({ rows, runs, successes, compared }: ContrastReport): Markup {
  const known = `${plural(runs, 'run')} of known outcome, ${formatCount(successes)} of which succeed.`;
  const found = rows.filter(isContrast);
  if (found.length === 0) {
    const none = `Of ${plural(compared, 'behavior')} that could be compared within tasks none goes with success or failure beyond chance, in ${known} The nearest to it:`;
    return markup`<p>${none}</p>`;
  }
  const [first] = found;
  const often = `succeed ${first!.difference < 0 ? 'less' : 'more'} often than others of the same task: ${formatPoints(first!.difference)} points (${intervalWords(first!)}).`;
  const many = `Compared within tasks, ${found.length} of ${plural(compared, 'behavior')} ${found.length === 1 ? 'goes' : 'go'} with how runs end; ${known}`;
  return markup`<p>Runs with <strong>${behaviorWords(first!.behavior)}</strong> ${often} ${many}</p>`;
}

function followsList(follows: ContrastReport['follows']): Markup {
  const items = follows.map(({ from, to, observed, n, ratio, interval }) => {
    const between =
      interval === null ? '' : `, 95% interval ${formatNumber(interval[0], 1)}–${formatNumber(interval[1], 1)}`;
    const often = `${formatNumber(ratio!, 1)} times as often as if each run did the same in any other order (${formatCount(observed)} of ${formatCount(n)}${between}).`;
    return markup`<li>After ${behaviorWords(from)} comes <strong>${behaviorWords(to)}</strong>, ${often}</li>`;
  });
  return markup`<h3>What follows what</h3><ul>${items}</ul>`;
}

/** `agent-runs/finish-without-check` → `finish without check`. */
function behaviorWords(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replaceAll('-', ' ');
}

function intervalWords({ interval: [low, high] }: Pick<OutcomeRow, 'interval'>): string {
  return `${formatPoints(low)} to ${formatPoints(high)}`;
}
