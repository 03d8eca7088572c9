import { barList } from '../chart/bar-list.ts';
import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatNumber, formatPercent } from '../core/format-number.ts';
import { codeWords } from './code-words.ts';
import type { Following } from './contrast-report.ts';
import type { ReportData } from './report-data.ts';

/** What follows what: how often one comes right after another, beside chance. */
export function followsSection({ contrast: { follows, followsOf } }: ReportData): Markup {
  const name = followsName(followsOf);
  const groups = follows.map(({ from, to, observed, n, chance, ratio, interval }) => ({
    heading: `After ${name(from)} (${formatCount(n)} times)`,
    rows: [
      {
        label: name(to),
        share: observed / n,
        note: `${formatPercent(observed / n)}, ${formatNumber(ratio!, 1)} × chance${rangeWords(interval)}`,
      },
      { label: 'by chance', share: chance / n, note: formatPercent(chance / n), tone: 'grey' as const },
    ],
  }));
  return markup`
    <section id="follows">
      <h2>What follows what</h2>
      <p>
        What comes next more often than if each run did the same things in any other order, and does so from task to task.
      </p>
      <figure>
        <div class="scroll" tabindex="0" role="region" aria-label="What follows what">
          ${barList(groups, {
            title: 'What comes next, beside chance',
            description:
              'For each pair, how often the second comes right after the first, and how often it would by chance.',
            width: 640,
          })}
        </div>
      </figure>
      <p class="note">In brackets the 95% interval between tasks. All of it: <code>ethogram analyse transitions --no-self${followsOf === 'codes' ? '' : ' --of calls'}</code>.</p>
    </section>
  `;
}

/** The strongest of it in a sentence. */
export function followsSentence({ from, to, observed, n, ratio, interval }: Following, of: 'codes' | 'calls'): Markup {
  const name = followsName(of);
  const often = `${formatCount(observed)} of ${formatCount(n)} times, ${formatNumber(ratio!, 1)} times as often as by chance${interval === null ? '' : `, 95% interval ${formatNumber(interval[0], 1)}–${formatNumber(interval[1], 1)}`}`;
  return markup`After ${name(from)} comes <strong>${name(to)}</strong>: ${often}.`;
}

function rangeWords(interval: Following['interval']): string {
  return interval === null ? '' : ` (${formatNumber(interval[0], 1)}–${formatNumber(interval[1], 1)})`;
}

function followsName(of: 'codes' | 'calls'): (name: string) => string {
  return of === 'codes' ? codeWords : (name) => shorten(name, 48);
}
