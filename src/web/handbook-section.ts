import { forest } from '../chart/forest.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { codeSpans } from './code-spans.ts';
import { formatCount, formatEstimate, formatPoints, plural } from './format-number.ts';
import { passageFigure } from './passage-figure.ts';
import type { BehaviorReport, ReportData } from './report-data.ts';
import { symbolWords } from './symbol-words.ts';

/** How many outcome differences the overview draws. */
const FOREST_ROWS = 8;
/** How many behaviors have their first evidence unfolded. */
const UNFOLDED = 6;
/** The false discovery rate at which a difference in success counts as found. */
const FOUND = 0.05;

/** The behaviors worth keeping: what to do, when, how well supported, what they are worth, and their evidence in place. */
export function handbookSection({ behaviors, moreBehaviors }: ReportData): Markup {
  const intro =
    behaviors.length === 0
      ? markup`<p>Nothing has been mined yet: <code>ethogram mine</code>.</p>`
      : markup`<p>What recurs in these runs and is worth telling the next one. Nothing is served to an agent before someone approves it: <code>ethogram handbook approve ID</code>.</p>`;
  const more = moreBehaviors === 0 ? '' : markup`<p class="note">${plural(moreBehaviors, 'more behavior')}: <code>ethogram handbook list</code>.</p>`;
  return markup`<section id="handbook"><h2>The handbook</h2>${intro}${outcomeFigure(behaviors)}${behaviors.map(behaviorArticle)}${more}</section>`;
}

/** A behavior's name as words: `behavior_check_before_done` → `Check before done`. */
export function behaviorTitle(name: string): string {
  const words = name.replace(/^behavior_/, '').replaceAll('_', ' ').trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

function behaviorArticle({ behavior, passages, evidence }: BehaviorReport, index: number): Markup {
  const { id, name, instruction, when, whenNot, kind, polarity, status, support, savedTokens, tokens } = behavior;
  const tasks = support.tasks > 1 ? `, ${formatCount(support.tasks)} tasks` : '';
  const saves = savedTokens > 0 ? ` · worth ${formatEstimate(savedTokens)} tokens in these runs, at ${formatCount(tokens)} to say` : ` · ${formatCount(tokens)} tokens to say`;
  const first = index < UNFOLDED ? passages[0] : undefined;
  const others = first === undefined ? passages : passages.slice(1);
  const sequence = behavior.matcher?.sequence?.symbols;
  return markup`<article class="behavior"><h3>${shorten(behaviorTitle(name), 100)} <span class="kind ${polarity}">${polarity === 'avoid' ? 'avoid' : kind}</span>${status === 'candidate' ? '' : markup`<span class="kind">${status}</span>`}</h3>
<p class="instruction">${codeSpans(shorten(instruction, 800))}</p>
${when === undefined ? '' : markup`<p class="facts"><strong>When</strong> ${codeSpans(shorten(when, 400))}</p>`}${whenNot === undefined ? '' : markup`<p class="facts"><strong>Not when</strong> ${codeSpans(shorten(whenNot, 400))}</p>`}
${sequence === undefined || sequence.length < 2 ? '' : markup`<p class="sequence">${sequence.slice(0, 12).map((symbol, i) => markup`${i === 0 ? '' : ' → '}<span class="symbol">${shorten(symbolWords(symbol), 120)}</span>`)}</p>`}
<p class="facts">Seen in ${formatCount(support.trajectories)} of ${plural(support.of, 'run')}${tasks}${saves}. ${outcomeWords(behavior)}<code>${shorten(id, 60)}</code></p>
${first === undefined ? '' : passageFigure(first)}
${others.length === 0 ? '' : markup`<details><summary>${first === undefined ? `Evidence: ${others.length}` : `${others.length} more`} of ${plural(evidence, 'place')}</summary>${others.map(passageFigure)}</details>`}</article>`;
}

function outcomeWords({ outcome }: BehaviorReport['behavior']): string {
  if (outcome === undefined || !informs(outcome)) return '';
  const { difference, interval, n, q } = outcome;
  const range = `${formatPoints(interval[0])} to ${formatPoints(interval[1])} points, n = ${formatCount(n)}`;
  if (interval[0] <= 0 && interval[1] >= 0) return `No clear difference in success (${range}). `;
  const often = `${formatPoints(Math.abs(difference)).replace('+', '')} points ${difference < 0 ? 'less' : 'more'} often`;
  const chance = q <= FOUND ? '' : ', which may be chance after so many comparisons';
  return `Runs with it succeed ${often} (${range}, q ${q < 0.001 ? '< 0.001' : `= ${q.toFixed(q < 0.1 ? 3 : 2)}`})${chance}. `;
}

// Where all runs of each task ended alike there is nothing to compare, and the interval has no width.
function informs({ interval }: NonNullable<BehaviorReport['behavior']['outcome']>): boolean {
  return interval[0] < interval[1];
}

function outcomeFigure(behaviors: readonly BehaviorReport[]): Markup | undefined {
  const rows = behaviors
    .flatMap(({ behavior: { name, outcome } }) => (outcome === undefined || !informs(outcome) ? [] : [{ label: behaviorTitle(name), ...outcome, found: outcome.q <= FOUND, note: `n = ${formatCount(outcome.n)}` }]))
    .sort((a, b) => b.difference - a.difference);
  if (rows.length < 2) return undefined;
  const shown = rows.length <= FOREST_ROWS ? rows : [...rows.slice(0, FOREST_ROWS / 2), ...rows.slice(-FOREST_ROWS / 2)];
  const picture = forest(shown, {
    title: 'Success of runs with a behavior against runs without it',
    description: 'Differences in percentage points with 95% intervals; filled dots are those with a false discovery rate of at most 5%.',
    sides: ['fewer succeed', 'more succeed'],
    format: formatPoints,
  });
  return markup`<figure class="beside">${picture}<figcaption>Success with the behavior minus success without it, in percentage points, within tasks where tasks repeat; filled dots stand at a false discovery rate of 5%${shown.length < rows.length ? `; the extreme ${FOREST_ROWS} of ${rows.length}` : ''}. What goes together need not cause: only an experiment tells.</figcaption></figure>`;
}
