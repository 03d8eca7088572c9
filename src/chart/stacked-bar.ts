import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';

/** One part of a whole. */
export interface StackedPart {
  readonly tone: Tone;
  /** 0–1. */
  readonly share: number;
  /** Written under it. */
  readonly label: string;
}

const HEIGHT = 22;
const LINE = 18;
const CHARACTER = 6.6;
const GAP = 18;
const SWATCH = 15;

/**
 * A whole as one bar of its parts, left to right, each named below it; names that would touch go one line further down. Parts of
 * nothing are left out.
 *
 * @param options.width - pixels; default 344, which fits a phone
 */
export function stackedBar(
  parts: readonly StackedPart[],
  { title, width = 344 }: { readonly title: string; readonly width?: number },
): Markup {
  const shown = parts.filter(({ share }) => share > 0);
  let [x, nameX, line] = [0, 0, 0];
  const drawn = shown.map(({ tone, share, label }) => {
    const wide = share * width;
    const length = SWATCH + label.length * CHARACTER;
    if (nameX > 0 && nameX + length > width) [nameX, line] = [0, line + 1];
    const y = HEIGHT + 18 + line * LINE;
    const one = markup`
      <g>
        <title>${label}</title>
        <rect class="${tone}" x="${pixel(x)}" y="0" width="${pixel(Math.max(1, wide - 1))}" height="${HEIGHT}"/>
        <rect class="${tone}" x="${pixel(nameX)}" y="${y - 10}" width="10" height="10"/>
        <text x="${pixel(nameX + SWATCH)}" y="${y}">${label}</text>
      </g>
    `;
    x += wide;
    nameX += length + GAP;
    return one;
  });
  const height = HEIGHT + 26 + line * LINE;
  return markup`
    <svg
      class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${shown.map(({ label }) => label).join(', ')}</desc>
      ${drawn}
    </svg>
  `;
}
