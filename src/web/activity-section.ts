import { legend } from '../chart/legend.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { raster, type RasterRow } from '../chart/raster.ts';
import { shorten } from '../chart/visible-text.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import { budgetTable, toolTable } from './budget-table.ts';
import { plural } from '../core/format-number.ts';
import { successWords } from './headline-section.ts';
import type { AgentReport, ReportData } from './report-data.ts';

/** What each agent does all day: its runs as a picture, one of them read aloud, and the time budget. */
export function activitySection({ agents, moreAgents }: ReportData): Markup {
  const more =
    moreAgents === 0
      ? ''
      : ` ${plural(moreAgents, 'more agent')} with fewer runs ${moreAgents === 1 ? 'is' : 'are'} not drawn.`;
  return markup`
    <section id="activity">
      <h2>What the agents do</h2>
      <p>
        Every row is one run, read from left to right; every cell is one move: a thought, something said, or a call with
        its answer. A dot in a cell is a behavior that was coded there, a red triangle above it a fault. A run ends in a
        dot when it succeeded and in a cross when it failed. Point at anything to read what it is.${more}
      </p>
      ${agents.map(agentArticle)}
    </section>
  `;
}

function agentArticle(agent: AgentReport, index: number): Markup {
  const { runs, success, budget, scale, example } = agent;
  const rate = successWords(success);
  const facts = [
    plural(runs, 'run'),
    rate === undefined ? '' : `${rate} succeeded`,
    plural(budget.moves, 'move'),
    scale === 'tokens' ? 'the width of a move is its length in tokens, ticks are coded behaviors' : '',
  ];
  return markup`
    <article>
      <h3>${shorten(agent.name, 80)}</h3>
      <p class="note">${facts.filter((fact) => fact !== '').join(' · ')}</p>
      ${agentFigure(agent)}
      ${example === undefined ? '' : readAloud(example, index === 0)}
      ${budgetTable(budget)}
      ${toolTable(budget)}
    </article>
  `;
}

function agentFigure({ name, runs, groups, scale, notes }: AgentReport): Markup {
  const used = new Set(groups.flatMap((group) => group.rows.flatMap((row) => row.cells.map((cell) => cell.tone))));
  const colours = Object.values(ACTIVITY_WORDS)
    .filter((words) => used.has(words.tone) && words !== ACTIVITY_WORDS.context)
    .map((words) => ({ tone: words.tone, label: words.legend }));
  const title = `Runs of ${shorten(name, 80)}, move by move`;
  const width = scale === 'tokens' ? ', as wide as it is long' : '';
  const cells = `each cell a move coloured by what the agent does${width}`;
  const description = `${plural(runs, 'run')}; each row is a run, ${cells}.`;
  return markup`
    <figure>
      ${legend([...colours, ...notes.map((note) => ({ ...note, tick: true }))])}
      <div class="scroll" tabindex="0" role="region" aria-label="${title}">
        ${raster(groups, { title, description, scale })}
      </div>
    </figure>
  `;
}

function readAloud(row: RasterRow, open: boolean): Markup {
  const moves = row.cells.map(({ tone, label }) => {
    const words = shorten(label.slice(label.indexOf('. ') + 2), 80);
    return markup`<li><span class="swatch ${tone}"></span>${words}</li>`;
  });
  const list = markup`<summary>One of these runs, move by move</summary><ol class="moves">${moves}</ol>`;
  return open ? markup`<details open>${list}</details>` : markup`<details>${list}</details>`;
}
