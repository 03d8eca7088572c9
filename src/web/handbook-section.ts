import { forest, type ForestRow } from '../chart/forest.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { codeSpans } from './code-spans.ts';
import { formatCount, formatEstimate, formatPoints, plural } from '../core/format-number.ts';
import { passageFigure } from './passage-figure.ts';
import type { BehaviorReport, ReportData } from './report-data.ts';
import { symbolWords } from './symbol-words.ts';

/** How many outcome differences the overview draws. */
const FOREST_ROWS = 8;
/** How many behaviors stand open; the rest is folded. */
const OPEN = 8;
/** How many behaviors have their first evidence unfolded. */
const UNFOLDED = 6;
/** The false discovery rate at which a difference in success counts as found. */
const FOUND = 0.05;
/** How many symbols of a sequence are shown. */
const SYMBOLS = 12;

/**
 * The behaviors worth keeping: what to do, when, how well supported, what they are worth, and their evidence in place.
 */
export function handbookSection({ behaviors, moreBehaviors }: ReportData): Markup {
  const intro = markup`
    <p>
      What recurs in these runs and is worth telling the next one. Nothing is served to an agent before someone approves
      it: <code>ethogram handbook approve ID</code>.
    </p>
  `;
  const more = markup`
    <p class="note">${plural(moreBehaviors, 'more behavior')}: <code>ethogram handbook list</code>.</p>
  `;
  return markup`
    <section id="handbook">
      <h2>The handbook</h2>
      ${intro}
      ${outcomeFigure(behaviors)}
      ${behaviors.slice(0, OPEN).map(behaviorArticle)}
      ${foldedBehaviors(behaviors)}
      ${moreBehaviors === 0 ? '' : more}
    </section>
  `;
}

function foldedBehaviors(behaviors: readonly BehaviorReport[]): Markup | undefined {
  const rest = behaviors.slice(OPEN);
  if (rest.length === 0) return undefined;
  const articles = rest.map((behavior, i) => behaviorArticle(behavior, OPEN + i));
  return markup`<details><summary>${plural(rest.length, 'more behavior')}, of less worth</summary>${articles}</details>`;
}

/** A behavior's name as words: `behavior_check_before_done` → `Check before done`. */
function behaviorTitle(name: string): string {
  const words = name
    .replace(/^behavior_/, '')
    .replaceAll('_', ' ')
    .trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

function behaviorArticle({ behavior, passages, evidence }: BehaviorReport, index: number): Markup {
  const { id, name, instruction, kind, polarity, status, support, savedTokens, tokens } = behavior;
  const tasks = support.tasks > 1 ? `, ${formatCount(support.tasks)} tasks` : '';
  const worth =
    savedTokens > 0
      ? `worth ${formatEstimate(savedTokens)} tokens in these runs, at ${formatCount(tokens)} to say`
      : `${formatCount(tokens)} tokens to say`;
  const seen = `Seen in ${formatCount(support.trajectories)} of ${plural(support.of, 'run')}${tasks} · ${worth}.`;
  const first = index < UNFOLDED ? passages[0] : undefined;
  const others = first === undefined ? passages : passages.slice(1);
  const count = first === undefined ? `Evidence: ${others.length}` : `${others.length} more`;
  const folded = `${count} of ${plural(evidence, 'place')}`;
  const label = polarity === 'avoid' ? 'avoid' : kind;
  return markup`
    <article class="behavior">
      <h3>
        ${shorten(behaviorTitle(name), 100)} <span class="kind ${polarity}">${label}</span>
        ${status === 'candidate' ? '' : markup` <span class="kind">${status}</span>`}
      </h3>
      <p class="instruction">${codeSpans(shorten(instruction, 800))}</p>
      ${conditions(behavior)}
      ${sequence(behavior)}
      <p class="facts">${seen} ${outcomeWords(behavior)}<code>${shorten(id, 60)}</code></p>
      ${first === undefined ? '' : passageFigure(first)}
      ${others.length === 0 ? '' : markup`<details><summary>${folded}</summary>${others.map(passageFigure)}</details>`}
    </article>
  `;
}

function conditions({ when, whenNot }: BehaviorReport['behavior']): Markup[] {
  return [
    ['When', when],
    ['Not when', whenNot],
  ].flatMap(([word, text]) =>
    text === undefined ? [] : markup`<p class="facts"><strong>${word}</strong> ${codeSpans(shorten(text, 400))}</p>`,
  );
}

function sequence({ matcher }: BehaviorReport['behavior']): Markup | undefined {
  const symbols = matcher?.sequence?.symbols ?? [];
  if (symbols.length < 2) return undefined;
  const words = symbols.slice(0, SYMBOLS).map((symbol, i) => {
    const arrow = i === 0 ? '' : ' → ';
    return markup`${arrow}<span class="symbol">${shorten(symbolWords(symbol), 120)}</span>`;
  });
  return markup`<p class="sequence">${words}</p>`;
}

function outcomeWords({ outcome }: BehaviorReport['behavior']): string {
  if (outcome === undefined) return '';
  const { difference, interval, n, q } = outcome;
  const range = `${formatPoints(interval[0])} to ${formatPoints(interval[1])} points, n = ${formatCount(n)}`;
  if (interval[0] <= 0 && interval[1] >= 0) return `No clear difference in success (${range}). `;
  const points = formatPoints(Math.abs(difference)).replace('+', '');
  const often = `${points} points ${difference < 0 ? 'less' : 'more'} often`;
  const chance = q <= FOUND ? '' : ', which may be chance after so many comparisons';
  const discovery = q < 0.001 ? 'q < 0.001' : `q = ${q.toFixed(q < 0.1 ? 3 : 2)}`;
  return `Runs with it succeed ${often} (${range}, ${discovery})${chance}. `;
}

function outcomeFigure(behaviors: readonly BehaviorReport[]): Markup | undefined {
  const rows = behaviors.flatMap(({ behavior: { name, outcome } }): ForestRow[] => {
    if (outcome === undefined) return [];
    const { difference, interval, n, q } = outcome;
    return [{ label: behaviorTitle(name), difference, interval, found: q <= FOUND, note: `n = ${formatCount(n)}` }];
  });
  if (rows.length < 2) return undefined;
  const ordered = rows.sort((a, b) => b.difference - a.difference);
  const all = ordered.length <= FOREST_ROWS;
  const shown = all ? ordered : [...ordered.slice(0, FOREST_ROWS / 2), ...ordered.slice(-FOREST_ROWS / 2)];
  const picture = forest(shown, {
    title: 'Success of runs with a behavior against runs without it',
    description:
      'Differences in percentage points with 95% intervals; filled dots hold at a false discovery rate of 5%.',
    sides: ['fewer succeed', 'more succeed'],
    format: formatPoints,
  });
  const which = all ? '' : `; the extreme ${FOREST_ROWS} of ${rows.length}`;
  return markup`
    <figure class="beside">
      ${picture}
      <figcaption>
        Success with the behavior minus success without it, in percentage points, within tasks where tasks
        repeat${which}. Filled dots hold at a false discovery rate of 5%. What goes together need not cause: only an
        experiment tells.
      </figcaption>
    </figure>
  `;
}
