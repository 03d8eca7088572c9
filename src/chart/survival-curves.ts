import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';
import { shorten } from './visible-text.ts';

/** A share that falls in steps. */
export interface FallingCurve {
  readonly label: string;
  /** Under the label, e.g. `n = 84`. */
  readonly note: string;
  readonly tone: Tone;
  /** From which step on, the share left and its interval, 0–1; ascending. Before the first it is 1. */
  readonly points: readonly { readonly step: number; readonly share: number; readonly interval: readonly [number, number] }[]; // prettier-ignore
}

/** What the picture says beside its curves. */
export interface SurvivalCurvesOptions {
  readonly title: string;
  readonly description: string;
  /** First and last step of the axis. */
  readonly from: number;
  readonly to: number;
  /** Words under the axis. */
  readonly axis: string;
}

const WIDTH = 460;
const HEIGHT = 260;
const LEFT = 40;
const RIGHT = 150;
const TOP = 12;
const BOTTOM = HEIGHT - 40;
const LINE = 32;

/** Survival curves with bands of their intervals; each curve is named at its end. */
export function survivalCurves(curves: readonly FallingCurve[], options: SurvivalCurvesOptions): Markup {
  const { title, description, from, to, axis } = options;
  const span = Math.max(1, to - from);
  const x = (step: number): number => pixel(LEFT + ((step - from) / span) * (WIDTH - LEFT - RIGHT));
  const y = (share: number): number => pixel(BOTTOM - Math.min(1, Math.max(0, share)) * (BOTTOM - TOP));
  const shares = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => markup`
      <path class="rule" d="M${LEFT} ${y(share)}H${WIDTH - RIGHT}"/>
      <text class="quiet" text-anchor="end" x="${LEFT - 6}" y="${y(share) + 4}">${Math.round(share * 100)}%</text>
    `,
  );
  const steps = [from, Math.round(from + span / 2), to].map(
    (step) => markup`<text class="quiet" text-anchor="middle" x="${x(step)}" y="${BOTTOM + 16}">${step}</text>`,
  );
  const names = spread(curves.map(({ points }) => y(points.at(-1)?.share ?? 1)));
  const lines = curves.map(({ label, note, tone, points }, i) => {
    const drawn = points.filter(({ step }) => step >= from && step <= to);
    const path = drawn.map(({ step, share }) => `H${x(step)}V${y(share)}`).join('');
    return markup`
      <g>
        <title>${label}: ${Math.round((points.at(-1)?.share ?? 1) * 100)}% at the end</title>
        <path class="${tone}" opacity="0.16" d="${band(drawn, { x, y, to })}"/>
        <path fill="none" stroke="var(--${tone})" stroke-width="2" d="M${x(from)} ${y(1)}${path}H${x(to)}"/>
        <text class="${tone}" x="${WIDTH - RIGHT + 8}" y="${pixel(names[i]! + 2)}">${shorten(label, 22)}</text>
        <text class="quiet" x="${WIDTH - RIGHT + 8}" y="${pixel(names[i]! + 16)}">${note}</text>
      </g>
    `;
  });
  return markup`
    <svg
      class="chart" role="img" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      ${shares}${steps}${lines}
      <text class="quiet" x="${LEFT}" y="${HEIGHT - 6}">${axis}</text>
    </svg>
  `;
}

/** The area between the ends of the intervals, in steps. */
function band(
  points: FallingCurve['points'],
  { x, y, to }: { readonly x: (step: number) => number; readonly y: (share: number) => number; readonly to: number },
): string {
  const [first] = points;
  if (first === undefined) return `M0 0`;
  const upper = points.map(({ step, interval }) => `H${x(step)}V${y(interval[1])}`).join('');
  const lower = points.toReversed().map(({ step, interval }) => `V${y(interval[0])}H${x(step)}`).join('');
  return `M${x(first.step)} ${y(first.interval[1])}${upper}H${x(to)}${lower}Z`;
} // prettier-ignore

/** Heights of names, moved apart where they would touch. */
function spread(heights: readonly number[]): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]!);
  const placed = [...heights];
  for (const [place, i] of order.entries()) {
    const above = place === 0 ? undefined : placed[order[place - 1]!]!;
    if (above !== undefined && placed[i]! < above + LINE) placed[i] = above + LINE;
  }
  // Nor may the lowest run into the axis: those above make room.
  let lowest = BOTTOM - LINE / 2;
  for (const i of order.toReversed()) {
    placed[i] = Math.min(placed[i]!, lowest);
    lowest = placed[i] - LINE;
  }
  return placed;
}
