import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';
import { shorten } from './visible-text.ts';

/** Something that changes along a line. */
export interface GrowthCurve {
  /** Written at its end. */
  readonly label: string;
  readonly note: string;
  readonly tone: Tone;
  /** Rising in `at`. */
  readonly points: readonly { readonly at: number; readonly value: number; readonly label: string }[];
}

/** What the picture says beside its curves. */
export interface GrowthCurvesOptions {
  readonly title: string;
  readonly description: string;
  /** Words under the axis. */
  readonly axis: string;
  readonly format: (value: number) => string;
}

const WIDTH = 560;
const HEIGHT = 280;
const LEFT = 62;
const RIGHT = 170;
const TOP = 14;
const BOTTOM = HEIGHT - 44;
const LINE = 32;

/** Curves over numbers from 1 on, which are spaced by their logarithm; each curve is named at its end. */
export function growthCurves(curves: readonly GrowthCurve[], { title, description, axis, format }: GrowthCurvesOptions): Markup {
  const points = curves.flatMap((curve) => curve.points);
  const most = Math.max(1e-9, ...points.map(({ value }) => value));
  const last = Math.max(2, ...points.map(({ at }) => at));
  const x = (at: number): number => pixel(LEFT + (Math.log(at) / Math.log(last)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => pixel(BOTTOM - (value / most) * (BOTTOM - TOP));
  const places = [...new Set(points.map(({ at }) => at))].sort((a, b) => a - b);
  const heights = apart(curves.map((curve) => y(curve.points.at(-1)?.value ?? 0)));
  return markup`
    <svg
      class="chart" role="img" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      ${[0, 0.5, 1].map(
        (share) => markup`
          <path class="rule" d="M${LEFT} ${y(share * most)}H${WIDTH - RIGHT}"/>
          <text class="quiet" text-anchor="end" x="${LEFT - 6}" y="${y(share * most) + 4}">${format(share * most)}</text>
        `,
      )}
      ${places.map((at) => markup`<text class="quiet" text-anchor="middle" x="${x(at)}" y="${BOTTOM + 16}">${at}</text>`)}
      ${curves.map(
        ({ label, note, tone, points: own }, i) => markup`
          <g>
            <polyline fill="none" stroke="var(--${tone})" stroke-width="2" points="${own.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')}"/>
            ${own.map((point) => markup`<circle class="${tone}" cx="${x(point.at)}" cy="${y(point.value)}" r="3"><title>${point.label}</title></circle>`)}
            <text class="${tone}" x="${WIDTH - RIGHT + 10}" y="${pixel(heights[i]! + 2)}">${shorten(label, 26)}</text>
            <text class="quiet" x="${WIDTH - RIGHT + 10}" y="${pixel(heights[i]! + 16)}">${shorten(note, 26)}</text>
          </g>
        `,
      )}
      <text class="quiet" x="${LEFT}" y="${HEIGHT - 8}">${axis}</text>
    </svg>
  `;
} // prettier-ignore

/** Heights of names, moved apart where they would touch: down, and up again where they would leave the picture. */
function apart(heights: readonly number[]): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]!);
  const placed = [...heights];
  for (const [place, i] of order.entries()) {
    if (place > 0) placed[i] = Math.max(placed[i]!, placed[order[place - 1]!]! + LINE);
  }
  let lowest = BOTTOM - 6;
  for (const i of order.toReversed()) {
    placed[i] = Math.min(placed[i]!, lowest);
    lowest = placed[i] - LINE;
  }
  return placed;
}
