import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatInterval, formatNumber, formatPercent, plural } from '../core/format-number.ts';
import { codeWords } from './code-words.ts';
import { passageFigure } from './passage-figure.ts';
import type { CodeReport, ReportData } from './report-data.ts';

/** How many codebooks stand open, and how many behaviors the others name. */
const OPEN = 2;
const NAMED = 3;

/**
 * What was coded in the runs, codebook by codebook: how many runs show it, how often, and examples. Codebooks that found faults
 * come first, then those that found most; what was looked for and not seen closes the section.
 */
export function codesSection({ codes }: ReportData): Markup {
  const books = [...Map.groupBy(codes, ({ codebook }) => codebook)];
  const seen = books
    .map(([book, ofBook]) => ({ book, codes: ofBook.filter(({ events }) => events > 0) }))
    .filter((entry) => entry.codes.length > 0)
    .sort(
      (a, b) =>
        faults(b.codes) - faults(a.codes) || seenIn(b.codes) - seenIn(a.codes) || eventsOf(b.codes) - eventsOf(a.codes),
    );
  const unseen = books.flatMap(([book, ofBook]) => {
    const names = ofBook
      .filter(({ events }) => events === 0)
      .map((code) => `${words(code.behavior)} (${formatCount(code.n)}${isOpinion(code) ? ', not calibrated' : ''})`);
    return names.length === 0 ? [] : [markup`<li><code>${shorten(book, 60)}</code>: ${names.join(', ')}</li>`];
  });
  return markup`
    <section id="codes">
      <h2>What was seen</h2>
      ${seen.slice(0, OPEN).map((entry) => codebookTable(entry.book, entry.codes))}
      ${seen.slice(OPEN).map(folded)}
      ${unseen.length === 0 ? '' : markup`<details><summary>Looked for and not seen</summary><p class="note">In brackets: runs that could have shown it.</p><ul class="note">${unseen}</ul></details>`}
    </section>
  `;
}

function folded({ book, codes }: { readonly book: string; readonly codes: readonly CodeReport[] }): Markup {
  const first = codes.toSorted((a, b) => b.runs / b.n - a.runs / a.n).slice(0, NAMED);
  const names = first.map(
    (code) => `${codeWords(code.behavior)}${isOpinion(code) ? '' : ` ${formatPercent(code.runs / code.n)}`}`,
  );
  const more = codes.length > NAMED ? ` and ${plural(codes.length - NAMED, 'more', 'more')}` : '';
  return markup`<details><summary><code>${shorten(book, 60)}</code>: ${names.join(', ')}${more}</summary>${codebookTable(book, codes)}</details>`;
}

/** What a model says that nobody has compared with labels: no fact, and not to be put among facts. */
function isOpinion({ judged }: CodeReport): boolean {
  return judged?.calibrated === false;
}

function faults(codes: readonly CodeReport[]): number {
  return Math.min(1, eventsOf(codes.filter((code) => code.polarity === 'bad' && !isOpinion(code))));
}

function seenIn(codes: readonly CodeReport[]): number {
  return eventsOf(codes.filter((code) => !isOpinion(code)));
}

function eventsOf(codes: readonly CodeReport[]): number {
  return codes.reduce((sum, { events }) => sum + events, 0);
}

function codebookTable(book: string, codes: readonly CodeReport[]): Markup {
  const seen = codes.toSorted((a, b) => Number(isOpinion(a)) - Number(isOpinion(b)) || b.runs / b.n - a.runs / a.n);
  const opinions = seen.filter(isOpinion);
  const unsupported = opinions.some((code) => code.unsupported > 0);
  return markup`
    <h3>Codebook <code>${shorten(book, 60)}</code></h3>
    <table class="codes">
      <thead>
        <tr>
          <th>Behavior</th>
          <th>runs that show it</th>
          <th class="number">events</th>
          <th class="number wide">of steps</th>
          <th class="number wide">first at step</th>
        </tr>
      </thead>
      <tbody>${seen.map(codeRows)}</tbody>
    </table>
    ${opinions.length === 0 ? '' : opinionNote(unsupported)}
  `;
}

function opinionNote(unsupported: boolean): Markup {
  const quoted = unsupported ? ' Unsupported: what it quoted stands nowhere in the run, so it is not counted.' : '';
  return markup`<p class="note">Not calibrated: a model says so, and no labels show yet that it can be believed; therefore no rates. Make labels with <code>ethogram label</code>, compare with <code>ethogram agree LABELS --judge MODEL --calibrate</code>.${quoted}</p>`;
}

function codeRows(code: CodeReport): Markup {
  const {
    behavior,
    definition,
    polarity,
    runs,
    n,
    events,
    share,
    latencySteps,
    passages,
    runsInterval: interval,
    judged,
  } = code;
  const tone = polarity === 'bad' ? 'vermillion' : 'blue';
  const opinion =
    judged === undefined || judged.calibrated
      ? undefined
      : markup`${formatCount(runs)} of ${plural(n, 'run')}, says <code>${shorten(judged.model, 40)}</code><br><small>not calibrated</small>`;
  const bar = shareBar(runs / n, { tone, interval, width: 110, label: `${formatCount(runs)} of ${plural(n, 'run')}` });
  const hidden = hiddenWords(code);
  const examples = markup`
    <tr class="more">
      <td colspan="5">
        <details>
          <summary>${passages.length === 1 ? 'An example' : 'Examples'}</summary>${passages.map(passageFigure)}
        </details>
      </td>
    </tr>
  `;
  return markup`
    <tr class="${passages.length === 0 ? 'alone' : 'said'}">
      <td>
        <strong>${words(behavior)}</strong>${polarity === 'bad' ? markup` <span class="kind broken">fault</span>` : ''}
        ${definition === undefined ? '' : markup`<br><span class="quiet">${shorten(definition, 400)}</span>`}
      </td>
      <td>
        ${
          opinion ??
          markup`${bar}<strong>${formatPercent(runs / n)}</strong>
        <span class="range"> ${formatInterval(interval)}, n = ${formatCount(n)}</span>`
        }
      </td>
      <td class="number">${formatCount(events)}${hidden === '' ? '' : markup`<br><small>${hidden}</small>`}</td>
      <td class="number wide">${opinion === undefined ? formatPercent(share.steps) : '–'}</td>
      <td class="number wide">${latencySteps === null ? '' : formatNumber(latencySteps, 1)}</td>
    </tr>
    ${passages.length === 0 ? '' : examples}
  `;
}

function hiddenWords({ notObservable, unsupported }: CodeReport): string {
  const hidden = notObservable > 0 ? [`${formatCount(notObservable)} hidden`] : [];
  return [...hidden, ...(unsupported > 0 ? [`${formatCount(unsupported)} unsupported`] : [])].join(', ');
}

function words(slug: string): string {
  const text = shorten(slug, 60).replaceAll(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
