import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { rateInterval } from '../core/rate-interval.ts';
import { formatCount, formatInterval, formatPercent } from './format-number.ts';
import { passageFigure } from './passage-figure.ts';
import type { CodeReport, ReportData } from './report-data.ts';

/** What was coded in the runs, codebook by codebook: how many runs show it, how often, and examples. */
export function codesSection({ codes }: ReportData): Markup {
  const books = [...new Set(codes.map(({ codebook }) => codebook))];
  const body =
    books.length === 0
      ? markup`<p>Nothing has been coded yet: <code>ethogram detect</code>.</p>`
      : books.map((book) => codebookTable(book, codes.filter(({ codebook }) => codebook === book)));
  return markup`<section id="codes"><h2>What was seen</h2>${body}</section>`;
}

function codebookTable(book: string, codes: readonly CodeReport[]): Markup {
  const ordered = codes.toSorted((a, b) => b.runs / Math.max(1, b.n) - a.runs / Math.max(1, a.n));
  const seen = ordered.filter(({ events }) => events > 0);
  const unseen = ordered.filter(({ events }) => events === 0);
  const never =
    unseen.length === 0 ? '' : markup`<p class="note">Looked for and not seen: ${unseen.map(({ behavior, n }) => `${words(behavior)} (${formatCount(n)} runs)`).join(', ')}.</p>`;
  return markup`<h3>Codebook <code>${shorten(book, 60)}</code></h3>
${seen.length === 0 ? '' : markup`<table class="codes"><thead><tr><th>Behavior</th><th>runs that show it</th><th class="number">events</th><th class="number wide">of steps</th><th class="number wide">first at step</th></tr></thead><tbody>${seen.map(codeRow)}</tbody></table>`}${never}`;
}

function codeRow(code: CodeReport): Markup {
  const { behavior, definition, polarity, runs, n, events, share, latencySteps, notObservable, unsupported, passages } = code;
  const interval = rateInterval(runs, n);
  const hidden = [
    notObservable > 0 ? `${formatCount(notObservable)} hidden` : '',
    unsupported > 0 ? `${formatCount(unsupported)} unsupported` : '',
  ].filter((text) => text !== '');
  const examples =
    passages.length === 0 ? '' : markup`<tr class="more"><td colspan="5"><details><summary>${passages.length === 1 ? 'An example' : 'Examples'}</summary>${passages.map(passageFigure)}</details></td></tr>`;
  return markup`<tr class="${passages.length === 0 ? 'alone' : 'said'}"><td><strong>${words(behavior)}</strong>${polarity === 'bad' ? markup` <span class="kind broken">fault</span>` : ''}${definition === undefined ? '' : markup`<br><span class="quiet">${shorten(definition, 400)}</span>`}</td>
<td>${shareBar(runs / Math.max(1, n), { tone: polarity === 'bad' ? 'vermillion' : 'blue', interval, width: 110, label: `${runs} of ${n} runs` })}<strong>${formatPercent(runs / Math.max(1, n))}</strong> <span class="range">${formatInterval(interval)}, n = ${formatCount(n)}</span></td>
<td class="number">${formatCount(events)}${hidden.length === 0 ? '' : markup`<br><small>${hidden.join(', ')}</small>`}</td><td class="number wide">${formatPercent(share.steps)}</td><td class="number wide">${latencySteps === null ? '' : latencySteps.toFixed(1)}</td></tr>${examples}`;
}

function words(slug: string): string {
  const text = shorten(slug, 60).replaceAll(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
