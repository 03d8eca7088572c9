import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';

/** How a {@link shareBar} is drawn. */
export interface ShareBarOptions {
  /** Default `blue`. */
  readonly tone?: Tone;
  /** 95% interval of the share, 0–1; drawn as a whisker. */
  readonly interval?: readonly [number, number];
  /** The share that fills the bar's width, 0–1; default 1. */
  readonly full?: number;
  /** Pixels; default 120. */
  readonly width?: number;
  /** What a screen reader says and a pointer shows. */
  readonly label: string;
}

/**
 * One share as a bar for a table cell, with its interval as a whisker. What goes beyond `full` is cut at the edge.
 *
 * @param share - 0–1
 */
export function shareBar(share: number, options: ShareBarOptions): Markup {
  const { tone = 'blue', interval, full = 1, width = 120, label } = options;
  const at = (value: number): number => pixel((Math.min(full, Math.max(0, value)) / full) * (width - 2));
  return markup`
    <svg
      class="chart bar" role="img" width="${width}" height="14" viewBox="0 0 ${width} 14"
      xmlns="http://www.w3.org/2000/svg">
      <title>${label}</title>
      <path class="rule" d="M0.5 0V14"/>
      <rect class="${tone}" x="1" y="2" width="${at(share)}" height="10"/>
      ${interval === undefined ? '' : whisker(at(interval[0]) + 1, at(interval[1]) + 1)}
    </svg>
  `;
}

function whisker(low: number, high: number): Markup {
  return markup`<path class="whisker" d="M${low} 7H${high}M${low} 4v6M${high} 4v6"/>`;
}
