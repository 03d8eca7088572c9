import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { stackedBar } from '../chart/stacked-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatInterval, formatPercent, formatPoints, plural } from '../core/format-number.ts';
import type { FailingTool, FailureReport, SliceReport } from './failure-report.ts';
import type { ReportData } from './report-data.ts';

/** Whether there is anything to say of where runs fail. */
export function hasFailures(data: ReportData): boolean {
  const { tools, slices } = data.failure;
  return tellsTasks(data) || tools.length > 0 || slices.length > 0;
}

/** Where runs fail: which tasks, which kinds of runs, which calls. */
export function failureSection(data: ReportData): Markup {
  const { failure } = data;
  const { tools, slices } = failure;
  return markup`
    <section id="failing">
      <h2>Where runs fail</h2>
      ${tellsTasks(data) ? taskFigure(failure) : ''}
      ${slices.length === 0 ? '' : sliceList(failure)}
      ${tools.length === 0 ? '' : toolTable(tools)}
    </section>
  `;
}

/** Where all runs fail, or all succeed, tasks do not differ. */
function tellsTasks({ failure: { tasks }, success }: ReportData): boolean {
  return tasks.sometimes + tasks.never > 0 && success.successes > 0;
}

function taskFigure({ tasks: { always, sometimes, never, runs }, unsolved }: FailureReport): Markup {
  const tried = always + sometimes + never;
  const parts = [
    { tone: 'blue', share: always / tried, label: `${formatCount(always)} always succeed` },
    { tone: 'sky', share: sometimes / tried, label: `${formatCount(sometimes)} sometimes` },
    { tone: 'vermillion', share: never / tried, label: `${formatCount(never)} never` },
  ] as const;
  const names = unsolved.map(({ task, runs: n }) => markup`<li><code>${shorten(task, 80)}</code> <small>0 of ${formatCount(n)}</small></li>`);
  const more = never > unsolved.length ? `, the ${unsolved.length} tried most often` : '';
  return markup`
    <h3>Tasks</h3>
    <p>${plural(tried, 'task')} tried more than once, in ${plural(runs, 'run')} of known outcome:</p>
    <figure>${stackedBar(parts, { title: 'Tasks that always, sometimes and never succeed' })}</figure>
    ${unsolved.length === 0 ? '' : markup`<details><summary>Never solved${more}</summary><ul class="note">${names}</ul></details>`}
  `;
} // prettier-ignore

function sliceList({ slices, tried }: FailureReport): Markup {
  const items = slices.map((slice) => markup`<li>${sliceSentence(slice)}</li>`);
  const note = `Found among ${plural(tried, 'kind')} of runs on one half of them, measured on the other half.`;
  return markup`<h3>Kinds of runs</h3><ul class="findings">${items}</ul><p class="note">${note} All of it: <code>ethogram analyse slices</code>.</p>`;
}

/** How a kind of runs differs, in a sentence. */
export function sliceSentence({ words, inside, outside, difference, interval, n }: SliceReport): Markup {
  const numbers = `${formatPoints(difference)} points, 95% interval ${formatPoints(interval[0])} to ${formatPoints(interval[1])}, n = ${formatCount(n)}`;
  return markup`Runs <strong>${shorten(words, 160)}</strong> succeed in ${formatPercent(inside)}, all others in ${formatPercent(outside)} (${numbers}).`;
}

function toolTable(tools: readonly FailingTool[]): Markup {
  const rows = tools.map(({ tool, calls, failed, interval, runs }) => {
    const rate = failed / calls;
    const label = `${formatCount(failed)} of ${plural(calls, 'call')}`;
    return markup`
      <tr>
        <td><code>${shorten(tool, 60)}</code></td>
        <td>
          ${shareBar(rate, { tone: 'vermillion', interval, width: 110, label })}<strong>${formatPercent(rate)}</strong>
          <span class="range"> ${formatInterval(interval)}</span>
        </td>
        <td class="number">${formatCount(failed)} of ${formatCount(calls)}</td>
        <td class="number wide">${formatCount(runs)}</td>
      </tr>
    `;
  });
  return markup`
    <h3>Calls that fail</h3>
    <table>
      <thead>
        <tr><th>Tool</th><th>calls that fail</th><th class="number">failed</th><th class="number wide">runs that use it</th></tr>
      </thead>
      <tbody>${rows}</tbody>
    </table>
    <p class="note">The tools with most failed calls, of at least ten calls; 95% intervals between runs.</p>
  `;
}

/** The tool that fails most, in a sentence. */
export function toolSentence({ tool, calls, failed, interval }: FailingTool): Markup {
  const numbers = `${formatPercent(failed / calls)} of ${plural(calls, 'call')} (95% interval ${formatInterval(interval)})`;
  return markup`<code>${shorten(tool, 60)}</code> fails in ${numbers}.`;
}
