import { legend } from '../chart/legend.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { raster, type RasterRow } from '../chart/raster.ts';
import type { Tone } from '../chart/tone.ts';
import { shorten } from '../chart/visible-text.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import { budgetTable, toolTable } from './budget-table.ts';
import { namedTable } from './named-table.ts';
import { formatCount, plural } from '../core/format-number.ts';
import { successWords } from './headline-section.ts';
import type { AgentReport, ReportData } from './report-data.ts';

/** Moves of the run that is read aloud. */
const READ_MOVES = 12;

/** What each agent does all day: one run read aloud, its runs as a picture, and the time budget. The first stands open. */
export function activitySection({ agents, moreAgents }: ReportData): Markup {
  const [first, ...others] = agents;
  const more =
    moreAgents === 0
      ? ''
      : markup`<p class="note">${plural(moreAgents, 'more agent')} with fewer runs ${moreAgents === 1 ? 'is' : 'are'} not drawn.</p>`;
  return markup`
    <section id="activity">
      <h2>${agents.every(({ named }) => named !== undefined) ? 'What happens' : 'What the agents do'}</h2>
      ${first === undefined ? '' : markup`<article><h3>${shorten(first.name, 80)}</h3>${agentBody(first)}</article>`}
      ${others.map(
        (agent) => markup`
          <article>
            <details>
              <summary><strong>${shorten(agent.name, 80)}</strong> ${agentFacts(agent)}</summary>
              ${agentBody(agent)}
            </details>
          </article>
        `,
      )}
      ${more}
    </section>
  `;
} // prettier-ignore

function agentBody(agent: AgentReport): Markup {
  const { budget, named, example } = agent;
  const tools = named === undefined ? toolTable(budget) : undefined;
  const drawn = agent.groups.some(({ rows }) => rows.some(({ cells }) => cells.length > 0));
  return markup`
    <p class="note">${agentFacts(agent)}</p>
    ${example === undefined ? '' : readAloud(example)}
    ${drawn ? agentFigure(agent) : ''}
    ${named === undefined ? budgetTable(budget) : namedTable(named)}
    ${tools === undefined ? '' : markup`<details><summary>Its tools: ${formatCount(budget.tools.length)}</summary>${tools}</details>`}
  `;
} // prettier-ignore

function agentFacts({ runs, success, budget, named }: AgentReport): string {
  const rate = successWords(success);
  const facts = [
    plural(runs, 'run'),
    rate === undefined ? '' : `${rate} succeeded`,
    named === undefined ? plural(budget.moves, 'move') : named.ordered ? plural(budget.moves, 'event') : '',
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

function agentFigure({ name, runs, groups, scale, notes, named }: AgentReport): Markup {
  const rows = groups.flatMap((group) => group.rows);
  const title = `Runs of ${shorten(name, 80)}, move by move`;
  const width = scale === 'tokens' ? ', as wide as it is long' : '';
  const cells = `each cell a move coloured by ${named === undefined ? 'what the agent does' : 'its name'}${width}`;
  const description = `${plural(runs, 'run')}; each row is a run, ${cells}.`;
  return markup`
    <h4>All runs, one a row</h4>
    <figure>
      ${legend([...colours(rows, named), ...notes.map((note) => ({ ...note, tick: true }))])}
      <div class="scroll" tabindex="0" role="region" aria-label="${title}">
        ${raster(groups, { title, description, scale, ...(named !== undefined && { unit: 'event' }) })}
      </div>
      <figcaption>${figureWords(rows, scale, named !== undefined)}</figcaption>
    </figure>
  `;
}

function colours(rows: readonly RasterRow[], named: AgentReport['named']): { tone: Tone; label: string }[] {
  const used = new Set(rows.flatMap((row) => row.cells.map((cell) => cell.tone)));
  if (named !== undefined) {
    const shown = named.tones.map(({ tone, label }) => ({ tone, label: shorten(label, 40) }));
    return used.has('grey') ? [...shown, { tone: 'grey', label: 'anything else' }] : shown;
  }
  return Object.values(ACTIVITY_WORDS)
    .filter((words) => used.has(words.tone) && words !== ACTIVITY_WORDS.context)
    .map((words) => ({ tone: words.tone, label: words.legend }));
}

/** How to read the picture: only of what is in it. */
function figureWords(rows: readonly RasterRow[], scale: AgentReport['scale'], isNamed: boolean): string {
  const marks = rows.flatMap((row) => row.marks);
  const ended = rows.some(({ outcome }) => outcome !== 'unknown');
  const sentences = [
    scale === 'tokens' ? 'Read from left to right; a piece is as wide as it has tokens.' : isNamed ? 'Read from left to right; a cell is one event.' : 'Read from left to right; a cell is one move: a thought, something said, or a call with its answer.',
    marks.some(({ kind }) => kind === 'note') ? (scale === 'tokens' ? `A tick is a behavior that was coded there${marks.some(({ kind, tone }) => kind === 'note' && tone === undefined) ? ', a black one any other' : ''}.` : 'A white dot is a behavior that was coded there.') : '',
    marks.some(({ kind }) => kind === 'fault') ? 'A red triangle above is a fault.' : '',
    ended ? 'A run ends in a dot when it succeeded, in a cross when it failed.' : '',
    'Point at anything to read what it is.',
  ];
  return sentences.filter((words) => words !== '').join(' ');
} // prettier-ignore

/** One run as the key to the colours of all. */
function readAloud(row: RasterRow): Markup {
  const moves = row.cells.slice(0, READ_MOVES).map(({ tone, label }) => {
    const words = shorten(label.slice(label.indexOf('. ') + 2), 80);
    return markup`<li><span class="swatch ${tone}"></span>${words}</li>`;
  });
  const rest = row.cells.length - moves.length;
  return markup`
    <h4>One run, read aloud</h4>
    <ol class="moves">${moves}${rest <= 0 ? '' : markup`<li class="quiet">and ${plural(rest, 'more move')}</li>`}</ol>
  `;
}
