import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatNumber, formatPercent, plural } from '../core/format-number.ts';
import { codeWords } from './code-words.ts';
import type { Following } from './contrast-report.ts';
import type { ReportData } from './report-data.ts';

/** What follows what: how often one comes right after another, beside chance. */
export function followsSection({ contrast: { follows, followsOf } }: ReportData): Markup {
  const name = followsName(followsOf);
  const rows = follows.map(
    ({ from, to, observed, n, chance, ratio, interval }) => markup`
      <tr>
        <td>${name(from)} <small>${formatCount(n)} times</small><br>→ <strong>${name(to)}</strong></td>
        <td>
          ${shareBar(observed / n, { width: 110, label: `${formatCount(observed)} of ${plural(n, 'time')}` })}<strong>${formatPercent(observed / n)}</strong><br>
          ${shareBar(chance / n, { width: 110, tone: 'grey', label: `by chance ${formatPercent(chance / n)}` })}<span class="range">by chance ${formatPercent(chance / n)}</span>
        </td>
        <td class="number">${formatNumber(ratio!, 1)} ×<br><span class="range">${rangeWords(interval)}</span></td>
      </tr>
    `,
  );
  return markup`
    <section id="follows">
      <h2>What follows what</h2>
      <p>What comes next more often than if each run did the same things in any other order, and does so from task to task.</p>
      <table>
        <thead><tr><th>After this comes</th><th>how often</th><th class="number">of chance</th></tr></thead>
        <tbody>${rows}</tbody>
      </table>
      <p class="note">Below the multiples of chance their 95% intervals between tasks. All of it: <code>ethogram analyse transitions --no-self${followsOf === 'codes' ? '' : ' --of calls'}</code>.</p>
    </section>
  `;
} // prettier-ignore

/** The strongest of it in a sentence. */
export function followsSentence({ from, to, observed, n, ratio, interval }: Following, of: 'codes' | 'calls'): Markup {
  const name = followsName(of);
  const often = `${formatCount(observed)} of ${formatCount(n)} times, ${formatNumber(ratio!, 1)} times as often as by chance${interval === null ? '' : `, 95% interval ${formatNumber(interval[0], 1)}–${formatNumber(interval[1], 1)}`}`;
  return markup`After ${name(from)} comes <strong>${name(to)}</strong>: ${often}.`;
}

function rangeWords(interval: Following['interval']): string {
  return interval === null ? '' : `${formatNumber(interval[0], 1)}–${formatNumber(interval[1], 1)}`;
}

function followsName(of: 'codes' | 'calls'): (name: string) => string {
  return of === 'codes' ? codeWords : (name) => shorten(name, 48);
}
