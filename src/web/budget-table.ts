import type { ActivityBudget, ActivityRow, ToolRow } from '../analysis/activity-budget.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import {
  formatCount,
  formatEstimate,
  formatInterval,
  formatPercent,
  formatSeconds,
  plural,
} from '../core/format-number.ts';

const BAR_WIDTH = 110;
/** The share that fills a bar is the largest in the table, but at least this. */
const LEAST_FULL = 0.05;
/** How many tools a table names. */
const TOOLS = 8;

/** What an agent's moves, tokens and seconds go to, activity by activity. */
export function budgetTable({ rows, runs, seconds }: ActivityBudget): Markup {
  const timed = rows.some((row) => row.share.seconds !== undefined);
  const shares = rows.flatMap((row) => [row.share.moves.interval[1], row.share.tokens.share]);
  const full = Math.max(LEAST_FULL, ...shares);
  return markup`
    <h4>Time budget</h4>
    <table>
      <thead>
        <tr>
          <th>What</th>
          <th>of its moves</th>
          <th>of its tokens</th>
          ${timed ? markup`<th class="number wide">of its time (${formatSeconds(seconds)})</th>` : ''}
        </tr>
      </thead>
      <tbody>${rows.map((row) => budgetRow(row, full, timed))}</tbody>
    </table>
    <p class="note">
      Shares of the agent’s own moves over ${plural(runs, 'run')}; the user’s words are not counted. Whiskers are 95%
      intervals between runs. Tokens are estimated, a call goes with its answer.
    </p>
  `;
}

function budgetRow({ activity, share, moves }: ActivityRow, full: number, timed: boolean): Markup {
  const { tone, share: words } = ACTIVITY_WORDS[activity];
  const bar = { tone, full, width: BAR_WIDTH };
  const tokens = formatPercent(share.tokens.share);
  const ofMoves = shareBar(share.moves.share, {
    ...bar,
    interval: share.moves.interval,
    label: plural(moves, 'move'),
  });
  const time = share.seconds === undefined ? '' : formatPercent(share.seconds.share);
  return markup`
    <tr>
      <td><span class="swatch ${tone}"></span>${words}</td>
      <td>
        ${ofMoves}<strong>${formatPercent(share.moves.share)}</strong>
        <span class="range wide"> ${formatInterval(share.moves.interval)}</span>
      </td>
      <td>${shareBar(share.tokens.share, { ...bar, label: `${tokens} of tokens` })}<strong>${tokens}</strong></td>
      ${timed ? markup`<td class="number wide">${time}</td>` : ''}
    </tr>
  `;
}

/** The tools an agent uses most, and how often they fail; undefined when it uses none. */
export function toolTable({ tools }: ActivityBudget): Markup | undefined {
  if (tools.length === 0) return undefined;
  const rest = tools.slice(TOOLS);
  const sum = (of: 'calls' | 'failed' | 'tokens'): number => rest.reduce((total, tool) => total + tool[of], 0);
  const others = markup`<span class="quiet">${formatCount(rest.length)} others</span>`;
  return markup`
    <h4>Tools</h4>
    <table>
      <thead>
        <tr>
          <th>Tool</th>
          <th class="number">calls</th>
          <th class="number">failed</th>
          <th class="number wide">runs</th>
          <th class="number">tokens</th>
        </tr>
      </thead>
      <tbody>
        ${tools.slice(0, TOOLS).map((tool) => toolRow(toolName(tool), tool, formatCount(tool.runs)))}
        ${
          rest.length === 0
            ? ''
            : toolRow(others, { calls: sum('calls'), failed: sum('failed'), tokens: sum('tokens') }, '')
        }
      </tbody>
    </table>
  `;
}

function toolName({ tool, activity }: ToolRow): Markup {
  return markup`<span class="swatch ${ACTIVITY_WORDS[activity].tone}"></span><code>${shorten(tool, 60)}</code>`;
}

function toolRow(
  name: Markup,
  { calls, failed, tokens }: Omit<ToolRow, 'tool' | 'activity' | 'runs'>,
  runs: string,
): Markup {
  return markup`
    <tr>
      <td>${name}</td>
      <td class="number">${formatCount(calls)}</td>
      <td class="number">${failed === 0 ? '–' : formatPercent(failed / calls)}</td>
      <td class="number wide">${runs}</td>
      <td class="number">${formatEstimate(tokens)}</td>
    </tr>
  `;
}
