import type { ActivityBudget } from '../analysis/activity-budget.ts';
import { legend } from '../chart/legend.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { raster, type RasterRow } from '../chart/raster.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import { formatCount, formatEstimate, formatInterval, formatPercent, formatSeconds, plural } from './format-number.ts';
import { successWords } from './headline-section.ts';
import type { AgentReport, ReportData } from './report-data.ts';

/** How many tools a table names. */
const TOOLS = 8;

/** What each agent does all day: its runs as a picture, one of them read aloud, and the time budget. */
export function activitySection({ agents, moreAgents }: ReportData): Markup {
  const more = moreAgents === 0 ? '' : ` ${plural(moreAgents, 'more agent')} with fewer runs ${moreAgents === 1 ? 'is' : 'are'} not drawn.`;
  return markup`<section id="activity"><h2>What the agents do</h2>
<p>Every row is one run, read from left to right; every cell is one move: a thought, something said, or a call with its answer. A dot in a cell is a behavior that was coded there, a red triangle above it a fault. A run ends in a dot when it succeeded and in a cross when it failed. Point at anything to read what it is.${more}</p>
${agents.map(agentFigure)}</section>`;
}

function agentFigure(agent: AgentReport, index: number): Markup {
  const { runs, success, budget, groups, scale, notes, example } = agent;
  const name = shorten(agent.name, 80);
  const rate = successWords(success);
  const used = new Set(groups.flatMap((group) => group.rows.flatMap((row) => row.cells.map((cell) => cell.tone))));
  const colours = Object.values(ACTIVITY_WORDS)
    .filter((words) => used.has(words.tone) && words !== ACTIVITY_WORDS.context)
    .map((words) => ({ tone: words.tone, label: words.legend }));
  const picture = raster(groups, {
    title: `Runs of ${name}, move by move`,
    description: `${plural(runs, 'run')}; each row is a run, each cell a move coloured by what the agent does${scale === 'tokens' ? ', as wide as it is long' : ''}.`,
    scale,
  });
  return markup`<article><h3>${name}</h3>
<p class="note">${plural(runs, 'run')}${rate === undefined ? '' : ` · ${rate} succeeded`} · ${plural(budget.moves, 'move')}${scale === 'tokens' ? '; the width of a move is its length in tokens, ticks are coded behaviors' : ''}</p>
<figure>${legend([...colours, ...notes.map((note) => ({ ...note, tick: true }))])}<div class="scroll" tabindex="0" role="region" aria-label="Runs of ${name}">${picture}</div></figure>
${example === undefined ? '' : readAloud(example, index === 0)}
${budgetTable(budget)}
${toolTable(budget)}</article>`;
}

function readAloud(row: RasterRow, open: boolean): Markup {
  const moves = row.cells.map(({ tone, label }) => {
    const words = shorten(label.slice(label.indexOf('. ') + 2), 80);
    return markup`<li><span class="swatch ${tone}"></span>${words}</li>`;
  });
  const list = markup`<summary>One of these runs, move by move</summary><ol class="moves">${moves}</ol>`;
  return open ? markup`<details open>${list}</details>` : markup`<details>${list}</details>`;
}

function budgetTable({ rows, runs, seconds }: ActivityBudget): Markup {
  const timed = rows.some((row) => row.share.seconds !== undefined);
  const full = Math.max(0.05, ...rows.flatMap((row) => [row.share.moves.interval[1], row.share.tokens.share]));
  const lines = rows.map(({ activity, share, moves }) => {
    const { tone, share: words } = ACTIVITY_WORDS[activity];
    return markup`<tr><td><span class="swatch ${tone}"></span>${words}</td>
<td>${shareBar(share.moves.share, { tone, interval: share.moves.interval, full, width: 110, label: `${formatCount(moves)} moves` })}<strong>${formatPercent(share.moves.share)}</strong> <span class="range wide">${formatInterval(share.moves.interval)}</span></td>
<td>${shareBar(share.tokens.share, { tone, full, width: 110, label: `${formatPercent(share.tokens.share)} of tokens` })}<strong>${formatPercent(share.tokens.share)}</strong></td>${timed ? markup`<td class="number wide">${share.seconds === undefined ? '' : formatPercent(share.seconds.share)}</td>` : ''}</tr>`;
  });
  return markup`<h4>Time budget</h4><table><thead><tr><th>What</th><th>of its moves</th><th>of its tokens</th>${timed ? markup`<th class="number wide">of its time (${formatSeconds(seconds)})</th>` : ''}</tr></thead><tbody>${lines}</tbody></table>
<p class="note">Shares of the agent’s own moves over ${plural(runs, 'run')}; the user’s words are not counted. Whiskers are 95% intervals between runs. Tokens are estimated, a call goes with its answer.</p>`;
}

function toolTable({ tools }: ActivityBudget): Markup | undefined {
  if (tools.length === 0) return undefined;
  const rest = tools.slice(TOOLS);
  const lines = tools.slice(0, TOOLS).map(
    ({ tool, activity, calls, failed, runs, tokens }) =>
      markup`<tr><td><span class="swatch ${ACTIVITY_WORDS[activity].tone}"></span><code>${shorten(tool, 60)}</code></td><td class="number">${formatCount(calls)}</td><td class="number">${failed === 0 ? '–' : formatPercent(failed / calls)}</td><td class="number wide">${formatCount(runs)}</td><td class="number">${formatEstimate(tokens)}</td></tr>`,
  );
  const sum = (of: 'calls' | 'failed' | 'tokens'): number => rest.reduce((total, tool) => total + tool[of], 0);
  const other =
    rest.length === 0
      ? undefined
      : markup`<tr><td class="quiet">${formatCount(rest.length)} others</td><td class="number">${formatCount(sum('calls'))}</td><td class="number">${sum('failed') === 0 ? '–' : formatPercent(sum('failed') / sum('calls'))}</td><td class="number wide"></td><td class="number">${formatEstimate(sum('tokens'))}</td></tr>`;
  return markup`<h4>Tools</h4><table><thead><tr><th>Tool</th><th class="number">calls</th><th class="number">failed</th><th class="number wide">runs</th><th class="number">tokens</th></tr></thead><tbody>${lines}${other}</tbody></table>`;
}
