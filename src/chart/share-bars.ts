import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import { shorten } from './visible-text.ts';

/** One share with its 95% interval, 0–1. */
export interface ShareBarsRow {
  readonly label: string;
  readonly share: number;
  readonly interval?: readonly [number, number];
  /** Written at the end of the row, e.g. `71%`. */
  readonly note: string;
}

const ROW = 40;
const CHARACTER = 6.4;
const NOTE = 56;

/**
 * Shares as bars under one another, each under its label, with their intervals as whiskers; the axis goes from 0 to 1.
 *
 * @param options.width - pixels; default 344, which fits a phone
 */
export function shareBars(
  rows: readonly ShareBarsRow[],
  {
    title,
    description,
    width = 344,
  }: { readonly title: string; readonly description: string; readonly width?: number },
): Markup {
  const full = width - NOTE;
  const height = rows.length * ROW + 4;
  const at = (share: number): number => pixel(Math.min(1, Math.max(0, share)) * full);
  const lines = rows.map(({ label, share, interval, note }, i) => {
    const y = i * ROW;
    const whisker = interval === undefined ? '' : markup`<path class="whisker" d="M${at(interval[0])} ${y + 27}H${at(interval[1])}M${at(interval[0])} ${y + 23}v8M${at(interval[1])} ${y + 23}v8"/>`; // prettier-ignore
    return markup`
      <g>
        <title>${shorten(label, 120)}: ${note}</title>
        <text x="0" y="${y + 14}">${shorten(label, Math.floor(width / CHARACTER))}</text>
        <rect class="blue" x="0" y="${y + 20}" width="${at(share)}" height="14"/>
        ${whisker}
        <text class="strong" text-anchor="end" x="${width}" y="${y + 31}">${note}</text>
      </g>
    `;
  });
  return markup`
    <svg
      class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      <path class="rule" d="M${full} 0V${height}"/>
      ${lines}
    </svg>
  `;
}
