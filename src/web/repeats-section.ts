import type { RepeatedCall, RepeatedWork } from '../analysis/repeated-work.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatEstimate, formatInterval, formatPercent, plural } from '../core/format-number.ts';
import type { ReportData } from './report-data.ts';

/** What agents ask again although the answer is known: within a run, and anew in every run. */
export function repeatsSection({ repeated }: ReportData): Markup {
  const { within, across } = repeated;
  return markup`
    <section id="repeats">
      <h2>What they repeat</h2>
      ${within.calls === 0 ? '' : withinRuns(repeated)}
      ${across.distinct === 0 ? '' : acrossRuns(repeated)}
    </section>
  `;
}

function withinRuns({ within, calls }: RepeatedWork): Markup {
  const count = `${plural(within.calls, 'call')} of ${formatCount(calls)}`;
  const rate = `${formatPercent(within.share)}, ${formatInterval(within.interval)}`;
  const tokens = `${formatEstimate(within.tokens)} tokens`;
  return markup`
    <h3>Asked again within a run</h3>
    <p>
      ${count} (${rate}) in ${plural(within.runs, 'run')} repeat an earlier call with the same arguments and the same
      answer, when nothing had been changed in between. Cost: about <strong>${tokens}</strong>, and again on every later
      turn that re-reads them.
    </p>
    ${callTable(within.top)}
  `;
}

function acrossRuns({ across, approximate }: RepeatedWork): Markup {
  const questions = `${plural(across.distinct, 'question')} ${across.distinct === 1 ? 'was' : 'were'}`;
  const tokens = `${formatEstimate(across.tokens)} tokens`;
  return markup`
    <h3>Looked up anew in run after run</h3>
    <p>
      ${questions} asked in three or more runs of different tasks and answered the same at least nine times in ten. Cost
      beyond the first time: ${approximate ? 'at least' : 'about'} <strong>${tokens}</strong>. What never changes can be
      said beforehand.
    </p>
    ${callTable(across.top)}
  `;
}

function callTable(calls: readonly RepeatedCall[]): Markup {
  return markup`
    <table>
      <thead>
        <tr>
          <th>Call</th>
          <th class="number">times</th>
          <th class="number">runs</th>
          <th class="number">tokens</th>
          <th class="wide">for example</th>
        </tr>
      </thead>
      <tbody>${calls.map(callRow)}</tbody>
    </table>
  `;
}

function callRow({ tool, argumentsText, runs, calls, tokens, example }: RepeatedCall): Markup {
  return markup`
    <tr>
      <td><code>${shorten(tool, 48)}</code> <code class="quiet">${shorten(argumentsText, 110)}</code></td>
      <td class="number">${formatCount(calls)}</td>
      <td class="number">${formatCount(runs)}</td>
      <td class="number">${formatEstimate(tokens)}</td>
      <td class="wide nowrap">
        <code class="quiet">${shorten(example.trajectoryId, 20)}</code> <small>step ${example.step}</small>
      </td>
    </tr>
  `;
}
