import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatInterval, formatPercent, plural } from '../core/format-number.ts';
import type { NamedReport } from './named-runs.ts';

/** What runs that are names consist of: how much of the time, or of the steps, each takes, and in how many runs it is. */
export function namedTable({ rows, moreRows }: NamedReport): Markup {
  const timed = rows.every(({ share }) => share.seconds !== null);
  const shares = rows.map(({ share, interval, secondsInterval }) => ({
    share: timed ? share.seconds! : share.steps,
    interval: timed ? secondsInterval! : interval,
  }));
  const full = Math.max(0.05, ...shares.map(({ interval }) => interval[1]));
  const lines = rows.map(({ behavior, runs, n, events }, i) => {
    const { share, interval } = shares[i]!;
    const bar = shareBar(share, { interval, full, width: 160, label: `${formatPercent(share)} of the ${timed ? 'time' : 'steps'}` });
    return markup`
      <tr>
        <td>${shorten(behavior, 80)}</td>
        <td>${bar}<strong>${formatPercent(share)}</strong> <span class="range">${formatInterval(interval)}</span></td>
        <td class="number">${formatCount(runs)} of ${formatCount(n)}</td>
        <td class="number wide">${formatCount(events)}</td>
      </tr>
    `;
  });
  return markup`
    <h4>Time budget</h4>
    <table>
      <thead>
        <tr><th>What</th><th>of the ${timed ? 'time' : 'steps'}</th><th class="number">runs that show it</th><th class="number wide">times</th></tr>
      </thead>
      <tbody>${lines}</tbody>
    </table>
    <p class="note">
      95% intervals between runs.${moreRows === 0 ? '' : ` ${plural(moreRows, 'more name')} with less: `}${moreRows === 0 ? '' : markup`<code>ethogram analyse time-budget --of calls</code>.`}
    </p>
  `;
} // prettier-ignore
