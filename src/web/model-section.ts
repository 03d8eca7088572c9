import { forest, type ForestRow } from '../chart/forest.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import type { ComparedMeasure } from '../analysis/compare/compared-measure.ts';
import { formatCount, formatEstimate, formatPercent, formatPoints, plural } from '../core/format-number.ts';
import { codeWords } from './code-words.ts';
import type { ModelPair } from './model-report.ts';
import type { ReportData } from './report-data.ts';

const FOUND = 0.05;
const NAME = 40;

/** How models differ on the tasks they share. */
export function modelSection({ models: { pairs } }: ReportData): Markup {
  return markup`
    <section id="models">
      <h2>How the models differ</h2>
      <p>On the tasks that both tried, each counting once.</p>
      ${pairs.map(pairArticle)}
    </section>
  `;
}

function pairArticle(pair: ModelPair): Markup {
  const { a, b, success, behaviors, compared } = pair;
  const rows = [...(success === undefined ? [] : [success]), ...behaviors].map(forestRow);
  const none = `None of ${plural(compared, 'behavior')} is seen to differ.`;
  const picture = forest(rows, {
    title: `${shorten(b, NAME)} against ${shorten(a, NAME)}`,
    description: 'Differences in percentage points of runs with 95% intervals between tasks; filled dots hold at a false discovery rate of 5%.',
    sides: ['less often', 'more often'],
    format: formatPoints,
  });
  return markup`
    <article>
      <h3>${shorten(b, NAME)} <span class="quiet">against</span> ${shorten(a, NAME)}</h3>
      <p>${modelSentence(pair)}</p>
      ${
        rows.length === 0
          ? ''
          : markup`
              <figure class="beside">
                ${picture}
                <figcaption>
                  Share of runs of ${shorten(b, NAME)} less that of ${shorten(a, NAME)}, in percentage points with 95% intervals between
                  tasks; on the right of each row, both shares. Full dots hold at a false discovery rate of 5%.
                  ${behaviors.length === 0 ? ` ${none}` : ''} All of it: <code>ethogram compare model=… model=…</code>.
                </figcaption>
              </figure>
            `
      }
    </article>
  `;
} // prettier-ignore

function forestRow({ measure, a, b, difference, interval, q, kind }: ComparedMeasure): ForestRow {
  return {
    label: kind === 'outcome' ? 'succeeds' : codeWords(measure),
    difference,
    interval,
    found: q <= FOUND,
    note: `${formatPercent(a)} → ${formatPercent(b)}`,
  };
}

/** How two models differ most, in a sentence or three; success first, whether it differs or not. */
export function modelSentence({ a, b, sharedTasks, success, tokens, behaviors }: ModelPair): Markup {
  const [nameA, nameB] = [shorten(a, NAME), shorten(b, NAME)];
  const words: (Markup | string)[] = [];
  if (success !== undefined) {
    const shares = `${formatPercent(success.b)} against ${formatPercent(success.a)} (${pointsWords(success)}, ${success.runs.map(formatCount).join(' and ')} runs)`;
    const [one, other] = [markup`<strong>${nameB}</strong>`, markup`<strong>${nameA}</strong>`];
    const same = `On the same ${plural(sharedTasks, 'task')}`;
    words.push(
      success.q > FOUND
        ? markup`${same} it cannot be told whether ${one} succeeds more or less often than ${other}: ${shares}.`
        : markup`${same} ${one} succeeds ${success.difference < 0 ? 'less' : 'more'} often than ${other}: ${shares}.`,
    );
  }
  const [most] = behaviors;
  if (most !== undefined) words.push(markup` ${capital(codeWords(most.measure))} shows in ${formatPercent(most.b)} of the runs of ${nameB} against ${formatPercent(most.a)} (${pointsWords(most)}).`);
  if (tokens !== undefined && tokens.q <= FOUND) words.push(` A run takes ${formatEstimate(tokens.b)} tokens against ${formatEstimate(tokens.a)}.`);
  return markup`${words}`;
} // prettier-ignore

function pointsWords({ difference, interval }: ComparedMeasure): string {
  return `${formatPoints(difference)} points, 95% interval ${formatPoints(interval[0])} to ${formatPoints(interval[1])}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
